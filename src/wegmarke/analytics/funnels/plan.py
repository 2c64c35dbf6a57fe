"""What a funnel asks: its steps, their order and windows, and what must not happen in between."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from wegmarke.domain import UsageError
from wegmarke.domain.errors import Problem
from wegmarke.paths import Counting, Course, ExcludedRange, ExclusionEffect, StepOrder, primitives
from wegmarke.rules import Rule

MOST_STEPS = 20
Groups = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class FunnelStep:
    """One step of a funnel.

    Attributes:
        places: ids of touchpoints or phases, any of which serves.
        rule: a condition that the event must fit besides.
        optional: whether an attempt may pass the step over.
        within: the longest time since the touch taken before; the boundary belongs to it.
    """

    places: tuple[str, ...]
    rule: Rule | None = None
    optional: bool = False
    within: timedelta | None = None

    def __str__(self) -> str:
        return "|".join(self.places)


@dataclass(frozen=True)
class Exclusion:
    """What must not happen between two steps.

    Attributes:
        places: ids of touchpoints or phases.
        rule: a condition that the event must fit besides.
        first_step: number of the step after whose touch it counts, from 1.
        last_step: number of the step before whose touch it counts; None for the last one.
        effect: what it does to the attempt.
    """

    places: tuple[str, ...]
    rule: Rule | None = None
    first_step: int = 1
    last_step: int | None = None
    effect: ExclusionEffect = ExclusionEffect.DROP_ATTEMPT

    def __str__(self) -> str:
        return "|".join(self.places)


@dataclass(frozen=True)
class FunnelPlan:
    """A funnel over steps.

    Attributes:
        steps: at least two.
        order: in which order they are taken.
        counting: which attempts of a unit count.
        window: the longest time from the first touch to any other; a day is 24 hours, and the boundary belongs to it.
        exclusions: what must not happen in between.
        hold: an event property that must be the same along an attempt.
    """

    steps: tuple[FunnelStep, ...]
    order: StepOrder = StepOrder.SEQUENTIAL
    counting: Counting = Counting.BEST
    window: timedelta | None = None
    exclusions: tuple[Exclusion, ...] = ()
    hold: str | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """What the steps are called in results."""
        return tuple(str(step) for step in self.steps)

    def base_of(self, number: int) -> int | None:
        """Return the step that a step's share and time are counted from: the last one before that is not optional."""
        return next((step for step in range(number - 1, -1, -1) if not self.steps[step].optional), None)

    def course(self) -> Course:
        """Return the rules of an attempt."""
        return Course(
            len(self.steps),
            self.order,
            self.counting,
            self.window,
            tuple(step.within for step in self.steps),
            tuple(step.optional for step in self.steps),
            tuple(
                ExcludedRange(one.first_step - 1, (one.last_step or len(self.steps)) - 1, one.effect)
                for one in self.exclusions
            ),
        )

    def served(self, groups: Groups) -> list[primitives.Served]:
        """Return what serves the steps, then what is excluded."""
        asked: list[FunnelStep | Exclusion] = [*self.steps, *self.exclusions]
        return [primitives.Served(_touchpoints(one.places, groups), one.rule) for one in asked]

    def counting_every(self) -> FunnelPlan:
        """Return the same funnel with every attempt counting."""
        return replace(self, counting=Counting.EVERY)


def plan_problems(plan: FunnelPlan, groups: Groups) -> list[Problem]:
    """Return all that is wrong with a funnel; `groups` has the touchpoints of each id that may be named."""
    found = _step_problems(plan, groups) + _window_problems(plan)
    for number, one in enumerate(plan.exclusions, start=1):
        found += _exclusion_problems(plan, one, f"exclusions[{number}]", groups)
    if plan.order is StepOrder.ANY and plan.counting is Counting.EVERY:
        found.append(
            Problem(
                "counting",
                "best_attempt or first_entry with order any",
                "every_entry",
                "In any order each step would begin an attempt of its own.",
            )
        )
    return found + _overlaps(plan, groups)


def check_plan(plan: FunnelPlan, groups: Groups, further: Sequence[Problem] = ()) -> None:
    """Raise one `UsageError` with all problems of a funnel, and those found elsewhere; nothing where there are none."""
    if problems := [*plan_problems(plan, groups), *further]:
        raise UsageError("The funnel cannot be counted as it was asked:", problems=problems)


