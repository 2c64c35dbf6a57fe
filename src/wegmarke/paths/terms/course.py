"""What an attempt at a funnel must do, told in numbers of steps: order, windows, optional steps, exclusions.

Which touches serve which step is another matter, see `Marking`; so one course serves the index, the engines and tests.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from wegmarke.rules import Rule


class StepOrder(enum.StrEnum):
    """In which order the steps of a funnel are taken."""

    SEQUENTIAL = "sequential"  # one after the other, anything may lie between
    STRICT = "strict"  # one after the other, nothing lies between
    ANY = "any"  # in whatever order


class Counting(enum.StrEnum):
    """Which attempts of a unit count."""

    BEST = "best_attempt"  # the deepest one, of equally deep ones the earliest
    FIRST = "first_entry"  # the one that starts first
    EVERY = "every_entry"  # all, each for itself


class ExclusionEffect(enum.StrEnum):
    """What an excluded touch does to the attempt in which it lies."""

    DROP_ATTEMPT = "drop_attempt"  # the attempt is void, as if it had never started
    STOP = "stop"  # the attempt ends before it, and keeps the steps taken until then


@dataclass(frozen=True)
class ExcludedRange:
    """Between which steps an excluded touch counts, from 0: after the touch of the first, before that of the last."""

    first: int
    last: int
    effect: ExclusionEffect = ExclusionEffect.DROP_ATTEMPT


@dataclass(frozen=True)
class Course:
    """The rules of an attempt.

    Attributes:
        steps: how many steps there are.
        order: in which order they are taken.
        counting: which attempts of a unit count.
        window: the longest time from the first touch to any other, both ends included; None for any time.
        within: per step the longest time since the touch taken before it, likewise; empty for no limits.
        optional: per step whether an attempt may pass it over; empty for none.
        exclusions: one range for each kind of excluded touches.
    """

    steps: int
    order: StepOrder = StepOrder.SEQUENTIAL
    counting: Counting = Counting.BEST
    window: timedelta | None = None
    within: tuple[timedelta | None, ...] = ()
    optional: tuple[bool, ...] = ()
    exclusions: tuple[ExcludedRange, ...] = ()

    def may_skip(self, step: int) -> bool:
        """Tell whether an attempt may pass a step over."""
        return bool(self.optional) and self.optional[step]

    def limit(self, step: int) -> timedelta | None:
        """Return the longest time since the touch before a step."""
        return self.within[step] if self.within else None

    def candidates(self, step: int) -> range:
        """Return the steps that may come after one: optional ones, and the next that is not."""
        following = step + 1
        while following < self.steps - 1 and self.may_skip(following):
            following += 1
        return range(step + 1, min(following, self.steps - 1) + 1)


@dataclass(frozen=True)
class Marking:
    """Which touches serve the steps, and which are excluded: first all steps, then all exclusions.

    Attributes:
        codes: touchpoint codes of each.
        rules: conditions on the event, for some of them by their place; a touch needs both.
        hold: an event property that must be the same along an attempt. It cuts each path into one per value;
            touches without the property stand in none.
        label: an event property to be told for each touch that was taken.
    """

    codes: tuple[Collection[int], ...]
    rules: Mapping[int, Rule] = field(default_factory=dict)
    hold: str | None = None
    label: str | None = None
