"""From every place of a map to the next phase: all phases and touchpoints at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wegmarke.domain import Unit
from wegmarke.paths import index
from wegmarke.paths.expressions.passing import passing
from wegmarke.paths.index import Snapshot
from wegmarke.paths.index.passing import MOST_CELLS
from wegmarke.paths.index.selection import LATEST
from wegmarke.paths.primitives.passes import selected, snapshot_of
from wegmarke.paths.terms.model import PhaseModel
from wegmarke.paths.terms.period import Period
from wegmarke.paths.terms.places import NOBODY, Onward, Places
from wegmarke.paths.terms.zone import Calendar
from wegmarke.paths.touches import Touches


@dataclass(frozen=True)
class Passings:
    """What units did after each phase and each touchpoint, by id."""

    phases: dict[str, Onward]
    touchpoints: dict[str, Onward]


def count_passings(touches: Touches, by: Unit, period: Period, model: PhaseModel, calendar: Calendar) -> Passings:
    """Count for every phase and touchpoint of a map who was there, who went on, and after how many days.

    Args:
        touches: the tables.
        by: unit of analysis.
        period: touches outside do not count.
        model: phases of the map and of its touchpoints.
        calendar: the clock of the zone whose days are meant, over the span of the data.
    """
    places = Places.of(model)
    snapshot = snapshot_of(touches, by)
    longest = 0 if snapshot is None else _longest(snapshot, calendar)
    if snapshot is None or places.phase_at.size * 2 * longest > MOST_CELLS:
        found = _asked(passing(touches, by, period, places, calendar).to_pyarrow())
    else:
        selection = selected(touches, by, snapshot, period, None)
        took, back = index.passing(
            snapshot, places.of_codes(touches.known_codes), places.phase_at, places.leading, calendar, longest, period,
            selection=selection,
        )  # fmt: skip
        found = {place: _onward(took[place], int(back[place]), longest) for place in range(places.phase_at.size)}
    ids = [*places.phases, *places.touchpoints]
    onward = [found.get(number, NOBODY) for number in range(1, len(ids) + 1)]
    size = len(places.phases)
    return Passings(dict(zip(ids[:size], onward, strict=False)), dict(zip(ids[size:], onward[size:], strict=True)))


def _longest(snapshot: Snapshot, calendar: Calendar) -> int:
    """Return how many days lie between the first and the last touch."""
    low, high = LATEST, -LATEST
    for part in snapshot.parts():
        instants = part.columns.occurred_at
        if instants.size:
            low, high = min(low, int(instants.min())), max(high, int(instants.max()))
    if low > high:
        return 0
    first, last = calendar.local_days(np.array([low, high]))
    # one more: offsets of the two ends may differ
    return int(last - first) + 1


def _onward(took: np.ndarray[tuple[int], np.dtype[np.int64]], back: int, longest: int) -> Onward:
    days = np.flatnonzero(took[1:])
    return Onward(int(took.sum()), days - longest, took[1:][days], back)


def _asked(rows: pa.Table) -> dict[int, Onward]:
    found: dict[int, Onward] = {}
    for place in sorted(set(rows["place"].to_pylist())):
        theirs = [row for row in rows.to_pylist() if row["place"] == place]
        went_on = sorted((row["days"], row["units"]) for row in theirs if row["days"] is not None)
        days, took = (np.array([pair[side] for pair in went_on], np.int64) for side in (0, 1))
        units, back = (sum(row[name] for row in theirs) for name in ("units", "out_of_order"))
        found[place] = Onward(units, days, took, back)
    return found
