"""The path index of one kind of unit: kept current by the units that changed, folded in the background."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa

from wegmarke.domain import Unit
from wegmarke.engine import Engine
from wegmarke.paths.index.build import NameState, no_name, read_columns, read_paths
from wegmarke.paths.index.columns import Columns, Int64s
from wegmarke.paths.index.files import SnapshotFiles
from wegmarke.paths.index.rewriting import path_columns, rewritten
from wegmarke.paths.index.snapshot import Snapshot

_FOLD_TOUCHES = 1_000_000
_FOLD_SHARE = 0.1


class PathIndex:
    """Snapshots of the paths of one kind of unit.

    Any number of threads may read; changes come from one thread at a time, which locks see to.
    """

    def __init__(
        self, engine: Engine, by: Unit | str, *, folder: Path | None = None, name_state: NameState = no_name
    ) -> None:
        """Make an index without a snapshot.

        Args:
            engine: holds the touch table.
            by: what a path belongs to: the name of a column of the touch table with numbers of units.
            folder: where snapshots are kept between processes; without one they stay in memory.
            name_state: names the state of the touches that a session sees. Two states of one name must hold the same
                touches. What has no name is not kept.
        """
        self._engine = engine
        self._column = str(by)
        self._files = None if folder is None else SnapshotFiles(folder)
        self._name_state = name_state
        self._snapshot: Snapshot | None = None
        self._since_fold: list[Int64s] | None = None
        self._lock = threading.RLock()
        self._folding = threading.Lock()

    @property
    def snapshot(self) -> Snapshot | None:
        """Return the newest snapshot, or None while the index is not built."""
        return self._snapshot

    def open(self) -> Snapshot:
        """Take the snapshot from the folder if it is of the state that the touches have now, else build the index."""
        if self._files is not None:
            with self._engine.snapshot() as session:
                state = self._name_state(session)
            kept = self._files.open(state)
            if kept is not None:
                return self._begin(kept)
        return self.build()

    def build(self) -> Snapshot:
        """Read all touches into a new base; readers of the snapshot before are not disturbed.

        What changes meanwhile is not in it: the state of the snapshot says which touches are.
        """
        columns, state = read_columns(self._engine, self._column, self._name_state)
        with self._folding:
            return self._begin(Snapshot.of(self._written(columns, state), state))

    def _begin(self, snapshot: Snapshot) -> Snapshot:
        with self._lock:
            self._since_fold = None
            self._snapshot = snapshot
            return snapshot

    def update(self, units: Int64s) -> Snapshot:
        """Read the paths of units that changed again, and return the snapshot that has them.

        Args:
            units: numbers of all units with touches that came, went or changed since the last call.
        """
        with self._lock:
            if self._snapshot is None:
                return self.build()
            units = np.unique(np.asarray(units, np.int64))
            if not units.size:
                return self._snapshot
            paths, state = read_paths(self._engine, self._column, units, self._name_state)
            return self._change(units, paths, state)

    def advance(self, units: Int64s, since: Int64s, rows: pa.Table, *, state: str = "") -> Snapshot:
        """Let paths go on otherwise from an instant on, and return the snapshot with these; the store is not asked.

        Args:
            units: numbers of all units with touches that came, went or changed since the last call, rising.
            since: per unit the instant, microseconds since 1970, before which its path stays as it was.
            rows: all touches of these units from then on with the columns of the touch table, unit after unit with
                rising numbers, each path in order.
            state: names the state of the touches that this leads to.
        """
        with self._lock:
            if self._snapshot is None:
                return self.build()
            paths = rewritten(self._snapshot, units, since, path_columns(rows, self._column))
            return self._change(units, paths, state)

    def _change(self, units: Int64s, paths: Columns, state: str) -> Snapshot:
        assert self._snapshot is not None, "asked for by the callers"
        if self._since_fold is not None:
            self._since_fold.append(units)
        self._snapshot = self._snapshot.changed(units, paths, state)
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
                swap(self._written(before.folded(), before.state))

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

    def keep(self) -> None:
        """Write the snapshot to the folder, so that the next process need not build it.

        What the disk does not take is built again then.
        """
        with self._folding, self._lock:
            if self._files is not None and self._snapshot is not None and self._snapshot.state:
                with contextlib.suppress(OSError):
                    self._files.keep(self._snapshot)

    def _written(self, base: Columns, state: str) -> Columns:
        if self._files is None or not state:
            return base
        try:
            return self._files.write(base, state)
        except OSError:
            # a disk that is full is no reason to give no answers
            return base
