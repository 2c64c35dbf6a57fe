"""The open drafts of maps, held in memory by the process that owns the workspace and written down edit by edit."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from wegmarke.domain import Clock, NotFound, UsageError
from wegmarke.domain.map_drafts import DraftKeepPlan, DraftNews, EditAnswer, MapComment, MapDraft, MapDraftPlan
from wegmarke.domain.map_versions import MapStatus
from wegmarke.maps import JourneyMap, difference, editing, load_map, map_content, remarks
from wegmarke.maps import versions as map_versions
from wegmarke.state import Database
from wegmarke.workspace.library import Library

MOST_EDITS: Final = 200
_MOST_NAME: Final = 100
_SAVED_EVERY: Final = 50


class Drafts:
    """Drafts by map. One edit after the other is made and written down before it is answered."""

    def __init__(self, state: Database, library: Library, clock: Clock) -> None:
        self._state = state
        self._library = library
        self._clock = clock
        self._lock = threading.RLock()
        self._open: dict[str, editing.OpenDraft | None] = {}

    def plan(self, map_id: str) -> MapDraftPlan:
        """Say what beginning a draft would do."""
        there = self._library.versions(map_id)
        stands = map_versions.standing(there)
        base = there[-1] if there[-1].status is not MapStatus.RETIRED else map_versions.choose(there, stands)
        title = self._library.get(map_id, base.version).title
        with self._lock:
            found = self._find(map_id)
        return MapDraftPlan(map_id, title, base.version, base.status, stands, found.number if found else None)

    def begin(self, map_id: str, who: str) -> MapDraft:
        """Begin a draft with the newest version, or return the one that is open."""
        _check_name("who", who)
        plan = self.plan(map_id)
        with self._lock:
            if self._find(map_id) is None:
                document = self._library.get(map_id, plan.base)
                # Reading it once more gives ids to what a program made without them.
                content = map_content(load_map(json.dumps(map_content(document))))
                content.pop("status", None)
                with self._state.write() as connection:
                    begun = editing.begin(connection, map_id, plan.base, content, who, self._clock.now())
                self._open[map_id] = begun
            return self.get(map_id)

    def get(self, map_id: str) -> MapDraft:
        """Return the open draft of a map."""
        with self._lock:
            one = self._wanted(map_id, None)
            draft = one.draft
            return MapDraft(map_id, one.number, one.base, draft.revision, draft.content, one.begun_at, one.who)

    def document(self, map_id: str) -> JourneyMap:
        """Return what the open draft says, as a document."""
        return _as_document(self.get(map_id).content)

    def edit(
        self, map_id: str, number: int, base: int, edits: Sequence[dict[str, Any]], client: str, who: str
    ) -> DraftNews:
        """Make edits and return what became of them, with everything that happened since `base`."""
        asked = editing.Asked(client, who, base, _microseconds(self._clock.now()))
        _check_name("who", who)
        _check_name("client", client)
        wanted = _read_edits(edits)
        with self._lock:
            one = self._wanted(map_id, number)
            if not 0 <= base <= one.draft.revision:
                raise UsageError(f"base: expected 0 to {one.draft.revision}; got {base}. Open the draft again.")

            def keep(made: Sequence[editing.Made]) -> None:
                with self._state.write() as connection:
                    editing.keep_edits(connection, one, made)

            answers = one.draft.make(wanted, asked, keep)
            if one.draft.revision - one.saved >= _SAVED_EVERY:
                with self._state.write() as connection:
                    editing.save_document(connection, one)
            return self._news(one, base, answers)

    def news(self, map_id: str, number: int, since: int) -> DraftNews:
        """Return what happened to a draft since a revision."""
        with self._lock:
            return self._news(self._wanted(map_id, number), since, ())

    def plan_of_keeping(self, map_id: str) -> DraftKeepPlan:
        """Say what keeping the open draft as a version would do."""
        with self._lock:
            one = self._wanted(map_id, None)
            document, revision = _as_document(one.draft.content), one.draft.revision
        newest = self._library.versions(map_id)[-1].version
        found = difference.spoken_changes(self._library.get(map_id, newest), document)
        return DraftKeepPlan(map_id, one.number, revision, newest + 1, one.base, newest, found)

    def keep(self, map_id: str, number: int, revision: int, newest: int, who: str, why: str) -> bool:
        """Keep the open draft as a version; returns whether there is a new one.

        Raises:
            UsageError: when the draft or the newest version is another one than the plan said.
        """
        with self._lock:
            one = self._wanted(map_id, number)
            if one.draft.revision != revision:
                raise UsageError("The draft has been changed meanwhile. Look at what would be kept, and keep it again.")
            with self._state.write() as connection:
                document = _as_document(one.draft.content)
                is_new = self._library.put(document, who=who, why=why, base=newest)
                became = map_versions.kept_versions(connection, map_id)[-1].version
                editing.end(connection, one, self._clock.now(), became)
            self._open[map_id] = None
            return is_new

    def discard(self, map_id: str, number: int) -> None:
        """Close the open draft; its edits stay in the database and nowhere else."""
        with self._lock:
            one = self._wanted(map_id, number)
            with self._state.write() as connection:
                editing.end(connection, one, self._clock.now(), None)
            self._open[map_id] = None

    def comments(self, map_id: str) -> list[MapComment]:
        """Return the comments of a map, oldest first."""
        self._library.versions(map_id)
        with self._state.read() as connection:
            return remarks.of_map(connection, map_id)

    def comment(self, map_id: str, space: str, thing: str, text: str, who: str) -> MapComment:
        """Keep a comment on something that stands on the draft, or on the map where no draft is open."""
        _check_name("who", who)
        with self._lock:
            found = self._find(map_id)
            content = found.draft.content if found else editing.opened(map_content(self._library.get(map_id)))
            if not editing.stands(content, space, thing):
                raise NotFound(f"{space[:60]}: expected the id of one that stands on the map; got {thing[:60]!r}.")
        with self._state.write() as connection:
            return remarks.add(connection, map_id, (space, thing), text, who, self._clock.now())

    def settle_comment(self, map_id: str, number: int, who: str) -> MapComment:
        """Settle a comment."""
        _check_name("who", who)
        with self._state.write() as connection:
            return remarks.settle(connection, map_id, number, who, self._clock.now())

    def _news(self, one: editing.OpenDraft, since: int, answers: Sequence[editing.Answer]) -> DraftNews:
        with self._state.read() as connection:
            comments = remarks.state_of(connection, one.map)
        # Lists and not tuples, as they also come from another process.
        made = tuple(msgspec.json.decode(msgspec.json.encode([*one.draft.since(since)])))
        return DraftNews(one.number, one.draft.revision, tuple(map(_answer, answers)), made, comments)

    def _find(self, map_id: str) -> editing.OpenDraft | None:
        if map_id not in self._open:
            with self._state.read() as connection:
                self._open[map_id] = editing.read_open(connection, map_id)
        return self._open[map_id]

    def _wanted(self, map_id: str, number: int | None) -> editing.OpenDraft:
        found = self._find(map_id)
        if found is not None and number in (None, found.number):
            return found
        self._library.versions(map_id)
        if number is not None:
            with self._state.read() as connection:
                has_ended, became = editing.ended_as(connection, map_id, number)
            if has_ended:
                words = f"was kept as version {became}" if became else "was discarded"
                raise NotFound(f"map {map_id}: draft {number} {words}. Open the map and begin a new one.")
        raise NotFound(f"map {map_id}: expected an open draft; there is none. Begin one.")


def _as_document(content: dict[str, Any]) -> JourneyMap:
    return load_map(json.dumps(content | {"status": MapStatus.DRAFT.value}))


def _read_edits(edits: Sequence[dict[str, Any]]) -> list[editing.Edit]:
    if len(edits) > MOST_EDITS:
        raise UsageError(f"edits: expected at most {MOST_EDITS} at once; got {len(edits)}. Send them in parts.")
    try:
        read = msgspec.convert([*edits], list[editing.Edit])
    except msgspec.ValidationError as error:
        raise UsageError(f"edits: expected edits as docs/map-editor.md says; got others: {error}.") from error
    for one in read:
        _check_name("id", one.id)
        if not one.id:
            raise UsageError("id: expected a random word for each edit; got nothing.")
    return read


def _answer(one: editing.Answer) -> EditAnswer:
    if one.refused is None:
        return EditAnswer(one.edit, one.number)
    code = one.refused.code
    if one.refused.problems:
        code = f"{code}:{one.refused.problems[0].code}"
    return EditAnswer(one.edit, None, code, one.refused.message)


def _check_name(field: str, name: str) -> None:
    if len(name) > _MOST_NAME or not name.isprintable():
        raise UsageError(f"{field}: expected up to {_MOST_NAME} characters that can be seen; got others. Shorten it.")


def _microseconds(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000)
