"""Analyses: journeys in numbers, each with its exact definition.

Purpose: paths, funnels, phases and the cells of maps, as results that say what was computed.
Reads: the primitives of `paths` over the touch table.
Writes: nothing.
Used by: maps, workspace.
"""

from wegmarke.analytics.cells import cell_numbers, cells
from wegmarke.analytics.facts import Facts, facts
from wegmarke.analytics.funnel import funnel
from wegmarke.analytics.measurement import Measurement, measure_map
from wegmarke.analytics.metrics import breakdown_rows, metric_number
from wegmarke.analytics.opportunities import close_quarters, opportunity_totals
from wegmarke.analytics.phases import phases
from wegmarke.analytics.result import Result
from wegmarke.analytics.sankey import sankey
from wegmarke.analytics.transitions import paths

__all__ = [
    "Facts",
    "Measurement",
    "Result",
    "breakdown_rows",
    "cell_numbers",
    "cells",
    "close_quarters",
    "facts",
    "funnel",
    "measure_map",
    "metric_number",
    "opportunity_totals",
    "paths",
    "phases",
    "sankey",
]
