"""The path index of a served workspace: made in the background, advanced after each settle, folded when it is due.

Commands that end soon never start it. Until it is ready, and while it is made anew because the rules of recognition
changed, there are no snapshots, and analyses ask the expressions.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

from wegmarke.domain import Unit
from wegmarke.engine import Engine
from wegmarke.events import Changed, Rewritten, state_of_touches
from wegmarke.paths import index, warm_up
from wegmarke.workspace.back_seat import take_a_back_seat

_OF_UNIT = {Unit.PERSON: "person_paths", Unit.ACCOUNT: "account_paths"}


class LivePaths:
    """The newest snapshots of the paths of persons and accounts, both of one state of the touches.

    Attributes:
        trouble: kind and message of the error that keeps the index from being made, empty without one.
    """

    def __init__(self, engine: Engine, folder: Path) -> None:
        """Make nothing yet: `start` does.

        Args:
            engine: holds the touch table.
            folder: where snapshots are kept between processes.
        """
        self.trouble = ""
        self._stopped = threading.Event()
        self._woken = threading.Event()
        self._followers = {
            unit: _Follower(
                index.PathIndex(
                    engine,
                    unit,
                    folder=folder / unit.value,
                    name_state=state_of_touches,
                    is_wanted=lambda: not self._stopped.is_set(),
                ),
                unit,
            )
            for unit in Unit
        }
        self._ready: Mapping[Unit, index.Snapshot] = {}
        self._changing = threading.Condition()
        self._at_stores = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def person(self) -> index.Snapshot | None:
        """The paths of persons, or None while they are not ready."""
        return self._ready.get(Unit.PERSON)

    @property
    def account(self) -> index.Snapshot | None:
        """The paths of accounts, or None while they are not ready."""
        return self._ready.get(Unit.ACCOUNT)

    @property
    def ready(self) -> Mapping[Unit, index.Snapshot]:
        """The snapshots that are ready, all of one state."""
        return self._ready

    def start(self) -> None:
        """Begin to make the index in the background; returns at once."""
        with self._changing:
            if self._thread is not None:
                return
            for follower in self._followers.values():
                follower.wait()
            # from here: threads that the background starts would take its back seat
            index.prepare_threads()
            self._thread = threading.Thread(target=self._work, name="paths", daemon=True)
            self._thread.start()

    def advance(self, changed: Changed) -> None:
        """Take in what a derivation changed; called once for each, in their order."""
        with self._changing:
            try:
                for follower in self._followers.values():
                    follower.take(changed)
            except Exception as error:  # noqa: BLE001  # what is stored is stored: the index is made anew
                self._fail(error)
            self._publish()
        self._woken.set()

    def wait_past(self, state: str, seconds: float) -> None:
        """Wait until the snapshots are of another state than this one, or there are none, or patience ends."""
        with self._changing:
            self._changing.wait_for(
                lambda: any(s.state != state for s in self._ready.values()) or not self._ready, seconds
            )

    def wait_until_ready(self, seconds: float) -> bool:
        """Wait until both indexes are there; tells whether they are."""
        with self._changing:
            return self._changing.wait_for(lambda: len(self._ready) == len(self._followers), seconds)

    def stop(self) -> None:
        """End what is under way, and keep the snapshots for the next process."""
        self._stopped.set()
        self._woken.set()
        with self._at_stores, self._changing:
            for follower in self._followers.values():
                if follower.is_following:
                    follower.paths.keep()
                follower.leave()
            self._publish()

    def _work(self) -> None:
        take_a_back_seat()
        # nothing below would find its passes compiled after an installation
        warm_up()
        while not self._stopped.is_set():
            try:
                with self._at_stores:
                    self._make()
                    self._fold()
            except index.Abandoned:
                return
            except Exception as error:  # noqa: BLE001  # whatever it is, the expressions answer, and it is tried again
                self._fail(error)
            else:
                self.trouble = ""
            self._woken.wait()
            self._woken.clear()

    def _fail(self, error: Exception) -> None:
        self.trouble = f"{type(error).__name__}: {error}"[:500]

    def _make(self) -> None:
        for follower in self._followers.values():
            while follower.is_waiting and not self._stopped.is_set():
                follower.make()
                with self._changing:
                    follower.catch_up()
                    self._publish()

    def _fold(self) -> None:
        for follower in self._followers.values():
            if follower.is_following and follower.paths.is_due_for_folding() and not self._stopped.is_set():
                follower.paths.fold()
                with self._changing:
                    self._publish()

    def _publish(self) -> None:
        found = {
            unit: follower.paths.snapshot
            for unit, follower in self._followers.items()
            if follower.is_following and follower.paths.snapshot is not None
        }
        # one that was just made may be a change ahead, which the other is told next
        state = next((snapshot.state for snapshot in found.values()), "")
        self._ready = {unit: snapshot for unit, snapshot in found.items() if snapshot.state == state}
        self._changing.notify_all()


class _Follower:
    """One index, and what it has still to take in while it is made."""

    def __init__(self, paths: index.PathIndex, unit: Unit) -> None:
        self.paths = paths
        self.is_following = False
        self._unit = unit
        self._waiting: list[Changed] | None = None
        self._was_made = False

    @property
    def is_waiting(self) -> bool:
        """Tell whether the index has to be made."""
        return self._waiting is not None

    def wait(self) -> None:
        """Write down what changes from now on, until the index is made."""
        self.is_following, self._waiting = False, []

    def leave(self) -> None:
        """Take nothing in any more."""
        self.is_following, self._waiting = False, None

    def make(self) -> None:
        """Make the index as it is now; it takes its time, while changes wait."""
        if self._was_made:
            self.paths.build()
        else:
            self.paths.open()
        self._was_made = True

    def catch_up(self) -> None:
        """Take in what changed while the index was made, and follow from then on."""
        if self._waiting is None or self.paths.snapshot is None:
            return
        waiting, state = self._waiting, self.paths.snapshot.state
        # what led to the state that was read is in it
        begins = [changed.before for changed in waiting]
        self.is_following, self._waiting = True, None
        for changed in waiting[begins.index(state) :] if state in begins else []:
            self.take(changed)

    def take(self, changed: Changed) -> None:
        """Take in a change, now or when the index is made."""
        if self._waiting is not None:
            self._waiting.append(changed)
        elif self.is_following:
            try:
                if not self._took(changed):
                    self.wait()
            except BaseException:
                self.wait()
                raise

    def _took(self, changed: Changed) -> bool:
        """Tell whether the index is of the state that the change led to."""
        snapshot = self.paths.snapshot
        if snapshot is None:
            return False
        if snapshot.state == changed.state:
            return True
        if snapshot.state != changed.before or changed.is_all:
            return False
        told: Rewritten = getattr(changed, _OF_UNIT[self._unit])
        if told.rows is not None:
            snapshot = self.paths.advance(told.units, told.since, told.rows, state=changed.state)
        else:
            snapshot = self.paths.update(told.units)
        # touches that were read may be of a later state than paths that were not
        return snapshot.state == changed.state
