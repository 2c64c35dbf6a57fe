"""What models know about each unit: how often it ordered again, how long ago, and since when it is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wegmarke.analytics.value.orders import Orders
from wegmarke.paths import Calendar, Floats

Int64s = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Histories:
    """One row per unit, or per distinct history.

    Attributes:
        unit: numbers of units; empty for distinct histories.
        frequency: days with an order after the day of the first one.
        recency: days from the first order to the last.
        age: days from the first order to the state of the data.
        spent: mean value of a day with an order after the first one, in minor units; 0 where there is none.
        count: units with this history.
    """

    unit: Int64s
    frequency: Int64s
    recency: Floats
    age: Floats
    spent: Floats
    count: Int64s

    @property
    def total(self) -> int:
        """Return the number of units."""
        return int(self.count.sum())

    @property
    def returned(self) -> int:
        """Return the number of units that ordered again."""
        return int(self.count[self.frequency > 0].sum())

    @property
    def again(self) -> int:
        """Return the number of orders after the first ones."""
        return int(self.count @ self.frequency)

    def distinct(self) -> Histories:
        """Return each history once, with the number of units that have it; what was spent is left out."""
        order = np.lexsort((self.age, self.recency, self.frequency))
        columns = (self.frequency[order], self.recency[order], self.age[order])
        is_new = np.ones(order.size, np.bool_)
        is_new[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
        place = np.flatnonzero(is_new)
        count = np.add.reduceat(self.count[order], place) if place.size else self.count[:0]
        return Histories(
            np.empty(0, np.int64), columns[0][place], columns[1][place], columns[2][place], np.zeros(place.size), count
        )


def histories(orders: Orders, calendar: Calendar, until: int, since: int | None = None) -> Histories:
    """Summarise orders per unit; several orders on one local day are one.

    Args:
        orders: by unit and instant.
        calendar: of the local days.
        until: the last instant that counts, in microseconds; orders behind it are not looked at.
        since: units whose first order lies before are left out.
    """
    known = orders.only(orders.at <= until)
    day = calendar.local_days(known.at)
    is_new = np.ones(day.size, np.bool_)
    is_new[1:] = (known.unit[1:] != known.unit[:-1]) | (day[1:] != day[:-1])
    place = np.flatnonzero(is_new)
    worth = np.add.reduceat(known.value, place) if place.size else known.value
    unit, day = known.unit[place], day[place]
    begin = np.flatnonzero(np.append(True, unit[1:] != unit[:-1])[: unit.size])
    end = np.append(begin[1:], unit.size)[: begin.size]
    frequency = (end - begin - 1).astype(np.int64)
    sums = np.concatenate([[0.0], np.cumsum(worth)])
    spent = np.divide(
        sums[end] - sums[np.minimum(begin + 1, end)], frequency, out=np.zeros(begin.size), where=frequency > 0
    )
    today = calendar.local_days(np.array([until], np.int64))[0]
    first, last = day[begin], day[end - 1]
    chosen = np.ones(begin.size, np.bool_) if since is None else known.at[place][begin] >= since
    return Histories(
        unit[begin][chosen], frequency[chosen], (last - first)[chosen].astype(np.float64),
        (today - first)[chosen].astype(np.float64), spent[chosen], np.ones(int(chosen.sum()), np.int64),
    )  # fmt: skip


def histories_of(
    frequency: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike, spent: npt.ArrayLike | None = None
) -> Histories:
    """Make histories of columns that were computed elsewhere, e.g. in weeks; parameters are then in weeks, too."""
    x = np.asarray(frequency, np.int64)
    mean = np.zeros(x.size) if spent is None else np.asarray(spent, np.float64)
    return Histories(
        np.arange(x.size), x, np.asarray(recency, np.float64), np.asarray(age, np.float64), mean,
        np.ones(x.size, np.int64),
    )  # fmt: skip
