"""Recognise stored touches again after rules changed: only those that a changed rule matches, and their neighbours.

Who did what, for which account and in which session does not depend on touchpoints. So a touch that is recognised
differently changes itself, the positions behind it and what the next recognised touch remembers, on two paths. These
are walked in memory and written where they are others than before. It gives the rows that deriving everything gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.engine import Engine, Session, load_statements
from wegmarke.events.differing import differing
from wegmarke.events.recognition import Recognition, phase_table
from wegmarke.events.walk import Flags, Numbers
from wegmarke.events.walked import numbers_of

_STATEMENTS = load_statements("wegmarke.events", "recognised_again.sql")
_RANGE_TOUCHES = 2_000_000
_MOST_SHARE = 0.4
"""Where more touches differ, deriving everything is quicker."""
_AT = pa.timestamp("us")
Rows: TypeAlias = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class RecognisedAgain:
    """What was recognised differently.

    Attributes:
        touches: how many touches have another touchpoint or phase.
        persons: numbers of those whose paths changed, ascending.
        accounts: the same of accounts.
    """

    touches: int
    persons: Numbers
    accounts: Numbers


def recognise_again(
    session: Session, engine: Engine, before: Recognition, after: Recognition, codes: Mapping[str, int]
) -> RecognisedAgain | None:
    """Bring all touches from one recognition to another.

    Args:
        session: the transaction; every event has its touch, as `before` made it.
        engine: knows the tables as expressions.
        before: how they were recognised.
        after: how they are to be.
        codes: codes of all touchpoints of both.

    Returns:
        None where everything should be derived instead; nothing has changed then.
    """
    with session.lend(touchpoint_phase=phase_table(after, dict(codes))):
        found = differing(session, engine, before, after, codes)
    ((stored,),) = session.rows("SELECT count(*) FROM touch")
    if found.num_rows > _MOST_SHARE * int(str(stored)):
        return None
    found = found.sort_by("place").combine_chunks()
    is_moved = numbers_of(found, "before") != numbers_of(found, "after")
    moved = found.filter(pa.array(is_moved))
    if moved.num_rows:
        with session.lend(moved_touch=moved.select(["place", "before", "after"])):
            for unit in ("person", "account"):
                _walk(session, unit)
        _told(session, "touchpoints", "", differing_touch=moved)
        session.run(_STATEMENTS["drop_totals"])
        session.run(_STATEMENTS["totals"])
    _told(session, "phases", "", differing_touch=found.filter(pa.array(~is_moved)))
    return RecognisedAgain(found.num_rows, _units(found, "person"), _units(found, "account"))


def _units(found: pa.Table, unit: str) -> Numbers:
    return np.unique(np.asarray(found[unit].drop_null().to_numpy(), dtype=np.int64))


def _walk(session: Session, unit: str) -> None:
    asked = session.query(_STATEMENTS["asked"].format(unit=unit))
    if not asked.num_rows:
        return
    with session.lend(asked=asked):
        for low, high in _ranges(session.query(_STATEMENTS["sizes"].format(unit=unit))):
            for has_new in set(pc.unique(asked["has_new"]).to_pylist()):
                rows = _paths(session, unit, low, high, has_new=has_new)
                if rows.num_rows:
                    _write(session, unit, _in_order(rows, has_new=has_new))


def _paths(session: Session, unit: str, low: int, high: int, *, has_new: bool) -> pa.Table:
    statement = _STATEMENTS["paths"].format(unit=unit)
    if has_new:
        statement = _STATEMENTS["in_order"].format(paths=statement, unit=unit)
    return session.query(statement, {"low": low, "high": high, "has_new": has_new})


def _in_order(rows: pa.Table, *, has_new: bool) -> dict[str, Numbers]:
    """Return touches in path order; where none is new, the positions of before say it."""
    columns = {name: numbers_of(rows, name) for name in ("place", "unit", "occurred_at", "before", "after")}
    if has_new:
        return columns
    # Positions count from 1 without a gap, so that nothing has to be sorted.
    units = columns["unit"] - columns["unit"].min()
    sizes = np.bincount(units)
    targets = (np.cumsum(sizes) - sizes)[units] + numbers_of(rows, "position") - 1
    ordered = {}
    for name, values in columns.items():
        ordered[name] = np.empty_like(values)
        ordered[name][targets] = values
    return ordered


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where each touch of some paths stands among those that are recognised.

    Attributes:
        position: 0 for one that is not recognised.
        previous: row of the recognised touch before it on its path; -1 for none.
    """

    position: Rows
    previous: Rows


