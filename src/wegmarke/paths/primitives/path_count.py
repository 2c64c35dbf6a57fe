"""How many units have a path at all."""

from __future__ import annotations

from wegmarke.domain import Unit
from wegmarke.paths import index
from wegmarke.paths.choosing import chosen_for, chosen_touches, selection_of
from wegmarke.paths.chosen import Chosen
from wegmarke.paths.primitives.passes import snapshot_of
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches


def count_paths(touches: Touches, by: Unit, period: Period) -> int:
    """Count the units with any recognised touch in the period."""
    snapshot = snapshot_of(touches, by)
    if snapshot is None:
        path = chosen_touches(touches, by, period)
        path = path.filter(path.touchpoint.notnull())
        return int(path.unit.nunique().to_pyarrow().as_py())

    def count() -> int:
        # code 0 is what no rule recognised
        codes = sorted({code for part in snapshot.parts() for code in part.columns.touchpoints.tolist()} - {0})
        return index.first_places(snapshot, codes, period, selection=selection_of(touches, by)).units

    chosen = chosen_for(touches, by) or Chosen()
    if chosen.units is not None:
        return count()
    return touches.answers.keep(("paths", by, period, chosen.touchpoints, chosen.left_out), None, count)
