"""The path index: the touches of every unit in path order, as columns in memory or mapped from files.

Purpose: hold snapshots (base and delta) and answer the primitives by compiled passes over them.
Reads: the table `touch`, through the engine.
Writes: the folder it is given, one file per column.
Used by: analytics, segments, workspace.

Answers hold codes, not names, as the columns do. A primitive of the same name in `wegmarke.paths` asks an SQL engine.
"""

from wegmarke.paths.index.build import Abandoned
from wegmarke.paths.index.cohorts import cohort_grid
from wegmarke.paths.index.columns import NO_VALUE, Columns
from wegmarke.paths.index.matches import Matches, windowed_matches
from wegmarke.paths.index.path_index import PathIndex
from wegmarke.paths.index.selection import Selection, everything, select_codes, select_touches, select_units
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.index.spread import prepare_threads
from wegmarke.paths.index.stays import sessions, time_in_phase
from wegmarke.paths.index.transitions import transition_units, transitions
from wegmarke.paths.index.variants import Variants, variants
from wegmarke.paths.index.windows import WindowedCounts, first_last_before, windowed_counts

__all__ = [
    "NO_VALUE",
    "Abandoned",
    "Columns",
    "Matches",
    "PathIndex",
    "Selection",
    "Snapshot",
    "Variants",
    "WindowedCounts",
    "cohort_grid",
    "everything",
    "first_last_before",
    "prepare_threads",
    "select_codes",
    "select_touches",
    "select_units",
    "sessions",
    "time_in_phase",
    "transition_units",
    "transitions",
    "variants",
    "windowed_counts",
    "windowed_matches",
]
