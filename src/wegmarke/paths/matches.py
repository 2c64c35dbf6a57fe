"""Ordered matches: the earliest way through a list of steps, strictly in path order."""

from __future__ import annotations

from collections.abc import Sequence

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.touches import Period, Touches, first_day_at, is_first_day, paths_of


def ordered_matches(touches: Touches, by: Unit, period: Period, steps: Sequence[Sequence[str]]) -> ibis.Table:
    """Return one row per unit and matched step: unit, step (0-based), first_at, first_position, first_day.

    Without a window, taking the earliest possible touch for each step in turn reaches the deepest step.
    The same touch never serves two steps.
    """
    path = paths_of(touches, by, period)
    matched = [_matched(_at(path, touches, steps[0]), 0)]
    for number, step in enumerate(steps[1:], start=1):
        before = matched[-1].select("unit", after="first_position")
        candidates = _at(path, touches, step).join(before, "unit")
        matched.append(_matched(candidates.filter(candidates.position > candidates.after), number))
    return ibis.union(*matched) if len(matched) > 1 else matched[0]


def _at(path: ibis.Table, touches: Touches, step: Sequence[str]) -> ibis.Table:
    codes = touches.touchpoint_codes
    wanted = codes.filter(codes.touchpoint.isin(list(step))).select("code")
    return path.semi_join(wanted, path.touchpoint == wanted.code)


def _matched(path: ibis.Table, number: int) -> ibis.Table:
    first = path.group_by("unit").agg(
        first_at=path.occurred_at.min(), first_position=path.position.min(), day_at=first_day_at(path)
    )
    return is_first_day(first).mutate(step=ibis.literal(number, "int16"))
