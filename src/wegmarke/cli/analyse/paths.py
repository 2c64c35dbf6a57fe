"""`wegmarke analyse paths` and `wegmarke analyse variants`."""

from __future__ import annotations

from typing import Annotated

import typer

from wegmarke.cli.analyse.options import By, Folder, FormatOption, Output, Period, Segment, Where, answer, names
from wegmarke.cli.period import From, To
from wegmarke.domain import Unit, UsageError
from wegmarke.workspace import Analyses, Result

Collapse = Annotated[bool, typer.Option("--collapse", help="a touchpoint that follows itself counts once")]
Lost = Annotated[str, typer.Option(help="ids of touchpoints that mean lost, with commas; splits by outcome")]
StalledDays = Annotated[int, typer.Option(help="days without a touch after which a path has stalled")]


def paths(
    folder: Folder,
    by: By = Unit.ACCOUNT,
    since: Annotated[str, typer.Option(help="paths begin at the first of these touchpoints")] = "",
    until: Annotated[str, typer.Option(help="paths end at the first of these touchpoints")] = "",
    collapse: Collapse = False,
    top: Annotated[int | None, typer.Option(help="name only so many touchpoints; the others are (other)")] = None,
    won: Annotated[str, typer.Option(help="ids of touchpoints that mean won, with commas; splits by outcome")] = "",
    lost: Lost = "",
    stalled_days: StalledDays = 90,
    waits: Annotated[bool, typer.Option("--waits", help="how long units waited since the touch in front")] = False,
    start: From = None,
    end: To = None,
    segment: Segment = None,
    where: Where = None,
    format_: FormatOption = None,
    output: Output = None,
) -> None:
    """Count transitions between touchpoints; with --won or --lost those of each outcome."""

    def ask(analyses: Analyses, period: Period) -> Result:
        if not won and not lost:
            return analyses.paths(by.value, *period, names(since), names(until), collapse, top, waits)
        if waits:
            raise UsageError("--waits: expected without --won and --lost; waits are those of all units. Leave it out.")
        if since or until:
            raise UsageError("--since, --until: expected neither beside --won and --lost, which end paths themselves.")
        return analyses.paths_by_outcome(by.value, *period, names(won), names(lost), stalled_days, collapse, top)

    answer(folder, ask, (start, end), format_, output, segment=segment, where=where)


def variants(
    folder: Folder,
    by: By = Unit.ACCOUNT,
    won: Annotated[str, typer.Option(help="ids of touchpoints that mean won, with commas")] = "",
    lost: Lost = "",
    stalled_days: StalledDays = 90,
    top: Annotated[int, typer.Option(help="how many paths have a row of their own")] = 20,
    collapse: Collapse = False,
    currency: Annotated[str | None, typer.Option(help="values in it count; else the one with the largest sum")] = None,
    start: From = None,
    end: To = None,
    segment: Segment = None,
    where: Where = None,
    format_: FormatOption = None,
    output: Output = None,
) -> None:
    """Count units per whole path, with how many won; with --lost those of each outcome."""

    def ask(analyses: Analyses, period: Period) -> Result:
        if not lost:
            return analyses.variants(by.value, *period, names(won), top, collapse, currency)
        return analyses.variants_by_outcome(by.value, *period, names(won), names(lost), stalled_days, collapse, top)

    answer(folder, ask, (start, end), format_, output, segment=segment, where=where)


def lengths(
    folder: Folder,
    by: By = Unit.ACCOUNT,
    start: From = None,
    end: To = None,
    segment: Segment = None,
    where: Where = None,
    format_: FormatOption = None,
    output: Output = None,
) -> None:
    """Measure how many touches paths have, and how long they take."""
    answer(
        folder,
        lambda analyses, period: analyses.path_lengths(by.value, *period),
        (start, end),
        format_,
        output,
        segment=segment,
        where=where,
    )
