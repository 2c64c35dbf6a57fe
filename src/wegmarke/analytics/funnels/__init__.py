"""Funnels over steps: who reached each, how long it took, how it changes, who was lost and what they did next.

Purpose: sequential, strict and any-order funnels with windows, optional steps and exclusions, exactly defined.
Reads: the primitive `funnel_attempts` of `paths`.
Writes: nothing.
Used by: workspace; and by whoever has touches of their own.
"""

from wegmarke.analytics.funnels.convert_times import Conversions, Span, conversion_curve, time_to_convert
from wegmarke.analytics.funnels.counts import funnel
from wegmarke.analytics.funnels.dropped import after_dropping, dropped
from wegmarke.analytics.funnels.groups import Breakdown, LabelFrom
from wegmarke.analytics.funnels.plan import MOST_STEPS, Exclusion, FunnelPlan, FunnelStep
from wegmarke.analytics.funnels.trend import EntryPeriod, funnel_trend
from wegmarke.analytics.funnels.words import read_plan

__all__ = [
    "MOST_STEPS",
    "Breakdown",
    "Conversions",
    "EntryPeriod",
    "Exclusion",
    "FunnelPlan",
    "FunnelStep",
    "LabelFrom",
    "Span",
    "after_dropping",
    "conversion_curve",
    "dropped",
    "funnel",
    "funnel_trend",
    "read_plan",
    "time_to_convert",
]
