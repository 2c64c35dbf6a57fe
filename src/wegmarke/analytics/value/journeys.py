"""How long it takes from the first touch to the first order, and by how many months costs come earlier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from wegmarke.analytics.value.cohorts import Book
from wegmarke.analytics.value.orders import Orders
from wegmarke.domain import LocalizedText, UsageError
from wegmarke.paths import Period, first_touches

MEDIAN: Final = "median"
MOST_DAYS: Final = 1_827
_MONTH_DAYS: Final = 30.4375
_DAY_US: Final = 86_400_000_000


@dataclass(frozen=True)
class Lag:
    """By how much costs come before the customers they win.

    Attributes:
        days: as given, or measured.
        months: whole months, to the nearest.
        said: what was done.
    """

    days: float
    months: int
    said: tuple[LocalizedText, ...]


def lag_of(orders: Orders, book: Book, asked: str | float) -> Lag:
    """Return the lag in months: of so many days, or of the median of all new customers.

    Raises:
        UsageError: for anything that is neither.
    """
    days = _median(orders, book) if asked == MEDIAN else _days(asked)
    months = round(days / _MONTH_DAYS)
    if asked == MEDIAN:
        figure = f"{days:.1f}"
        said = LocalizedText(
            de=f"Median vom ersten Kontaktereignis bis zur ersten Bestellung: {figure.replace('.', ',')} Tage; Kosten "
            f"zählen {months} Monate früher.",
            en=f"Median from the first touch to the first order: {figure} days; costs count {months} months earlier.",
        )
    else:
        said = LocalizedText(de=f"Kosten zählen {months} Monate früher.", en=f"Costs count {months} months earlier.")
    return Lag(days, months, (said,) if months or asked == MEDIAN else ())


def _days(asked: str | float) -> float:
    try:
        days = float(asked)
    except ValueError as error:
        raise UsageError(f"lag: expected days such as 60, or {MEDIAN}; got {asked!r}.") from error
    if not 0 <= days <= MOST_DAYS:
        raise UsageError(f"lag: expected 0 to {MOST_DAYS} days; got {asked}.")
    return days


def _median(orders: Orders, book: Book) -> float:
    """Return the median of days from the first touch to the first order; 0 without new customers."""
    if not book.unit.size:
        return 0.0
    found = first_touches(orders.touches, orders.known.by, Period(None, orders.known.period.end)).to_pyarrow()
    at = found["first_at"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
    unit = found["unit"].to_numpy().astype(np.int64)
    order = np.argsort(unit)
    placed = orders.placed
    first = placed.at[np.searchsorted(placed.unit, book.unit)]
    place = np.minimum(np.searchsorted(unit[order], book.unit), max(unit.size - 1, 0))
    is_known = unit[order][place] == book.unit if unit.size else np.zeros(book.unit.size, np.bool_)
    if not is_known.any():
        return 0.0
    spans = (first - at[order][place])[is_known] / _DAY_US
    return float(np.median(np.maximum(spans, 0.0)))
