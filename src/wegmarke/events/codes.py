"""Texts that repeat are stored as small numbers, given in the order of first appearance."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import StoreDamaged
from wegmarke.engine import Session

_MOST = 65_535


def encode(session: Session, kind: str, texts: pa.ChunkedArray) -> pa.Array:
    """Return the code of each text, giving numbers to new ones in the transaction at hand."""
    coded = pc.dictionary_encode(texts.combine_chunks())
    known = _known(session, kind)
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


def _known(session: Session, kind: str) -> dict[str, int]:
    rows = session.query("SELECT text, code FROM code WHERE kind = $kind ORDER BY code", {"kind": kind})
    return dict(zip(rows["text"].to_pylist(), rows["code"].to_pylist(), strict=True))
