"""Funnels over the phases of a map, or over steps of one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from wegmarke import analytics
from wegmarke.analytics import Result, funnels
from wegmarke.domain import UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import Touches
from wegmarke.workspace.analyses.analysis_door import AnalysisDoor
from wegmarke.workspace.operation import operation
from wegmarke.workspace.questions import model_and_zone

_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True)
class FunnelSteps:
    """A funnel over steps, as people write it; how, says `wegmarke.analytics.funnels.words`.

    Attributes:
        steps: e.g. `tp_form`, `tp_call|tp_visit`, `tp_demo?`, `tp_quote < 14 days`.
        order: `sequential`, `strict` or `any`.
        counting: `best_attempt`, `first_entry` or `every_entry`.
        window: the longest time from the first step on, e.g. `30 days`.
        exclusions: e.g. `tp_unsubscribed`, `tp_unsubscribed 2-3 stop`.
        hold: an event property that must stay the same.
    """

    steps: tuple[str, ...] = ()
    order: str = "sequential"
    counting: str = "best_attempt"
    window: str | None = None
    exclusions: tuple[str, ...] = ()
    hold: str | None = None


@dataclass(frozen=True)
class FunnelGroups:
    """How a funnel over steps is broken down.

    Attributes:
        of: an event property, or `month`.
        at: `first`, `last`, `all`, or the number of a step.
        most: how many values keep their names.
    """

    of: str
    at: str = "first"
    most: int = 10


class FunnelDoor(AnalysisDoor):
    """How many units reach each step, how long it takes, how it changes, and who is lost."""

    @operation("analytics")
    def funnel(
        self,
        by: str = "account",
        steps: FunnelSteps | tuple[str, ...] = (),
        breakdown: FunnelGroups | str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        map: str | None = None,  # noqa: A002  # the word of the command line and the glossary
    ) -> Result:
        """Count units that reach each of the given steps, or without steps each phase of a map."""
        groups = FunnelGroups(breakdown) if isinstance(breakdown, str) else breakdown
        if _written(steps).steps:
            by_label = None if groups is None else _breakdown(groups)
            return self._asked(funnels.funnel, "funnel", by, steps, start, end, map, breakdown=by_label)
        _without_steps(_written(steps), groups)
        model, zone = model_and_zone(self.stores, map)
        label = None if groups is None else groups.of
        return self._kept(
            ("funnel", by, label, start, end, map),
            lambda touches: analytics.funnel(touches, model, by, breakdown=label, start=start, end=end, zone=zone),
        )

    @operation("analytics")
    def funnel_times(
        self,
        by: str = "account",
        steps: FunnelSteps | tuple[str, ...] = (),
        from_step: int = 1,
        to_step: int | None = None,
        conversions: str = "first",
        start: datetime | None = None,
        end: datetime | None = None,
        map: str | None = None,  # noqa: A002
    ) -> Result:
        """Measure how long it takes from one step to another: quantiles."""
        kind = _one_of(funnels.Conversions, "conversions", conversions)
        span = funnels.Span(from_step, to_step)
        return self._asked(
            funnels.time_to_convert, "funnel_times", by, steps, start, end, map, span=span, conversions=kind
        )

    @operation("analytics")
    def funnel_curve(
        self,
        by: str = "account",
        steps: FunnelSteps | tuple[str, ...] = (),
        from_step: int = 1,
        to_step: int | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        map: str | None = None,  # noqa: A002
    ) -> Result:
        """Estimate which share converts after how long, with who still may."""
        span = funnels.Span(from_step, to_step)
        return self._asked(funnels.conversion_curve, "funnel_curve", by, steps, start, end, map, span=span)

    @operation("analytics")
    def funnel_trend(
        self,
        by: str = "account",
        steps: FunnelSteps | tuple[str, ...] = (),
        length: str = "month",
        start: datetime | None = None,
        end: datetime | None = None,
        map: str | None = None,  # noqa: A002
    ) -> Result:
        """Count who entered per day, week, month or quarter, and who of them converted."""
        period = _one_of(funnels.EntryPeriod, "length", length)
        return self._asked(funnels.funnel_trend, "funnel_trend", by, steps, start, end, map, length=period)

    @operation("analytics")
    def funnel_dropped(
        self,
        by: str = "account",
        steps: FunnelSteps | tuple[str, ...] = (),
        step: int = 1,
        start: datetime | None = None,
        end: datetime | None = None,
        map: str | None = None,  # noqa: A002
    ) -> Result:
        """List the units that came no further than a step, by their numbers."""
        return self._asked(funnels.dropped, "funnel_dropped", by, steps, start, end, map, step=step)

    @operation("analytics")
    def funnel_next(
        self,
        by: str = "account",
        steps: FunnelSteps | tuple[str, ...] = (),
        step: int = 1,
        start: datetime | None = None,
        end: datetime | None = None,
        map: str | None = None,  # noqa: A002
    ) -> Result:
        """Count what those did next that came no further than a step."""
        return self._asked(funnels.after_dropping, "funnel_next", by, steps, start, end, map, step=step)

    def _asked(
        self,
        analysis: Callable[..., Result],
        name: str,
        by: str,
        steps: FunnelSteps | tuple[str, ...],
        start: datetime | None,
        end: datetime | None,
        map_: str | None,
        **own: Any,  # noqa: ANN401  # each analysis has arguments of its own
    ) -> Result:
        words = _written(steps)
        model, zone = model_and_zone(self.stores, map_)
        plan, problems = funnels.read_plan(
            words.steps, order=words.order, counting=words.counting, window=words.window, exclusions=words.exclusions,
            hold=words.hold,
        )  # fmt: skip
        frame = {"model": model, "start": start, "end": end, "zone": zone, "problems": tuple(problems)}

        def ask(touches: Touches) -> Result:
            return analysis(touches, plan, by, **frame, **own)

        # statements walk every attempt of a unit, which takes many seconds where a pass takes some milliseconds
        return self._kept((name, by, words, start, end, map_, *own.items()), ask, waits_for_index=True)


def _written(steps: FunnelSteps | tuple[str, ...]) -> FunnelSteps:
    return steps if isinstance(steps, FunnelSteps) else FunnelSteps(tuple(steps))


def _breakdown(groups: FunnelGroups) -> funnels.Breakdown:
    if groups.at.isdecimal():
        return funnels.Breakdown(groups.of, funnels.LabelFrom.STEP, int(groups.at), groups.most)
    if groups.at not in ("first", "last", "all"):
        raise unknown_value("breakdown at", groups.at, ["first", "last", "all", "the number of a step"])
    return funnels.Breakdown(groups.of, funnels.LabelFrom(groups.at), most=groups.most)


def _one_of(kind: type[_Choice], what: str, text: str) -> _Choice:
    if text not in list(kind):
        raise unknown_value(what, text, list(kind))
    return kind(text)


def _without_steps(words: FunnelSteps, breakdown: FunnelGroups | None) -> None:
    asked = [name for name in ("order", "counting", "window", "exclusions", "hold")
             if getattr(words, name) != getattr(FunnelSteps(), name)]  # fmt: skip
    if breakdown is not None and breakdown.at != FunnelGroups("").at:
        asked.append("breakdown at")
    if asked:
        raise UsageError(
            f"{', '.join(asked)}: expected steps beside them; got none. Name touchpoints or phases as steps: over the "
            "phases of a map a funnel knows none of these."
        )
