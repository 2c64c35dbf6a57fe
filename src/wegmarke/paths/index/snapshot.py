"""One state of the path index: a base, and a delta with the complete paths of units that changed since.

A reader keeps the snapshot it began with, whatever is written meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from wegmarke.paths.index.columns import TOUCH_COLUMNS, Columns, Int64s, Truths, no_columns, places_in, rising
from wegmarke.paths.spread import spread


@dataclass(frozen=True)
class Part:
    """Columns and which of their units count; the others were replaced.

    Attributes:
        columns: the paths.
        counts: one truth per unit.
    """

    columns: Columns
    counts: Truths


@dataclass(frozen=True)
class Snapshot:
    """An immutable state: units of the base that stand in `replaced` are read from the delta, or are gone.

    Attributes:
        base: the paths when the base was built.
        delta: complete paths of units that changed since.
        replaced: numbers of the units that changed since, rising; those without a path in the delta are gone.
        state: names the state of the touch table; empty where nobody knows it.
    """

    base: Columns
    delta: Columns
    replaced: Int64s
    state: str = ""

    @classmethod
    def of(cls, base: Columns, state: str = "") -> Snapshot:
        """Return the state in which nothing changed since the base was built."""
        return cls(base, no_columns(), np.empty(0, np.int64), state)

    def parts(self) -> Iterator[Part]:
        """Return base and delta with the units that count in each; together they hold every unit once."""
        yield Part(self.base, self._counts_of_base)
        if self.delta.units.size:
            yield Part(self.delta, np.ones(self.delta.units.size, np.bool_))

    @cached_property
    def _counts_of_base(self) -> Truths:
        counts = np.ones(self.base.units.size, np.bool_)
        places = self.base.places(self.replaced)
        counts[places[places >= 0]] = False
        counts.flags.writeable = False
        return counts

    def places(self, units: Int64s) -> list[tuple[Columns, Int64s]]:
        """Return base and delta, each with where the paths of some units stand in it, -1 where they do not."""
        base = np.where(places_in(self.replaced, units) >= 0, -1, self.base.places(units))
        return [(self.base, base), (self.delta, self.delta.places(units))]

    def units(self) -> Int64s:
        """Return the numbers of all units, rising."""
        return np.sort(np.concatenate([part.columns.units[part.counts] for part in self.parts()]))

    @property
    def touches(self) -> int:
        """Return the number of touches."""
        return sum(int(np.diff(part.columns.starts)[part.counts].sum()) for part in self.parts())

    def changed(self, units: Int64s, paths: Columns, state: str = "") -> Snapshot:
        """Return the state after these units changed; `paths` are their complete paths, of those that still have one.

        Args:
            units: numbers of all units that changed, in any order.
            paths: their paths now; a unit that is missing here is gone.
            state: names the state of the touch table then.
        """
        units = rising(units)
        if not units.size:
            return replace(self, state=state)
        kept = places_in(units, self.delta.units) < 0
        delta = merged([Part(self.delta, kept), Part(paths, np.ones(paths.units.size, np.bool_))])
        return Snapshot(self.base, delta, rising(self.replaced, units), state)

    def since(self, base: Columns, units: Int64s) -> Snapshot:
        """Return the same state over a newer base, which lacks what these units have become since it was begun."""
        units = rising(units)
        delta = merged([Part(self.delta, places_in(units, self.delta.units) >= 0)])
        return Snapshot(base, delta, units, self.state)

    def folded(self) -> Columns:
        """Return all paths as one set of columns."""
        return merged(list(self.parts()))


def merged(parts: list[Part]) -> Columns:
    """Return the paths of all units that count, each of which stands in one part only."""
    units = np.concatenate([part.columns.units[part.counts] for part in parts])
    sizes = np.concatenate([np.diff(part.columns.starts)[part.counts] for part in parts])
    order = np.argsort(units, kind="stable")
    starts = np.concatenate(([0], np.cumsum(sizes[order]))).astype(np.int64)
    place = np.empty(units.size, np.int64)
    place[order] = np.arange(units.size)
    columns: dict[str, Any] = {name: np.empty(int(starts[-1]), kind) for name, kind in TOUCH_COLUMNS.items()}
    done = 0
    for part in parts:
        targets = np.full(part.counts.size, -1, np.int64)
        chosen = int(part.counts.sum())
        targets[part.counts] = place[done : done + chosen]
        done += chosen
        for name, out in columns.items():
            spread(part.columns.starts, partial(_copy, part.columns, name, targets, starts, out))
    return Columns(units[order], starts, **columns)


def _copy(
    columns: Columns,
    name: str,
    targets: Int64s,
    starts: Int64s,
    out: npt.NDArray[np.generic],
    first: int,
    last: int,
) -> None:
    from wegmarke.paths.compiled import arrange

    arrange.copy_paths(first, last, targets, columns.starts, starts, getattr(columns, name), out)
