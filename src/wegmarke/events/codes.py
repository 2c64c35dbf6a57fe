"""Texts that repeat are stored as small numbers, given in the order of first appearance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import StoreDamaged
from wegmarke.engine import Session

_MOST = 65_535


def encode(session: Session, texts: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
    """Return the codes of texts, by kind, giving numbers to new ones in the transaction at hand."""
    known = _known(session, list(texts))
    return {kind: _codes(session, kind, column, known.get(kind, {})) for kind, column in texts.items()}


def _codes(session: Session, kind: str, texts: pa.Array, known: dict[str, int]) -> pa.Array:
    coded = pc.dictionary_encode(texts)
    wanted = coded.dictionary.to_pylist()
    fresh = [text for text in wanted if text not in known]
    if len(known) + len(fresh) > _MOST:
        raise StoreDamaged(
            f"More than {_MOST} different values of {kind!r}; expected a name, not a value that changes with each "
            "event. Correct the recipe that writes it."
        )
    numbers = {**known, **{text: number for number, text in enumerate(fresh, len(known) + 1)}}
    if fresh:
        new = pa.table({"code": pa.array([numbers[text] for text in fresh], pa.uint16()), "text": fresh})
        with session.lend(fresh=new):
            session.run("INSERT INTO code SELECT $kind, code, text FROM fresh", {"kind": kind})
    codes = pa.array([numbers[text] for text in wanted], pa.uint16())
    return codes.take(coded.indices)


def _known(session: Session, kinds: Sequence[str]) -> dict[str, dict[str, int]]:
    asked = ", ".join(f"$kind{place}" for place in range(len(kinds)))
    rows = session.rows(
        f"SELECT kind, text, code FROM code WHERE kind IN ({asked})",
        {f"kind{place}": kind for place, kind in enumerate(kinds)},
    )
    known: dict[str, dict[str, int]] = {}
    for kind, text, code in rows:
        known.setdefault(str(kind), {})[str(text)] = cast("int", code)
    return known
