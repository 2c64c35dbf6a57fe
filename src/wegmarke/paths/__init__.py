"""Questions to ordered touches, as expressions that any SQL engine can answer.

Purpose: the primitives that analyses are built from: transitions, positions, first entries, ordered
    matches, counts per group and calendar months. An analysis sees tables, never an engine.
Reads: the tables `touches`, `events`, `codes` and `touchpoint_codes`, handed in as `Touches`.
Writes: nothing.
Used by: analytics, maps, workspace.
"""

from wegmarke.paths.answer import as_table
from wegmarke.paths.counts import group_counts, group_values
from wegmarke.paths.entries import entry_properties, first_entries
from wegmarke.paths.matches import ordered_matches
from wegmarke.paths.model import PhaseColumn, PhaseModel
from wegmarke.paths.positions import positions
from wegmarke.paths.scores import latest_scores
from wegmarke.paths.tally import tally
from wegmarke.paths.touches import Period, Touches
from wegmarke.paths.transitions import END, START, transition_units, transitions
from wegmarke.paths.zone import Calendar

__all__ = [
    "END",
    "START",
    "Calendar",
    "Period",
    "PhaseColumn",
    "PhaseModel",
    "Touches",
    "as_table",
    "entry_properties",
    "first_entries",
    "group_counts",
    "group_values",
    "latest_scores",
    "ordered_matches",
    "positions",
    "tally",
    "transition_units",
    "transitions",
]
