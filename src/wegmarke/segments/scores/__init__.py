"""Scores: engagement from events, fit from fields, a grade of both, thresholds with hysteresis.

Purpose: read and keep versioned score documents, and compute scores, what they are made of, and crossed thresholds.
Reads: touches; fields of subjects through a `FieldSource`; roles in buying groups that are handed in.
Writes: versions of score documents, and what was said about thresholds.
Used by: workspace.
"""

from wegmarke.segments.scores import personal_data, tables
from wegmarke.segments.scores.amounts import in_cents, shown
from wegmarke.segments.scores.contributions import (
    engagement_contributions,
    fit_contributions,
    person_contribution,
)
from wegmarke.segments.scores.crossings import crossings, last_of
from wegmarke.segments.scores.days import day_of, instant_of, microseconds
from wegmarke.segments.scores.document import EngagementScore, FitScore, GradeScore, Score
from wegmarke.segments.scores.engagement import Scored, Touches
from wegmarke.segments.scores.fit import fit_cents
from wegmarke.segments.scores.grade import GRADES, counted, grades
from wegmarke.segments.scores.groups import GroupScore, Holder, group_scores
from wegmarke.segments.scores.library import DEFAULTS, default_score
from wegmarke.segments.scores.native import dump_score, load_score
from wegmarke.segments.scores.saying import (
    ENTERED,
    LEFT,
    Saying,
    drop_gone,
    inside,
    keep_said,
    said_before,
    to_say,
)
from wegmarke.segments.scores.statements import SOURCE
from wegmarke.segments.scores.summary import differences, summary
from wegmarke.segments.scores.versions import Kept, keep_version, offered, read_versions, remove, saved_ids, score_ids

__all__ = [
    "DEFAULTS",
    "ENTERED",
    "GRADES",
    "LEFT",
    "SOURCE",
    "EngagementScore",
    "FitScore",
    "GradeScore",
    "GroupScore",
    "Holder",
    "Kept",
    "Saying",
    "Score",
    "Scored",
    "Touches",
    "counted",
    "crossings",
    "day_of",
    "default_score",
    "differences",
    "drop_gone",
    "dump_score",
    "engagement_contributions",
    "fit_cents",
    "fit_contributions",
    "grades",
    "group_scores",
    "in_cents",
    "inside",
    "instant_of",
    "keep_said",
    "keep_version",
    "last_of",
    "load_score",
    "microseconds",
    "offered",
    "person_contribution",
    "personal_data",
    "read_versions",
    "remove",
    "said_before",
    "saved_ids",
    "score_ids",
    "shown",
    "summary",
    "tables",
    "to_say",
]
