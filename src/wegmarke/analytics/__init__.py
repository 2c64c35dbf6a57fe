"""Analyses: journeys in numbers, each with its exact definition.

Purpose: paths, funnels, phases and the cells of maps, as results that say what was computed.
Reads: the primitives of `paths` over the touch table.
Writes: nothing.
Used by: maps, workspace.
"""

from wegmarke.analytics import attribution, checkout, churn, funnels, predict, satisfaction, storno, value
from wegmarke.analytics.cells import cell_numbers, cells
from wegmarke.analytics.definition import EXCLUDED_WORDS, Definition
from wegmarke.analytics.facts import Facts, facts
from wegmarke.analytics.funnel import funnel
from wegmarke.analytics.intervals import Z95, rate
from wegmarke.analytics.lengths import path_lengths
from wegmarke.analytics.measurement import Measurement, measure_map
from wegmarke.analytics.metrics import breakdown_rows, metric_number
from wegmarke.analytics.opportunities import close_quarters, opportunity_totals
from wegmarke.analytics.outcomes import OUTCOMES, Ends, paths_by_outcome, variants_by_outcome
from wegmarke.analytics.phase_conversion import boomerang_units, boomerangs, phase_conversion
from wegmarke.analytics.phase_time import phase_curve, time_in_phase
from wegmarke.analytics.phase_velocity import phase_velocity
from wegmarke.analytics.phases import phases
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.retention import retention
from wegmarke.analytics.revenue_retention import revenue_retention
from wegmarke.analytics.sankey import sankey
from wegmarke.analytics.small_numbers import Guard, Hidden
from wegmarke.analytics.stalled import Circumstances, reason_in_words, stalled
from wegmarke.analytics.takes_data import takes_data
from wegmarke.analytics.transitions import paths
from wegmarke.analytics.variants import variants

__all__ = [
    "EXCLUDED_WORDS",
    "OUTCOMES",
    "Z95",
    "Circumstances",
    "Definition",
    "Ends",
    "Facts",
    "Guard",
    "Hidden",
    "Interval",
    "Measurement",
    "Result",
    "attribution",
    "boomerang_units",
    "boomerangs",
    "breakdown_rows",
    "cell_numbers",
    "cells",
    "checkout",
    "churn",
    "close_quarters",
    "facts",
    "funnel",
    "funnels",
    "measure_map",
    "metric_number",
    "opportunity_totals",
    "path_lengths",
    "paths",
    "paths_by_outcome",
    "phase_conversion",
    "phase_curve",
    "phase_velocity",
    "phases",
    "predict",
    "rate",
    "reason_in_words",
    "retention",
    "revenue_retention",
    "sankey",
    "satisfaction",
    "stalled",
    "storno",
    "takes_data",
    "time_in_phase",
    "value",
    "variants",
    "variants_by_outcome",
]
