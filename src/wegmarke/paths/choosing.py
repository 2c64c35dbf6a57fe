"""Touches that count for a question: in the path index as a selection, in tables as rows."""

from __future__ import annotations

import ibis
import pyarrow as pa

from wegmarke.domain import TOUCH_UNITS, Unit, UsageError
from wegmarke.paths.chosen import Chosen
from wegmarke.paths.index.selection import Selection
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches, in_period, of_units


def selection_of(touches: Touches, by: Unit) -> Selection | None:
    """Return what counts in the path index of a unit; None for everything.

    Raises:
        UsageError: when units of another kind were chosen.
    """
    chosen = chosen_for(touches, by)
    if chosen is None:
        return None
    codes = touches.known_codes if chosen.touchpoints is not None else _no_codes()
    return chosen.in_snapshot(touches.indexes[by], codes)


def chosen_for(touches: Touches, by: Unit) -> Chosen | None:
    """Return what counts for a unit of analysis, or refuse units of another kind."""
    chosen = touches.chosen
    if chosen is not None and chosen.by not in (None, by):
        raise UsageError(
            f"by: units were chosen of the kind {chosen.by}; got {by.value!r}. "
            "Choose units of the kind that is analysed, or analyse those."
        )
    return chosen


def _no_codes() -> pa.Table:
    # No constant: the first array that Arrow makes imports pandas, for which no command shall wait.
    return pa.schema({"code": pa.uint16(), "touchpoint": pa.string()}).empty_table()


def chosen_touches(touches: Touches, by: Unit, period: Period) -> ibis.Table:
    """Return the touches of units that count in the period, recognised or not, with their unit as column `unit`."""
    table = in_period(of_units(touches, by), period)
    table = table.filter(table.unit.notnull())
    chosen = chosen_for(touches, by)
    return table if chosen is None else chosen.in_table(table, "unit", touches.touchpoint_codes)


def counted_touches(touches: Touches, period: Period) -> ibis.Table:
    """Return the touches that count in the period, each once, whosever they are, or nobody's."""
    table, chosen = in_period(touches.touches, period), touches.chosen
    if chosen is None:
        return table
    if chosen.by is None or chosen.by in TOUCH_UNITS:
        return chosen.in_table(table, str(chosen.by), touches.touchpoint_codes)
    theirs = chosen_touches(touches, chosen.by, period).select(counted_id="event_id")
    return table.semi_join(theirs, table.event_id == theirs.counted_id)


def paths_of(touches: Touches, by: Unit, period: Period) -> ibis.Table:
    """Return the recognised touches of all units that count: unit, position, previous, gap beside the own columns.

    Touches that no rule recognised and touches of nobody have no place in a path; `tally` counts them. `previous` is 0,
    and `gap` NULL, where a path begins. Neighbours are stored along all touches of persons and accounts; of other
    units, and where touches were chosen, they are the neighbours among what counts in the period.
    """
    table = chosen_touches(touches, by, period)
    table = table.filter(table.touchpoint.notnull())
    kept = ("unit", "touchpoint", "occurred_at", "precision_day", "event_id")
    if by in TOUCH_UNITS and not (touches.chosen and touches.chosen.chooses_touches):
        stored = {name: table[f"{by.value}_{name}"] for name in ("position", "previous", "gap")}
        return table.select(*kept, **stored)
    # engines that know columns without NULL answer 0 instead of NULL at the edge of a window
    table = table.mutate(touchpoint=table.touchpoint.cast("int64"))
    path = ibis.window(group_by=table.unit, order_by=[table.occurred_at, table.sequence, table.event_id])
    position = ibis.row_number().over(path) + 1
    numbered = table.mutate(position=position, before=table.occurred_at.lag().over(path))
    is_first = numbered.position == 1
    gap = numbered.occurred_at.delta(numbered.before, unit="microsecond")
    return numbered.select(
        *kept,
        position=numbered.position.cast("int64"),
        previous=ibis.ifelse(is_first, 0, table.touchpoint.lag().over(path)),
        gap=ibis.ifelse(is_first, ibis.null("int64"), gap),
    )
