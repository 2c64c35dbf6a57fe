"""Fit: points for what is known of a subject, as a share of the most that is possible."""

from __future__ import annotations

import numpy as np

from wegmarke.rules import BehaviourSource, FieldSource, Moment, Subjects, compile_subject_rule, judge_all
from wegmarke.segments.scores.amounts import MOST_CENTS, Numbers, in_cents
from wegmarke.segments.scores.document import FitScore


def fit_cents(
    score: FitScore, subjects: Subjects, moment: Moment, fields: FieldSource | None, behaviours: BehaviourSource
) -> tuple[Numbers, list[Numbers]]:
    """Return values in hundredths, and for each part its points in hundredths, in the order of the subjects."""
    plans = [compile_subject_rule(part.rule) for part in score.parts]
    judged = judge_all(plans, subjects, moment, behaviours, fields)
    parts: list[Numbers] = [
        np.where(found.holds, in_cents(part.points), 0).astype(np.int64)
        for part, found in zip(score.parts, judged, strict=True)
    ]
    return share_of_most(np.sum(parts, axis=0), score), parts


def share_of_most(cents: Numbers, score: FitScore) -> Numbers:
    """Return points as hundredths of a percent of the most that is possible; negative sums are 0, halves go up."""
    most = sum(in_cents(part.points) for part in score.parts if part.points > 0)
    found: Numbers = (2 * np.maximum(cents, 0) * MOST_CENTS + most) // (2 * most)
    return found
