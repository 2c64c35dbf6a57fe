"""Typical paths: few that stand for many, chosen among those that were walked.

Distance is the edit distance as a share of the longer path. Representatives are added greedily, each time the one that
brings the units nearest to one, as long as that gains enough (the build phase of PAM, Kaufman and Rousseeuw, 1990).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from wegmarke.domain.map_discovery import TypicalPath

CANDIDATES: Final = 200
MOST_PATHS: Final = 5
LEAST_GAIN: Final = 0.1
LONGEST: Final = 200
Path = tuple[int, ...]


def typical_paths(variants: Sequence[tuple[Path, int]], names: Sequence[str]) -> tuple[TypicalPath, ...]:
    """Choose up to `MOST_PATHS` representatives among the `CANDIDATES` most frequent paths.

    Another one must bring the mean distance down by `LEAST_GAIN` of what it was with one. Rarer paths, and the tail of
    paths beyond `LONGEST` touches, do not vote, and belong to no representative.
    """
    asked = [(path[:LONGEST], units) for path, units in variants[:CANDIDATES]]
    if not asked:
        return ()
    counts = np.array([units for _, units in asked], np.float64)
    distances = _distances([path for path, _ in asked])
    chosen = [int((distances @ counts).argmin())]
    nearest = distances[chosen[0]]
    alone = float(nearest @ counts)
    while len(chosen) < min(MOST_PATHS, len(asked)):
        offered = np.minimum(distances, nearest) @ counts
        best = int(offered.argmin())
        if float(nearest @ counts) - float(offered[best]) <= LEAST_GAIN * alone:
            break
        chosen.append(best)
        nearest = np.minimum(nearest, distances[best])
    owner = distances[chosen].argmin(axis=0)
    total = sum(units for _, units in variants)
    found = []
    for place, number in enumerate(chosen):
        theirs = owner == place
        units = float(counts[theirs].sum())
        mean = float(distances[number][theirs] @ counts[theirs]) / units
        path = tuple(names[one] for one in asked[number][0])
        found.append(TypicalPath(path, int(units), units / total, int(theirs.sum()), mean))
    return tuple(sorted(found, key=lambda one: (-one.units, one.touchpoints)))


def _distances(paths: Sequence[Path]) -> npt.NDArray[np.float64]:
    found = np.zeros((len(paths), len(paths)))
    for one in range(len(paths)):
        for other in range(one + 1, len(paths)):
            longest = max(len(paths[one]), len(paths[other]))
            found[one, other] = found[other, one] = edits(paths[one], paths[other]) / longest
    return found


def edits(one: Path, other: Path) -> int:
    """Return how many touches must be put in, taken out or exchanged to make one path of another (Levenshtein, 1965).

    >>> edits((1, 2, 3), (1, 3, 4))
    2
    """
    row = list(range(len(other) + 1))
    for left, touch in enumerate(one, 1):
        before, row[0] = row[0], left
        for right, against in enumerate(other, 1):
            same = before + (touch != against)
            before = row[right]
            row[right] = min(row[right] + 1, row[right - 1] + 1, same)
    return row[-1]
