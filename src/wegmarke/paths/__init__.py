"""Questions to ordered touches, as expressions that any SQL engine can answer.

Purpose: the primitives that analyses are built from: transitions, positions, first entries, ordered
    matches, counts per group and calendar months. An analysis sees tables, never an engine. `wegmarke.paths.index`
    answers the same questions by compiled passes over touches in path order.
Reads: the tables `touches`, `events`, `codes` and `touchpoint_codes`, handed in as `Touches`.
Writes: nothing.
Used by: analytics, maps, workspace.
"""

from wegmarke.paths import index
from wegmarke.paths.answer import as_table
from wegmarke.paths.attempts import windowed_matches
from wegmarke.paths.calendar_periods import CalendarPeriod
from wegmarke.paths.cohorts import cohort_grid
from wegmarke.paths.counts import group_counts, group_values
from wegmarke.paths.entries import entry_properties, first_entries
from wegmarke.paths.matches import ordered_matches
from wegmarke.paths.model import PhaseColumn, PhaseModel
from wegmarke.paths.positions import positions
from wegmarke.paths.readiness import is_warm, warm_up, warm_up_in_background
from wegmarke.paths.scores import latest_scores
from wegmarke.paths.stretches import sessions, time_in_phase
from wegmarke.paths.tally import tally
from wegmarke.paths.touches import Period, Touches
from wegmarke.paths.transitions import (
    END,
    START,
    count_transitions,
    transition_codes,
    transition_unit_codes,
    transition_units,
    transitions,
)
from wegmarke.paths.variants import variants
from wegmarke.paths.windows import first_last_before, windowed_counts
from wegmarke.paths.zone import Calendar

__all__ = [
    "END",
    "START",
    "Calendar",
    "CalendarPeriod",
    "Period",
    "PhaseColumn",
    "PhaseModel",
    "Touches",
    "as_table",
    "cohort_grid",
    "count_transitions",
    "entry_properties",
    "first_entries",
    "first_last_before",
    "group_counts",
    "group_values",
    "index",
    "is_warm",
    "latest_scores",
    "ordered_matches",
    "positions",
    "sessions",
    "tally",
    "time_in_phase",
    "transition_codes",
    "transition_unit_codes",
    "transition_units",
    "transitions",
    "variants",
    "warm_up",
    "warm_up_in_background",
    "windowed_counts",
    "windowed_matches",
]
