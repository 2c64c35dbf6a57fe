"""The path index of a served workspace: made in the background, told of each settle, folded when it is due.

Commands that end soon never start it. Until it is ready, and while it is made anew because the rules of recognition
changed, there are no snapshots, and analyses ask the expressions.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from wegmarke.domain import Unit
from wegmarke.engine import Engine
from wegmarke.events import Changed, joined, state_of_touches
from wegmarke.paths import index, is_warm, warm_up
from wegmarke.workspace.back_seat import take_a_back_seat

_OF_UNIT = {Unit.PERSON: "person_paths", Unit.ACCOUNT: "account_paths"}
_MOST_TOLD = 50_000
"""Touches that wait to be taken in by whoever asks: so many take him about a tenth of a second."""
_WORTH_WAITING_SECONDS = 20
"""How long after its beginning somebody waits for the index: at first passes are loaded, which takes a few seconds."""


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
            for unit in _OF_UNIT
        }
        self._ready: Mapping[Unit, index.Snapshot] = {}
        self._told: deque[Changed] = deque()
        self._following = threading.RLock()
        self._news = threading.Condition()
        self._at_stores = threading.Lock()
        self._thread: threading.Thread | None = None
        self._begun = 0.0

    @property
    def person(self) -> index.Snapshot | None:
        """The paths of persons, or None while they are not ready."""
        return self.ready.get(Unit.PERSON)

    @property
    def account(self) -> index.Snapshot | None:
        """The paths of accounts, or None while they are not ready."""
        return self.ready.get(Unit.ACCOUNT)

    @property
    def ready(self) -> Mapping[Unit, index.Snapshot]:
        """The snapshots that are ready, all of one state, with every change that was told so far."""
        if self._told:
            self._follow()
        return self._ready

    def start(self) -> None:
        """Begin to make the index in the background; returns at once."""
        with self._following:
            if self._thread is not None:
                return
            for follower in self._followers.values():
                follower.wait()
            self._begun = time.monotonic()
            # from here: threads that the background starts would take its back seat
            index.prepare_threads()
            self._thread = threading.Thread(target=self._work, name="paths", daemon=True)
            self._thread.start()

    def advance(self, changed: Changed) -> None:
        """Be told what a derivation changed; called once for each, in their order.

        Whoever asks next, or the background when much was told, takes it in: the next derivation need not wait.
        """
        if self._thread is None or changed.before == changed.state:
            return
        self._told.append(changed)
        if changed.is_all or sum(told.touches for told in list(self._told)) > _MOST_TOLD:
            self._woken.set()
        self._announce()

    def wait_past(self, state: str, seconds: float) -> None:
        """Wait until the snapshots can be of another state than this one, or there are none, or patience ends."""
        with self._news:
            self._news.wait_for(
                lambda: self._told or any(s.state != state for s in self._ready.values()) or not self._ready, seconds
            )

    def wait_until_ready(self, seconds: float) -> bool:
        """Wait until both indexes are there; tells whether they are."""
        if self._told:
            self._follow()
        with self._news:
            return self._news.wait_for(lambda: len(self._ready) == len(self._followers), seconds)

    def wait_while_made(self) -> None:
        """Wait for the indexes while they are made for the first time, where expressions would take much longer.

        Nobody waits where they are not made at all, where that failed, or when they have been made for long already:
        after an installation passes are compiled first, which takes a minute and more.
        """
        if self._thread is None or self.trouble:
            return
        left = self._begun + _WORTH_WAITING_SECONDS - time.monotonic()
        if left > 0:
            self.wait_until_ready(left)

    def stop(self) -> None:
        """End what is under way, and keep the snapshots for the next process."""
        self._stopped.set()
        self._woken.set()
        with self._at_stores, self._following:
            self._follow()
            for follower in self._followers.values():
                if follower.is_following:
                    follower.paths.keep()
                follower.leave()
            self._publish()

    def _work(self) -> None:
        take_a_back_seat()
        while not self._stopped.is_set():
            try:
                if not is_warm():
                    # after an installation nothing below would find its passes compiled
                    warm_up()
                with self._at_stores:
                    self._follow()
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

    def _follow(self) -> None:
        """Take in what was told."""
        with self._following:
            told = [self._told.popleft() for _ in range(len(self._told))]
            if not told:
                return
            try:
                for follower in self._followers.values():
                    follower.take(told)
            except Exception as error:  # noqa: BLE001  # what is stored is stored: the index is made anew
                self._fail(error)
            self._publish()
            if any(follower.needs_work for follower in self._followers.values()):
                self._woken.set()

    def _make(self) -> None:
        for follower in self._followers.values():
            while follower.is_waiting and not self._stopped.is_set():
                follower.make()
                with self._following:
                    self._follow()
                    follower.catch_up()
                    self._publish()

    def _fold(self) -> None:
        for follower in self._followers.values():
            if follower.is_following and follower.paths.is_due_for_folding() and not self._stopped.is_set():
                follower.paths.fold()
                with self._following:
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
        self._announce()

    def _announce(self) -> None:
        with self._news:
            self._news.notify_all()


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

    @property
    def needs_work(self) -> bool:
        """Tell whether there is something to do that takes its time."""
        return self.is_waiting or (self.is_following and self.paths.is_due_for_folding())

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
        waiting, self._waiting, self.is_following = self._waiting, None, True
        # what led to the state that was read is in it
        begins = [changed.before for changed in waiting]
        if self.paths.snapshot.state in begins:
            self.take(waiting)

    def take(self, told: Sequence[Changed]) -> None:
        """Take in changes, now or when the index is made."""
        if self._waiting is not None:
            self._waiting.extend(told)
        elif self.is_following:
            try:
                if not self._took(told):
                    self.wait()
            except BaseException:
                self.wait()
                raise

    def _took(self, told: Sequence[Changed]) -> bool:
        """Tell whether the index is of the state that the changes led to."""
        snapshot, state = self.paths.snapshot, told[-1].state
        if snapshot is None:
            return False
        if snapshot.state == state:
            return True
        begins = [changed.before for changed in told]
        behind = told[begins.index(snapshot.state) :] if snapshot.state in begins else []
        is_known = bool(behind) and all(first.state == then.before for first, then in pairwise(behind))
        if not is_known or any(changed.is_all for changed in behind):
            return False
        change = joined(self._unit, [getattr(changed, _OF_UNIT[self._unit]) for changed in behind])
        if change.rows is not None:
            snapshot = self.paths.advance(change.units, change.since, change.rows, state=state)
        else:
            snapshot = self.paths.update(change.units)
        # touches that were read may be of a later state than paths that were not
        return snapshot.state == state
