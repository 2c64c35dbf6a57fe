"""Returns of cohorts, and amounts per unit and period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import Unit
from wegmarke.paths import index
from wegmarke.paths.choosing import selection_of
from wegmarke.paths.expressions.returns import BELONGS, MISSING
from wegmarke.paths.expressions.returns import period_amounts as amounts_expression
from wegmarke.paths.expressions.returns import return_marks as marks_expression
from wegmarke.paths.index.columns import Int64s
from wegmarke.paths.primitives.passes import snapshot_of
from wegmarke.paths.terms.calendar_periods import CalendarPeriod
from wegmarke.paths.terms.period import Period
from wegmarke.paths.terms.returning import Returning
from wegmarke.paths.terms.zone import Calendar
from wegmarke.paths.touches import Touches


@dataclass(frozen=True)
class Cohorts:
    """Units by the period of their start, and how many were back in each period since.

    Attributes:
        begins: first day of each cohort's period, rising.
        belonging: shape (cohorts,).
        back: shape (cohorts, most + 1), by periods since the start.
    """

    begins: tuple[date, ...]
    belonging: Int64s
    back: Int64s


def count_returns(touches: Touches, by: Unit, period: Period, calendar: Calendar, asked: Returning) -> Cohorts:
    """Count who belongs to each cohort and who was back; the definition stands at `wegmarke.paths.terms.returning`."""
    snapshot = snapshot_of(touches, by)
    if snapshot is not None:
        begins, belonging, marks = index.return_marks(
            snapshot, calendar, asked, period, selection=selection_of(touches, by)
        )
        return Cohorts(tuple(begins), belonging, asked.back(belonging, marks))
    rows = marks_expression(touches, by, period, calendar, asked).to_pyarrow()
    return of_marks(rows, asked)


def count_returns_by_label(
    touches: Touches, by: Unit, period: Period, calendar: Calendar, asked: Returning, property_name: str
) -> dict[str | None, Cohorts]:
    """Count the same by a property of the start; None stands for starts without it.

    Properties are not in the index, so this asks the expression.
    """
    rows = marks_expression(touches, by, period, calendar, asked, property_name=property_name).to_pyarrow()
    labels = sorted(pc.unique(rows["label"]).to_pylist())
    found = {label: of_marks(rows.filter(pc.equal(rows["label"], label)), asked) for label in labels}
    missing = found.pop(MISSING, None)
    return {**found} if missing is None else {**found, None: missing}


def of_marks(rows: pa.Table, asked: Returning) -> Cohorts:
    """Return cohorts from rows of cohort, mark and units."""
    begins = sorted(pc.unique(rows["cohort"]).to_pylist())
    belonging, marks = np.zeros(len(begins), np.int64), np.zeros((len(begins), asked.most + 1), np.int64)
    place = {begin: number for number, begin in enumerate(begins)}
    for row in rows.to_pylist():
        if row["mark"] == BELONGS:
            belonging[place[row["cohort"]]] = row["units"]
        else:
            marks[place[row["cohort"]], row["mark"]] = row["units"]
    return Cohorts(tuple(begins), belonging, asked.back(belonging, marks))


def sum_amounts(
    touches: Touches,
    by: Unit,
    period: Period,
    calendar: Calendar,
    length: CalendarPeriod,
    *,
    touchpoints: Sequence[int] | None = None,
    property_name: str | None = None,
) -> pa.Table:
    """Sum values: unit, currency, begins (first day of the period), value_minor; with a property also `label`.

    Touches without a value or without a currency do not count, nor those that no rule recognised.
    """
    snapshot = snapshot_of(touches, by) if property_name is None else None
    if snapshot is not None:
        selection = selection_of(touches, by)
        rows = index.period_amounts(snapshot, calendar, length, period, touchpoints=touchpoints, selection=selection)
        return _spelled(rows)
    rows = amounts_expression(
        touches, by, period, calendar, length, touchpoints=touchpoints, property_name=property_name
    )
    names = ["unit", "currency", "begins", "value_minor", *(["label"] if property_name is not None else [])]
    return rows.to_pyarrow().select(names)


def _spelled(rows: pa.Table) -> pa.Table:
    """Replace codes of currencies by their letters."""
    codes = pc.unique(rows["currency"])
    letters = pa.array([index.currency_of(code) for code in codes.to_pylist()], pa.string())
    return rows.set_column(1, "currency", letters.take(pc.index_in(rows["currency"], codes)))
