"""Questions to ordered touches, as expressions that any SQL engine can answer.

Purpose: the primitives that analyses are built from: transitions, positions, first entries, attempts
    at funnels, counts per group and calendar months. An analysis sees tables, never an engine. `wegmarke.paths.index`
    answers the same questions by compiled passes over touches in path order.
Reads: the tables `touches`, `events`, `codes` and `touchpoint_codes`, handed in as `Touches`.
Writes: nothing.
Used by: analytics, maps, workspace.
"""

from wegmarke.paths import behaviour, index, primitives
from wegmarke.paths.answer import as_table
from wegmarke.paths.answers import Answers
from wegmarke.paths.choosing import selection_of
from wegmarke.paths.chosen import KINDS, USUALLY_LEFT_OUT, Chosen
from wegmarke.paths.conversion_paths import Anchors, ConversionPaths, Floats, Stretches, path_rows
from wegmarke.paths.expressions.cohorts import cohort_grid
from wegmarke.paths.expressions.conversions import conversion_touches, credit_by_place
from wegmarke.paths.expressions.conversions import state_counts as state_counts_of
from wegmarke.paths.expressions.counts import group_counts, group_values
from wegmarke.paths.expressions.credits import credit_by_age, credit_by_presence
from wegmarke.paths.expressions.credits import set_counts as set_counts_of
from wegmarke.paths.expressions.entries import entry_properties, first_entries
from wegmarke.paths.expressions.funnel_attempts import funnel_attempts
from wegmarke.paths.expressions.observed import count_observed, read_observed
from wegmarke.paths.expressions.outcomes import outcomes
from wegmarke.paths.expressions.path_touches import channel_codes, event_names, path_touches
from wegmarke.paths.expressions.positions import positions
from wegmarke.paths.expressions.scores import latest_scores, stated_scores
from wegmarke.paths.expressions.states_of_data import received_before
from wegmarke.paths.expressions.stretches import sessions, time_in_phase
from wegmarke.paths.expressions.tally import tally
from wegmarke.paths.expressions.transitions import END, START, transition_codes, transition_unit_codes
from wegmarke.paths.expressions.valued import first_touches, touches_at, valued_touches
from wegmarke.paths.expressions.variants import all_variants, most_frequent, variants
from wegmarke.paths.expressions.waits import transition_wait_codes
from wegmarke.paths.expressions.windows import first_last_before, windowed_counts
from wegmarke.paths.from_data import from_data
from wegmarke.paths.given_columns import as_arrow
from wegmarke.paths.in_engine import in_engine
from wegmarke.paths.readiness import is_warm, warm_up, warm_up_in_background
from wegmarke.paths.terms.calendar_periods import CalendarPeriod, calendar_cuts, period_start, period_starts
from wegmarke.paths.terms.converting import Converting, Lookback
from wegmarke.paths.terms.course import Counting, Course, ExcludedRange, ExclusionEffect, Marking, StepOrder
from wegmarke.paths.terms.cut import Cut
from wegmarke.paths.terms.ending import Endings, Outcome
from wegmarke.paths.terms.mark import Mark
from wegmarke.paths.terms.model import PhaseColumn, PhaseModel
from wegmarke.paths.terms.period import Period
from wegmarke.paths.terms.places import Onward
from wegmarke.paths.terms.returning import ROLLING, Cohort, Reference, Returning, ReturnMean, ReturnRule
from wegmarke.paths.terms.staying import Stays
from wegmarke.paths.terms.zone import Calendar
from wegmarke.paths.touches import Table, Touches

__all__ = [
    "END",
    "KINDS",
    "ROLLING",
    "START",
    "USUALLY_LEFT_OUT",
    "Anchors",
    "Answers",
    "Calendar",
    "CalendarPeriod",
    "Chosen",
    "Cohort",
    "ConversionPaths",
    "Converting",
    "Counting",
    "Course",
    "Cut",
    "Endings",
    "ExcludedRange",
    "ExclusionEffect",
    "Floats",
    "Lookback",
    "Mark",
    "Marking",
    "Onward",
    "Outcome",
    "Period",
    "PhaseColumn",
    "PhaseModel",
    "Reference",
    "ReturnMean",
    "ReturnRule",
    "Returning",
    "Stays",
    "StepOrder",
    "Stretches",
    "Table",
    "Touches",
    "all_variants",
    "as_arrow",
    "as_table",
    "behaviour",
    "calendar_cuts",
    "channel_codes",
    "cohort_grid",
    "conversion_touches",
    "count_observed",
    "credit_by_age",
    "credit_by_place",
    "credit_by_presence",
    "entry_properties",
    "event_names",
    "first_entries",
    "first_last_before",
    "first_touches",
    "from_data",
    "funnel_attempts",
    "group_counts",
    "group_values",
    "in_engine",
    "index",
    "is_warm",
    "latest_scores",
    "most_frequent",
    "outcomes",
    "path_rows",
    "path_touches",
    "period_start",
    "period_starts",
    "positions",
    "primitives",
    "read_observed",
    "received_before",
    "selection_of",
    "sessions",
    "set_counts_of",
    "state_counts_of",
    "stated_scores",
    "tally",
    "time_in_phase",
    "touches_at",
    "transition_codes",
    "transition_unit_codes",
    "transition_wait_codes",
    "valued_touches",
    "variants",
    "warm_up",
    "warm_up_in_background",
    "windowed_counts",
]
