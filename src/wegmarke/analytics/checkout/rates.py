"""Outcomes of checkouts, by period and by a property."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.checkout import words
from wegmarke.analytics.checkout.look import Look
from wegmarke.analytics.checkout.outcomes import ABANDONED, OUTCOMES
from wegmarke.analytics.intervals import rate
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.rows import Truths, numbers
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.spans_of_time import periods_of
from wegmarke.domain import LocalizedText
from wegmarke.paths import CalendarPeriod

_HOUR = 3_600_000_000
_COUNTED = [
    *((name, pa.int64()) for name in ("checkouts", *OUTCOMES, "abandoned")),
    *((name, pa.float64()) for name in ("rate", "low", "high")),
    *((name, pa.int64()) for name in ("at_stake_minor", "recovered_minor")),
    ("currency", pa.string()),
    ("hours_median", pa.float64()),
    ("is_complete", pa.bool_()),
]


def rates(look: Look, length: CalendarPeriod) -> Result:
    """Return outcomes by period; see `wegmarke.analytics.checkout.rates` for the columns."""
    schema = pa.schema([("begins", pa.date32()), *_COUNTED])
    return _result("checkout", look, pa.Table.from_pylist(list(_by_period(look, length)), schema=schema))


def outcomes(look: Look) -> Result:
    """Return outcomes by a property; see `wegmarke.analytics.checkout.outcomes` for the columns."""
    schema = pa.schema([("label", pa.string()), *_COUNTED])
    name = look.asked.breakdown or look.asked.method
    said = LocalizedText(
        de=f"Aufgeteilt nach {name}; ohne Angabe eine eigene Gruppe.",
        en=f"Broken down by {name}; without a value a group of its own.",
    )
    return _result("checkout_outcomes", look, pa.Table.from_pylist(list(_by_label(look)), schema=schema), said)


def _result(name: str, look: Look, table: pa.Table, *said: LocalizedText) -> Result:
    shown = ("rate", "low", "high", "hours_median")
    definition = look.known.definition(words.RATE, *said, *look.said)
    return Result(
        name, table, definition, look.known.excluded, (Interval("rate", "low", "high", "Wilson"),),
        (Guard(shown, table["checkouts"]),),
    )  # fmt: skip


def _by_period(look: Look, length: CalendarPeriod) -> Iterator[dict[str, object]]:
    if not look.begun.size:
        return
    at = numbers(look.rows, "at")[look.begun]
    periods = periods_of(int(at.min()), look.known.period.start, look.until, length, look.known.zone)
    place = periods.of(at)
    for number, begins in enumerate(periods.begins):
        is_over = bool(periods.cuts[number + 1] + look.asked.window <= look.until)
        yield {"begins": begins} | _row(look, place == number) | {"is_complete": is_over}
    yield {"begins": None} | _row(look, np.ones(place.size, bool))


def _by_label(look: Look) -> Iterator[dict[str, object]]:
    labels = labels_of(look)
    counted = sorted(pc.value_counts(labels).to_pylist(), key=lambda one: (-one["counts"], str(one["values"])))
    for one in counted:
        label = one["values"]
        chosen = pc.is_null(labels) if label is None else pc.fill_null(pc.equal(labels, label), fill_value=False)
        yield {"label": label} | _row(look, chosen.to_numpy(zero_copy_only=False))


def labels_of(look: Look) -> pa.Array:
    """Return the value of the breakdown per checkout: of a property of its begin, else the last method."""
    if look.asked.breakdown is not None:
        place = 2 + (look.asked.payment is not None)
        column, rows = look.rows[f"said_{place}"].combine_chunks(), look.begun
        return column.cast(pa.string()).take(pa.array(rows))
    rows = look.found.method
    column = look.rows["said_1"].combine_chunks().cast(pa.string())
    return column.take(pa.array(rows, mask=rows < 0))


def _row(look: Look, chosen: Truths) -> dict[str, object]:
    found, at = look.found, numbers(look.rows, "at")
    counts = {name: int((chosen & (found.outcome == place)).sum()) for place, name in enumerate(OUTCOMES)}
    abandoned = sum(counts[name] for name in ABANDONED)
    of = int(chosen.sum()) - counts["running"]
    share = rate(abandoned, of)
    has_value = found.value >= 0
    stake = chosen & has_value & found.is_any((*ABANDONED, "rescued"))
    back = chosen & found.is_any(("rescued", "paid_later"))
    took = at[found.concluded[back]] - at[look.begun[back]]
    return {
        "checkouts": int(chosen.sum()), **counts, "abandoned": abandoned, "rate": share.value, "low": share.low,
        "high": share.high, "at_stake_minor": int(found.value[stake].sum()),
        "recovered_minor": int(found.value[back & has_value].sum()), "currency": look.priced.shown,
        "hours_median": float(np.median(took)) / _HOUR if took.size else None,
        "is_complete": counts["running"] == 0,
    }  # fmt: skip
