"""How often touchpoints follow each other, and in which order paths pass them first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from wegmarke.maps.conformance import ObservedPaths

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Follows:
    """Counts of the kept touchpoints, which are numbered in the order in which paths pass them.

    Attributes:
        names: ids in this order.
        units, touches: per touchpoint.
        position: median place of the first touch in its path, from 1, among all touches.
        hops: how often the second follows the first directly, among all touches.
        hop_units: units in whose path it does.
        before: share of units with both in which the first comes first; a half where nobody has both.
        both: units with both.
        variants: the distinct paths of kept touchpoints, as numbers, and how many units take each.
    """

    names: tuple[str, ...]
    units: Ints
    touches: Ints
    position: Floats
    hops: Ints
    hop_units: Ints
    before: Floats
    both: Ints
    variants: tuple[tuple[tuple[int, ...], int], ...]
    left_out: int

    @cached_property
    def number(self) -> dict[str, int]:
        """Return numbers by id."""
        return {name: number for number, name in enumerate(self.names)}


def follows_of(observed: ObservedPaths, least: int) -> Follows:
    """Count, and keep the touchpoints that at least so many units have."""
    found = sorted({name for path in observed.paths for name in path})
    number = {name: place for place, name in enumerate(found)}
    flat = np.array([number[name] for path in observed.paths for name in path], np.int64)
    sizes = np.array([len(path) for path in observed.paths], np.int64)
    variant = np.repeat(np.arange(sizes.size), sizes)
    place = np.arange(flat.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    first = np.full((sizes.size, len(found)), np.inf)
    np.minimum.at(first, (variant, flat), place)
    units = observed.counts @ np.isfinite(first).astype(np.int64)
    kept = [n for n in range(len(found)) if units[n] >= least]
    if not kept:
        return _nothing(len(found))
    first = first[:, kept]
    before, both = _before(first, observed.counts)
    position = np.array([_median(first[:, n], observed.counts) for n in range(len(kept))]) + 1
    order = _ordered(before, position, [found[n] for n in kept])
    chosen = [kept[n] for n in order]
    dense = np.full(len(found), -1)
    dense[chosen] = np.arange(len(chosen))
    codes = dense[flat]
    hops, hop_units = _hops(codes, variant, observed.counts, len(chosen))
    touches = np.zeros(len(chosen), np.int64)
    np.add.at(touches, codes[codes >= 0], observed.counts[variant[codes >= 0]])
    return Follows(
        names=tuple(found[n] for n in chosen),
        units=units[chosen],
        touches=touches,
        position=position[order],
        hops=hops,
        hop_units=hop_units,
        before=before[np.ix_(order, order)],
        both=both[np.ix_(order, order)],
        variants=_variants(observed, codes, sizes),
        left_out=len(found) - len(chosen),
    )


def _nothing(left_out: int) -> Follows:
    none, square = np.zeros(0, np.int64), np.zeros((0, 0), np.int64)
    return Follows((), none, none, none.astype(float), square, square, square.astype(float), square, (), left_out)


def _before(first: Floats, counts: Ints) -> tuple[Floats, Ints]:
    common = np.zeros((first.shape[1], first.shape[1]), np.int64)
    before = np.full((first.shape[1], first.shape[1]), 0.5)
    for n in range(first.shape[1]):
        both = np.isfinite(first[:, [n]]) & np.isfinite(first)
        together = counts @ both.astype(np.int64)
        earlier = counts @ (both & (first[:, [n]] < first)).astype(np.int64)
        common[n] = together
        before[n] = np.where(together > 0, earlier / np.maximum(together, 1), 0.5)
    np.fill_diagonal(before, 0.5)
    return before, common


def _ordered(before: Floats, position: Floats, names: list[str]) -> list[int]:
    """Order by how many others each one precedes, on the mean over all others; then by position and name."""
    score = before.mean(axis=1)
    return sorted(range(len(names)), key=lambda n: (-round(float(score[n]), 9), float(position[n]), names[n]))


def _median(places: Floats, counts: Ints) -> float:
    there = np.isfinite(places)
    order = np.argsort(places[there], kind="stable")
    values, cumulated = places[there][order], np.cumsum(counts[there][order])
    half = cumulated[-1] / 2
    low = values[np.searchsorted(cumulated, half)]
    high = values[np.searchsorted(cumulated, half, side="right")]
    return float(low + high) / 2


def _hops(codes: Ints, variant: Ints, counts: Ints, size: int) -> tuple[Ints, Ints]:
    """Count direct neighbours; a touch that was left out parts its neighbours."""
    near = (variant[1:] == variant[:-1]) & (codes[1:] >= 0) & (codes[:-1] >= 0)
    pairs = codes[:-1][near] * size + codes[1:][near]
    owner = variant[1:][near]
    hops = np.bincount(pairs, weights=counts[owner], minlength=size * size)
    once = np.unique(owner * (size * size) + pairs)
    units = np.bincount(once % (size * size), weights=counts[once // (size * size)], minlength=size * size)
    return hops.astype(np.int64).reshape(size, size), units.astype(np.int64).reshape(size, size)


def _variants(observed: ObservedPaths, codes: Ints, sizes: Ints) -> tuple[tuple[tuple[int, ...], int], ...]:
    """Return the distinct paths of kept touchpoints without repetitions of one, most units first."""
    found: dict[tuple[int, ...], int] = {}
    for part, count in zip(np.split(codes, np.cumsum(sizes)[:-1]), observed.counts.tolist(), strict=True):
        kept = part[part >= 0]
        if kept.size:
            is_new = np.ones(kept.size, np.bool_)
            is_new[1:] = kept[1:] != kept[:-1]
            path = tuple(kept[is_new].tolist())
            found[path] = found.get(path, 0) + count
    return tuple(sorted(found.items(), key=lambda one: (-one[1], one[0])))
