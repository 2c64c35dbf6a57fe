"""`wegmarke analyse phases`."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

import typer

from wegmarke.cli.analyse.options import (
    Breakdown,
    By,
    Folder,
    FormatOption,
    Map,
    Output,
    Period,
    Segment,
    Where,
    answer,
)
from wegmarke.cli.period import From, To
from wegmarke.domain import Unit, UsageError
from wegmarke.workspace import Analyses, Result


class Show(StrEnum):
    """Which question about phases."""

    OVERVIEW = "overview"  # side by side
    CONVERSION = "conversion"  # from each phase to each other
    STAY = "time"  # how long, with those still there
    CURVE = "curve"  # the same, over time
    VELOCITY = "velocity"  # by period of entry
    BOOMERANGS = "boomerangs"  # moves back
    BOOMERANG_UNITS = "boomerang_units"  # who went back
    STALLED = "stalled"  # who is stuck, and why


def phases(
    folder: Folder,
    by: By = Unit.ACCOUNT,
    show: Annotated[Show, typer.Option(help="which question about phases")] = Show.OVERVIEW,
    breakdown: Breakdown = None,
    length: Annotated[str, typer.Option(help="velocity: day, week, month, quarter or year of entry")] = "month",
    quantile: Annotated[
        float | None, typer.Option(help="stalled: longer in the phase than this share of stays; else 0.75")
    ] = None,
    longer_days: Annotated[float | None, typer.Option(help="stalled: longer in the phase than so many days")] = None,
    untouched_days: Annotated[float, typer.Option(help="stalled: without a touch for so many days")] = 30,
    top: Annotated[int, typer.Option(help="stalled, boomerang_units: how many units")] = 100,
    start: From = None,
    end: To = None,
    segment: Segment = None,
    where: Where = None,
    map_: Map = None,
    format_: FormatOption = None,
    output: Output = None,
) -> None:
    """Count who is in each phase and goes on, how long it takes, who comes back and who is stuck."""
    if breakdown is not None and show is not Show.OVERVIEW:
        raise UsageError(f"--breakdown: expected --show overview beside it; got {show.value}. Leave one out.")
    if start is not None and show is Show.STALLED:
        raise UsageError("--from: expected no first day with --show stalled, which is about now. Leave it out.")
    stuck = (by.value, quantile, longer_days, untouched_days, top)
    ask: dict[Show, Callable[[Analyses, Period], Result]] = {
        Show.OVERVIEW: lambda analyses, period: analyses.phases(by.value, breakdown, *period, map_),
        Show.CONVERSION: lambda analyses, period: analyses.phase_conversion(by.value, *period, map_),
        Show.STAY: lambda analyses, period: analyses.time_in_phase(by.value, *period, map_),
        Show.CURVE: lambda analyses, period: analyses.phase_curve(by.value, *period, map_),
        Show.VELOCITY: lambda analyses, period: analyses.phase_velocity(by.value, length, *period, map_),
        Show.BOOMERANGS: lambda analyses, period: analyses.boomerangs(by.value, *period, map_),
        Show.BOOMERANG_UNITS: lambda analyses, period: analyses.boomerang_units(by.value, top, *period, map_),
        Show.STALLED: lambda analyses, period: analyses.stalled(*stuck, period[1], map_),
    }
    answer(folder, ask[show], (start, end), format_, output, segment=segment, where=where, map_=map_, over_map=True)
