"""Touches between two instants of their unit, as paths of their own: one per span."""

from __future__ import annotations

from dataclasses import replace

import ibis
import pyarrow as pa

from wegmarke.domain import Unit
from wegmarke.paths.choosing import chosen_touches
from wegmarke.paths.expressions.variants import all_variants
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches


def touches_between(touches: Touches, by: Unit, spans: pa.Table) -> Touches:
    """Return touches whose paths belong to spans, as units of the kind `order`.

    Args:
        touches: the tables.
        by: what the spans are of.
        spans: span (number), of (unit), begins and ends (instants in UTC without zone); a touch counts after the begin
            and before the end.
    """
    table = chosen_touches(touches, by, Period())
    known = ibis.memtable(spans)
    met = table.join(
        known, [table.unit == known.of, table.occurred_at > known.begins, table.occurred_at < known.ends]
    )  # fmt: skip
    met = met.drop("unit", "of", "begins", "ends").rename(unit="span")
    return replace(touches, unit_touches={Unit.ORDER: met}, indexes={}, chosen=None, unit_names=None)


def reach(between: Touches) -> ibis.Table:
    """Return how many spans have a touch at each touchpoint: touchpoint (code), units."""
    table = between.unit_touches[Unit.ORDER]
    table = table.filter(table.touchpoint.notnull())
    return table.group_by("touchpoint").agg(units=table.unit.nunique())


def compared_variants(one: Touches, other: Touches, top: int) -> ibis.Table:
    """Return the most frequent paths of one set of spans, and how often the other has them: spelled, units, others.

    A touchpoint that follows itself counts once.
    """
    both = (all_variants(between, Unit.ORDER, Period(), collapse=True) for between in (one, other))
    ours, theirs = (counted.select("spelled", "units") for counted in both)
    theirs = theirs.select(spelled_too="spelled", others="units")
    ours = ours.order_by([ours.units.desc(), ours.spelled]).limit(top)
    met = ours.left_join(theirs, ours.spelled == theirs.spelled_too)
    met = met.select("spelled", units=met.units.cast("int64"), others=met.others.cast("int64").fill_null(0))
    return met.order_by([met.units.desc(), met.spelled])
