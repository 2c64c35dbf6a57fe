"""When each unit first was at any of some touchpoints."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import Unit
from wegmarke.paths import index
from wegmarke.paths.expressions import entries
from wegmarke.paths.index import FirstPlaces, Snapshot
from wegmarke.paths.primitives.passes import codes_of, selected, snapshot_of
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches

_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class FirstEntries:
    """First entries of all units; what was asked once is known.

    Attributes:
        units: numbers of the units, in no order; some may never have been anywhere.
        find: finds the first entry of each of them at any of some touchpoints, given by their codes.
        touches: the tables.
    """

    units: pa.Array
    find: Callable[[list[int]], FirstPlaces]
    touches: Touches
    _known: dict[tuple[str, ...], FirstPlaces] = field(default_factory=dict)

    def at(self, touchpoints: Collection[str]) -> FirstPlaces:
        """Return when each unit first was at any of these touchpoints."""
        asked = tuple(sorted(touchpoints))
        if asked not in self._known:
            self._known[asked] = self.find(codes_of(self.touches, asked))
        return self._known[asked]


def first_entries(touches: Touches, by: Unit, period: Period) -> FirstEntries:
    """Return the first entries of all units in a period."""
    snapshot = snapshot_of(touches, by)
    if snapshot is None:
        return _asked(touches, by, period)
    return _passed(touches, by, snapshot, period)


def _passed(touches: Touches, by: Unit, snapshot: Snapshot, period: Period) -> FirstEntries:
    units = np.concatenate([part.columns.units[part.counts] for part in snapshot.parts()])
    selection = selected(touches, by, snapshot, period, None)
    return FirstEntries(
        pa.array(units), lambda codes: index.first_places(snapshot, codes, period, selection=selection), touches
    )


def _asked(touches: Touches, by: Unit, period: Period) -> FirstEntries:
    table = entries.first_entries(touches, by, period).to_pyarrow()
    encoded = pc.dictionary_encode(table["unit"].combine_chunks())
    unit, code = encoded.indices.to_numpy().astype(np.int64), table["touchpoint"].to_numpy()
    at = table["first_at"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
    day = table["first_day"].to_numpy().astype(np.bool_)

    def find(codes: list[int]) -> FirstPlaces:
        rows = np.flatnonzero(np.isin(code, codes))
        first_at, first_day = (
            np.full(len(encoded.dictionary), _NEVER, np.int64),
            np.zeros(len(encoded.dictionary), bool),
        )
        np.minimum.at(first_at, unit[rows], at[rows])
        first_day[unit[rows][day[rows] & (at[rows] == first_at[unit[rows]])]] = True
        return FirstPlaces(first_at, first_day)

    return FirstEntries(encoded.dictionary, find, touches)
