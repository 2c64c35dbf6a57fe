"""Walk tables of touches along the paths of persons, then of accounts, from what the paths had come to before.

Rows to walk have the columns `OF_EVENT`; a walk along persons adds `OF_PERSON`, one along accounts `OF_ACCOUNT`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.events.walk import NEVER, Begun, Flags, Numbers, Paths, carried, come_to, neighbours, sessions

OF_EVENT = (
    "person", "stated_account", "occurred_at", "precision_day", "automated", "says_internal", "sequence", "event_id",
    "source", "event", "touchpoint", "phase", "channel", "value_minor", "currency",
)  # fmt: skip
OF_PERSON = ("account", "session", "person_position", "person_previous", "person_gap")
OF_ACCOUNT = ("account_position", "account_previous", "account_gap")
_TYPES = {"session": pa.int32(), "position": pa.int32(), "previous": pa.uint16(), "gap": pa.int64()}
_PATH = ("occurred_at", "sequence", "event_id")
_AT = pa.timestamp("us")


@dataclass(frozen=True, slots=True)
class Ends:
    """What paths had come to, asked by unit."""

    units: Numbers
    table: pa.Table

    @classmethod
    def of(cls, table: pa.Table, unit: str) -> Ends:
        """Take rows of `person_end` or `account_end`, in any order."""
        table = table.sort_by(unit)
        return cls(numbers_of(table, unit), table)

    def at(self, units: Numbers, column: str, missing: int = 0) -> Numbers:
        """Return a column for the units asked, `missing` where a path has no end or the end says nothing."""
        found = np.full(len(units), missing, dtype=np.int64)
        if len(self.units):
            place = np.minimum(np.searchsorted(self.units, units), len(self.units) - 1)
            is_there = self.units[place] == units
            found[is_there] = numbers_of(self.table, column, missing)[place[is_there]]
        return found

    def begun(self, units: Numbers) -> Begun:
        """Return where the paths of units go on."""
        return Begun(self.at(units, "position"), self.at(units, "touchpoint"), self.at(units, "recognised_at", NEVER))


def walk_persons(ends: Ends, rows: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Walk the paths of persons; returns the rows with what stands before them, and what the paths come to."""
    rows = _in_order(rows, "person")
    paths = Paths.of(numbers_of(rows, "person"))
    at, touchpoint, stated = (numbers_of(rows, name) for name in ("occurred_at", "touchpoint", "stated_account"))
    stated_before, account_before = (ends.at(paths.units, name) for name in ("stated_account", "account"))
    account = carried(paths, stated, np.where(stated_before != 0, stated_before, account_before))
    begun = ends.begun(paths.units)
    session = sessions(paths, ends.at(paths.units, "session"), ends.at(paths.units, "occurred_at", NEVER), at)
    last = paths.last
    last_stated = paths.last_until(stated != 0)[last]
    now = come_to(paths, begun, touchpoint, at)
    new_ends = pa.table(
        {
            "person": paths.units,
            "stated_account": np.where(last_stated >= 0, stated[last_stated], stated_before),
            "account": account[last],
            "session": session[last],
            "occurred_at": _instants(at[last]),
        }
        | _as_end(now)
    )
    rows = rows.append_column("account", _or_null(account, account == 0, pa.int64()))
    rows = rows.append_column("session", pa.array(session, pa.int32()))
    return _with_neighbours(rows, "person", paths, begun), new_ends


def without_path(rows: pa.Table) -> pa.Table:
    """Return events of nobody as rows of a walk: they stand on no path of a person."""
    rows = rows.append_column("account", rows["stated_account"])
    return _with_nulls(rows, OF_PERSON[1:])


def _with_nulls(rows: pa.Table, names: Sequence[str]) -> pa.Table:
    for name in names:
        rows = rows.append_column(name, pa.nulls(rows.num_rows, _TYPES[name.split("_")[-1]]))
    return rows