def _standing(is_recognised: Flags, begins: Rows) -> _Standing:
    """Tell where touches stand; `begins` is the row at which the path of each one begins."""
    count = np.cumsum(is_recognised, dtype=np.int32)
    position = count - (count - is_recognised)[begins]
    latest = np.maximum.accumulate(np.where(is_recognised, np.arange(count.size, dtype=np.int32), np.int32(-1)))
    previous = np.concatenate((np.full(1, -1, np.int32), latest[:-1]))
    previous[(previous < begins) | ~is_recognised] = -1
    position[~is_recognised] = 0
    return _Standing(position, previous)


def _write(session: Session, unit: str, rows: Mapping[str, Numbers]) -> None:
    opens = np.flatnonzero(np.diff(rows["unit"], prepend=rows["unit"][0] - 1)).astype(np.int32)
    begins = np.repeat(opens, np.diff(opens, append=rows["unit"].size))
    old, new = (_standing(rows[name] != 0, begins) for name in ("before", "after"))
    moves = (old.position != new.position) | (old.previous != new.previous)
    _told(session, "neighbours", unit, neighbour=_neighbour_table(rows, new, moves))
    only = ~moves & (new.previous >= 0) & (rows["before"] != rows["after"])[new.previous]
    _told(session, "previous", unit, neighbour=_neighbour_table(rows, new, only))
    _told(session, "ends", unit, path_end=_end_table(unit, rows, new, opens))


def _neighbour_table(rows: Mapping[str, Numbers], new: _Standing, chosen: Flags) -> pa.Table:
    # Rows of the table that stand beside each other are written together.
    order = np.flatnonzero(chosen)
    order = order[np.argsort(rows["place"][order])]
    position, previous = new.position[order], new.previous[order]
    gap = rows["occurred_at"][order] - rows["occurred_at"][previous]
    return pa.table(
        {
            "place": rows["place"][order],
            "position": _or_null(position, position == 0, pa.int32()),
            "previous": _or_null(np.where(previous < 0, 0, rows["after"][previous]), position == 0, pa.uint16()),
            "gap": _or_null(gap, previous < 0, pa.int64()),
        }
    )


def _end_table(unit: str, rows: Mapping[str, Numbers], new: _Standing, opens: Rows) -> pa.Table:
    size = np.maximum.reduceat(new.position, opens)
    is_empty = size == 0
    last = np.maximum.reduceat(np.where(new.position > 0, np.arange(new.position.size), 0), opens)
    return pa.table(
        {
            "unit": rows["unit"][opens],
            "position": _or_null(size, is_empty & (unit == "person"), pa.int32()),
            "touchpoint": _or_null(rows["after"][last], is_empty, pa.uint16()),
            "recognised_at": _or_null(rows["occurred_at"][last], is_empty, pa.int64()).cast(_AT),
        }
    )


def _told(session: Session, name: str, unit: str, **lent: pa.Table) -> None:
    if all(table.num_rows for table in lent.values()):
        with session.lend(**lent):
            session.run(_STATEMENTS[name].format(unit=unit))


def _ranges(sizes: pa.Table) -> Iterator[tuple[int, int]]:
    """Cut units into rising ranges of about so many touches each."""
    units, touches = sizes["unit"].to_numpy(), np.cumsum(sizes["touches"].to_numpy())
    start = 0
    while start < units.size:
        done = touches[start - 1] if start else 0
        end = max(start + 1, int(np.searchsorted(touches, done + _RANGE_TOUCHES, side="right")))
        yield int(units[start]), int(units[end - 1])
        start = end


def _or_null(values: Numbers | Rows, is_null: Flags, kind: pa.DataType) -> pa.Array:
    return pa.array(np.where(is_null, 0, values), mask=is_null).cast(kind)
