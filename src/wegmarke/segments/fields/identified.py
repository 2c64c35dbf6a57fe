"""By how many identifiers persons are known, and whether by nothing but devices."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from wegmarke.domain.persons import ANONYMOUS_KINDS
from wegmarke.segments.stays import Numbers
from wegmarke.state import Database, read_rows

_COUNT: Final = """
SELECT owner, count(*), min(kind IN ({kinds})) FROM identifier
WHERE subject = 'person' {among} GROUP BY owner
"""
_CHUNK: Final = 10_000


def identified(state: Database, wanted: Numbers | None) -> pa.Table:
    """Return subject, identifiers and is_anonymous of persons, all of them or some."""
    kinds = ", ".join(f"'{kind}'" for kind in sorted(ANONYMOUS_KINDS))
    rows: list[tuple[int, int, int]] = []
    with state.read() as connection:
        if wanted is None:
            rows = read_rows(connection, _COUNT.format(kinds=kinds, among=""))
        else:
            numbers = wanted.tolist()
            for start in range(0, len(numbers), _CHUNK):
                part = numbers[start : start + _CHUNK]
                among = f"AND owner IN ({', '.join('?' * len(part))})"
                rows += read_rows(connection, _COUNT.format(kinds=kinds, among=among), part)
    return pa.table(
        {
            "subject": pa.array([row[0] for row in rows], pa.int64()),
            "identifiers": pa.array([row[1] for row in rows], pa.int64()),
            "is_anonymous": pa.array([bool(row[2]) for row in rows], pa.bool_()),
        }
    )
