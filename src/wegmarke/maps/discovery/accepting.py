"""Puts pieces of a proposal into a draft."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Final

import msgspec

from wegmarke.documents import Plain
from wegmarke.domain import UsageError
from wegmarke.domain.map_discovery import Piece, PieceKind
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.native import load_map, map_content

BEGINNING: Final = "^"
"""Stands in `Piece.behind` for the beginning of a collection."""
_ORDER: Final = {kind: number for number, kind in enumerate(PieceKind)}


def accept(draft: JourneyMap, pieces: Sequence[Piece]) -> JourneyMap:
    """Return a draft with pieces put in; what they do not speak about stays as it is.

    A thing that is there already gets the fields of the piece and keeps its place, so that accepting twice is the same
    as accepting once, in whatever order. Ids do not change.

    Raises:
        DocumentInvalid: when a piece refers to something that neither the draft nor another piece has.
    """
    content = map_content(draft)
    places = {piece.id: place for place, piece in enumerate(pieces)}
    for piece in sorted(pieces, key=lambda one: (_ORDER[one.kind], places[one.id])):
        _put(content, piece)
    document = load_map(json.dumps(content))
    return msgspec.structs.replace(document, status=draft.status)


def with_needed(pieces: Sequence[Piece], chosen: Collection[str]) -> tuple[Piece, ...]:
    """Return chosen pieces and those without which they make no sense, in the order of the proposal.

    Raises:
        UsageError: for an id that no piece has.
    """
    known = {piece.id: piece for piece in pieces}
    if unknown := sorted(set(chosen) - set(known)):
        raise UsageError(
            f"pieces: expected ids of pieces of the proposal; got {', '.join(unknown)[:200]!r}. "
            "Look at the proposal again: data or draft may have changed."
        )
    wanted: set[str] = set()
    waiting = [*chosen]
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting += [one for one in known[name].needs if one in known]
    return tuple(piece for piece in pieces if piece.id in wanted)


def _put(content: dict[str, Plain], piece: Piece) -> None:
    things = content.setdefault(piece.collection, [])
    assert isinstance(things, list)
    fields: dict[str, Plain] = json.loads(piece.content)
    ids = [one.get("id") for one in things if isinstance(one, dict)]
    if piece.thing in ids:
        there = things[ids.index(piece.thing)]
        assert isinstance(there, dict)
        there.update(fields)
        return
    place = 0 if piece.behind == BEGINNING else len(things)
    if piece.behind in ids:
        place = ids.index(piece.behind) + 1
    things.insert(place, {"id": piece.thing, **fields})
