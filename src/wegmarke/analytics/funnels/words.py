"""Steps and exclusions as people write them on one line, on the command line and in the address of a page.

tp_form                                one touchpoint, or one phase
tp_call|tp_visit                       either of them
tp_demo?                               optional
tp_quote < 14 days                     not later than this after the touch taken before
tp_form where {"property": …}          a rule on the event, as JSON
tp_unsubscribed                        an exclusion, over the whole funnel
tp_unsubscribed 2-3 stop               between steps 2 and 3; keeps the steps taken until then
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from wegmarke.analytics.funnels.plan import Exclusion, FunnelPlan, FunnelStep
from wegmarke.domain import RuleInvalid
from wegmarke.domain.errors import Problem
from wegmarke.paths import Counting, ExclusionEffect, StepOrder
from wegmarke.rules import Rule, parse_rule, read_span

_Choice = TypeVar("_Choice", bound=StrEnum)
_STEP = re.compile(r"(?P<places>[^\s?<]+)(?P<optional>\s*\?)?(\s*<\s*(?P<within>.+))?")
_EXCLUSION = re.compile(r"(?P<places>\S+)(\s+(?P<first>\d{1,3})-(?P<last>\d{1,3}))?(\s+(?P<effect>drop_attempt|stop))?")
_SPAN = "a time such as 30 minutes, 12 hours, 7 days or 2 weeks"


@dataclass
class Reading:
    """Reads a funnel from words and collects all that is wrong with them."""

    problems: list[Problem]

    def step(self, text: str, where: str) -> FunnelStep:
        """Read one step."""
        head, rule = self._rule(text, where)
        found = _STEP.fullmatch(head)
        if found is None:
            self._wrong(where, "a touchpoint such as tp_demo, tp_call|tp_visit, tp_demo? or tp_quote < 14 days", text)
            return FunnelStep(())
        within = None if found["within"] is None else self.span(found["within"], f"{where}.within")
        return FunnelStep(_places(found["places"]), rule, found["optional"] is not None, within)

    def exclusion(self, text: str, where: str) -> Exclusion:
        """Read one exclusion."""
        head, rule = self._rule(text, where)
        found = _EXCLUSION.fullmatch(head)
        if found is None:
            self._wrong(where, "a touchpoint such as tp_away, tp_away 2-3 or tp_away stop", text)
            return Exclusion(())
        effect = ExclusionEffect(found["effect"] or ExclusionEffect.DROP_ATTEMPT)
        first, last = (int(found[name]) if found[name] else None for name in ("first", "last"))
        return Exclusion(_places(found["places"]), rule, 1 if first is None else first, last, effect)

    def span(self, text: str, where: str) -> timedelta | None:
        """Read a length of time."""
        span = read_span(text.strip())
        if span is None:
            self._wrong(where, _SPAN, text)
        return span

    def _rule(self, text: str, where: str) -> tuple[str, Rule | None]:
        head, word, tail = text.partition(" where ")
        if not word:
            return head.strip(), None
        try:
            return head.strip(), parse_rule(json.loads(tail))
        except (ValueError, RuleInvalid) as error:
            self._wrong(f"{where}.rule", "a rule as JSON", str(error))
            return head.strip(), None

    def _wrong(self, where: str, expected: str, came: str) -> None:
        self.problems.append(Problem(where, expected, repr(came), "Write it so."))


def read_plan(
    steps: Sequence[str],
    *,
    order: str = StepOrder.SEQUENTIAL,
    counting: str = Counting.BEST,
    window: str | None = None,
    exclusions: Sequence[str] = (),
    hold: str | None = None,
) -> tuple[FunnelPlan, list[Problem]]:
    """Read a funnel from words; returns it with all that is wrong with the words."""
    reading = Reading([])
    plan = FunnelPlan(
        tuple(reading.step(text, f"steps[{number}]") for number, text in enumerate(steps, start=1)),
        _chosen(StepOrder, "order", order, reading),
        _chosen(Counting, "counting", counting, reading),
        None if window is None else reading.span(window, "window"),
        tuple(reading.exclusion(text, f"exclusions[{number}]") for number, text in enumerate(exclusions, start=1)),
        hold or None,
    )
    return plan, reading.problems


def _chosen(kind: type[_Choice], where: str, text: str, reading: Reading) -> _Choice:
    try:
        return kind(text)
    except ValueError:
        reading.problems.append(Problem(where, f"one of {', '.join(kind)}", repr(text), "Take one of them."))
        return next(iter(kind))


def _places(text: str) -> tuple[str, ...]:
    return tuple(place for place in text.split("|") if place)
