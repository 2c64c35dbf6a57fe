"""Rules of touchpoints, their coverage and plans, written for a reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from wegmarke.domain.recognition import NameCoverage, RecognitionMove, RecognitionPlan, RuleReach, TouchpointRule
from wegmarke.web.reader import Reader

TOUCHPOINTS: Final = "/settings/touchpoints"


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One touchpoint with its rule."""

    id: str
    title: str
    priority: str
    phase: str
    words: str
    touches: str
    share: str
    last: str
    edit_url: str


@dataclass(frozen=True, slots=True)
class NameLine:
    """Events of one name that no touchpoint recognises, or not all of them."""

    name: str
    unrecognised: str
    events: str
    last: str
    touchpoints: str


@dataclass(frozen=True, slots=True)
class MoveLine:
    """Touches that would change their touchpoint."""

    before: str
    after: str
    touches: str
    persons: str
    accounts: str
    names: str


def titles_of(rules: Sequence[TouchpointRule], reader: Reader) -> dict[str, str]:
    """Return the titles of the touchpoints by id."""
    return {rule.touchpoint: rule.title.get(reader.language) or rule.touchpoint for rule in rules}


def rule_line(rule: TouchpointRule, events: int, reader: Reader) -> RuleLine:
    """Write one touchpoint."""
    f = reader.formats
    return RuleLine(
        id=rule.touchpoint,
        title=rule.title.get(reader.language) or rule.touchpoint,
        priority=f.number(rule.priority) if rule.priority else "–",
        phase=rule.phase_title.get(reader.language) or "–",
        words=rule.words.get(reader.language),
        touches=f.number(rule.touches),
        share=f.percent(rule.touches / events if events else None),
        last=f.day(rule.last_at, reader.zone),
        edit_url=f"{TOUCHPOINTS}/{rule.touchpoint}/edit",
    )


def name_line(found: NameCoverage, titles: Mapping[str, str], reader: Reader) -> NameLine:
    """Write the events of one name."""
    f = reader.formats
    return NameLine(
        name=found.name,
        unrecognised=f.number(found.unrecognised),
        events=f.number(found.events),
        last=f.day(found.last_at, reader.zone),
        touchpoints=", ".join(titles.get(id_, id_) for id_ in found.touchpoints) or "–",
    )


def move_line(move: RecognitionMove, titles: Mapping[str, str], reader: Reader) -> MoveLine:
    """Write touches that would change their touchpoint."""
    f = reader.formats
    none = reader.t.pgettext("recognition", "not recognised")
    return MoveLine(
        before=titles.get(move.before, move.before) if move.before else none,
        after=titles.get(move.after, move.after) if move.after else none,
        touches=f.number(move.touches),
        persons=f.number(move.persons),
        accounts=f.number(move.accounts),
        names=", ".join(move.names),
    )


def reach_of(found: RuleReach, reader: Reader) -> str:
    """Write `1,234 of 5,678 events (21.7%)`."""
    t, f = reader.t, reader.formats
    share = f.percent(found.events / found.of if found.of else None)
    return t.ngettext(
        "%(size)s of %(all)s event (%(share)s)", "%(size)s of %(all)s events (%(share)s)", found.of,
        size=f.number(found.events), all=f.number(found.of), share=share,
    )  # fmt: skip


def plan_numbers(plan: RecognitionPlan, reader: Reader) -> list[tuple[str, str]]:
    """Write what would change, each number with its word."""
    t, f = reader.t, reader.formats
    before, after = (f.percent(n / plan.events if plan.events else None) for n in
                     (plan.recognised_before, plan.recognised_after))  # fmt: skip
    return [
        (t.pgettext("recognition", "Touches at another touchpoint"), f.number(plan.touches)),
        (t.pgettext("recognition", "Touches in another phase"), f.number(plan.phases)),
        (t.pgettext("recognition", "Persons concerned"), f.number(plan.persons)),
        (t.pgettext("recognition", "Accounts concerned"), f.number(plan.accounts)),
        (t.pgettext("recognition", "Recognised"), f"{before} → {after}"),
    ]
