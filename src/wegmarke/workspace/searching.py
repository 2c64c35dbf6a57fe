"""Says how far a search for duplicates is, allows one at a time, and ends it between its stages.

Comparing takes its time and touches no store; reading and keeping do. So a workspace that closes waits for those two
and leaves a comparison to itself: what it finds is not kept any more.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from wegmarke.domain import UsageError, WegmarkeError
from wegmarke.domain.duplicates import DuplicateSearch, SearchStage


class Closing(Exception):
    """Raised inside a search when the workspace closes; seen by nobody."""


class Searching:
    """The search of one owner of a workspace; nothing here outlives its process."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._at_stores = threading.Lock()
        self._subject: str | None = None
        self._told: dict[str, DuplicateSearch] = {}
        self._is_closed = False

    def told(self, subject: str) -> DuplicateSearch:
        """Return how far the search of a subject is, or why the last one broke off."""
        return self._told.get(subject, DuplicateSearch(subject))

    def run(self, subject: str, work: Callable[[], None]) -> None:
        """Search here.

        Raises:
            UsageError: another search is under way, or the workspace closes.
        """
        self._claim(subject)
        self._work(subject, work)

    def begin(self, subject: str, work: Callable[[], None]) -> None:
        """Search in the background; what breaks it off is told and raised nowhere.

        Raises:
            UsageError: another search is under way, or the workspace closes.
        """
        self._claim(subject)

        def quietly() -> None:
            try:
                self._work(subject, work)
            except Closing:
                return
            except WegmarkeError as error:
                self._fail(subject, error.message)
            except Exception as error:  # noqa: BLE001  # its text may hold values of persons, its kind does not
                self._fail(subject, f"The search broke off: {type(error).__name__}.")

        threading.Thread(target=quietly, name="duplicates", daemon=True).start()

    @contextmanager
    def at_stores(self, subject: str, stage: SearchStage) -> Iterator[None]:
        """Do a stage that reads or writes stores; they stay open until it ends."""
        with self._at_stores:
            if self._is_closed:
                raise Closing
            self.tell(subject, stage)
            yield

    def tell(self, subject: str, stage: SearchStage, done: int = 0, total: int = 0) -> None:
        """Say how far the search is."""
        self._told[subject] = DuplicateSearch(subject, stage=stage, done=done, total=total)

    def stop(self) -> None:
        """Let nothing touch the stores any more; waits for what does at the moment."""
        with self._at_stores:
            self._is_closed = True

    def _claim(self, subject: str) -> None:
        with self._changing:
            if self._subject is not None or self._is_closed:
                raise UsageError("duplicates: expected no search at hand; one is under way. Wait until it ends.")
            self._subject = subject
            self.tell(subject, SearchStage.READING)

    def _work(self, subject: str, work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            with self._changing:
                self._subject = None
                self._told.pop(subject, None)

    def _fail(self, subject: str, failure: str) -> None:
        with self._changing:
            if self._subject != subject:
                self._told[subject] = replace(DuplicateSearch(subject), failure=failure)
