"""`wegmarke analyse funnel`."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Annotated

import typer

from wegmarke.cli.analyse.options import Breakdown, By, Folder, FormatOption, Map, Output, Segment, Where, answer, names
from wegmarke.cli.period import From, To
from wegmarke.domain import Unit, UsageError
from wegmarke.workspace import Analyses, FunnelGroups, FunnelSteps, Result


class Show(enum.StrEnum):
    """What is printed of a funnel over steps."""

    STEPS = "steps"  # how many reached each step
    TIME_TO_CONVERT = "times"  # how long it took
    CURVE = "curve"  # which share converted after how long, with who still may
    TREND = "trend"  # who entered when
    DROPPED = "dropped"  # who came no further than a step
    NEXT = "next"  # what these did next


def funnel(
    folder: Folder,
    by: By = Unit.ACCOUNT,
    steps: Annotated[str, typer.Option(help="with commas, e.g. tp_ad|tp_fair,tp_demo?,tp_order; else phases")] = "",
    step: Annotated[list[str] | None, typer.Option(help="one step, may be repeated; for steps with a rule")] = None,
    order: Annotated[str, typer.Option(help="sequential, strict or any")] = "sequential",
    counting: Annotated[str, typer.Option(help="best_attempt, first_entry or every_entry")] = "best_attempt",
    window: Annotated[str | None, typer.Option(help="longest time from the first step on, e.g. 30 days")] = None,
    exclude: Annotated[list[str] | None, typer.Option(help='e.g. "tp_away 1-2 stop", may be repeated')] = None,
    hold: Annotated[str | None, typer.Option(help="event property that must stay the same")] = None,
    breakdown: Breakdown = None,
    breakdown_at: Annotated[str, typer.Option(help="first, last, all, or the number of a step")] = "first",
    top: Annotated[int, typer.Option(help="values of the breakdown that keep their names")] = 10,
    show: Annotated[Show, typer.Option(help="steps, times, curve, trend, dropped or next")] = Show.STEPS,
    at_step: Annotated[int, typer.Option(help="with dropped and next: after which step")] = 1,
    from_step: Annotated[int, typer.Option(help="with times and curve: from which step")] = 1,
    to_step: Annotated[int | None, typer.Option(help="with times and curve: to which step; else the last")] = None,
    conversions: Annotated[str, typer.Option(help="with times: first or all")] = "first",
    per: Annotated[str, typer.Option(help="with trend: day, week, month or quarter")] = "month",
    start: From = None,
    end: To = None,
    segment: Segment = None,
    where: Where = None,
    map_: Map = None,
    format_: FormatOption = None,
    output: Output = None,
) -> None:
    """Count units that reach each phase of the map, or each of the given steps."""
    words = FunnelSteps((*names(steps), *(step or ())), order, counting, window, tuple(exclude or ()), hold)
    if show is not Show.STEPS and not words.steps:
        raise UsageError(f"--show {show}: expected steps beside it; got none. Name them with --steps.")

    def ask(analyses: Analyses, period: tuple[datetime | None, datetime | None]) -> Result:
        frame = (*period, map_)
        match show:
            case Show.STEPS:
                groups = None if breakdown is None else FunnelGroups(breakdown, breakdown_at, top)
                return analyses.funnel(by.value, words, groups, *frame)
            case Show.TIME_TO_CONVERT:
                return analyses.funnel_times(by.value, words, from_step, to_step, conversions, *frame)
            case Show.CURVE:
                return analyses.funnel_curve(by.value, words, from_step, to_step, *frame)
            case Show.TREND:
                return analyses.funnel_trend(by.value, words, per, *frame)
            case Show.DROPPED:
                return analyses.funnel_dropped(by.value, words, at_step, *frame)
            case Show.NEXT:
                return analyses.funnel_next(by.value, words, at_step, *frame)

    answer(folder, ask, (start, end), format_, output, segment=segment, where=where, map_=map_, over_map=True)
