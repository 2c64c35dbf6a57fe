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
Keys: TypeAlias = npt.NDArray[np.uint64]
Flags: TypeAlias = npt.NDArray[np.uint8]
Truths: TypeAlias = npt.NDArray[np.bool_]

NO_VALUE = np.iinfo(np.int64).min
"""Stands in `value_minor` where a touch has no value: NULL needs a column of its own otherwise."""

EVERY = np.empty(0, np.bool_)
"""Stands for "every touch" where a pass takes truths per touch, so that it need not read any."""

DAY, AUTOMATED, INTERNAL = 1, 2, 4
"""Flags of a touch: only its date is known; no human did it; somebody of our own did it."""

FLAGS: Mapping[str, int] = {"precision_day": DAY, "automated": AUTOMATED, "internal": INTERNAL}
"""The flags by the columns of the touch table that say so."""

_ODD = np.uint64(0x9E3779B97F4A7C15)

TOUCH_COLUMNS: Mapping[str, type[np.generic]] = {
    "occurred_at": np.int64,
    "touchpoint": np.uint16,
    "phase": np.uint16,
    "channel": np.uint16,
    "event": np.uint16,
    "value_minor": np.int64,
    "currency": np.uint16,
    "source": np.uint16,
    "event_key": np.uint64,
    "flags": np.uint8,
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
        currency: `currency_code` of the value; 0 for none.
        source: code.
        event_key: 64 bits of the event id (`event_keys`), by which a touch of a unit is found at its instant.
        flags: sum of `DAY`, `AUTOMATED` and `INTERNAL`, as far as they hold.
    """

    units: Int64s
    starts: Int64s
    occurred_at: Int64s
    touchpoint: Codes
    phase: Codes
    channel: Codes
    event: Codes
    value_minor: Int64s
    currency: Codes
    source: Codes
    event_key: Keys
    flags: Flags

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
        return self._present(self.touchpoint)

    @cached_property
    def currencies(self) -> Codes:
        """Return the currency codes that occur, rising; looked for once."""
        return self._present(self.currency)

    def _present(self, codes: Codes) -> Codes:
        from wegmarke.paths.compiled import hops

        present = np.zeros(65_536, np.bool_)
        hops.codes_present(0, self.units.size, self.starts, codes, present)
        return np.nonzero(present)[0].astype(np.uint16)

    @cached_property
    def flags_present(self) -> int:
        """Return the flags that any touch has; looked for once."""
        return int(np.bitwise_or.reduce(self.flags, initial=0))

    def without(self, flags: int) -> Truths:
        """Tell which touches have none of these flags; `EVERY` where all of them. Compared once per flags."""
        wanted = flags & self.flags_present
        if not wanted:
            return EVERY
        if wanted not in self._unflagged:
            self._unflagged[wanted] = (self.flags & np.uint8(wanted)) == 0
        return self._unflagged[wanted]

    @cached_property
    def _unflagged(self) -> dict[int, Truths]:
        return {}

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


def currency_code(currency: str) -> int:
    """Return three capital letters as a number below 65,536.

    >>> currency_code("EUR")
    4230
    """
    high, middle, low = (ord(letter) - ord("A") + 1 for letter in currency)
    return (high * 27 + middle) * 27 + low


def currency_of(code: int) -> str:
    """Return the three letters of a `currency_code`.

    >>> currency_of(4230)
    'EUR'
    """
    high, rest = divmod(code, 27 * 27)
    return "".join(chr(ord("A") + letter - 1) for letter in (high, *divmod(rest, 27)))


def event_keys(high: Keys, low: Keys) -> Keys:
    """Return 64 bits of event ids that are given as two halves; both arrays are used up."""
    np.multiply(high, _ODD, out=high)
    return np.bitwise_xor(low, high, out=low)


def no_columns() -> Columns:
    """Return the columns of no unit at all."""
    empty = {name: np.empty(0, kind) for name, kind in TOUCH_COLUMNS.items()}
    return Columns(np.empty(0, np.int64), np.zeros(1, np.int64), **empty)
