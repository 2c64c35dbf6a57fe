"""Questions to ordered touches, answered by whatever is ready: the path index, or an SQL engine.

Purpose: the front of each primitive. It asks the compiled pass where the index holds that unit and passes are warm,
    the expression otherwise, and returns one Arrow table with the same columns either way: ids of touchpoints, not
    codes.
Reads: `Touches`.
Writes: nothing.
Used by: analytics, workspace.

A front takes (touches, by, period, its own arguments). What units and touches count, `touches` says.
"""

from wegmarke.paths.primitives.between import compare_reach, compare_variants
from wegmarke.paths.primitives.cancelled import Cancelled, Verdict, cancelled
from wegmarke.paths.primitives.checkouts import CheckoutStep, follow_checkouts
from wegmarke.paths.primitives.conversions import (
    code_names,
    event_codes,
    paths_to_conversions,
)
from wegmarke.paths.primitives.event_tally import tally_events
from wegmarke.paths.primitives.first_entries import FirstEntries, first_entries
from wegmarke.paths.primitives.funnel_attempts import Served, funnel_attempts
from wegmarke.paths.primitives.heads import count_heads
from wegmarke.paths.primitives.last_touches import last_touches
from wegmarke.paths.primitives.marked_events import marked_events
from wegmarke.paths.primitives.months import count_heads_at, sum_touches
from wegmarke.paths.primitives.passes import (
    REMAINDER,
    codes_of,
    named,
    selected,
    snapshot_of,
    texts_of,
)
from wegmarke.paths.primitives.passing import (
    Passings,
    count_passings,
)
from wegmarke.paths.primitives.path_count import count_paths
from wegmarke.paths.primitives.pauses import pause_limits
from wegmarke.paths.primitives.phase_measures import (
    Moves,
    advances,
    count_moves,
    stay_lengths,
)
from wegmarke.paths.primitives.phase_stays import (
    phase_stays,
)
from wegmarke.paths.primitives.positions import (
    positions,
)
from wegmarke.paths.primitives.returns import (
    Cohorts,
    count_returns,
    count_returns_by_label,
    sum_amounts,
)
from wegmarke.paths.primitives.spans import path_spans
from wegmarke.paths.primitives.survival import (
    Point,
    Quantile,
    Survival,
    survival,
    survival_at,
    survivals,
)
from wegmarke.paths.primitives.touch_columns import TouchColumns, person_starts, touch_columns
from wegmarke.paths.primitives.transitions import (
    count_transitions,
    count_transitions_by_outcome,
)
from wegmarke.paths.primitives.variants import (
    count_variants,
)
from wegmarke.paths.primitives.waits import transition_waits

__all__ = [
    "REMAINDER",
    "Cancelled",
    "CheckoutStep",
    "Cohorts",
    "FirstEntries",
    "Moves",
    "Passings",
    "Point",
    "Quantile",
    "Served",
    "Survival",
    "TouchColumns",
    "Verdict",
    "advances",
    "cancelled",
    "code_names",
    "codes_of",
    "compare_reach",
    "compare_variants",
    "count_heads",
    "count_heads_at",
    "count_moves",
    "count_passings",
    "count_paths",
    "count_returns",
    "count_returns_by_label",
    "count_transitions",
    "count_transitions_by_outcome",
    "count_variants",
    "event_codes",
    "first_entries",
    "follow_checkouts",
    "funnel_attempts",
    "last_touches",
    "marked_events",
    "named",
    "path_spans",
    "paths_to_conversions",
    "pause_limits",
    "person_starts",
    "phase_stays",
    "positions",
    "selected",
    "snapshot_of",
    "stay_lengths",
    "sum_amounts",
    "sum_touches",
    "survival",
    "survival_at",
    "survivals",
    "tally_events",
    "texts_of",
    "touch_columns",
    "transition_waits",
]
