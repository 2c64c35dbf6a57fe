"""`wegmarke map conformance` and `discover`: observed paths beside a map, and what they propose for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import pyarrow as pa
import typer

from wegmarke.cli.map_ import Folder, MapId, Version, Who, Why
from wegmarke.cli.map_render import application
from wegmarke.cli.map_versions import By, DryRun, LanguageOption
from wegmarke.cli.output import Format, FormatOption, print_json, print_rows, say
from wegmarke.cli.period import From, To, read_period
from wegmarke.domain import Language, LocalizedText, UsageError
from wegmarke.domain.map_conformance import Deviation, MapConformance
from wegmarke.domain.map_discovery import DiscoveryParameters, MapDiscovery, Piece
from wegmarke.workspace import open_workspace

__all__ = ["application"]

_EVERYTHING = "all"


@application.command()
def conformance(
    folder: Folder,
    map_id: MapId,
    by: By = "account",
    first: From = None,
    last: To = None,
    whole: Annotated[bool, typer.Option("--whole", help="paths are over: what lacks at their end is missing")] = False,
    others: Annotated[bool, typer.Option("--others", help="count touchpoints that the map does not know")] = False,
    length: Annotated[str, typer.Option("--length", help="periods of the trend: week, month or quarter")] = "month",
    version: Version = None,
    language: LanguageOption = Language.EN,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Say how far observed paths follow a map, and where they leave it."""
    with open_workspace(folder) as workspace:
        start, end = read_period(first, last, workspace.maps.time_zone(map_id))
        found = workspace.maps.conformance(map_id, by, start, end, whole, others, length, version)
    if format_ is Format.JSON:
        print_json(found)
        return
    if found.deviations or format_ is not Format.TABLE:
        print_rows(pa.Table.from_pylist([_deviation(one) for one in found.deviations], schema=_DEVIATIONS), format_)
    if format_ is Format.TABLE:
        _say_conformance(found, language)


@application.command()
def discover(
    folder: Folder,
    map_id: MapId,
    by: By = "account",
    first: From = None,
    last: To = None,
    phases: Annotated[
        str, typer.Option("--phases", help="map, or order to cut them; else the map where it has any")
    ] = "",
    count: Annotated[int | None, typer.Option("--count", help="how many phases are cut; else as fits best")] = None,
    least: Annotated[float, typer.Option("--least", help="share of units a touchpoint needs")] = 0.05,
    usual: Annotated[float, typer.Option("--usual", help="a step that fewer of its phase pass is optional")] = 0.75,
    loop: Annotated[float, typer.Option("--loop", help="share of units a way back needs")] = 0.05,
    clear: Annotated[float, typer.Option("--clear", help="share of units that must agree on an order")] = 0.75,
    others: Annotated[bool, typer.Option("--others", help="also touchpoints that the map does not know")] = False,
    events: Annotated[bool, typer.Option("--events", help="also events that no touchpoint recognises")] = False,
    answers: Annotated[str, typer.Option("--answers", help="property with answers 1 to 5, for emotions")] = "",
    accept: Annotated[
        list[str] | None, typer.Option("--accept", help="id of a piece to put into a new draft, or all; repeatable")
    ] = None,
    dry_run: DryRun = False,
    who: Who = "",
    why: Why = "",
    language: LanguageOption = Language.EN,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Propose what observed paths say about a map, and accept pieces of it."""
    asked = DiscoveryParameters(phases, count, least, usual, loop, clear, others, events, answers)
    with open_workspace(folder) as workspace:
        start, end = read_period(first, last, workspace.maps.time_zone(map_id))
        found = workspace.maps.discovery(map_id, by, start, end, asked)
        if not accept:
            _print_proposal(found, language, format_)
            return
        chosen = _chosen(found, accept)
        if dry_run:
            for line in workspace.maps.rehearse_accept(map_id, chosen, by, start, end, asked):
                say(line.text.get(language))
            say("This is a plan; nothing was changed. Leave --dry-run away to do it.")
            return
        number = workspace.maps.accept(map_id, chosen, by, start, end, asked, found.seen, who, why)
    say(f"{map_id}: version {number}, draft")


_DEVIATIONS = pa.schema(
    [
        ("kind", pa.string()),
        ("phase", pa.string()),
        ("touchpoint", pa.string()),
        ("step", pa.string()),
        ("units", pa.int64()),
        ("touches", pa.int64()),
        ("share", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
    ]
)


def _deviation(one: Deviation) -> dict[str, object]:
    return {
        "kind": one.kind.value,
        "phase": one.phase,
        "touchpoint": one.touchpoint,
        "step": one.step,
        "units": one.units,
        "touches": one.touches,
        "share": one.share.value,
        "low": one.share.low,
        "high": one.share.high,
    }


def _say_conformance(found: MapConformance, language: Language) -> None:
    if found.fitness is not None and found.low is not None and found.high is not None:
        say(f"fitness {found.fitness:.3f} ({found.low:.3f} to {found.high:.3f}), {found.units} units")
        say(f"follow the map entirely: {found.fitting.part} units; {found.variants} distinct paths")
    else:
        say(f"{found.units} units: too few to say more")
    if found.drift is not None and found.drift.p is not None:
        word = "drift" if found.drift.is_alert else "no drift"
        say(f"{word}: {found.drift.before:.3f} before, {found.drift.after:.3f} lately, p = {found.drift.p:.4f}")
    _say_definition(found.definition, language)


def _print_proposal(found: MapDiscovery, language: Language, format_: Format) -> None:
    if format_ is Format.JSON:
        print_json(found)
        return
    rows = pa.Table.from_pylist([_piece(one, language) for one in found.pieces], schema=_PIECES)
    if found.pieces or format_ is not Format.TABLE:
        print_rows(rows, format_)
    if format_ is Format.TABLE:
        for path in found.paths:
            say(f"typical path, {path.units} units: {' → '.join(path.touchpoints)}")
        if not found.pieces:
            say("Nothing to propose: the map says what the paths show.")
        _say_definition(found.definition, language)


_PIECES = pa.schema(
    [("piece", pa.string()), ("title", pa.string()), ("units", pa.int64()), ("of", pa.int64()), ("seen", pa.string())]
)


def _piece(one: Piece, language: Language) -> dict[str, object]:
    return {
        "piece": one.id,
        "title": one.title.get(language),
        "units": one.part,
        "of": one.of,
        "seen": one.text.get(language),
    }


def _chosen(found: MapDiscovery, accept: Sequence[str]) -> tuple[str, ...]:
    if _EVERYTHING in accept:
        chosen = tuple(piece.id for piece in found.pieces)
        if not chosen:
            raise UsageError("--accept: expected pieces to accept; the proposal has none.")
        return chosen
    return tuple(accept)


def _say_definition(sentences: Sequence[LocalizedText], language: Language) -> None:
    say("\n" + " ".join(sentence.get(language) for sentence in sentences))
