"""The figures of answers as results: with their interval, few answers without a headline, and how often each score."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.satisfaction.asking import Found
from wegmarke.analytics.satisfaction.counted import NPS_HEADLINE_N
from wegmarke.analytics.satisfaction.figures import PARTS, RANGES, Means, Valued, means, of_answers, valued
from wegmarke.analytics.satisfaction.groups import MONTH, Groups, grouped, role_of
from wegmarke.analytics.satisfaction.question import Kind
from wegmarke.analytics.satisfaction.words import definition
from wegmarke.analytics.small_numbers import Guard
from wegmarke.domain import Unit

Floats = npt.NDArray[np.float64]
Int64s = npt.NDArray[np.int64]
_FIGURES = ("value", "low", "high", "emotion", "emotion_low", "emotion_high")
_METHODS = {Kind.NPS: "multinomial", Kind.CSAT: "Wilson", Kind.CES: "mean"}


def answer(found: Found, phase_of: Mapping[str, str] | None = None, roles: pa.Table | None = None) -> Result:
    """Return one row per group: see `wegmarke.analytics.satisfaction.answered`."""
    kind = found.asked.kind
    groups = grouped(found, phase_of or {}, roles)
    size = len(groups.names)
    score = found.rows["score"].to_numpy()[groups.answer]
    worth = valued(kind, score, found.asked.scale)
    by_account = found.is_of_accounts
    if by_account:
        value = _of_accounts(found, groups, worth, _factors(found, groups, roles))
    else:
        value = of_answers(kind, groups.group, worth.value, size, found.asked.scale)
    emotion = means(groups.group, worth.emotion, size, (-2.0, 2.0))
    columns: dict[str, pa.Array] = {}
    if found.asked.column is not None:
        columns[found.asked.column] = groups.names
    columns |= _counts(found, groups, worth)
    columns["n"] = pa.array(value.n.astype(np.int64))
    columns |= _figures(value, emotion)
    table = _ordered(pa.table(columns), found.asked.column)
    hidden = (*_FIGURES, *PARTS[kind])
    method = "mean of accounts" if by_account else _METHODS[kind]
    return Result(
        "satisfaction", table, definition(found), dict(found.excluded),
        intervals=(
            Interval("value", "low", "high", method),
            Interval("emotion", "emotion_low", "emotion_high", "mean"),
        ),
        guards=(Guard(hidden, table["answers"]),),
    )  # fmt: skip


def scores(found: Found) -> Result:
    """Return how often each score was answered: score, answers, share, part (of `PARTS`, where it is of one)."""
    score = found.rows["score"].to_numpy()
    seen, counts = np.unique(score, return_counts=True)
    low, high = found.asked.scale
    every = np.union1d(seen, np.arange(low, high + 1, dtype=np.float64))
    n = np.zeros(every.size, np.int64)
    n[np.searchsorted(every, seen)] = counts
    worth = valued(found.asked.kind, every, found.asked.scale)
    part = [next((name for name in worth.parts if worth.parts[name][place]), None) for place in range(every.size)]
    total = int(n.sum())
    table = pa.table(
        {
            "score": pa.array(every),
            "answers": pa.array(n),
            "share": pa.array(n / total if total else np.zeros(every.size)),
            "part": pa.array(part, pa.string()),
        }
    )
    behind = pa.chunked_array([pa.array([total] * every.size, pa.int64())])
    guards = (Guard(("answers", "share"), behind),)
    return Result("satisfaction_scores", table, definition(found), dict(found.excluded), guards=guards)


def _counts(found: Found, groups: Groups, worth: Valued) -> dict[str, pa.Array]:
    size = len(groups.names)
    counts = {"answers": pa.array(np.bincount(groups.group, minlength=size))}
    for unit in (Unit.PERSON, Unit.ACCOUNT):
        number = pc.fill_null(found.rows[unit.value].cast(pa.int64()), -1).to_numpy()[groups.answer]
        known = number >= 0
        group, _, _ = _pairs(groups.group[known], number[known])
        counts[f"{unit.value}s"] = pa.array(np.bincount(group, minlength=size))
    for name, holds in worth.parts.items():
        counts[name] = pa.array(np.bincount(groups.group[holds], minlength=size))
    return counts


def _figures(value: Means, emotion: Means) -> dict[str, pa.Array]:
    """Return the figures; a value needs enough answers to be said without its interval beside it."""
    headline = np.where(value.n >= NPS_HEADLINE_N, value.mean, np.nan)
    columns = (headline, value.low, value.high, emotion.mean, emotion.low, emotion.high)
    return {name: _numbers(column) for name, column in zip(_FIGURES, columns, strict=True)}


def _numbers(column: Floats) -> pa.Array:
    return pa.array(column, pa.float64(), mask=np.isnan(column))


def _factors(found: Found, groups: Groups, roles: pa.Table | None) -> Floats:
    """Return how much each answer counts at its account: the largest factor of its person's roles there, else 1."""
    factors = np.ones(found.rows.num_rows)
    given = found.asked.role_factors
    if given:
        held = role_of(found, roles)
        named = [given.get(role) for role in held["role"].to_pylist()]
        best: dict[int, float] = {}
        for number, factor in zip(held["answer"].to_pylist(), named, strict=True):
            if factor is not None:
                best[number] = max(best.get(number, 0.0), factor)
        for number, factor in best.items():
            factors[number] = factor
    return factors[groups.answer]


def _of_accounts(found: Found, groups: Groups, worth: Valued, factors: Floats) -> Means:
    """Return the mean over accounts of the account's own figure, in each group; answers of no account do not count."""
    account = pc.fill_null(found.rows["account"].cast(pa.int64()), -1).to_numpy()[groups.answer]
    known = (account >= 0) & (factors > 0)
    group, order, place = _pairs(groups.group[known], account[known])
    worth_of, factor_of = worth.value[known][order], factors[known][order]
    own = np.bincount(place, worth_of * factor_of, group.size) / np.bincount(place, factor_of, group.size)
    low, high = found.asked.scale
    return means(group, own, len(groups.names), RANGES.get(found.asked.kind, (float(low), float(high))))


def _pairs(group: Int64s, number: Int64s) -> tuple[Int64s, Int64s, Int64s]:
    """Return the group of each pair of a group and a number, the order of the rows by pair, and the pair of each."""
    order = np.lexsort((number, group))
    group, number = group[order], number[order]
    is_first = np.ones(group.size, np.bool_)
    is_first[1:] = (group[1:] != group[:-1]) | (number[1:] != number[:-1])
    return group[is_first], order, np.cumsum(is_first) - 1


def _ordered(table: pa.Table, column: str | None) -> pa.Table:
    """Put months in their order, and else the most answers first; those without a name last."""
    if column is None:
        return table
    names, answers = table[column].to_pylist(), table["answers"].to_pylist()

    def place(row: int) -> tuple[bool, int, object]:
        return names[row] is None, 0 if column == MONTH else -answers[row], names[row] or ""

    order = sorted(range(table.num_rows), key=place)
    return table.take(pa.array(order, pa.int64()))
