"""Six kinds of deviation, found in aligned paths and in what their touches were like."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from wegmarke.domain.map_conformance import AlignedTouch, DeviationKind
from wegmarke.maps.conformance.alignment import FITS, MISSING, UNPLANNED, Alignment, Move
from wegmarke.maps.conformance.expected import Expected
from wegmarke.maps.conformance.observed import Ints, ObservedPaths, Truths

Key = tuple[DeviationKind, str, str, str]
"""Kind, phase, touchpoint, and in place of the touchpoint the step where any of several is missing."""
Floats = npt.NDArray[np.float64]
_DAY_US = 86_400_000_000


@dataclass(frozen=True)
class Conformed:
    """Every path beside the map.

    Attributes:
        alignments: of the distinct paths.
        found: paths (by their place among all paths) that have a deviation, and how often each has it.
    """

    expected: Expected
    observed: ObservedPaths
    alignments: tuple[Alignment, ...]
    found: Mapping[Key, tuple[Ints, Ints]]

    @cached_property
    def fitness(self) -> Floats:
        """Return the fitness per path."""
        return np.array([one.fitness for one in self.alignments])[self.observed.variant]

    @cached_property
    def costs(self) -> tuple[int, int]:
        """Return the sums of costs and of worst costs over all paths."""
        counts = self.observed.counts.tolist()
        pairs = list(zip(self.alignments, counts, strict=True))
        return sum(one.cost * count for one, count in pairs), sum(one.worst * count for one, count in pairs)


def classify(expected: Expected, path: Sequence[str], alignment: Alignment) -> list[tuple[Key | None, Move]]:
    """Return the moves of an alignment, each with its kind of deviation; None for a touch that fits.

    A touch that does not fit is out of sequence where its touchpoint belongs to the map, and unplanned where it does
    not, or where it was there as often as it may be. A missing touch that happened elsewhere is told as that alone.
    Where a path is, the touch that fitted last says.
    """
    fitting = Counter(path[move.position] for move in alignment.moves if move.kind == FITS)
    missing = [move for move in alignment.moves if move.kind == MISSING]
    elsewhere: set[int] = set()
    told: dict[int, Key | None] = {}
    phase = ""
    for move in alignment.moves:
        if move.kind == UNPLANNED:
            touchpoint = path[move.position]
            match = next(
                (n for n, one in enumerate(missing) if n not in elsewhere and _has(expected, one, touchpoint)), -1
            )
            elsewhere |= {match} if match >= 0 else set()
            kind = _kind(expected, touchpoint, fitting, is_missing=match >= 0)
            told[id(move)] = (kind, phase or expected.stretches[move.stretch].phase, touchpoint, "")
        elif move.kind == FITS:
            phase = expected.places[move.place].phase
            told[id(move)] = None
    for number, move in enumerate(missing):
        if number not in elsewhere:
            place = expected.places[move.place]
            is_choice = len(place.choice) > 1
            own = ("", place.step) if is_choice else (place.touchpoint, "")
            told[id(move)] = (DeviationKind.MISSING, place.phase, *own)
    return [(told[id(move)], move) for move in alignment.moves if id(move) in told]


def _has(expected: Expected, missing: Move, touchpoint: str) -> bool:
    """Tell whether a touch elsewhere is the one that is missing here, or one of those that would do."""
    place = expected.places[missing.place]
    return touchpoint in {expected.places[one].touchpoint for one in (missing.place, *place.choice)}


def _kind(expected: Expected, touchpoint: str, fitting: Counter[str], *, is_missing: bool) -> DeviationKind:
    if touchpoint not in expected.placed:
        return DeviationKind.UNPLANNED
    most = expected.most.get(touchpoint)
    if not is_missing and most is not None and fitting[touchpoint] >= most:
        return DeviationKind.UNPLANNED
    return DeviationKind.OUT_OF_SEQUENCE


def told_moves(expected: Expected, path: Sequence[str], alignment: Alignment) -> tuple[AlignedTouch, ...]:
    """Return an aligned path as it is shown."""
    return tuple(
        AlignedTouch(path[move.position], FITS) if key is None else AlignedTouch(key[2] or key[3], key[0].value)
        for key, move in classify(expected, path, alignment)
    )


def conformed(
    expected: Expected,
    observed: ObservedPaths,
    alignments: tuple[Alignment, ...],
    *,
    channels: Mapping[str, int],
    roles: Mapping[int, frozenset[str]],
) -> Conformed:
    """Find all deviations.

    Args:
        expected: what the map expects.
        observed: the paths.
        alignments: one per distinct path.
        channels: code by channel.
        roles: what persons are known to be in a buying group; who is not named is never wrong.
    """
    found = _of_order(expected, observed, alignments)
    place, since = _laid_out(expected, observed, alignments)
    for kind, wrong in (
        (DeviationKind.FAILING, _failing(expected, observed, place)),
        (DeviationKind.LATE, _late(expected, observed, place, since)),
        (DeviationKind.WRONG, _wrong(expected, observed, place, channels, roles)),
    ):
        found |= _of_touches(kind, expected, observed, place, wrong)
    return Conformed(expected, observed, alignments, found)


def _of_order(
    expected: Expected, observed: ObservedPaths, alignments: tuple[Alignment, ...]
) -> dict[Key, tuple[Ints, Ints]]:
    """Find missing, unplanned and out-of-sequence touches: the same for all units of a distinct path."""
    variants: defaultdict[Key, dict[int, int]] = defaultdict(dict)
    for number, (path, alignment) in enumerate(zip(observed.paths, alignments, strict=True)):
        if alignment.cost:
            keys = Counter(key for key, _ in classify(expected, path, alignment) if key is not None)
            for key, count in keys.items():
                variants[key][number] = count
    order = np.argsort(observed.variant, kind="stable")
    bounds = np.concatenate([[0], np.cumsum(observed.counts)])
    found = {}
    for key, counts in variants.items():
        parts = [order[bounds[number] : bounds[number + 1]] for number in counts]
        often = np.repeat(np.fromiter(counts.values(), np.int64), [part.size for part in parts])
        found[key] = (np.concatenate(parts), often)
    return found


def _laid_out(expected: Expected, observed: ObservedPaths, alignments: tuple[Alignment, ...]) -> tuple[Ints, Ints]:
    """Return per touch the place where it fits, and the touch from which its delay counts; -1 for none."""
    places, sinces = [], []
    for path, alignment in zip(observed.paths, alignments, strict=True):
        place, since = np.full(len(path), -1), np.full(len(path), -1)
        last: dict[int, int] = {}
        for move in alignment.moves:
            if move.kind == FITS:
                place[move.position] = move.place
                told = expected.places[move.place]
                if told.max_delay_days is not None:
                    since[move.position] = max((last[one] for one in told.follows if one in last), default=-1)
                last[move.place] = move.position
        places.append(place)
        sinces.append(since)
    if not places:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    numbers = observed.variant.tolist()
    since = np.concatenate([sinces[number] for number in numbers])
    firsts = np.repeat(observed.begins[:-1], observed.sizes)
    return np.concatenate([places[number] for number in numbers]), np.where(since >= 0, since + firsts, -1)


def _failing(expected: Expected, observed: ObservedPaths, place: Ints) -> Truths:
    wrong = np.zeros(place.size, np.bool_)
    for number, told in enumerate(expected.places):
        if told.went_badly is not None:
            wrong |= (place == number) & observed.marks[told.went_badly]
        elif told.went_well is not None:
            wrong |= (place == number) & ~observed.marks[told.went_well]
    return wrong


def _late(expected: Expected, observed: ObservedPaths, place: Ints, since: Ints) -> Truths:
    limits = np.array([np.inf if one.max_delay_days is None else one.max_delay_days for one in expected.places])
    waited = (observed.us - observed.us[since]) / _DAY_US
    late: Truths = (since >= 0) & (waited > limits[place])
    return late


def _wrong(
    expected: Expected,
    observed: ObservedPaths,
    place: Ints,
    channels: Mapping[str, int],
    roles: Mapping[int, frozenset[str]],
) -> Truths:
    wrong = np.zeros(place.size, np.bool_)
    for number, told in enumerate(expected.places):
        here = place == number
        if told.channels:
            allowed = [channels[name] for name in told.channels if name in channels]
            wrong |= here & (observed.channel != 0) & ~np.isin(observed.channel, allowed)
        if told.roles:
            others = [person for person, known in roles.items() if known and not known & told.roles]
            wrong |= here & np.isin(observed.person, others)
    return wrong


def _of_touches(
    kind: DeviationKind, expected: Expected, observed: ObservedPaths, place: Ints, wrong: Truths
) -> dict[Key, tuple[Ints, Ints]]:
    found: dict[Key, list[Ints]] = defaultdict(list)
    owner = observed.owner
    for number in np.unique(place[wrong]).tolist():
        told = expected.places[number]
        found[kind, told.phase, told.touchpoint, ""].append(owner[wrong & (place == number)])
    counted = {}
    for key, parts in found.items():
        paths, often = np.unique(np.concatenate(parts), return_counts=True)
        counted[key] = (paths, often.astype(np.int64))
    return counted
