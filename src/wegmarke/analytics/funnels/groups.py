"""Groups of attempts for a breakdown: by a property of the touches they took, or by the month they began in.

`first` and `last` are the first and last value known along an attempt, `step` the value at one step, and with `all` an
attempt stands in the group of each value it met, so that the groups can exceed the total. No value is a group too.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.entries import Mask
from wegmarke.analytics.funnels.look import FunnelLook
from wegmarke.analytics.funnels.plan import FunnelPlan
from wegmarke.analytics.labels import MONTH
from wegmarke.domain.errors import Problem
from wegmarke.paths import StepOrder, primitives

Places = npt.NDArray[np.int64]


class LabelFrom(enum.StrEnum):
    """Which touches of an attempt say to which group it belongs."""

    FIRST = "first"  # the first value known along the attempt
    LAST = "last"  # the last one
    STEP = "step"  # the value at one step
    ALL = "all"  # every value, each once


@dataclass(frozen=True)
class Breakdown:
    """How attempts are grouped.

    Attributes:
        of: an event property, or `month` for the month of the first touch.
        at: which touches say the value.
        step: with `step`, its number, from 1.
        most: how many values keep their names, the most frequent ones; the others are `(other)`.
    """

    of: str
    at: LabelFrom = LabelFrom.FIRST
    step: int = 1
    most: int = 10

    @property
    def label(self) -> str | None:
        """The property to be told for each touch."""
        return None if self.of == MONTH else self.of

    def problems(self, plan: FunnelPlan) -> list[Problem]:
        """Return what is wrong with it."""
        found = []
        if self.most < 1:
            remedy = "Name how many values keep their names."
            found.append(Problem("most", "a number from 1 on", str(self.most), remedy))
        steps = len(plan.steps)
        if self.at is LabelFrom.STEP and not 1 <= self.step <= steps:
            found.append(Problem("breakdown step", f"1 to {steps}", str(self.step), "Name a step of this funnel."))
        elif self.at is LabelFrom.STEP and self.step > 1 and plan.order is StepOrder.ANY:
            found.append(
                Problem(
                    "breakdown step", "1 with order any", str(self.step), "Take first, last or all, or another order."
                )
            )
        return found


def groups_of_attempts(look: FunnelLook, breakdown: Breakdown) -> Iterator[tuple[str | None, Mask]]:
    """Yield each group with its attempts: named ones by size, then the others, then those without a value."""
    if breakdown.of == MONTH:
        months = look.facts.calendar().months(look.at[0])
        for month in np.unique(months):
            yield str(month), months == month
        return
    values, codes = _codes(look)
    met = _met(codes, breakdown)
    sizes = np.bincount(met[met >= 0], minlength=len(values))
    order = sorted(np.nonzero(sizes)[0].tolist(), key=lambda code: (-sizes[code], values[code]))
    for code in order[: breakdown.most]:
        yield values[code], _any(met == code)
    if others := order[breakdown.most :]:
        yield primitives.REMAINDER, _any(np.isin(met, others))
    without = ~_any(met >= 0)
    if without.any():
        yield None, without


def _any(truths: Mask) -> Mask:
    found: Mask = np.any(truths, axis=1)
    return found


def _codes(look: FunnelLook) -> tuple[list[str], Places]:
    """Return all values, and per attempt and step the place of its value among them, -1 for none."""
    columns = [look.attempts[f"label_{step}"].combine_chunks() for step in range(len(look.plan.steps))]
    values = sorted(set().union(*(pc.unique(column.drop_null()).to_pylist() for column in columns)))
    known = pa.array(values, pa.string())
    found = [pc.fill_null(pc.index_in(column, value_set=known), -1).to_numpy() for column in columns]
    return values, np.stack(found, axis=1).astype(np.int64)


def _met(codes: Places, breakdown: Breakdown) -> Places:
    """Return the values that group each attempt, one or several, each once; -1 for none."""
    if breakdown.at is LabelFrom.ALL:
        met = np.sort(codes, axis=1)
        met[:, 1:][met[:, 1:] == met[:, :-1]] = -1
        return met
    if breakdown.at is LabelFrom.STEP:
        return codes[:, breakdown.step - 1 : breakdown.step]
    along = codes if breakdown.at is LabelFrom.FIRST else codes[:, ::-1]
    return np.take_along_axis(along, (along >= 0).argmax(axis=1)[:, None], axis=1)
