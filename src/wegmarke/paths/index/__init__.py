"""The path index: the touches of every unit in path order, as columns in memory or mapped from files.

Purpose: hold snapshots (base and delta) and answer the primitives by compiled passes over them.
Reads: the table `touch`, through the engine.
Writes: the folder it is given, one file per column.
Used by: analytics, segments, workspace.

Answers hold codes, not names, as the columns do. A primitive of the same name in `wegmarke.paths` asks an SQL engine.
"""

from wegmarke.paths.index.attempts import Said, funnel_attempts
from wegmarke.paths.index.build import Abandoned, read_columns_in
from wegmarke.paths.index.cohorts import cohort_grid
from wegmarke.paths.index.columns import NO_VALUE, Columns, currency_code, currency_of
from wegmarke.paths.index.conversions import conversion_paths
from wegmarke.paths.index.credits import (
    Credits,
    Milestones,
    credit_by_age,
    credit_by_milestones,
    credit_by_place,
    credit_by_presence,
    credit_equally,
    credit_last_but,
)
from wegmarke.paths.index.cuts import Outcomes, outcomes, select_stretch
from wegmarke.paths.index.first_places import FirstPlaces, first_places, units_at
from wegmarke.paths.index.last_touches import last_touches
from wegmarke.paths.index.months import heads, sums
from wegmarke.paths.index.passing import passing
from wegmarke.paths.index.path_index import PathIndex
from wegmarke.paths.index.phase_stays import phase_stays
from wegmarke.paths.index.positions import positions
from wegmarke.paths.index.returns import period_amounts, return_marks
from wegmarke.paths.index.selection import (
    Selection,
    everything,
    select_codes,
    select_flags,
    select_touches,
    select_units,
)
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.index.states import SetCounts, StateCounts, set_counts, solve_chain, state_counts
from wegmarke.paths.index.stays import sessions, time_in_phase
from wegmarke.paths.index.tally import tally
from wegmarke.paths.index.transitions import OTHER, transition_units, transitions
from wegmarke.paths.index.variants import Variants, variants
from wegmarke.paths.index.waits import transition_waits
from wegmarke.paths.index.windows import WindowedCounts, first_last_before, windowed_counts
from wegmarke.paths.spread import prepare_threads

__all__ = [
    "NO_VALUE",
    "OTHER",
    "Abandoned",
    "Columns",
    "Credits",
    "FirstPlaces",
    "Milestones",
    "Outcomes",
    "PathIndex",
    "Said",
    "Selection",
    "SetCounts",
    "Snapshot",
    "StateCounts",
    "Variants",
    "WindowedCounts",
    "cohort_grid",
    "conversion_paths",
    "credit_by_age",
    "credit_by_milestones",
    "credit_by_place",
    "credit_by_presence",
    "credit_equally",
    "credit_last_but",
    "currency_code",
    "currency_of",
    "everything",
    "first_last_before",
    "first_places",
    "funnel_attempts",
    "heads",
    "last_touches",
    "outcomes",
    "passing",
    "period_amounts",
    "phase_stays",
    "positions",
    "prepare_threads",
    "read_columns_in",
    "return_marks",
    "select_codes",
    "select_flags",
    "select_stretch",
    "select_touches",
    "select_units",
    "sessions",
    "set_counts",
    "solve_chain",
    "state_counts",
    "sums",
    "tally",
    "time_in_phase",
    "transition_units",
    "transition_waits",
    "transitions",
    "units_at",
    "variants",
    "windowed_counts",
]
