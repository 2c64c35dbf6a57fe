"""Transitions between touchpoints, and the units that made them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import ibis
import pyarrow as pa

from wegmarke.domain import Unit
from wegmarke.paths import index
from wegmarke.paths.expressions.outcomes import outcomes
from wegmarke.paths.expressions.transitions import END, START, transition_codes, transition_unit_codes
from wegmarke.paths.index import Snapshot
from wegmarke.paths.primitives.passes import codes_of, named, selected, snapshot_of
from wegmarke.paths.terms.cut import Cut
from wegmarke.paths.terms.ending import Endings, Outcome
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches

_KEYS = ["from_code", "to_code"]


class _Told(TypedDict):
    """How transitions are told apart, in codes."""

    collapse: bool
    apart: list[int] | None


def count_transitions(
    touches: Touches,
    by: Unit,
    period: Period,
    *,
    cut: Cut | None = None,
    collapse: bool = False,
    apart: Sequence[str] | None = None,
) -> pa.Table:
    """Count transitions and the units that made them.

    Columns: from_touchpoint, to_touchpoint, transitions, units; starts and ends stand in both.

    Args:
        touches: the tables.
        by: what a path belongs to.
        period: touches outside do not count.
        cut: which stretch of every path counts; None for the whole.
        collapse: a touchpoint that follows itself counts once.
        apart: touchpoints to tell apart; all others are `(other)`. None tells all apart.
    """
    told = _Told(collapse=collapse, apart=None if apart is None else codes_of(touches, apart))
    snapshot = snapshot_of(touches, by)
    if snapshot is None:
        return _asked(touches, by, period, cut, None, told)
    return _passed(touches, snapshot, period, selected(touches, by, snapshot, period, cut), told)


def count_transitions_by_outcome(
    touches: Touches,
    by: Unit,
    period: Period,
    endings: Endings,
    *,
    cut: Cut | None = None,
    collapse: bool = False,
    apart: Sequence[str] | None = None,
) -> pa.Table:
    """Count the same for the units of each outcome: outcome (`won` to `open`), then the columns as above.

    The outcome is that of the whole path, whatever stretch of it counts.
    """
    told = _Told(collapse=collapse, apart=None if apart is None else codes_of(touches, apart))
    snapshot = snapshot_of(touches, by)
    tables = []
    if snapshot is None:
        ended = outcomes(touches, by, period, endings)
        for outcome in Outcome:
            units = ended.filter(ended.outcome == int(outcome)).select("unit")
            tables.append(_asked(touches, by, period, cut, units, told))
    else:
        stretch = selected(touches, by, snapshot, period, cut)
        found = index.outcomes(snapshot, endings, period, selection=selected(touches, by, snapshot, period, None))
        tables = [_passed(touches, snapshot, period, found.where(one, stretch), told) for one in Outcome]
    said = [
        pa.array([outcome.name.lower()] * table.num_rows, pa.string())
        for outcome, table in zip(Outcome, tables, strict=True)
    ]
    return pa.concat_tables(table.add_column(0, "outcome", names) for names, table in zip(said, tables, strict=True))


def _passed(
    touches: Touches, snapshot: Snapshot, period: Period, selection: index.Selection | None, told: _Told
) -> pa.Table:
    counted = index.transitions(snapshot, period, selection=selection, **told)
    # both go over the same pairs in the same order
    units = index.transition_units(snapshot, period, selection=selection, **told)
    return _table(touches, counted.append_column("units", units["units"]))


def _asked(
    touches: Touches, by: Unit, period: Period, cut: Cut | None, units: ibis.Table | None, told: _Told
) -> pa.Table:
    counted = transition_codes(touches, by, period, cut=cut, units=units, **told).to_pyarrow()
    of_units = transition_unit_codes(touches, by, period, cut=cut, units=units, **told).to_pyarrow()
    table = counted.join(of_units, _KEYS)
    # a path starts and ends once: there transitions are units
    units = table["units"].combine_chunks().fill_null(table["transitions"].combine_chunks())
    return _table(touches, table.set_column(table.column_names.index("units"), "units", units))


def _table(touches: Touches, counted: pa.Table) -> pa.Table:
    return pa.table(
        {
            "from_touchpoint": named(touches, counted["from_code"], START),
            "to_touchpoint": named(touches, counted["to_code"], END),
            "transitions": counted["transitions"].cast(pa.int64()),
            "units": counted["units"].cast(pa.int64()),
        }
    )
