"""Which event is a contact at which touchpoint: rules by priority, how far they reach, and what others would change."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from wegmarke import events
from wegmarke.domain import Language, LocalizedText, UsageError
from wegmarke.domain.recognition import (
    RecognitionCoverage,
    RecognitionPlan,
    RuleReach,
    TouchpointChange,
    TouchpointRule,
)
from wegmarke.domain.touchpoint_use import TouchpointMonth
from wegmarke.events import Recognised
from wegmarke.maps import JourneyMap, Touchpoint, load_map
from wegmarke.rules import Rule, explain_rule, parse_rule
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.touchpoint_changes import changed_map, rule_text

_MOST_MONTHS: Final = 120


class RecognitionDoor(Door):
    """The rules of touchpoints, first the one that is asked first."""

    @operation("recognition")
    def touchpoints(self) -> list[TouchpointRule]:
        """Return the touchpoints of all maps: those with a rule in order of priority, then those without one."""
        stores = self.stores
        found: dict[str, list[Recognised]] = defaultdict(list)
        for line in events.recognised(stores.engine):
            found[line.touchpoint or ""].append(line)
        brought, documents = stores.library.brought(), stores.library.documents()
        reference = documents[0] if documents else None
        known = {one.recogniser.touchpoint for one in brought}
        lines = []
        for priority, one in enumerate(brought, 1):
            touchpoint = next(t for t in one.document.touchpoints if t.id == one.recogniser.touchpoint)
            lines.append(_line(priority, touchpoint, one.document, reference, found[touchpoint.id]))
        for document in documents:
            for touchpoint in document.touchpoints:
                if touchpoint.id not in known:
                    known.add(touchpoint.id)
                    lines.append(_line(0, touchpoint, document, reference, []))
        return lines

    @operation("recognition")
    def coverage(self, most: int = 50) -> RecognitionCoverage:
        """Say how much of what is stored is recognised, and of which event names most is not."""
        return events.name_coverage(self.stores.engine, most=most)

    @operation("recognition")
    def months(self, touchpoint: str, count: int = 13) -> list[TouchpointMonth]:
        """Return the last calendar months of a touchpoint up to the one in which the data ends, oldest first.

        Touches of machines and of our own people are left out.

        Raises:
            UsageError: for a count that is not between 1 and 120.
        """
        stores = self.stores
        if not 1 <= count <= _MOST_MONTHS:
            raise UsageError(f"count: expected 1 to {_MOST_MONTHS} months; got {count}.")
        last = events.reading.totals(stores.engine).last_at
        if last is None:
            return []
        zone = ZoneInfo(stores.settings.time_zone)
        here = last.astimezone(zone)
        number = here.year * 12 + here.month - 1
        firsts = [date(one // 12, one % 12 + 1, 1) for one in range(number - count + 1, number + 2)]
        bounds = [datetime.combine(first, time(), zone).astimezone(UTC) for first in firsts]
        key = ("months of a touchpoint", touchpoint, count)
        table = stores.answers.keep(
            key, stores.state_of_data, lambda: events.touch_months(stores.engine, touchpoint, bounds)
        )
        return [
            TouchpointMonth(
                firsts[row["place"]], row["touches"], row["persons"], row["accounts"], row["place"] < count - 1
            )
            for row in table.to_pylist()
        ]

    @operation("recognition")
    def preview(self, rule: dict[str, Any]) -> RuleReach:
        """Say how many of the stored events a rule matches; which touchpoint has them now does not matter.

        Args:
            rule: the tree, as it stands in a document.

        Raises:
            RuleInvalid: with every problem of the rule.
        """
        stores, checked = self.stores, parse_rule(rule)
        key = ("events that a rule matches", checked)
        return stores.answers.keep(key, stores.state_of_data, lambda: events.count_matching(stores.engine, checked))

    @operation("recognition")
    def rehearse(self, text: str) -> RecognitionPlan:
        """Say what a map document would change if it were kept; nothing is changed.

        Raises:
            DocumentInvalid: with every problem of the document.
        """
        return self._rehearsed(load_map(text))

    @operation("recognition")
    def rehearse_change(self, change: TouchpointChange) -> RecognitionPlan:
        """Say what another rule or priority of one touchpoint would change; nothing is changed.

        Raises:
            NotFound: where no map has the touchpoint.
            DocumentInvalid: with every problem of the place.
            RuleInvalid: with every problem of the rule.
        """
        return self._rehearsed(changed_map(self.stores.library.documents(), change))

    @operation("recognition")
    def apply(self, text: str) -> RecognitionPlan:
        """Keep a map document; what its rules recognise differently is derived anew. Returns what it changed.

        Raises:
            DocumentInvalid: with every problem of the document; nothing was kept.
        """
        return self._applied(load_map(text))

    @operation("recognition")
    def apply_change(self, change: TouchpointChange) -> RecognitionPlan:
        """Let another rule or priority of one touchpoint hold, in the map that brings it. Returns what it changed.

        Raises:
            NotFound: where no map has the touchpoint.
            DocumentInvalid: with every problem of the place.
            RuleInvalid: with every problem of the rule.
        """
        with self.stores.work:
            return self._applied(changed_map(self.stores.library.documents(), change))

    def _rehearsed(self, document: JourneyMap) -> RecognitionPlan:
        stores = self.stores
        with stores.work:
            stores.settle()
            return events.rehearse_recognition(
                stores.engine, stores.library.recognition(), stores.library.recognition(document)
            )

    def _applied(self, document: JourneyMap) -> RecognitionPlan:
        stores = self.stores
        with stores.work:
            # Counted first: afterwards there is nothing to compare with.
            plan = self._rehearsed(document)
            if stores.library.put(document):
                stores.state_of_data += 1
                stores.settle()
        return plan


def _line(
    priority: int, touchpoint: Touchpoint, document: JourneyMap, reference: JourneyMap | None, found: list[Recognised]
) -> TouchpointRule:
    phase = reference.phase_of_touchpoint().get(touchpoint.id) if reference is not None else None
    phases = {one.id: one.title for one in reference.phases} if reference is not None else {}
    return TouchpointRule(
        priority=priority,
        touchpoint=touchpoint.id,
        title=touchpoint.title,
        map_id=document.id,
        phase=phase,
        phase_title=phases.get(phase or "", LocalizedText()),
        rule=rule_text(touchpoint.rule),
        words=_words(touchpoint.rule),
        touches=sum(line.touches for line in found),
        first_at=min((line.first_at for line in found), default=None),
        last_at=max((line.last_at for line in found), default=None),
    )


def _words(rule: Rule | None) -> LocalizedText:
    if rule is None:
        return LocalizedText()
    return LocalizedText(de=explain_rule(rule, Language.DE), en=explain_rule(rule, Language.EN))
