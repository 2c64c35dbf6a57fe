"""`wegmarke analyse satisfaction`."""

from __future__ import annotations

from typing import Annotated

import typer

from wegmarke.cli.analyse.options import By, Folder, FormatOption, Map, Output, Period, Segment, Where, answer, names
from wegmarke.cli.period import From, To
from wegmarke.domain import Unit, UsageError
from wegmarke.workspace import Analyses, Result


def satisfaction(
    folder: Folder,
    kind: Annotated[str, typer.Option(help="nps, csat or ces")] = "nps",
    by: By = Unit.PERSON,
    breakdown: Annotated[
        str | None,
        typer.Option("--breakdown", help="phase, touchpoint, role, account, month, or the name of an event property"),
    ] = None,
    scores: Annotated[bool, typer.Option("--scores", help="how often each score was answered instead")] = False,
    answers: Annotated[
        str, typer.Option(help="ids of touchpoints or names of events, with commas; else those of the kind")
    ] = "",
    property_: Annotated[
        str | None, typer.Option("--property", help="event property with the answer; else score, and for csat stars")
    ] = None,
    quarantine: Annotated[float, typer.Option(help="days in which one answer of a person counts; 0 for all")] = 90,
    lowest: Annotated[int | None, typer.Option(help="end of the scale; else that of the kind")] = None,
    highest: Annotated[int | None, typer.Option(help="end of the scale; else that of the kind")] = None,
    role: Annotated[
        list[str] | None, typer.Option(help="by account: how much a role counts, like decider=3; once per role")
    ] = None,
    start: From = None,
    end: To = None,
    map_: Map = None,
    segment: Segment = None,
    where: Where = None,
    format_: FormatOption = None,
    output: Output = None,
) -> None:
    """Say how people feel: net promoter score, CSAT or CES with intervals."""
    factors = _factors(role or [])

    def ask(analyses: Analyses, period: Period) -> Result:
        given = names(answers)
        if scores:
            return analyses.satisfaction_scores(
                kind, by.value, given, property_, *period, quarantine, lowest, highest, map_
            )
        return analyses.satisfaction(
            kind, by.value, breakdown, given, property_, *period, quarantine, lowest, highest, factors or None, map_
        )

    answer(folder, ask, (start, end), format_, output, segment=segment, where=where, map_=map_)


def _factors(given: list[str]) -> dict[str, float]:
    factors = {}
    for text in given:
        name, _, number = text.partition("=")
        try:
            factors[name.strip().lower()] = float(number)
        except ValueError as error:
            raise UsageError(f"--role: expected a role and a number like decider=3; got {text!r}.") from error
    return factors
