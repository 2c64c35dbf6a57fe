"""Observed value: what is left of all orders per unit of a cohort, by months since the first order.

Everybody of the cohort stands in the denominator, whether they ever ordered again or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.analytics.intervals import Z95
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.value.finding import find
from wegmarke.analytics.value.orders import Orders
from wegmarke.domain import LocalizedText, UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import Floats

Int64s = npt.NDArray[np.int64]
LENGTHS: Final = {"month": 1, "quarter": 3, "year": 12}
MOST_MONTHS: Final = 120
MOST_DRAWS: Final = 2_000
_COLUMNS: Final = pa.schema(
    [
        ("cohort", pa.date32()),
        ("months_since", pa.int64()),
        ("customers", pa.int64()),
        ("ordering", pa.int64()),
        ("margin_minor", pa.int64()),
        ("cumulative_minor", pa.int64()),
        *((name, pa.float64()) for name in ("per_customer", "low", "high")),
        ("is_complete", pa.bool_()),
        ("currency", pa.string()),
    ]
)


def cohorts(
    data: object,
    by: str = "account",
    *,
    length: str = "month",
    months: int = 24,
    draws: int = 0,
    seed: int = 7,
    **asked: Any,  # noqa: ANN401  # what `find` takes
) -> Result:
    """Sum what is left of orders per unit, by cohort of the first order and months since.

    Args:
        data: what `find` takes.
        by: unit of analysis.
        length: of a cohort: `month`, `quarter` or `year`.
        months: how many months since the first order.
        draws: for intervals, draw units anew so many times (bootstrap); 0 for normal intervals.
        seed: of the draws.
        asked: further arguments of `find`.

    Columns: cohort (first day; NULL in the rows over all cohorts, which come last and hold complete months only),
    months_since, customers (all of the cohort), ordering (who ordered in that month), margin_minor (of that month),
    cumulative_minor, per_customer (cumulative, in whole units of the currency), low, high (95 %), is_complete (the
    month is over for everybody of the cohort), currency.
    """
    if length not in LENGTHS:
        raise unknown_value("length", length, list(LENGTHS))
    if not 0 <= months <= MOST_MONTHS:
        raise UsageError(f"months: expected a number from 0 to {MOST_MONTHS}; got {months}. Write 24, for example.")
    if not 0 <= draws <= MOST_DRAWS:
        raise UsageError(f"draws: expected a number from 0 to {MOST_DRAWS}; got {draws}. Write 500, for example.")
    orders = find(data, by, **asked)
    book = Book.of(orders)
    rows = list(_rows(book, LENGTHS[length], months, orders, _Sure(draws, seed)))
    table = pa.Table.from_pylist(rows, schema=_COLUMNS)
    method = "bootstrap" if draws else "normal"
    hidden = ("margin_minor", "cumulative_minor", "per_customer", "low", "high")
    return Result(
        "customer_value", table, orders.definition(*_says(length, draws, orders)), orders.known.excluded,
        (Interval("per_customer", "low", "high", method),), (Guard(hidden, table["customers"]),),
    )  # fmt: skip


@dataclass(frozen=True)
class Book:
    """What is left by unit and month.

    Attributes:
        unit: numbers of units with an order, rising.
        month: of their first order, as months since 1970.
        owner: place in `unit` per amount.
        since: months since the first order per amount.
        margin: in minor units.
        is_order: whether the amount is of an order.
        state: the local day of the state of the data.
    """

    unit: Int64s
    month: Int64s
    owner: Int64s
    since: Int64s
    margin: Floats
    is_order: npt.NDArray[np.bool_]
    state: date

    @classmethod
    def of(cls, orders: Orders) -> Book:
        """Lay orders out; credits before a first order, and units that began before the period, are left out."""
        calendar = orders.calendar()
        days = calendar.local_days(orders.at)
        month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        placed = np.flatnonzero(orders.value >= 0)
        unit, first = np.unique(orders.unit[placed], return_index=True)
        first = placed[first]
        if orders.since is not None:
            begins = orders.at[first] >= orders.since
            unit, first = unit[begins], first[begins]
        owner = np.searchsorted(unit, orders.unit)
        safe = np.minimum(owner, max(unit.size - 1, 0))
        counts = (unit[safe] == orders.unit) if unit.size else np.zeros(orders.unit.size, np.bool_)
        counts[counts] &= np.flatnonzero(counts) >= first[owner[counts]]
        owner = owner[counts]
        state = date(1970, 1, 1) + timedelta(days=int(calendar.local_days(np.array([orders.until], np.int64))[0]))
        return cls(
            unit, month[first], owner, month[counts] - month[first][owner], orders.margin[counts],
            orders.value[counts] >= 0, state,
        )  # fmt: skip

    def running(self, months: int) -> Iterator[tuple[Floats, Floats, Int64s]]:
        """Yield for each month since: what was left of it per unit, what was left until then, and orders per unit."""
        order = np.argsort(self.since, kind="stable")
        cuts = np.searchsorted(self.since[order], np.arange(months + 2))
        total = np.zeros(self.unit.size)
        for since in range(months + 1):
            place = order[cuts[since] : cuts[since + 1]]
            owner = self.owner[place]
            gained = np.bincount(owner, self.margin[place], self.unit.size).astype(np.float64)
            total = total + gained
            yield gained, total, np.bincount(owner[self.is_order[place]], minlength=self.unit.size).astype(np.int64)


@dataclass(frozen=True)
class _Sure:
    """How intervals of means are found."""

    draws: int
    seed: int

    def bounds(self, amounts: Floats) -> tuple[float | None, float | None]:
        """Return the 95 % interval of the mean; none for a single unit."""
        if amounts.size < 2:
            return None, None
        mean = float(amounts.mean())
        if not self.draws:
            reach = Z95 * float(amounts.std(ddof=1)) / amounts.size**0.5
            return mean - reach, mean + reach
        chance = np.random.default_rng(self.seed)
        # equal amounts are drawn together: most of a cohort often share one
        sizes, counts = np.unique(amounts, return_counts=True)
        drawn = chance.multinomial(amounts.size, counts / amounts.size, self.draws) @ sizes / amounts.size
        low, high = np.quantile(drawn, [0.025, 0.975])
        return min(float(low), mean), max(float(high), mean)


def _rows(book: Book, size: int, months: int, orders: Orders, sure: _Sure) -> Iterator[dict[str, object]]:
    cohort = book.month // size
    today = (book.state.year - 1970) * 12 + book.state.month - 1
    groups = [(int(number), np.flatnonzero(cohort == number)) for number in np.unique(cohort)]
    cells: dict[int | None, list[dict[str, object]]] = {number: [] for number, _ in groups} | {None: []}
    for since, (gained, total, placed) in enumerate(book.running(months)):
        complete = []
        for number, members in groups:
            if number * size + since > today:
                continue
            is_over = number * size + size - 1 + since < today
            complete += [members] if is_over else []
            cells[number].append(_cell(number * size, since, members, gained, total, placed, is_over, orders, sure))
        if complete:
            members = np.concatenate(complete)
            cells[None].append(_cell(None, since, members, gained, total, placed, True, orders, sure))
    for rows in cells.values():
        yield from rows


def _cell(
    month: int | None,
    since: int,
    members: Int64s,
    gained: Floats,
    total: Floats,
    placed: Int64s,
    is_over: bool,
    orders: Orders,
    sure: _Sure,
) -> dict[str, object]:
    amounts, unit = total[members], 10.0**orders.digits
    low, high = sure.bounds(amounts)
    return {
        "cohort": None if month is None else date(1970 + month // 12, month % 12 + 1, 1),
        "months_since": since,
        "customers": members.size,
        "ordering": int((placed[members] > 0).sum()),
        "margin_minor": round(float(gained[members].sum())),
        "cumulative_minor": round(float(amounts.sum())),
        "per_customer": float(amounts.mean()) / unit,
        "low": None if low is None else low / unit,
        "high": None if high is None else high / unit,
        "is_complete": is_over,
        "currency": orders.currency,
    }


def _says(length: str, draws: int, orders: Orders) -> list[LocalizedText]:
    german = {"month": "Kalendermonat", "quarter": "Quartal", "year": "Kalenderjahr"}[length]
    method = (f"Bootstrap mit {draws} Ziehungen", f"bootstrap of {draws} draws") if draws else ("normal", "normal")
    return [
        LocalizedText(
            de="Beobachteter Kundenwert: aufgelaufener Deckungsbeitrag je Kunde einer Kohorte nach Monaten seit der "
            f"ersten Bestellung; Kohorte: {german} der ersten Bestellung, die in den Daten steht. Geteilt wird durch "
            "alle Kunden der Kohorte, auch die nie wieder bestellten. Monat 0 ist der Kalendermonat der ersten "
            f"Bestellung. 95-%-Intervall ({method[0]}). Unvollständig: der Monat ist noch nicht für alle zu Ende.",
            en="Observed customer value: cumulative margin per customer of a cohort by months since the first order; "
            f"cohort: calendar {length} of the first order that the data hold. Divided by all customers of the cohort, "
            "also those who never ordered again. Month 0 is the calendar month of the first order. "
            f"95 % interval ({method[1]}). Incomplete: the month is not over for everybody yet.",
        )
    ]
