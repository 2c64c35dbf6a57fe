"""What is asked about coming back: who belongs to a cohort, what counts as a return, and when.

A unit belongs to the cohort of the period of its start: its first start ever, or, recurring, its first start in each
period. Periods are those of the calendar, or windows of 24 hours (7 days for weeks) that begin at the start itself.
Returns are other events than the start, and come after it in path order.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from wegmarke.paths.terms.calendar_periods import CalendarPeriod

Codes = frozenset[int] | None
Counts = npt.NDArray[np.int64]


class Cohort(enum.StrEnum):
    """Which start makes a member of a cohort."""

    FIRST_TIME = "first_time"  # the first in all that is known
    RECURRING = "recurring"  # the first of each period


class ReturnRule(enum.StrEnum):
    """In which periods since the start a unit counts as back."""

    ON = "on"  # came back in this very period
    ON_OR_AFTER = "on_or_after"  # came back in this period or a later one
    ON_OR_BEFORE = "on_or_before"  # came back by the end of this period
    STREAK = "streak"  # came back in each period up to this one


class Reference(enum.StrEnum):
    """What the share of those who are back is a share of."""

    COHORT = "cohort"  # all belonging
    PREVIOUS = "previous"  # those back in the period before


class ReturnMean(enum.StrEnum):
    """How cohorts are put together to one share."""

    WEIGHTED = "weighted"  # by their size
    SIMPLE = "simple"  # each counts the same


ROLLING = {CalendarPeriod.DAY: timedelta(hours=24), CalendarPeriod.WEEK: timedelta(hours=168)}
"""Lengths of windows that begin at the start; months have no length in hours."""


@dataclass(frozen=True)
class Returning:
    """One question about coming back.

    Attributes:
        starts: codes of touchpoints that begin; None for all.
        returns: codes of touchpoints that tell of a return; None for all.
        cohort: which start makes a member.
        rule: in which periods a unit counts as back.
        length: how long periods of cohorts and of returns are.
        rolling: returns stand in windows from the start on, not in calendar periods.
        most: periods since the start, beside period 0.
        at_least: returns that one period needs.
        measures_start: period 0 needs returns as any other does; else all belonging count there.
    """

    starts: Codes = None
    returns: Codes = None
    cohort: Cohort = Cohort.FIRST_TIME
    rule: ReturnRule = ReturnRule.ON
    length: CalendarPeriod = CalendarPeriod.MONTH
    rolling: bool = False
    most: int = 12
    at_least: int = 1
    measures_start: bool = False

    @property
    def lowest(self) -> int:
        """Return the first period since the start in which returns are looked at."""
        return 0 if self.measures_start else 1

    def back(self, belonging: Counts, marks: Counts) -> Counts:
        """Return how many units count as back per period, from how many have their mark there.

        A mark is a period with a return; or the last one; the first one; the last one without a gap before it, by rule.

        Args:
            belonging: shape (cohorts,).
            marks: shape (cohorts, most + 1).
        """
        match self.rule:
            case ReturnRule.ON:
                counted = marks.copy()
            case ReturnRule.ON_OR_BEFORE:
                counted = np.cumsum(marks, axis=1)
            case ReturnRule.ON_OR_AFTER | ReturnRule.STREAK:
                counted = np.cumsum(marks[:, ::-1], axis=1)[:, ::-1].copy()
        if not self.measures_start:
            counted[:, 0] = belonging
        return counted
