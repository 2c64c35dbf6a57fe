"""Buying groups: the mean of the persons' scores, in which every person counts as often as the role says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wegmarke.segments.scores.amounts import Numbers, in_cents, rounded, shares
from wegmarke.segments.scores.document import EngagementScore
from wegmarke.segments.scores.engagement import Scored


@dataclass(frozen=True, slots=True)
class Holder:
    """A person in a buying group."""

    account: int
    solution: str
    person: int
    role: str


@dataclass(frozen=True, slots=True)
class GroupScore:
    """The score of one buying group.

    Attributes:
        value: hundredths.
        persons: with how often each counts (hundredths) and what it adds to the value (hundredths), largest first.
    """

    account: int
    solution: str
    value: int
    persons: tuple[tuple[int, int, int], ...]


def group_scores(score: EngagementScore, holders: Sequence[Holder], scored: Scored) -> list[GroupScore]:
    """Return the scores of all buying groups with members, by account and solution.

    Who holds several roles counts once, by the role that counts most. Where nobody counts the value is 0.
    """
    factors: dict[tuple[int, str], dict[int, int]] = {}
    for holder in holders:
        group = factors.setdefault((holder.account, holder.solution), {})
        group[holder.person] = max(group.get(holder.person, 0), in_cents(score.factor_of(holder.role)))
    persons: Numbers = np.unique(np.array([holder.person for holder in holders], dtype=np.int64))
    values = dict(zip(persons.tolist(), scored.of(persons).tolist(), strict=True))
    return [_group(*key, group, values) for key, group in sorted(factors.items())]


def _group(account: int, solution: str, factors: Mapping[int, int], values: Mapping[int, int]) -> GroupScore:
    order = sorted(factors, key=lambda person: (-factors[person] * values[person], person))
    parts = [factors[person] * values[person] for person in order]
    whole = sum(factors.values())
    value = rounded(sum(parts), whole) if whole else 0
    found = zip(order, shares(value, parts), strict=True)
    return GroupScore(account, solution, value, tuple((person, factors[person], share) for person, share in found))
