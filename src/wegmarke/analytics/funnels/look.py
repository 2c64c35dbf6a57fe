"""One look at one funnel: the attempts of all units, as columns of numbers that every figure is computed from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.entries import Mask, Numbers
from wegmarke.analytics.facts import Facts, facts, unit_of
from wegmarke.analytics.funnels.plan import FunnelPlan, Groups, check_plan
from wegmarke.domain import Unit, UsageError
from wegmarke.domain.errors import Problem
from wegmarke.paths import Calendar, Counting, Period, PhaseModel, Touches, primitives

NOT_TAKEN = np.iinfo(np.int64).min
DAY_US = 86_400_000_000


@dataclass(frozen=True)
class FunnelLook:
    """The attempts that count.

    Attributes:
        touches: the tables.
        plan: what was asked.
        facts: unit, period, zone, and how far the data reach.
        attempts: rows of `primitives.funnel_attempts`.
    """

    touches: Touches
    plan: FunnelPlan
    facts: Facts
    attempts: pa.Table

    @property
    def size(self) -> int:
        """How many attempts count."""
        return int(self.attempts.num_rows)

    @cached_property
    def units(self) -> Numbers:
        """The unit of each attempt."""
        units: Numbers = self.attempts["unit"].to_numpy()
        return units

    @cached_property
    def depth(self) -> Numbers:
        """How far each attempt came: the last step it took, from 1."""
        depth: Numbers = self.attempts["depth"].to_numpy()
        return depth

    @cached_property
    def at(self) -> tuple[Numbers, ...]:
        """For each step when attempts took it, UTC microseconds; `NOT_TAKEN` where they did not."""
        return tuple(_instants(self.attempts[f"at_{step}"]) for step in range(len(self.plan.steps)))

    @cached_property
    def day(self) -> tuple[Mask, ...]:
        """For each step where only the date of its touch is known."""
        columns = (self.attempts[f"day_{step}"] for step in range(len(self.plan.steps)))
        return tuple(pc.fill_null(column, fill_value=False).to_numpy() for column in columns)

    def taken(self, step: int) -> Mask:
        """Tell which attempts took a step."""
        truths: Mask = self.at[step] != NOT_TAKEN
        return truths

    def reached(self, step: int) -> Mask:
        """Tell which attempts took a step, or one behind it; an optional step only those that took it."""
        came: Mask = self.taken(step) if self.plan.steps[step].optional else self.depth > step
        return came

    def microseconds(self, first: int, last: int) -> tuple[Numbers, Mask]:
        """Return how long attempts took from one step to another, and for which this is known.

        Where only a date is known, less than a day is not.
        """
        known = self.taken(first) & self.taken(last)
        spans = np.where(known, self.at[last] - self.at[first], 0)
        unsure = (self.day[first] | self.day[last]) & (spans < DAY_US)
        return spans, known & ~unsure

    @cached_property
    def all_paths(self) -> int:
        """Units with any recognised touch in the period."""
        return primitives.count_paths(self.touches, self.facts.by, self.facts.period)

    @cached_property
    def last_at(self) -> int:
        """How far the data reach, UTC microseconds."""
        if self.facts.last_at is None:
            return 0
        return int(np.datetime64(self.facts.last_at.replace(tzinfo=None), "us").astype(np.int64))


def look_at_funnel(
    touches: Touches,
    plan: FunnelPlan,
    by: Unit | str = Unit.ACCOUNT,
    *,
    model: PhaseModel | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    label: str | None = None,
    problems: tuple[Problem, ...] = (),
) -> FunnelLook:
    """Find the attempts of a funnel; all that is wrong with the question is said at once.

    Args:
        touches: the tables.
        plan: what is asked.
        by: unit of analysis.
        model: phases that steps may name; every touchpoint may be named with it and without.
        start: first instant of the period.
        end: instant after the period.
        zone: zone of calendar days and months.
        label: an event property that is told for each touch taken.
        problems: what is known to be wrong besides.
    """
    groups = groups_of(touches, model)
    check_plan(plan, groups, (*problems, *_frame_problems(by, start, end, zone)))
    known = facts(touches, by, start, end, zone=zone)
    attempts = primitives.funnel_attempts(
        touches, known.by, known.period, plan.course(), plan.served(groups), hold=plan.hold, label=label
    )
    return FunnelLook(touches, plan, known, attempts)


def groups_of(touches: Touches, model: PhaseModel | None) -> Groups:
    """Return what steps may name: touchpoints that were seen or stand on the map, and its phases."""
    seen = touches.known_codes["touchpoint"].to_pylist()
    groups = {touchpoint: (touchpoint,) for touchpoint in sorted(seen)}
    if model is None:
        return groups
    return model.groups() | {touchpoint: (touchpoint,) for touchpoint in model.phase_of_touchpoint} | groups


def counts_attempts(plan: FunnelPlan) -> bool:
    """Tell whether attempts are counted instead of units."""
    return plan.counting is Counting.EVERY


def _frame_problems(by: Unit | str, start: datetime | None, end: datetime | None, zone: str) -> list[Problem]:
    checks: list[Callable[[], object]] = [
        lambda: unit_of(by), lambda: Period(start, end), lambda: Calendar.over(zone, None, None),
    ]  # fmt: skip
    found = []
    for check in checks:
        try:
            check()
        except UsageError as error:
            where, _, said = error.message.removesuffix(".").partition(": expected ")
            expected, _, rest = said.partition("; got ")
            came, _, remedy = rest.partition(". ")
            found.append(Problem(where, expected, came, f"{remedy or 'Take one of them'}."))
    return found


def _instants(column: pa.ChunkedArray) -> Numbers:
    # a missing instant is the smallest number there, as NOT_TAKEN is
    instants: Numbers = column.to_numpy().astype("datetime64[us]", copy=False).view(np.int64)
    return instants