def _step_problems(plan: FunnelPlan, groups: Groups) -> list[Problem]:
    found = []
    if not 2 <= len(plan.steps) <= MOST_STEPS:
        found.append(
            Problem("steps", f"2 to {MOST_STEPS}", str(len(plan.steps)), "Name touchpoints or phases as further steps.")
        )
    for number, step in enumerate(plan.steps, start=1):
        where = f"steps[{number}]"
        found += _unknown(step.places, where, groups)
        if step.optional and number in (1, len(plan.steps)):
            found.append(
                Problem(where, "no optional step at either end", "optional", "Leave the step out, or make it required.")
            )
        if step.optional and plan.order is StepOrder.ANY:
            found.append(
                Problem(where, "no optional step with order any", "optional", "Take order sequential or strict.")
            )
    return found


def _window_problems(plan: FunnelPlan) -> list[Problem]:
    windows = {"window": plan.window} | {f"steps[{n}].within": step.within for n, step in enumerate(plan.steps, 1)}
    found = [
        Problem(where, "a time longer than 0", str(span), "Name a time such as 7 days, or leave it out.")
        for where, span in windows.items()
        if span is not None and span <= timedelta(0)
    ]
    if plan.steps and plan.steps[0].within is not None:
        found.append(Problem("steps[1].within", "none at the first step", str(plan.steps[0].within), _WITHIN_REMEDY))
    if plan.order is StepOrder.ANY and any(step.within is not None for step in plan.steps):
        found.append(Problem("steps", "no time per step with order any", "a time", "Name a window for all steps."))
    return found


_WITHIN_REMEDY = "The time of a step counts from the step before it."


def _exclusion_problems(plan: FunnelPlan, one: Exclusion, where: str, groups: Groups) -> list[Problem]:
    found, last = _unknown(one.places, where, groups), one.last_step or len(plan.steps)
    if not 1 <= one.first_step < last <= len(plan.steps):
        found.append(
            Problem(
                where,
                f"two steps from 1 to {len(plan.steps)}, the first before the last",
                f"{one.first_step} to {last}",
                "Name steps of this funnel.",
            )
        )
        return found
    if plan.order is StepOrder.ANY and (one.first_step, last) != (1, len(plan.steps)):
        found.append(
            Problem(
                where,
                f"the whole funnel, 1 to {len(plan.steps)}, with order any",
                f"{one.first_step} to {last}",
                "Leave the steps out, or take order sequential or strict.",
            )
        )
    if any(plan.steps[number - 1].optional for number in (one.first_step, last)):
        found.append(
            Problem(where, "steps that are not optional", f"{one.first_step} to {last}", "Name the steps around it.")
        )
    return found


def _unknown(places: Collection[str], where: str, groups: Groups) -> list[Problem]:
    if not places:
        return [Problem(where, "a touchpoint or phase", "none", "Name one, or leave the step out.")]
    unknown = [place for place in places if place not in groups]
    if not unknown:
        return []
    return [Problem(where, f"some of {', '.join(sorted(groups))}", ", ".join(map(repr, unknown)), "Correct the name.")]


def _overlaps(plan: FunnelPlan, groups: Groups) -> list[Problem]:
    """Find pairs of steps of which nobody can say which one a touch serves."""
    found = []
    for one, other in _rivals(plan):
        first, second = plan.steps[one], plan.steps[other]
        shared = set(_touchpoints(first.places, groups)) & set(_touchpoints(second.places, groups))
        # with conditions of their own two steps may well be apart; a touch that fits both serves the first
        if shared and first.rule == second.rule:
            where = f"steps[{one + 1}] and steps[{other + 1}]"
            expected = (
                "steps without common touchpoints with order any"
                if plan.order is StepOrder.ANY
                else "no common touchpoints of an optional step and the steps up to the next one that is not"
            )
            found.append(Problem(where, expected, ", ".join(sorted(shared)), "Take one of them out, or add a rule."))
    return found


def _rivals(plan: FunnelPlan) -> list[tuple[int, int]]:
    steps = range(len(plan.steps))
    if plan.order is StepOrder.ANY:
        return [(one, other) for one in steps for other in steps if one < other]
    pairs = set()
    for step in steps[:-1]:
        candidates = list(plan.course().candidates(step))
        pairs |= {(one, other) for one in candidates for other in candidates if one < other}
    return sorted(pairs)


def _touchpoints(places: Sequence[str], groups: Groups) -> tuple[str, ...]:
    return tuple(dict.fromkeys(touchpoint for place in places for touchpoint in groups.get(place, ())))
