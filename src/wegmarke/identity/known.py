"""Identifiers of one subject in memory: found by hash, with their owners, links, and what their clusters consist of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from wegmarke.domain.identity_rules import IdentityRules
from wegmarke.identity.guards import is_weak
from wegmarke.lookup import SortedKeys

Hashes = npt.NDArray[np.uint64]
"""Keyed hashes of 16 bytes as two columns."""
Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_FIRST_ROOM = 1_024


class Known:
    """Identifiers of one subject.

    Attributes:
        owners: owner of each identifier, by its number; place 0 is nobody.
    """

    def __init__(self) -> None:
        self._hashes = SortedKeys(np.uint64, np.int64)
        self._pairs = SortedKeys(np.int64)
        self._kinds: list[str] = []
        self._owners = np.zeros(_FIRST_ROOM, dtype=np.int64)
        self._kind = np.zeros(_FIRST_ROOM, dtype=np.uint8)
        self._neighbours = np.zeros(_FIRST_ROOM, dtype=np.uint32)
        self._counts = np.zeros((_FIRST_ROOM, 0), dtype=np.uint16)
        self._is_guarded = np.zeros(_FIRST_ROOM, dtype=bool)
        self._end = 1

    @property
    def owners(self) -> Numbers:
        """Owner of each identifier, by its number; place 0 is nobody."""
        return self._owners[: self._end]

    def find(self, hashes: Hashes) -> Numbers:
        """Return the number of each hash in order, 0 where it is new."""
        numbers = np.zeros(len(hashes), dtype=np.int64)
        found = self._hashes.find(hashes[:, 0])
        rest, number = found.values
        same = rest == hashes[found.place, 1]
        numbers[found.place[same]] = number[same].astype(np.int64)
        return numbers

    def linked_since(self, pairs: Numbers) -> Numbers:
        """Return since when (µs since 1970) each pair of numbers is linked, the largest number where it is not."""
        since = np.full(len(pairs), np.iinfo(np.int64).max)
        found = self._pairs.find(as_keys(pairs))
        np.minimum.at(since, found.place, found.values[0].astype(np.int64))
        return since

    def add(self, hashes: Hashes, numbers: Numbers, kinds: Sequence[str], owners: Numbers) -> None:
        """Add identifiers with rising numbers behind those that are known."""
        self._hashes.add(hashes[:, 0], hashes[:, 1], numbers)
        self._make_room(int(numbers[-1]) + 1)
        codes = self._coded(kinds)
        self._owners[numbers] = owners
        self._kind[numbers] = codes
        np.add.at(self._counts, (owners, codes), 1)

    def link(self, pairs: Numbers, since: Numbers) -> None:
        """Add links, or earlier times of links."""
        self._pairs.add(as_keys(pairs), since)

    def count_neighbours(self, pairs: Numbers) -> None:
        """Count links that were not known."""
        np.add.at(self._neighbours, pairs.ravel(), 1)

    def neighbours(self, numbers: Numbers) -> npt.NDArray[np.uint32]:
        """Return how many others each identifier was named together with."""
        return self._neighbours[numbers]

    def is_weak(self, numbers: Numbers) -> Flags:
        """Tell for each identifier whether it names a device and no person."""
        return np.array([*(is_weak(kind) for kind in self._kinds), False], dtype=bool)[self._kind[numbers]]

    def are_users(self, pairs: Numbers) -> Flags:
        """Tell for each pair whether both are names that a sender gave a user."""
        users = np.array([*(kind == "user_id" for kind in self._kinds), False], dtype=bool)
        return np.asarray(users[self._kind[pairs]].all(axis=1), dtype=bool)

    def counts(self, owners: Numbers) -> Numbers:
        """Return how many identifiers of each kind clusters have; one row per cluster."""
        return self._counts[owners].astype(np.int64)

    def limits(self, rules: IdentityRules) -> Numbers:
        """Return how many of each kind one cluster may have without a question about periods."""
        return np.array([rules.limit(kind).most for kind in self._kinds], dtype=np.int64)

    def weak_kinds(self) -> Flags:
        """Tell for each kind whether it names a device."""
        return np.array([is_weak(kind) for kind in self._kinds], dtype=bool)

    def is_guarded(self, owners: Numbers) -> Flags:
        """Tell for each cluster whether its links must be weighed one by one."""
        return self._is_guarded[owners]

    def guard(self, owners: Numbers) -> None:
        """Remember that links of clusters must be weighed one by one from now on."""
        self._is_guarded[owners] = True

    def move(self, were: Numbers, now: Numbers) -> None:
        """Give clusters as a whole to other owners."""
        if not len(were):
            return
        # An owner is the smallest number of its cluster, so what is before the first of them is not theirs.
        first = int(were.min())
        owners = self._owners[first : self._end]
        renamed = np.arange(first, self._end)
        renamed[were - first] = now
        is_theirs = owners >= first
        owners[is_theirs] = renamed[owners[is_theirs] - first]
        np.add.at(self._counts, now, self._counts[were])
        self._counts[were] = 0

    def give(self, numbers: Numbers, owners: Numbers) -> None:
        """Give single identifiers to owners; all identifiers of the clusters concerned must be named."""
        before = np.unique(np.concatenate([self._owners[numbers], owners]))
        self._owners[numbers] = owners
        self._counts[before] = 0
        np.add.at(self._counts, (owners, self._kind[numbers]), 1)

    def _coded(self, kinds: Sequence[str]) -> npt.NDArray[np.uint8]:
        for kind in dict.fromkeys(kinds):
            if kind not in self._kinds:
                self._kinds.append(kind)
        wider = len(self._kinds) - self._counts.shape[1]
        if wider:
            self._counts = np.pad(self._counts, ((0, 0), (0, wider)))
        codes = {kind: code for code, kind in enumerate(self._kinds)}
        return np.fromiter((codes[kind] for kind in kinds), dtype=np.uint8, count=len(kinds))

    def _make_room(self, end: int) -> None:
        self._end = end
        room = len(self._owners)
        if end <= room:
            return
        more = max(end, 2 * room) - room
        self._owners = np.pad(self._owners, (0, more))
        self._kind = np.pad(self._kind, (0, more))
        self._neighbours = np.pad(self._neighbours, (0, more))
        self._counts = np.pad(self._counts, ((0, more), (0, 0)))
        self._is_guarded = np.pad(self._is_guarded, (0, more))


def as_keys(pairs: Numbers) -> npt.NDArray[np.uint64]:
    """Write each pair of numbers as one; in order of the first and then of the second."""
    low, high = pairs[:, 0].astype(np.uint64), pairs[:, 1].astype(np.uint64)
    return (low << np.uint64(32)) | high


def as_pairs(keys: npt.NDArray[np.uint64]) -> Numbers:
    """Read what `as_keys` wrote."""
    return np.stack([keys >> np.uint64(32), keys & np.uint64(0xFFFF_FFFF)], axis=1).astype(np.int64)
