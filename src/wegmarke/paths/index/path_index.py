"""The path index of one kind of unit: kept current by the units that changed, folded in the background."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from wegmarke.domain import Unit
from wegmarke.engine import Engine
from wegmarke.paths.index.build import read_columns
from wegmarke.paths.index.columns import Columns, Int64s
from wegmarke.paths.index.files import open_columns, write_columns
from wegmarke.paths.index.snapshot import Snapshot

_FOLD_TOUCHES = 1_000_000
_FOLD_SHARE = 0.1


class PathIndex:
    """Snapshots of the paths of one kind of unit.

    Any number of threads may read; changes come from one thread at a time, which `update` and `fold` see to.
    """

    def __init__(self, engine: Engine, by: Unit | str, *, folder: Path | None = None) -> None:
        """Make an index without a snapshot.

        Args:
            engine: holds the touch table.
            by: what a path belongs to: the name of a column of the touch table with numbers of units.
            folder: where the base is kept between processes; without one it stays in memory.
        """
        self._engine = engine
        self._column = str(by)
        self._folder = folder
        self._snapshot: Snapshot | None = None
        self._since_fold: list[Int64s] | None = None
        self._lock = threading.RLock()
        self._folding = threading.Lock()

    @property
    def snapshot(self) -> Snapshot | None:
        """Return the newest snapshot, or None while the index is not built."""
        return self._snapshot

    def open(self, state: str) -> Snapshot:
        """Take the base from the folder if it is of this state of the touch table, else build it.

        Args:
            state: names a state of the touch table; two states with one name must hold the same touches.
        """
        kept = None if self._folder is None else open_columns(self._folder, state)
        if kept is None:
            return self.build(state)
        with self._lock:
            self._snapshot = Snapshot.of(kept)
            return self._snapshot

    def build(self, state: str = "") -> Snapshot:
        """Read all touches into a new base; readers of the snapshot before are not disturbed.

        Call it where no touches are written meanwhile; other changes come through `update`.
        """
        with self._lock:
            columns = read_columns(self._engine, self._column)
            if self._folder is not None:
                columns = write_columns(columns, self._folder, state)
            self._since_fold = None
            self._snapshot = Snapshot.of(columns)
            return self._snapshot

    def update(self, units: Int64s) -> Snapshot:
        """Read the paths of units that changed again, and return the snapshot that has them.

        Args:
            units: numbers of all units with touches that came, went or changed since the last call.
        """
        with self._lock:
            before = self._snapshot
            if before is None:
                return self.build()
            units = np.unique(np.asarray(units, np.int64))
            if not units.size:
                return before
            if self._since_fold is not None:
                self._since_fold.append(units)
            self._snapshot = before.changed(units, read_columns(self._engine, self._column, units))
            return self._snapshot

    def is_due_for_folding(self) -> bool:
        """Tell whether the delta has grown so large that each update, which copies it, takes long."""
        snapshot = self._snapshot
        return snapshot is not None and snapshot.delta.touches > max(_FOLD_TOUCHES, _FOLD_SHARE * snapshot.base.touches)

    def fold(self) -> None:
        """Make one base of base and delta; updates go on meanwhile and stand in the new delta."""
        with self.folding() as swap:
            before = self._snapshot
            if before is not None:
                swap(before.folded())

    @contextmanager
    def folding(self) -> Iterator[Callable[[Columns], None]]:
        """Write down which units change from now on, and give what puts a newer base under them.

        The base must hold at least what the snapshot holds when the block begins.
        """
        with self._folding:
            with self._lock:
                self._since_fold = []
            yield self._put_under

    def _put_under(self, base: Columns) -> None:
        with self._lock:
            changed, self._since_fold = self._since_fold, None
            # built anew meanwhile: then that base is the newer one
            if changed is not None and self._snapshot is not None:
                self._snapshot = self._snapshot.since(base, np.concatenate([np.empty(0, np.int64), *changed]))

    def fold_in_background(self) -> threading.Thread:
        """Fold in a thread of its own, which is returned so that a caller can wait for it."""
        thread = threading.Thread(target=self.fold, name=f"fold-{self._column}", daemon=True)
        thread.start()
        return thread

    def keep(self, state: str) -> None:
        """Write everything to the folder as the base of this state, so that the next process need not build it."""
        with self._folding, self._lock:
            if self._folder is not None and self._snapshot is not None:
                self._snapshot = Snapshot.of(write_columns(self._snapshot.folded(), self._folder, state))
