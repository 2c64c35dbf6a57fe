"""A proposed map, written for a reader: pieces with what stands behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from wegmarke.domain.map_discovery import MapDiscovery, Piece, PieceKind
from wegmarke.i18n import marked
from wegmarke.web.reader import Reader
from wegmarke.workspace import JourneyMap

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    PieceKind.TOUCHPOINT: marked("piece", "Touchpoint"),
    PieceKind.PHASE: marked("piece", "Phase"),
    PieceKind.STEP: marked("piece", "Step"),
    PieceKind.PLACEMENT: marked("piece", "Touchpoint at its step"),
    PieceKind.OPTIONAL: marked("piece", "Optional step"),
    PieceKind.REPEATABLE: marked("piece", "Repeatable step"),
    PieceKind.PARALLEL: marked("piece", "Steps side by side"),
    PieceKind.LOOP: marked("piece", "Way back"),
    PieceKind.EMOTION: marked("piece", "Measured emotion"),
}


@dataclass(frozen=True, slots=True)
class PieceLine:
    """One piece; `chosen` where the form came back with it."""

    id: str
    kind: str
    title: str
    act: str
    text: str
    share: str
    needs: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PathLine:
    """A typical path."""

    touchpoints: tuple[str, ...]
    units: str
    share: str
    variants: str


def piece_lines(found: MapDiscovery, chosen: Sequence[str], reader: Reader) -> list[PieceLine]:
    """Write the pieces in the order of the proposal."""
    names = {piece.id: _named(piece, reader) for piece in found.pieces}
    return [
        PieceLine(
            id=piece.id,
            kind=reader.t.label(KINDS[piece.kind]),
            title=piece.title.get(reader.language),
            act=reader.t.pgettext("map difference", "added")
            if piece.is_new
            else reader.t.pgettext("map difference", "changed"),
            text=piece.text.get(reader.language),
            share=reader.formats.percent(piece.part / piece.of)
            if piece.of and piece.kind is not PieceKind.EMOTION
            else "",
            needs="; ".join(names[one] for one in piece.needs if one in names),
            chosen=piece.id in chosen,
        )
        for piece in found.pieces
    ]


def path_lines(found: MapDiscovery, document: JourneyMap, reader: Reader) -> list[PathLine]:
    """Write the typical paths."""
    titles = {one.touchpoint: one.title.get(reader.language) for one in found.order}
    f = reader.formats
    return [
        PathLine(
            tuple(titles.get(name, name) for name in path.touchpoints),
            f.number(path.units),
            f.percent(path.share),
            f.number(path.variants),
        )
        for path in found.paths
    ]


def order_lines(found: MapDiscovery, document: JourneyMap, reader: Reader) -> list[tuple[str, str, str, str, str]]:
    """Write touchpoints in the order of paths: title, phase, units, touches, median position."""
    f, language = reader.formats, reader.language
    phases = {one.id: one.title.get(language) for one in document.phases}
    phases |= {one.thing: one.title.get(language) for one in found.pieces if one.kind is PieceKind.PHASE}
    return [
        (
            one.title.get(language),
            phases.get(one.phase, one.phase),
            f.number(one.units),
            f.number(one.touches),
            f.decimals(one.position, 1),
        )
        for one in found.order
    ]


def _named(piece: Piece, reader: Reader) -> str:
    return (
        f"{reader.t.label(KINDS[piece.kind])} „{piece.title.get(reader.language)}“"
        if reader.language == "de"
        else (f"{reader.t.label(KINDS[piece.kind])} “{piece.title.get(reader.language)}”")
    )
