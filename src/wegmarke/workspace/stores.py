"""The open stores of a workspace, held by the one process that owns it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from wegmarke import events
from wegmarke.analytics import predict
from wegmarke.config import Settings
from wegmarke.domain import Clock
from wegmarke.duplicates import tables as duplicate_tables
from wegmarke.engine import Engine, Session, open_engine
from wegmarke.events import Changed, Recognition, Sink, Stored
from wegmarke.identity import adopt_blocked, adopt_labels
from wegmarke.identity import tables as identity_tables
from wegmarke.ingest import Inbox, books, held_plan
from wegmarke.ingest import tables as inbox_tables
from wegmarke.maps import tables as map_tables
from wegmarke.paths import Answers
from wegmarke.privacy import KeyRing, WriteKeys, open_keys
from wegmarke.privacy import tables as privacy_tables
from wegmarke.reports import tables as report_tables
from wegmarke.segments import scores
from wegmarke.segments import tables as segment_tables
from wegmarke.stages import tables as stage_tables
from wegmarke.state import Database, migrate, open_database
from wegmarke.surveys import tables as survey_tables
from wegmarke.workspace.folder import Folder
from wegmarke.workspace.import_runs import ImportRuns
from wegmarke.workspace.library import Library
from wegmarke.workspace.live_paths import LivePaths
from wegmarke.workspace.map_drafts import Drafts
from wegmarke.workspace.person_index import Identifiers, Labels
from wegmarke.workspace.searching import Searching
from wegmarke.workspace.segment_work import SegmentWork
from wegmarke.workspace.unit_paths import UnitPaths, unit_rules

DECLARED = (
    duplicate_tables, identity_tables, inbox_tables, map_tables, predict.tables, privacy_tables, report_tables,
    scores.tables, segment_tables, stage_tables, survey_tables,
)  # fmt: skip
"""Modules that declare tables of the application databases; importing them is what matters."""


@dataclass
class Stores:
    """Everything a workspace operation reads and writes.

    `paths` is the live path index. `after_settle` are called after each settle that changed touches, once it is
    committed and in the order of settles; whoever failed is told the next time that everything may have changed.
    `state_of_data` rises with every change of touches or maps; `answers` are kept until then.
    `person_identifiers`, `person_labels` and `account_labels` are what lists of persons are searched in.
    `new_link` makes a link that opens the pages, where this process serves them; `pump` is told there that something
    waits in the inbox.
    """

    folder: Folder
    settings: Settings
    clock: Clock
    state: Database
    inbox_database: Database
    engine: Engine
    keys: KeyRing
    write_keys: WriteKeys
    inbox: Inbox
    library: Library
    state_of_data: int = 0
    answers: Answers = field(default_factory=Answers)
    new_link: Callable[[], str] | None = None
    pump: Callable[[], None] | None = None
    after_settle: list[Callable[[Changed], None]] = field(default_factory=list)
    work: threading.RLock = field(default_factory=threading.RLock)
    runs: ImportRuns = field(default_factory=ImportRuns)
    searching: Searching = field(default_factory=Searching)
    person_identifiers: Identifiers = field(default_factory=Identifiers)
    person_labels: Labels = field(default_factory=lambda: Labels("person"))
    account_labels: Labels = field(default_factory=lambda: Labels("account"))

    def __post_init__(self) -> None:
        """Make the sink, which remembers between its runs."""
        self._apart = False
        self._owed: list[Callable[[Changed], None]] = []
        self.drafts = Drafts(self.state, self.library, self.clock)
        self.unit_paths = UnitPaths(self.engine, unit_rules(self.settings))
        self.paths = LivePaths(self.engine, self.folder.files / "paths")
        self.segments = SegmentWork(
            self.state, self.engine, self.keys, self.inbox, self.library, self.clock, self.settings, self.paths
        )
        self.after_settle.append(self.segments.after_settle)
        self._sink = Sink(self.inbox_database, self.state, self.engine, self.keys)

    def recognition(self) -> Recognition:
        """Return the touchpoints of all maps, those of the reference map first."""
        return self.library.recognition()

    def settle_inbox(self, progress: Callable[[int], None] | None = None) -> int:
        """Store what waits in the inbox now; returns how many events were taken.

        What comes in meanwhile waits for the next time: under a steady load there would be no end.

        Args:
            progress: called with the number of events taken so far.
        """
        with self.work:
            self._mend()
            return self._store(progress, lambda *_: None)

    def settle(self, progress: Callable[[int], None] | None = None) -> None:
        """Store what waits in the inbox and bring the touches up to date.

        Stages run in the order in which data walks; only one thread does it at a time. The last events are stored and
        derived in one transaction, unless that failed the last time: what cannot be derived is stored at least.
        """
        with self.work:
            self._mend()
            recognition = self.recognition()
            derived: list[Changed] = []

            def derive(session: Session, done: Stored) -> None:
                derived.append(events.derive_in(session, self.engine, recognition, done.owners))

            apart, self._apart = self._apart, True
            taken = self._store(progress, (lambda *_: None) if apart else derive)
            if not derived:
                derived.append(events.derive(self.engine, recognition))
            self._apart = False
            try:
                self._tell(derived[-1])
            finally:
                if taken or any(derived):
                    # risen before the index is of the new state, an answer of the old one would be kept for the new
                    self.state_of_data += 1
            if self.segments.has_announced():
                # No announcement leads to itself, so that this comes to an end.
                self.settle(progress)

    def wake(self) -> None:
        """Have what waits in the inbox stored soon; at once where nobody else would."""
        if self.pump is None:
            self.settle()
        else:
            self.pump()

    def open_segments(self) -> None:
        """Bring segments up to date when the workspace was opened: what was not judged, and what time changed."""
        with self.work:
            self.segments.open()
            self.announce_segments()

    def announce_segments(self) -> None:
        """Make events of what segments announce, and store them."""
        with self.work:
            self.segments.announce()
            if self.segments.has_announced():
                self.settle()

    def pass_time(self) -> None:
        """Bring segments up to date with the time that passed while nothing happened."""
        with self.work:
            self.segments.pass_time()
            self.announce_segments()

    def _tell(self, changed: Changed) -> None:
        self.paths.advance(changed)
        owed, self._owed = self._owed, []
        errors = []
        for told in list(self.after_settle):
            try:
                if told in owed:
                    told(replace(changed, is_all=True))
                elif changed:
                    told(changed)
            except Exception as error:  # noqa: BLE001  # the others must hear of it, and it is raised when they have
                self._owed.append(told)
                errors.append(error)
        if errors:
            raise errors[0]

    def _store(self, progress: Callable[[int], None] | None, with_the_last: Callable[[Session, Stored], None]) -> int:
        last = books.last_position(self.inbox_database)

        def in_same(session: Session, done: Stored) -> None:
            if done.position >= last:
                with_the_last(session, done)

        taken = 0
        while (done := self._sink.run_once(in_same=in_same)) is not None:
            taken += done.stored + done.duplicate + done.conflict
            if progress is not None:
                progress(taken)
            if done.position >= last:
                break
        return taken

    def _mend(self) -> None:
        for store in (self.inbox_database, self.state, self.engine):
            store.mend()

    def close(self) -> None:
        """End what runs in the background, and close all stores."""
        self.runs.stop()
        self.searching.stop()
        self.paths.stop()
        self.engine.close()
        self.inbox_database.close()
        self.state.close()


def open_stores(folder: Folder, clock: Clock) -> Stores:
    """Open the stores of a workspace, bringing their schema up to date first."""
    settings = folder.settings()
    keys = open_keys(folder.keys)
    state = open_database(folder.state)
    inbox = open_database(folder.inbox)
    migrate(state, "state")
    migrate(inbox, "inbox")
    adopt_labels(state, keys)
    adopt_blocked(state, keys)
    spill = folder.files / "spill"
    engine = open_engine(folder.events, memory_mb=settings.memory_mb, threads=settings.threads, spill=spill)
    events.create_tables(engine)
    return Stores(
        folder=folder,
        settings=settings,
        clock=clock,
        state=state,
        inbox_database=inbox,
        engine=engine,
        keys=keys,
        write_keys=WriteKeys(state, clock),
        inbox=Inbox(inbox, clock, held_plan(state)),
        library=Library(state, clock),
    )