def _before(ends: Ends, behind: pa.Table, units: Numbers) -> tuple[Begun, Numbers]:
    """Return what paths of accounts have come to before the rows, and how many touches that are.

    Where touches are walked again, the first recognised one of them says what stood before it.
    """
    begun, touches = ends.begun(units), ends.at(units, "touches")
    behind = behind.sort_by([("account", "ascending"), ("account_position", "ascending")])
    paths = Paths.of(numbers_of(behind, "account"))
    position, previous, gap, at = (numbers_of(behind, name, NEVER) for name in (*OF_ACCOUNT, "occurred_at"))
    place = np.searchsorted(units, paths.units)
    touches[place] -= paths.rows()
    # Rows without a position stand behind those that have one.
    is_known = position[paths.first] != NEVER
    first, place = paths.first[is_known], place[is_known]
    begun.position[place] = position[first] - 1
    begun.touchpoint[place] = np.where(position[first] > 1, previous[first], 0)
    begun.recognised_at[place] = np.where(position[first] > 1, at[first] - gap[first], NEVER)
    return begun, touches


def walk_accounts(ends: Ends, behind: pa.Table, walked: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Walk the paths of accounts; returns whole touches, and what the paths come to."""
    has_none = pc.is_null(walked["account"])
    rows, rest = _in_order(walked.filter(pc.invert(has_none)), "account"), walked.filter(has_none)
    paths = Paths.of(numbers_of(rows, "account"))
    units = np.union1d(paths.units, numbers_of(behind, "account"))
    begun, touches = _before(ends, behind, units)
    walks = np.searchsorted(units, paths.units)
    of_walks = Begun(begun.position[walks], begun.touchpoint[walks], begun.recognised_at[walks])
    at, touchpoint = (numbers_of(rows, name) for name in ("occurred_at", "touchpoint"))
    now = come_to(paths, of_walks, touchpoint, at)
    touches[walks] += paths.rows()
    # Accounts whose touches are all gone end where they began.
    begun.position[walks], begun.touchpoint[walks], begun.recognised_at[walks] = (
        now.position, now.touchpoint, now.recognised_at
    )  # fmt: skip
    new_ends = pa.table({"account": units, "touches": touches} | _as_end(begun))
    touches_ = pa.concat_tables([_with_neighbours(rows, "account", paths, of_walks), _with_nulls(rest, OF_ACCOUNT)])
    return touches_, new_ends


def _with_neighbours(rows: pa.Table, unit: str, paths: Paths, begun: Begun) -> pa.Table:
    touchpoint = numbers_of(rows, "touchpoint")
    found, has_no_place = neighbours(paths, begun, touchpoint, numbers_of(rows, "occurred_at")), touchpoint == 0
    for name, values, is_null in (
        ("position", found.position, has_no_place),
        ("previous", found.previous, has_no_place),
        ("gap", found.gap, has_no_place | (found.gap == NEVER)),
    ):
        rows = rows.append_column(f"{unit}_{name}", _or_null(values, is_null, _TYPES[name]))
    return rows


def _in_order(rows: pa.Table, unit: str) -> pa.Table:
    return rows.sort_by([(name, "ascending") for name in (unit, *_PATH)])


def numbers_of(table: pa.Table, name: str, missing: int = 0) -> Numbers:
    """Return a column as 64-bit numbers, `missing` for NULL."""
    column = table[name]
    # Filling what has no gaps would copy it.
    full = pc.fill_null(column.cast(pa.int64()), missing) if column.null_count else column
    return np.asarray(full.to_numpy(), dtype=np.int64)


def _or_null(values: Numbers, is_null: Flags, type_: pa.DataType) -> pa.Array:
    return pa.array(np.where(is_null, 0, values), mask=is_null).cast(type_)


def _instants(at: Numbers) -> pa.Array:
    return pa.array(np.where(at == NEVER, 0, at), mask=at == NEVER).cast(_AT)


def _as_end(begun: Begun) -> dict[str, pa.Array]:
    return {
        "position": pa.array(begun.position),
        "touchpoint": pa.array(begun.touchpoint),
        "recognised_at": _instants(begun.recognised_at),
    }
