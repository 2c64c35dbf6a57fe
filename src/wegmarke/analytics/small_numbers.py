"""Numbers that too few units stand behind are hidden before anybody sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class Guard:
    """Which columns say something about how many units.

    Attributes:
        columns: columns that are hidden in rows with too few units.
        n: units behind them, one number per row.
    """

    columns: tuple[str, ...]
    n: pa.ChunkedArray


@dataclass(frozen=True)
class Hidden:
    """What was hidden.

    Attributes:
        below: rows with fewer units than this, and more than none.
        columns: columns in which something was hidden.
        rows: rows in which something was hidden.
    """

    below: int
    columns: tuple[str, ...]
    rows: int


def hide(rows: pa.Table, guards: Sequence[Guard], below: int) -> tuple[pa.Table, Hidden | None]:
    """Return the rows with NULL where fewer than `below` units stand behind a number, and what was hidden."""
    any_row, columns = pa.chunked_array([pa.array([False] * rows.num_rows, pa.bool_())]), []
    for guard in guards:
        small = pc.fill_null(pc.and_(pc.greater(guard.n, 0), pc.less(guard.n, below)), fill_value=False)
        if not pc.any(small).as_py():
            continue
        any_row = pc.or_(any_row, small)
        for name in guard.columns:
            place = rows.schema.get_field_index(name)
            nothing = pa.scalar(None, rows.schema.field(place).type)
            rows = rows.set_column(place, rows.schema.field(place), pc.if_else(small, nothing, rows[name]))
            columns.append(name)
    count = pc.sum(any_row).as_py() or 0
    return rows, Hidden(below, tuple(dict.fromkeys(columns)), count) if count else None
