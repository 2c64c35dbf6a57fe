"""The options that all analyses share, and the one way in which they are asked and answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from wegmarke.cli.output import Format, print_result, read_text, write_result
from wegmarke.cli.period import read_period
from wegmarke.domain import Unit, UsageError
from wegmarke.workspace import Analyses, Result, open_workspace

Folder = Annotated[Path, typer.Argument(help="workspace folder")]
By = Annotated[Unit, typer.Option("--by", help="unit of analysis")]
Map = Annotated[str | None, typer.Option("--map", help="id of a map; else the live map, or the oldest one")]
Breakdown = Annotated[str | None, typer.Option("--breakdown", help="month, or the name of an event property")]
FormatOption = Annotated[
    Format | None, typer.Option("--format", help="table, json, csv or parquet; else by the ending of --output")
]
Output = Annotated[Path | None, typer.Option("--output", help="file to write to; parquet needs one")]

Segment = Annotated[str | None, typer.Option("--segment", help="id of a segment: only units that are in it")]
Where = Annotated[
    str | None,
    typer.Option("--where", help="rule on persons or accounts in YAML or JSON, or @FILE: only units it holds for"),
]

Period = tuple[datetime | None, datetime | None]
Ask = Callable[[Analyses, Period], Result]


def answer(
    folder: Path,
    ask: Ask,
    period: tuple[str | None, str | None],
    format_: Format | None,
    output: Path | None,
    *,
    segment: str | None = None,
    where: str | None = None,
    map_: str | None = None,
    over_map: bool = False,
) -> None:
    """Ask a workspace one question and print the answer, or write it to a file.

    Args:
        folder: the workspace.
        ask: asks the analysis; receives the analyses of the workspace, and the first instant of the period and the
            one after it.
        period: `--from` and `--to` as given.
        format_: as given; None follows the ending of `output`.
        output: file to write to.
        segment: id of a segment.
        where: a rule as text, or the name of a file behind `@`.
        map_: the map as given.
        over_map: whether days begin in the zone of the map, else in that of the workspace.
    """
    chosen = chosen_format(format_, output)
    with open_workspace(folder) as workspace:
        zone = workspace.maps.time_zone(map_) if over_map else workspace.settings.time_zone
        analyses = workspace.analytics.about(segment, _rule(where)) if segment or where else workspace.analytics
        result = ask(analyses, read_period(*period, zone))
    if output is None:
        print_result(result, chosen)
    else:
        write_result(result, chosen, output)


def chosen_format(format_: Format | None, output: Path | None) -> Format:
    """Return the format of an answer, or refuse one that the way out cannot carry."""
    if output is None:
        if format_ is Format.PARQUET:
            raise UsageError("--format parquet is binary: expected a file for it. Add `--output result.parquet`.")
        return format_ or Format.TABLE
    if format_ is not None:
        return format_
    endings = {f".{kind.value}": kind for kind in (Format.JSON, Format.CSV, Format.PARQUET)}
    if output.suffix not in endings:
        raise UsageError(
            f"--output: expected a file that ends in one of {', '.join(endings)}, or --format beside it; got {output}."
        )
    return endings[output.suffix]


def _rule(where: str | None) -> str | None:
    return read_text(Path(where[1:])) if where is not None and where.startswith("@") else where


def names(text: str) -> tuple[str, ...]:
    """Read a list with commas, e.g. of steps."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def meanings(text: str) -> tuple[str, ...]:
    """Read touchpoints and events with commas, or one rule as JSON."""
    return (text,) if text.lstrip().startswith("{") else names(text)


def pairs(option: str, given: list[str]) -> dict[str, str]:
    """Read texts like `USD=0.92`."""
    found = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise UsageError(f"{option}: expected a name and a value like USD=0.92; got {text!r}.")
        found[name.strip()] = value.strip()
    return found


def rates_of(given: dict[str, str]) -> dict[str, float]:
    """Read rates of currencies."""
    rates = {}
    for name, number in given.items():
        try:
            rates[name] = float(number)
        except ValueError as error:
            raise UsageError(f"--rate: expected a currency and a number like USD=0.92; got {number!r}.") from error
    return rates
