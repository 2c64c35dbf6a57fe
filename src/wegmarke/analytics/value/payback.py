"""When a cohort has earned what it cost to win it, and what it is worth per unit of that cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.analytics.result import Result
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.value.acquisition import Winning, winning
from wegmarke.analytics.value.cohorts import LENGTHS, MOST_MONTHS
from wegmarke.domain import LocalizedText, UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import Floats

_COLUMNS: Final = pa.schema(
    [("cohort", pa.date32()), ("group", pa.string()), ("customers", pa.int64()), ("cost_minor", pa.int64()),
     ("cac", pa.float64()), ("value", pa.float64()), ("months_observed", pa.int64()), ("ratio", pa.float64()),
     ("payback_month", pa.int64()), ("currency", pa.string())]
)  # fmt: skip


def payback(
    data: object,
    costs: pa.Table,
    by: str = "account",
    *,
    group: str = "full",
    length: str = "quarter",
    months: int = 24,
    lag: str | float = 0.0,
    **asked: Any,  # noqa: ANN401  # what `find` takes
) -> Result:
    """Compare what each cohort has earned with what it cost to win it.

    Args:
        data: what `find` takes.
        costs: as for `acquisition_cost`.
        by: unit of analysis.
        group: which scopes count; one, for a ratio of different scopes is none.
        length: of a cohort.
        months: how many months since the first order.
        lag: as for `acquisition_cost`.
        asked: further arguments of `find`.

    Columns: cohort, group, customers, cost_minor, cac (cost per new customer), value (cumulative margin per customer
    after `months_observed`, the last month that is over for the whole cohort, at most `months`), ratio (value ÷ cac),
    payback_month (the first month since the first order in which the value reaches the cac; NULL where it has not so
    far), currency. Amounts are in whole units. Cohorts without a cost have neither cac nor ratio.
    """
    if length not in LENGTHS:
        raise unknown_value("length", length, list(LENGTHS))
    if not 0 <= months <= MOST_MONTHS:
        raise UsageError(f"months: expected a number from 0 to {MOST_MONTHS}; got {months}. Write 24, for example.")
    won = winning(data, costs, by, group, lag, asked)
    table = pa.Table.from_pylist(list(_rows(won, LENGTHS[length], months)), schema=_COLUMNS)
    said = won.orders.definition(_SAYS, *won.lag.said, *won.spending.said)
    guard = Guard(("cac", "value", "ratio", "payback_month"), table["customers"])
    return Result("payback", table, said, won.orders.known.excluded, guards=(guard,))


def _rows(won: Winning, size: int, months: int) -> Iterator[dict[str, object]]:
    cohort = won.book.month // size
    numbers = np.unique(cohort)
    curves = _curves(won, np.searchsorted(numbers, cohort), numbers.size, months)
    unit = 10.0**won.orders.digits
    for place, number in enumerate(numbers.tolist()):
        first, new = number * size, int((cohort == number).sum())
        # the last month that is over for those who came in the last month of the cohort
        observed = min(months, won.today - 1 - (first + size - 1))
        cost = won.cost_of(first, size)
        cac = cost / new / unit if cost else None
        curve = curves[place] / new / unit
        value = float(curve[observed]) if observed >= 0 else None
        reached = np.flatnonzero(curve[: max(observed + 1, 0)] >= (np.inf if cac is None else cac))
        yield {
            "cohort": date(1970 + first // 12, first % 12 + 1, 1),
            "group": won.spending.group.value,
            "customers": new,
            "cost_minor": round(cost),
            "cac": cac,
            "value": value,
            "months_observed": observed if observed >= 0 else None,
            "ratio": value / cac if cac and value is not None else None,
            "payback_month": int(reached[0]) if reached.size else None,
            "currency": won.orders.currency,
        }


def _curves(won: Winning, place: npt.NDArray[np.int64], size: int, months: int) -> Floats:
    """Return cumulative margin by cohort and month since: shape (cohorts, months + 1), in minor units."""
    book = won.book
    near = book.since <= months
    sums: Floats = np.zeros((size, months + 1))
    np.add.at(sums, (place[book.owner[near]], book.since[near]), book.margin[near])
    curves: Floats = np.add.accumulate(sums, axis=1)
    return curves


_SAYS: Final = LocalizedText(
    de="Amortisation: der erste Monat seit der ersten Bestellung, in dem der aufgelaufene Deckungsbeitrag je Kunde der "
    "Kohorte die Kosten je Neukunde (CAC) erreicht; Kundenwert zu CAC: derselbe Beitrag im letzten für alle beendeten "
    "Monat, geteilt durch den CAC. Beobachtet, nicht vorausgesagt.",
    en="Payback: the first month since the first order in which the cumulative margin per customer of the cohort "
    "reaches the cost per new customer (CAC); CLV:CAC: the same margin in the last month that is over for all ÷ CAC. "
    "Observed, not predicted.",
)
