"""Satisfaction: net promoter score, CSAT and CES from what people answered, with intervals and exact definitions.

Purpose: `satisfaction.answered(data, "nps", breakdown="phase")`, and how often each score was answered.
Reads: `paths`: events with a score, in path order.
Writes: nothing.
Used by: analytics.metrics, workspace.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa

from wegmarke.analytics.result import Result
from wegmarke.analytics.satisfaction import answer as _answers
from wegmarke.analytics.satisfaction.asking import Found, find
from wegmarke.analytics.satisfaction.counted import NPS_HEADLINE_N, Figure, nps, satisfaction
from wegmarke.analytics.satisfaction.question import BREAKDOWNS, EVENTS, PROPERTIES, SCALES, Kind, Question, question_of
from wegmarke.analytics.satisfaction.words import TRADEMARK
from wegmarke.domain import Unit

__all__ = [
    "BREAKDOWNS",
    "EVENTS",
    "NPS_HEADLINE_N",
    "PROPERTIES",
    "SCALES",
    "TRADEMARK",
    "Figure",
    "Found",
    "Kind",
    "Question",
    "answered",
    "find",
    "nps",
    "question_of",
    "satisfaction",
    "scores",
]


def answered(
    data: object,
    kind: str = "nps",
    *,
    by: Unit | str = Unit.PERSON,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    phase_of: Mapping[str, str] | None = None,
    roles: pa.Table | None = None,
    **asked: Any,  # noqa: ANN401  # the fields of Question, which checks them
) -> Result:
    """Return what people answered, in one row or one per group of `breakdown`.

    Columns: the breakdown (touchpoint, phase, role, account, month, or label for a property), answers, persons,
    accounts, promoters, passives and detractors (NPS) or satisfied (CSAT), n (answers, or accounts where these are
    averaged), value (-100..100, 0..1, or on the scale; NULL below n = 30), low, high, emotion (-2..2), emotion_low,
    emotion_high.

    Args:
        data: touches of a workspace, or data with the columns of `wegmarke.paths.from_data`.
        kind: nps, csat or ces.
        by: person for the figure of all answers, account for the mean over accounts of their own figures.
        start: answers before do not count.
        end: answers from here on do not count.
        zone: of months, and of times without one.
        phase_of: phase of each touchpoint, for the breakdown by phase.
        roles: person, account, role of who holds which role, for the breakdown by role and `role_factors`.
        **asked: the fields of `Question`.

    Raises:
        UsageError: with all problems of the question at once.
    """
    return _answers.answer(find(data, by, question_of(kind, **asked), start, end, zone=zone), phase_of, roles)


def scores(
    data: object,
    kind: str = "nps",
    *,
    by: Unit | str = Unit.PERSON,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    **asked: Any,  # noqa: ANN401
) -> Result:
    """Return how often each score was answered: score, answers, share, part; the arguments of `answered`."""
    return _answers.scores(find(data, by, question_of(kind, **asked), start, end, zone=zone))
