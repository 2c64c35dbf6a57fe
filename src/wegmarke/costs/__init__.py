"""Costs: what touchpoints, channels and everything behind them cost, by month.

Purpose: read, keep, list and remove them, and hand them out in one currency.
Reads: the table `cost`; tables that somebody brings along.
Writes: the table `cost`, with audit entries.
Used by: workspace.
"""

from wegmarke.costs import tables
from wegmarke.costs.keeping import add, kept, planned, remove
from wegmarke.costs.months import month_of, month_span
from wegmarke.costs.pricing import cost_table
from wegmarke.costs.reading import read_costs
from wegmarke.costs.typed import typed_cost

__all__ = [
    "add",
    "cost_table",
    "kept",
    "month_of",
    "month_span",
    "planned",
    "read_costs",
    "remove",
    "tables",
    "typed_cost",
]
