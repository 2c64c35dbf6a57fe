"""Does the model hold? Fitted to the first part of the time, it is compared with the orders of the rest."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import numpy as np
import pyarrow as pa

from wegmarke.analytics.phase_look import instant_of, microseconds
from wegmarke.analytics.result import Result
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.value.bg_nbd import fit_orders
from wegmarke.analytics.value.expecting import expected_orders
from wegmarke.analytics.value.finding import find
from wegmarke.analytics.value.histories import Histories, Int64s, histories
from wegmarke.analytics.value.orders import Orders
from wegmarke.analytics.value.words import MODEL, held_sentences
from wegmarke.domain import LocalizedText, UsageError

MOST: Final = 7
_COLUMNS: Final = pa.schema(
    [("orders_again", pa.int64()), ("is_more", pa.bool_()), ("customers", pa.int64()),
     *((name, pa.float64()) for name in ("observed", "expected", "observed_total", "expected_total"))]
)  # fmt: skip


def held_out(data: object, by: str = "account", *, split: datetime | None = None, **asked: Any) -> Result:  # noqa: ANN401
    """Compare expected with observed orders after the time to which the model was fitted.

    Args:
        data: what `find` takes.
        by: unit of analysis.
        split: last instant that the model knows; None for two thirds of the way from the first order.
        asked: further arguments of `find`.

    Columns: orders_again (days with an order after the first until the split; NULL in the last row, which holds all),
    is_more (so many or more), customers, observed and expected (mean orders per customer after the split),
    observed_total, expected_total.
    """
    orders = find(data, by, **asked)
    placed, calendar = orders.placed, orders.calendar()
    at = _split(placed, split)
    known = histories(placed, calendar, at, orders.since)
    often = fit_orders(known)
    days = int(np.diff(calendar.local_days(np.array([at, orders.until], np.int64)))[0])
    predicted = expected_orders(often, known, [days])[:, 0]
    later = histories(placed, calendar, orders.until, orders.since)
    happened = _after(known, later)
    table = pa.Table.from_pylist(_rows(known.frequency, happened, predicted), schema=_COLUMNS)
    guard = Guard(("observed", "expected", "observed_total", "expected_total"), table["customers"])
    said = orders.definition(_says(at, days, orders), MODEL[0], *held_sentences(often.fitted), with_margin=False)
    return Result("value_check", table, said, orders.known.excluded, guards=(guard,))


def _split(placed: Orders, split: datetime | None) -> int:
    if not placed.at.size:
        raise UsageError("model: expected orders; got none. Choose a longer period, or name the touchpoints of orders.")
    first = int(placed.at.min())
    at = first + (placed.until - first) * 2 // 3 if split is None else microseconds(split)
    if not first <= at < placed.until:
        ends = f"{instant_of(first).date()} and {instant_of(placed.until).date()}"
        raise UsageError(f"split: expected an instant between {ends}, in which there are orders; got {split}.")
    return at


def _after(known: Histories, later: Histories) -> Int64s:
    """Return the days with an order after the split, for the units known at the split."""
    place = np.searchsorted(later.unit, known.unit)
    after: Int64s = later.frequency[place] - known.frequency
    return after


def _rows(
    frequency: Int64s, happened: Int64s, predicted: np.ndarray[Any, np.dtype[np.float64]]
) -> list[dict[str, Any]]:
    groups = [(size, frequency == size if size < MOST else frequency >= MOST) for size in range(MOST + 1)]
    rows = []
    for size, chosen in [*groups, (None, np.ones(frequency.size, np.bool_))]:
        n = int(chosen.sum())
        if n:
            seen, meant = float(happened[chosen].sum()), float(predicted[chosen].sum())
            rows.append(
                {"orders_again": size, "is_more": size == MOST, "customers": n, "observed": seen / n,
                 "expected": meant / n, "observed_total": seen, "expected_total": meant}
            )  # fmt: skip
    return rows


def _says(at: int, days: int, orders: Orders) -> LocalizedText:
    day = instant_of(at).date()
    return LocalizedText(
        de=f"Probe: Das Modell kennt nur Bestellungen bis {day:%d.%m.%Y}; verglichen wird mit den {days} Tagen danach, "
        "für alle Kunden, die bis dahin bestellt hatten, nach ihren Wiederholungen bis dahin.",
        en=f"Check: the model knows orders until {day} only; it is compared with the {days} days after, for all "
        "customers who had ordered until then, by their repetitions until then.",
    )
