"""Touches in path order as columns: one stretch per unit, in all columns at the same place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Int64s: TypeAlias = npt.NDArray[np.int64]
Codes: TypeAlias = npt.NDArray[np.uint16]
Truths: TypeAlias = npt.NDArray[np.bool_]

NO_VALUE = np.iinfo(np.int64).min
"""Stands in `value_minor` where a touch has no value: NULL needs a column of its own otherwise."""

TOUCH_COLUMNS: Mapping[str, type[np.generic]] = {
    "occurred_at": np.int64,
    "touchpoint": np.uint16,
    "phase": np.uint16,
    "channel": np.uint16,
    "event": np.uint16,
    "value_minor": np.int64,
}
"""The columns with one value per touch, and their types."""


@dataclass(frozen=True)
class Columns:
    """The paths of some units. No array is ever written once it stands here.

    Attributes:
        units: numbers of the units, rising; shape (units,).
        starts: where each unit's path begins; its end is the next one's start; shape (units + 1,).
        occurred_at: microseconds since 1970, UTC; like all columns below of shape (touches,).
        touchpoint: code; 0 where no rule recognised the event.
        phase: position in the reference map, 1-based; 0 for none.
        channel: code; 0 for none.
        event: code of the event name.
        value_minor: minor units of the event's own currency; `NO_VALUE` for none.
    """

    units: Int64s
    starts: Int64s
    occurred_at: Int64s
    touchpoint: Codes
    phase: Codes
    channel: Codes
    event: Codes
    value_minor: Int64s

    def __post_init__(self) -> None:
        # compiled passes are compiled per type, and a type knows whether its array may be written
        for name, column in self.all():
            sealed = np.ascontiguousarray(column).view(np.ndarray)
            sealed = sealed[:]
            sealed.flags.writeable = False
            object.__setattr__(self, name, sealed)

    @property
    def touches(self) -> int:
        """Return the number of touches."""
        return int(self.starts[-1])

    @cached_property
    def touchpoints(self) -> Codes:
        """Return the touchpoint codes that occur, rising; looked for once."""
        from wegmarke.paths.compiled import hops

        present = np.zeros(65_536, np.bool_)
        hops.codes_present(0, self.units.size, self.starts, self.touchpoint, present)
        return np.nonzero(present)[0].astype(np.uint16)

    @property
    def bytes(self) -> int:
        """Return how much memory all columns take."""
        return sum(column.nbytes for _, column in self.all())

    def all(self) -> Iterator[tuple[str, npt.NDArray[np.generic]]]:
        """Return all columns by name."""
        for name in ("units", "starts", *TOUCH_COLUMNS):
            yield name, getattr(self, name)

    def places(self, units: Int64s) -> Int64s:
        """Return where units stand in `units`, -1 for those that do not."""
        return places_in(self.units, units)


def rising(*numbers: Int64s) -> Int64s:
    """Return the numbers of all arrays in rising order, each once."""
    # np.unique hashes, which takes several times as long
    ordered = np.sort(np.concatenate([np.asarray(some, np.int64) for some in numbers]))
    is_first = np.ones(ordered.size, np.bool_)
    is_first[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_first]


def places_in(known: Int64s, numbers: Int64s) -> Int64s:
    """Return where numbers stand among known ones, which rise; -1 for those that do not."""
    if not known.size:
        return np.full(numbers.size, -1, np.int64)
    found = np.searchsorted(known, numbers)
    found[found == known.size] = 0
    return np.where(known[found] == numbers, found, -1).astype(np.int64)


def no_columns() -> Columns:
    """Return the columns of no unit at all."""
    empty = {name: np.empty(0, kind) for name, kind in TOUCH_COLUMNS.items()}
    return Columns(np.empty(0, np.int64), np.zeros(1, np.int64), **empty)
