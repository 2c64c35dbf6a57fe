"""The cost of an alignment by search without any cleverness: what `Aligner` must find, written a second time.

The search knows nothing of numbered states, vectors or closures. A situation is how much of the path was read, the step
group the path is in, and a full count of what happened there; every move is tried, cheapest first.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence

from wegmarke.domain import CanonicalPhase
from wegmarke.maps import JourneyMap

Counts = tuple[tuple[str, int], ...]
OVER = (-1, ())


class ByForce:
    def __init__(self, document: JourneyMap) -> None:
        self.document = document
        self.groups: list[list[str]] = []
        steps = [step for phase in document.phases for step in document.steps if step.phase == phase.id]
        for step, before in zip(steps, [None, *steps], strict=False):
            together = before and step.parallel_group and step.parallel_group == before.parallel_group
            (self.groups[-1].append if together else lambda name: self.groups.append([name]))(step.id)
        self.step = {step.id: step for step in steps}
        exits = {phase.id for phase in document.phases if phase.canonical is CanonicalPhase.EXIT}
        self.is_exit = [self.step[group[0]].phase in exits for group in self.groups]
        self.placement = {one.id: one for one in document.placements}

    def cost(self, path: Sequence[str], *, whole: bool = False) -> int:
        start = (0, (0, ()))
        best, waiting = {start: 0}, [(0, start)]
        while waiting:
            cost, here = heapq.heappop(waiting)
            if cost > best[here]:
                continue
            read, where = here
            if read == len(path) and (not whole or where == OVER):
                return cost
            for more, following in self._moves(path, read, where):
                if cost + more < best.get(following, 1 << 30):
                    best[following] = cost + more
                    heapq.heappush(waiting, (cost + more, following))
        raise AssertionError("no end was reached")

    def _moves(self, path: Sequence[str], read: int, where: tuple[int, Counts]) -> Iterator[tuple[int, tuple]]:
        if read < len(path):
            yield 1, (read + 1, where)
        if where == OVER:
            return
        group, counts = where
        so_far = dict(counts)
        here = [one for one in self.document.placements if one.step in self.groups[group]]
        for one in here:
            if not self._may(one, so_far, here):
                continue
            after = (group, tuple(sorted((so_far | {one.id: min(so_far.get(one.id, 0) + 1, 9)}).items())))
            if read < len(path) and one.touchpoint == path[read]:
                yield 0, (read + 1, after)
            if so_far.get(one.id, 0) < self._least(one) or self._is_wanting(one.step, so_far, one):
                yield 1, (read, after)
        steps = [self.step[name] for name in self.groups[group]]
        may_pass = not so_far and all(step.optional for step in steps)
        is_done = all(so_far.get(one.id, 0) >= self._least(one) for one in here if self._allowed(one))
        if may_pass or (is_done and not any(self._is_wanting(name, so_far) for name in self.groups[group])):
            for onward in self._onward(group):
                yield 0, (read, onward)

    def _allowed(self, one) -> bool:
        told = one.expectation
        return not told or (told.occurrence != "must_not" and told.max_count != 0)

    def _is_wanting(self, step: str, so_far, one=None) -> bool:
        """Tell whether a step still wants any touch at its placements that say nothing, `one` being of these."""
        here = [each for each in self.document.placements if each.step == step]
        silent = [each for each in here if each.expectation is None]
        group = next(group for group in self.groups if step in group)
        if not silent or (one is not None and one.expectation is not None):
            return False
        if (len(group) > 1 and self.step[step].optional) or any(
            self._allowed(each) and self._own_least(each) for each in here if each.expectation
        ):
            return False
        return not any(so_far.get(each.id, 0) for each in silent)

    def _least(self, one) -> int:
        group = next(group for group in self.groups if one.step in group)
        if len(group) > 1 and self.step[one.step].optional:
            return 0
        return self._own_least(one)

    def _own_least(self, one) -> int:
        told = one.expectation
        if told is None:
            return 0
        if told.occurrence == "may":
            return 0
        least = 1 if told.min_count is None else told.min_count
        return least if told.max_count is None else min(least, told.max_count)

    def _before(self, one, here) -> list:
        said = set(one.expectation.after) if one.expectation else set()
        said |= {other.id for other in here if other.expectation and one.id in other.expectation.before}
        return [other for other in here if other.id in said and self._allowed(other)]

    def _may(self, one, so_far, here) -> bool:
        if not self._allowed(one):
            return False
        if any(so_far.get(other.id, 0) < self._least(other) for other in self._before(one, here)):
            return False
        if any(so_far.get(other.id, 0) for other in here if one in self._before(other, here)):
            return False
        most = one.expectation.max_count if one.expectation else None
        return most is None or so_far.get(one.id, 0) < most

    def _onward(self, group: int) -> list[tuple]:
        names = self.groups[group]
        ways = [way for way in self.document.transitions if way.from_step in names]
        index = {name: number for number, one in enumerate(self.groups) for name in one}
        found: set[object] = set()
        for way in ways:
            target = None if way.to_step is None else index[way.to_step]
            if target != group or way.kind == "loop":
                found.add(target)
        if any(self.step[name].repeatable for name in names):
            found.add(group)
        if not any(way.kind in ("next", "branch") for way in ways):
            later = [n for n in range(group + 1, len(self.groups)) if self.is_exit[n] == self.is_exit[group]]
            found.add(later[0] if later else None)
        if not self.is_exit[group]:
            found |= {n for n in range(len(self.groups)) if self.is_exit[n]} and {self.is_exit.index(True)}
        return [OVER if target is None else (target, ()) for target in found]
