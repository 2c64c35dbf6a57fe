"""Touches that mean something, few among many, as one table in path order."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from wegmarke.domain import Unit
from wegmarke.paths.expressions.marked_events import marked_events as expression
from wegmarke.paths.terms.mark import Mark
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches


def marked_events(
    touches: Touches, by: Unit, period: Period, marks: Sequence[Mark], properties: Sequence[str] = ()
) -> pa.Table:
    """Return the touches that have one of these meanings, by unit and in the order of its path.

    Columns: unit, at (microseconds since 1970), mark (number of the meaning), value_minor, currency, precision_day,
    touchpoint, event, channel (codes, 0 for none), account, person (-1 for none), said_0, said_1, … (the properties).
    """
    return expression(touches, by, period, marks, properties).drop("sequence", "event_id").to_pyarrow()
