"""Scores: engagement from events, fit from fields, a grade of both, thresholds with hysteresis.

Purpose: read and keep versioned score documents, and compute scores, what they are made of, and crossed thresholds.
Reads: touches; fields of subjects through a `FieldSource`; roles in buying groups that are handed in.
Writes: versions of score documents, and what was said about thresholds.
Used by: workspace.
"""

from wegmarke.segments.scores.document import EngagementScore, FitScore, GradeScore, Score
from wegmarke.segments.scores.engagement import Scored, Touches
from wegmarke.segments.scores.library import DEFAULTS, default_score
from wegmarke.segments.scores.native import dump_score, load_score

__all__ = [
    "DEFAULTS",
    "EngagementScore",
    "FitScore",
    "GradeScore",
    "Score",
    "Scored",
    "Touches",
    "default_score",
    "dump_score",
    "load_score",
]
