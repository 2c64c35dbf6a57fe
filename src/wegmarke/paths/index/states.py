"""Count the states of paths to conversions, and the sets of touchpoints on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wegmarke.domain import UsageError
from wegmarke.paths.conversion_paths import ConversionPaths, Floats, Stretches
from wegmarke.paths.index.columns import Int64s

_DIRECT = 2_000_000
"""Possible keys up to which a count stands at its key."""
_FEWEST_SLOTS = 1 << 16
_SIDES = (1, 3, 1)
MOST_IN_SETS = 63


@dataclass(frozen=True)
class StateCounts:
    """How often states of paths occur, what follows them, and how they end.

    A state is a number in base `base`: the last `order` touchpoints, each by its dense number; zeros stand in front of
    a path that is shorter.

    Attributes:
        base: one more than there are touchpoints.
        order: how many touchpoints make a state.
        grams, gram_counts: state · base + next touchpoint, rising, and how often.
        begun, begun_counts: states with which paths begin.
        ended: states with which paths end, rising.
        conversions, value, nulls: per state of `ended`, how its paths ended.
    """

    base: int
    order: int
    grams: Int64s
    gram_counts: Floats
    begun: Int64s
    begun_counts: Floats
    ended: Int64s
    conversions: Floats
    value: Floats
    nulls: Floats


_Table = tuple[Int64s, npt.NDArray[np.float64]]


def state_counts(found: ConversionPaths, order: int) -> StateCounts:
    """Count states of `order` touchpoints over all paths, those without a conversion included where there are some.

    Raises:
        UsageError: when a state of so many touchpoints has no number.
    """
    base = len(found.touchpoints) + 1
    if base ** (order + 1) >= 2**63:
        raise UsageError(
            f"order: expected a smaller one for {base - 1} touchpoints; got {order}. Ask for fewer touchpoints."
        )
    tables: list[tuple[_Table, _Table, _Table]] = []
    for part in found.parts:

        def walk(first: int, last: int, part: Stretches = part) -> tuple[_Table, _Table, _Table]:
            return _walked(found, part, order, base, first, last)

        tables += part.spread(walk)
    grams, ends, begun = (_together([table[kind] for table in tables], _SIDES[kind]) for kind in range(3))
    return StateCounts(base, order, grams[0], grams[1][:, 0], begun[0], begun[1][:, 0], ends[0], *ends[1].T.copy())


def _walked(
    found: ConversionPaths, part: Stretches, order: int, base: int, first: int, last: int
) -> tuple[_Table, _Table, _Table]:
    from wegmarke.paths.compiled import states

    is_direct = base ** (order + 1) <= _DIRECT
    gathered: list[tuple[_Table, _Table, _Table]] = []
    longest = int((part.end[first:last] - part.begin[first:last]).max(initial=0))
    slots = base ** (order + 1) if is_direct else _slots(max(_FEWEST_SLOTS, 4 * longest + 16))
    while first < last:
        sizes = (slots, base**order, base**order) if is_direct else (slots,) * 3
        keys = [np.zeros(size, np.int64) for size in sizes]
        grams, ends, begun = np.zeros(sizes[0]), np.zeros((sizes[1], 3)), np.zeros(sizes[2])
        first = states.count_states(
            first, last, part.begin, part.end, part.chosen, part.touchpoint, found.dense, part.conversions, part.value,
            part.nulls, order, base, is_direct, keys[0], grams, keys[1], ends, keys[2], begun,
        )  # fmt: skip
        counted = (grams[:, None], ends, begun[:, None])
        gathered.append(tuple(_used(key, counts) for key, counts in zip(keys, counted, strict=True)))  # type: ignore[arg-type]
        slots = slots if is_direct else min(4 * slots, 1 << 24)
    return tuple(_together([one[kind] for one in gathered], _SIDES[kind]) for kind in range(3))  # type: ignore[return-value]


def _used(keys: Int64s, counts: npt.NDArray[np.float64]) -> _Table:
    used = np.nonzero(keys)[0]
    return keys[used] - 1, counts[used]


def _together(tables: list[_Table], sides: int = 1) -> _Table:
    """Add up counts by key; keys rise."""
    tables = [table for table in tables if table[0].size]
    if not tables:
        return np.empty(0, np.int64), np.empty((0, sides))
    keys, owner = np.unique(np.concatenate([table[0] for table in tables]), return_inverse=True)
    counts = np.concatenate([table[1] for table in tables])
    return keys, np.column_stack([np.bincount(owner, side, keys.size) for side in counts.T])


def _slots(least: int) -> int:
    return 1 << (least - 1).bit_length()


@dataclass(frozen=True)
class SetCounts:
    """Paths by the set of touchpoints on them.

    Attributes:
        sets: bit n stands for the touchpoint with the dense number n + 1.
        conversions: how many conversions.
        paths: how many paths, with and without one.
    """

    sets: Int64s
    conversions: Floats
    paths: Floats


def set_counts(found: ConversionPaths) -> SetCounts:
    """Count paths by their set of touchpoints.

    Raises:
        UsageError: when there are more than 63 touchpoints.
    """
    if len(found.touchpoints) > MOST_IN_SETS:
        raise UsageError(
            f"touchpoints: expected at most {MOST_IN_SETS} for sets; got {len(found.touchpoints)}. Leave some out."
        )
    tables: list[_Table] = []
    for part in found.parts:

        def walk(first: int, last: int, part: Stretches = part) -> _Table:
            return _sets_walked(found, part, first, last)

        tables += part.spread(walk)
    keys, counts = _together(tables, 2)
    return SetCounts(keys, counts[:, 0], counts[:, 1])


def _sets_walked(found: ConversionPaths, part: Stretches, first: int, last: int) -> _Table:
    from wegmarke.paths.compiled import states

    gathered, slots = [], _FEWEST_SLOTS
    while first < last:
        keys, counted = np.zeros(slots, np.int64), np.zeros((slots, 2))
        first = states.count_sets(
            first, last, part.begin, part.end, part.chosen, part.touchpoint, found.dense, part.conversions, part.nulls,
            keys, counted,
        )  # fmt: skip
        gathered.append(_used(keys, counted))
        slots = min(4 * slots, 1 << 24)
    return _together(gathered, 2)


def solve_chain(
    indptr: Int64s, indices: Int64s, chances: Floats, gained: Floats, closed: npt.NDArray[np.bool_],
    start: Floats, sweeps: int,
) -> tuple[Floats, bool]:  # fmt: skip
    """Solve x = gained + Q x with closed rows at nothing, from a first guess; tell whether all digits are there."""
    from wegmarke.paths.compiled import states

    out = start.copy()
    out[closed] = 0.0
    done = states.solve_chain(indptr, indices, chances, gained, closed, sweeps, 4e-15, out)
    return out, done >= 0
