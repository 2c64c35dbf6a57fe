"""What bringing the touches up to date changed: whose paths, from when on, and how they go on from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.engine import Session
from wegmarke.events.walk import Numbers, Paths
from wegmarke.events.walked import numbers_of

EARLIEST = -(2**62)
"""An instant before all touches."""

_MOST_ROWS = 500_000
"""Touches told one by one; of more than these the units alone are told."""

_COLUMNS = (
    "occurred_at", "touchpoint", "phase", "channel", "event", "value_minor", "currency", "source", "event_id",
    "precision_day", "automated", "internal",
)  # fmt: skip
_CUTS = "SELECT {unit}, CASE WHEN isfinite(since) THEN epoch_us(since) ELSE {earliest} END AS since FROM {cuts}"
_ROWS = """
SELECT {unit}, {columns} FROM walked WHERE {unit} IS NOT NULL ORDER BY {unit}, occurred_at, sequence, event_id
"""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """Paths of one kind of unit, from when on they are others than before.

    Attributes:
        units: numbers of all units whose touches came, went or changed, ascending.
        since: per unit the instant, microseconds since 1970, before which its path stays.
        rows: their touches from then on, unit after unit, each in path order, with the columns of the touch table
            (event ids as text); a unit without any has none behind that instant. None where these are too many.
    """

    units: Numbers
    since: Numbers
    rows: pa.Table | None


def no_paths() -> Rewritten:
    """Return that nothing changed, or that nobody knows what."""
    return Rewritten(np.empty(0, np.int64), np.empty(0, np.int64), None)


@dataclass(frozen=True, slots=True)
class Changed:
    """What one derivation of touches changed.

    Attributes:
        is_all: everything may have changed; the units are not told then.
        touches: how many touches were written, new ones and those derived again.
        before: name of the state of the touches that this change began with.
        state: name of the state of the touches since.
        person_paths: whose paths changed, and how they go on.
        account_paths: the same of accounts.
    """

    is_all: bool = False
    touches: int = 0
    before: str = ""
    state: str = ""
    person_paths: Rewritten = field(default_factory=no_paths)
    account_paths: Rewritten = field(default_factory=no_paths)

    @property
    def persons(self) -> Numbers:
        """Return the persons whose touches came, went or changed: ascending, each once."""
        return self.person_paths.units

    @property
    def accounts(self) -> Numbers:
        """Return the same of accounts."""
        return self.account_paths.units

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return self.is_all or bool(self.touches or self.persons.size or self.accounts.size)


def joined(unit: str, parts: Sequence[Rewritten]) -> Rewritten:
    """Return what several changes of paths come to, one after the other.

    Args:
        unit: column with the unit.
        parts: in their order.
    """
    if len(parts) == 1:
        return parts[0]
    units = np.unique(np.concatenate([part.units for part in parts]))
    since = np.full(units.size, np.iinfo(np.int64).max)
    stays = []
    for part in reversed(parts):
        if part.rows is not None:
            places = np.searchsorted(units, numbers_of(part.rows, unit))
            # what a later change rewrote is not there any more
            stays.append(part.rows.filter(pa.array(numbers_of(part.rows, "occurred_at") < since[places])))
        own = np.searchsorted(units, part.units)
        since[own] = np.minimum(since[own], part.since)
    if len(stays) < len(parts):
        # of some the units alone are told
        return Rewritten(units, since, None)
    rows = pa.concat_tables(reversed(stays), promote_options="permissive")
    return Rewritten(units, since, rows.take(pa.array(np.argsort(numbers_of(rows, unit), kind="stable"))))


def rewritten_in(session: Session, unit: str, cuts: str) -> Rewritten:
    """Tell what statements walked: `cuts` has the units with the instant of each, `walked` what came behind it."""
    found = session.query(_CUTS.format(unit=unit, earliest=EARLIEST, cuts=cuts)).sort_by(unit)
    ((rows,),) = session.rows(f"SELECT count({unit}) <= {_MOST_ROWS} FROM walked")
    columns = ", ".join("event_id::VARCHAR AS event_id" if name == "event_id" else name for name in _COLUMNS)
    told = session.query(_ROWS.format(unit=unit, columns=columns)) if rows else None
    return Rewritten(numbers_of(found, unit), numbers_of(found, "since"), told)


def rewritten(unit: str, walked: pa.Table, cuts: pa.Table | None = None) -> Rewritten:
    """Tell what was walked in memory.

    Args:
        unit: column with the unit.
        walked: the touches in path order, unit after unit; those without a unit are passed over.
        cuts: the units, with `since` of each; without them a path changes with the first touch that was walked.
    """
    rows = walked.select([unit, *_COLUMNS]).filter(pc.is_valid(walked[unit]))
    if cuts is None:
        paths = Paths.of(numbers_of(rows, unit))
        return Rewritten(paths.units, numbers_of(rows, "occurred_at")[paths.first], rows)
    cuts = cuts.sort_by(unit)
    return Rewritten(numbers_of(cuts, unit), numbers_of(cuts, "since"), rows)
