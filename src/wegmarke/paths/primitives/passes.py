"""What every front does: see whether a pass can be asked, and turn codes into ids of touchpoints and back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import Unit
from wegmarke.paths.choosing import selection_of
from wegmarke.paths.index import OTHER, Selection, Snapshot, select_stretch
from wegmarke.paths.readiness import is_warm
from wegmarke.paths.terms.cut import Cut
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches

NOWHERE = 0
"""What stands for "no touchpoint" in answers; codes of touchpoints begin at 1."""
REMAINDER = "(other)"
"""What stands for everything that is not told apart."""


def snapshot_of(touches: Touches, by: Unit) -> Snapshot | None:
    """Return the path index of a unit; None where there is none, or nobody should wait for its passes."""
    return touches.indexes.get(by) if is_warm() else None


def selected(touches: Touches, by: Unit, snapshot: Snapshot, period: Period, cut: Cut | None) -> Selection | None:
    """Return the touches that count in a pass; None for all."""
    selection = selection_of(touches, by)
    return selection if cut is None else select_stretch(snapshot, cut, period, selection=selection)


def named(touches: Touches, codes: pa.ChunkedArray | pa.Array, nowhere: str | None = None) -> pa.Array:
    """Return the ids of touchpoints for their codes; `nowhere` for code 0, and `REMAINDER` for all others together."""
    known = touches.known_codes
    numbers = pa.concat_arrays([pa.array([NOWHERE, OTHER], pa.int32()), _whole(known["code"]).cast(pa.int32())])
    ids = pa.concat_arrays([pa.array([nowhere, REMAINDER], pa.string()), _whole(known["touchpoint"]).cast(pa.string())])
    return ids.take(pc.index_in(_whole(codes).cast(pa.int32()), numbers))


def codes_of(touches: Touches, touchpoints: Sequence[str]) -> list[int]:
    """Return the codes of touchpoints; those that no touch ever had are passed over."""
    known = touches.known_codes
    code = dict(zip(known["touchpoint"].to_pylist(), known["code"].to_pylist(), strict=True))
    return [int(code[touchpoint]) for touchpoint in touchpoints if touchpoint in code]


def texts_of(touches: Touches, kind: str, codes: npt.NDArray[np.int64]) -> list[str | None]:
    """Return the texts of codes of a kind, `event` or `channel`; None for those without."""
    known = touches.codes.filter(touches.codes.kind == kind).select("code", "text").to_pyarrow()
    text = dict(zip(known["code"].to_pylist(), known["text"].to_pylist(), strict=True))
    return [text.get(code) for code in codes.tolist()]


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
