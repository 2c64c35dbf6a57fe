"""Variants: which whole paths units take, and how many units take each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.domain import UsageError
from wegmarke.paths.index.asking import ALWAYS, Asked, asked_of
from wegmarke.paths.index.columns import Codes, Int64s, Truths
from wegmarke.paths.index.cuts import Outcomes
from wegmarke.paths.index.selection import Selection
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.terms.ending import Outcome
from wegmarke.paths.terms.period import Period

_PACKED = 4
"""Codes of 16 bits that fit into one number of 64."""
_FEW = 1_000


@dataclass(frozen=True)
class Variants:
    """The most frequent paths, and what there is besides them.

    Attributes:
        table: touchpoints (list of codes) and units, most units first; ties by the codes in order. Where outcomes were
            given also units per outcome, `won` to `open`, and `value_minor`.
        units: all units with at least one touch that counts.
        variants: all different paths.
        others: the columns that outcomes added, summed over all paths that are not in the table.
    """

    table: pa.Table
    units: int
    variants: int
    others: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Spelled:
    """Paths written behind each other: where they start, how many touchpoints they have, and these."""

    starts: Int64s
    sizes: Int64s
    codes: Codes

    def path(self, unit: int) -> list[int]:
        begin = int(self.starts[unit])
        codes: list[int] = self.codes[begin : begin + int(self.sizes[unit])].tolist()
        return codes

    def packed(self, units: Int64s, step: int) -> npt.NDArray[np.uint64]:
        """Return the next few codes of paths from a step on as one number each; what has ended comes first."""
        key = np.zeros(units.size, np.uint64)
        for place in range(step, step + _PACKED):
            there = place < self.sizes[units]
            code = self.codes[np.where(there, self.starts[units] + place, 0)]
            key = (key << np.uint64(16)) | np.where(there, code, 0).astype(np.uint64)
        return key


def variants(
    snapshot: Snapshot,
    period: Period = ALWAYS,
    *,
    top: int = 20,
    collapse: bool = False,
    outcomes: Outcomes | None = None,
    selection: Selection | None = None,
) -> Variants:
    """Count units per whole path of recognised touchpoints and return the most frequent ones.

    Args:
        snapshot: the paths.
        period: touches outside do not count.
        top: how many paths to return.
        collapse: a touchpoint that follows itself counts once.
        outcomes: how paths ended; their units count also where the selection leaves nothing of their path.
        selection: which units and touches count.
    """
    if top < 1:
        raise UsageError(f"top: expected a number of paths of at least 1; got {top}. Ask for some.")
    spelled = _joined([_spell(asked, collapse=collapse) for asked in asked_of(snapshot, selection, period)])
    is_there = spelled.sizes > 0 if outcomes is None else np.concatenate(outcomes.numbers) >= 0
    # an empty path is a path where somebody is known to have it
    spelled.sizes[~is_there] = -1
    leaders, units, stands_for = _grouped(spelled)
    shown = _most_frequent(spelled, leaders, units, min(top, units.size))
    ranked = sorted((-int(units[row]), spelled.path(int(leaders[row])), int(leaders[row])) for row in shown)[:top]
    counted = np.array([-count for count, _, _ in ranked], np.int64)
    table = pa.table(
        {"touchpoints": pa.array([path for _, path, _ in ranked], pa.list_(pa.uint16())), "units": counted}
    )
    found = Variants(table, int(units.sum()), int(units.size))
    if outcomes is None:
        return found
    ranks = np.full(is_there.size, len(ranked), np.int64)
    ranks[[leader for _, _, leader in ranked]] = np.arange(len(ranked))
    return _with_outcomes(found, ranks[stands_for[is_there]], outcomes, is_there)


def _with_outcomes(found: Variants, ranks: Int64s, outcomes: Outcomes, is_there: Truths) -> Variants:
    """Add units per outcome, and values, to each path; and both to all others together."""
    numbers, values = np.concatenate(outcomes.numbers)[is_there], np.concatenate(outcomes.values)[is_there]
    size = found.table.num_rows + 1
    cells = np.bincount(ranks * len(Outcome) + numbers, minlength=size * len(Outcome)).reshape(size, len(Outcome))
    worth = np.zeros(size, np.int64)
    has_value = values != 0
    np.add.at(worth, ranks[has_value], values[has_value])
    table, others = found.table, {}
    for outcome in Outcome:
        table = table.append_column(outcome.name.lower(), pa.array(cells[:-1, outcome], pa.int64()))
        others[outcome.name.lower()] = int(cells[-1, outcome])
    table = table.append_column("value_minor", pa.array(worth[:-1]))
    return replace(found, table=table, others=others | {"value_minor": int(worth[-1])})


def _most_frequent(spelled: _Spelled, stands_for: Int64s, units: Int64s, top: int) -> Int64s:
    """Return rows that hold the `top` most frequent paths; those tied with the last of them by their codes."""
    if not top:
        return np.empty(0, np.int64)
    least = np.partition(units, units.size - top)[units.size - top]
    sure, tied = np.nonzero(units > least)[0], np.nonzero(units == least)[0]
    wanted, step = top - sure.size, 0
    while tied.size > max(wanted, _FEW) and wanted > 0:
        packed = spelled.packed(stands_for[tied], step)
        bound = np.partition(packed, wanted - 1)[wanted - 1]
        smaller = tied[packed < bound]
        sure, tied = np.concatenate((sure, smaller)), tied[packed == bound]
        wanted, step = wanted - smaller.size, step + _PACKED
    return np.concatenate((sure, tied))


def _spell(asked: Asked, *, collapse: bool) -> _Spelled:
    from wegmarke.paths.compiled import hops

    columns = asked.columns
    sizes, codes = np.zeros(columns.units.size, np.int64), np.empty(columns.touches, np.uint16)
    asked.spread(
        lambda first, last: hops.spell(
            first, last, *asked.given, columns.touchpoint, *asked.span, collapse, sizes, codes
        )
    )
    return _Spelled(columns.starts, sizes, codes)


def _joined(parts: list[_Spelled]) -> _Spelled:
    if len(parts) == 1:
        # a copy may be written, as what is joined may: passes are compiled per type, and that is part of it
        return _Spelled(parts[0].starts.copy(), parts[0].sizes, parts[0].codes)
    base, delta = parts
    starts = np.concatenate((base.starts[:-1], delta.starts + base.codes.size))
    return _Spelled(starts, np.concatenate((base.sizes, delta.sizes)), np.concatenate((base.codes, delta.codes)))


def _grouped(spelled: _Spelled) -> tuple[Int64s, Int64s, Int64s]:
    """Return for each different path a unit that has it, and how many have; and for each unit which one that is."""
    from wegmarke.paths.compiled import spellings
    from wegmarke.paths.spread import spread

    starts, sizes, codes = spelled.starts, spelled.sizes, spelled.codes
    hashed = np.empty(sizes.size, np.uint64)
    leader = np.zeros(sizes.size, np.int64)
    given = (starts, sizes, codes)

    def group(first: int, last: int) -> tuple[Int64s, Int64s]:
        spellings.fingerprints(first, last, *given, hashed)
        table, counted = _slots(last - first)
        spellings.group(first, last, *given, hashed, table, counted, leader)
        taken = table > 0
        return table[taken] - 1, counted[taken]

    groups = spread(starts, group)
    table, counted = _slots(sum(units.size for units, _ in groups))
    for units, counts in groups:
        spellings.join(units, counts, *given, hashed, table, counted, leader)
    taken = table > 0
    # who stands for a unit within its range may have somebody else stand for it in the end
    return table[taken] - 1, counted[taken], leader[leader]


def _slots(units: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return an empty hash table with a power of two of slots, at most half of which will be taken."""
    size = 1 << max(4, (2 * units).bit_length())
    return np.zeros(size, np.int64), np.zeros(size, np.int64)
