"""Segments in an open workspace: brought up to date after every settle, announced, and judged when time passes.

Everything here runs while the one lock of work is held: nothing is stored meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from wegmarke.config import Settings
from wegmarke.domain import Clock
from wegmarke.domain.segments import SegmentSubject
from wegmarke.engine import Engine
from wegmarke.events import Changed
from wegmarke.identity import Act, name_accounts, name_persons
from wegmarke.ingest import Inbox
from wegmarke.privacy import KeyRing
from wegmarke.rules import Moment
from wegmarke.segments import SOURCE, Affected, Upkeep, offer_waiting
from wegmarke.state import Database
from wegmarke.workspace.library import Library
from wegmarke.workspace.live_paths import LivePaths
from wegmarke.workspace.segment_sources import RuleSources


class SegmentWork:
    """The segments of a workspace at work.

    Attributes:
        upkeep: who is in which segment.
        sources: what rules are judged over.
    """

    def __init__(
        self, state: Database, engine: Engine, keys: KeyRing, inbox: Inbox, library: Library, clock: Clock,
        settings: Settings, paths: LivePaths,
    ) -> None:  # fmt: skip
        self._state = state
        self._keys = keys
        self._inbox = inbox
        self._library = library
        self._clock = clock
        self._zone = ZoneInfo(settings.time_zone)
        self._announced = False
        self.sources = RuleSources(engine, state, keys, paths, self._needed_roles)
        self.upkeep = Upkeep(state, engine, self.sources, self.moment)

    def moment(self) -> Moment:
        """Return the present time, in the zone of the workspace."""
        return Moment(self._clock.now(), self._zone)

    def open(self) -> None:
        """Judge what was not judged when the workspace was closed."""
        self.upkeep.catch_up()

    def after_settle(self, changed: Changed) -> None:
        """Judge those whose touches changed."""
        if changed.is_all:
            self.sources.read_anew()
        affected = None if changed.is_all else Affected(changed.persons, changed.accounts)
        self.upkeep.advance(affected, changed.before)
        self.announce()

    def pass_time(self) -> None:
        """Judge those for whom time alone did something."""
        self.upkeep.pass_time()

    def announce(self) -> None:
        """Make events of what is to be announced; they wait in the inbox then."""
        kept = self.upkeep.kept.values()
        known = {one.number: (one.id, one.document.subject) for one in kept if one.document is not None}
        made = offer_waiting(self._state, known, self._named, lambda table: self._inbox.accept(SOURCE, table))
        self._announced = self._announced or bool(made)

    def has_announced(self) -> bool:
        """Tell, once, whether events wait in the inbox that were made here."""
        announced, self._announced = self._announced, False
        return announced

    def _named(self, subject: SegmentSubject, numbers: Sequence[int]) -> Mapping[int, tuple[str, str]]:
        if subject is SegmentSubject.PERSON:
            return name_persons(self._state, self._keys, numbers)
        return name_accounts(self._state, self._keys, self._clock, Act(SOURCE), numbers)

    def _needed_roles(self) -> Mapping[str, int]:
        reference = self._library.reference()
        return {role: 1 for persona in reference.personas for role in persona.roles} if reference else {}
