"""Takes in what other systems send while a workspace is served: keys, group commit, and the pump behind it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from wegmarke.domain import StoreRefuses
from wegmarke.domain.write_keys import KeyKind
from wegmarke.identity import BLOCKED
from wegmarke.ingest import GroupCommit, LocalReader, Outcome, ProcessReader, Ways
from wegmarke.ingest import microseconds as as_microseconds
from wegmarke.sources import http
from wegmarke.workspace.clockwork import Clockwork
from wegmarke.workspace.daily_identifiers import DailyIdentifiers
from wegmarke.workspace.pump import Pump
from wegmarke.workspace.room import Room
from wegmarke.workspace.score_work import ScoreWork
from wegmarke.workspace.stores import Stores

Sender: TypeAlias = http.Sender
HandBack = Callable[[Callable[[], None]], None]
"""Runs a call where those wait who are to be told: in an event loop, or at once."""

_USES_EVERY_SECONDS = 60.0
_SEGMENTS_SECONDS = 60.0
_SCORES_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A body without its compression, or why it has to keep it.

    Attributes:
        body: empty where there is a fault.
        fault: HTTP status, reason and what came.
    """

    body: bytes
    fault: tuple[int, str, str] | None = None


class Intake:
    """The door for events over HTTP, in the process that owns the workspace.

    Attributes:
        most_bytes: bytes of a body, before and after unpacking.
        calls: names of the calls there are.
        proxies: how many reverse proxies stand in front.
    """

    most_bytes = http.MOST_BYTES
    calls = (*http.CALLS, http.CLOUD_EVENTS)

    def __init__(self, stores: Stores, hand_back: HandBack = lambda tell: tell(), *, is_apart: bool = True) -> None:
        """Open the door; with `is_apart` requests are read in a process beside this one."""
        self._stores = stores
        self.proxies = stores.settings.proxies
        self._daily = DailyIdentifiers(stores.clock, stores.settings.time_zone)
        self._written_at = 0.0
        self._room = Room(stores.folder.path)
        self.pump = Pump(self._settle, stores.clock)
        self._scores = ScoreWork(stores)
        self._clockworks = (
            Clockwork("segments", stores.pass_time, stores.clock, every_seconds=_SEGMENTS_SECONDS),
            Clockwork("scores", self._scores.say, stores.clock, every_seconds=_SCORES_SECONDS),
        )
        ways = Ways(stores.settings.time_zone, _known_names(stores), BLOCKED)
        reader: LocalReader | ProcessReader = ProcessReader(ways) if is_apart else LocalReader(ways)
        if isinstance(reader, ProcessReader):
            reader.start()
        self._commit = GroupCommit(
            stores.inbox_database,
            stores.inbox,
            reader,
            stores.clock,
            after_commit=self.pump.wake,
            hand_back=hand_back,
            has_room=self._room.is_enough_to_accept,
        )
        self.pump.start()
        stores.pump = self.pump.wake
        self._daily.start()
        for clockwork in self._clockworks:
            clockwork.start()

    def sender(self, key: str) -> Sender | None:
        """Return who holds a write key, None where it opens nothing."""
        found = self._stores.write_keys.find(key)
        if found is None:
            return None
        names = frozenset(map(http.event_name, found.event_types))
        return Sender(found.name, found.kind is KeyKind.BROWSER, names)

    def of_today(self, sender: Sender, address: str, browser: str) -> Sender:
        """Return a browser that sends, with an identifier that holds for this day alone.

        Args:
            sender: whom the write key belongs to.
            address: address of the client.
            browser: how the browser names itself.
        """
        return replace(sender, of_today=self._daily.identifier(sender.source, address, browser))

    def unpack(self, body: bytes) -> Unpacked:
        """Return a gzip body unpacked."""
        try:
            unpacked = http.gunzip(body, http.MOST_BYTES)
        except http.NotGzip:
            return Unpacked(b"", (400, "bad_gzip", ""))
        return (
            Unpacked(b"", (413, "body_too_large", f"{http.MOST_BYTES:,}")) if unpacked is None else Unpacked(unpacked)
        )

    def key_in(self, body: bytes) -> str | None:
        """Return the write key that an unpacked body names."""
        return http.write_key_in(body)

    def submit(
        self, sender: Sender, call: str, unpacked: Unpacked, headers: Mapping[str, str], tell: Callable[[Outcome], None]
    ) -> bool:
        """Write a request with the next round; false when too much waits already."""
        at = as_microseconds(self._stores.clock.now())
        kept = dict(headers) if call == http.CLOUD_EVENTS else {}
        return self._commit.submit(http.Parcel(sender, call, at, unpacked.body, kept, unpacked.fault), tell)

    def health(self) -> dict[str, str]:
        """Return how the door and the sink are; `ok`, or what is wrong in a word."""
        return {
            "inbox": "refuses" if self._commit.trouble else "ok",
            "sink": "fails" if self.pump.trouble else "ok",
        }

    def close(self) -> None:
        """Write what waits, and end."""
        self._stores.pump = None
        self._commit.close()
        for clockwork in self._clockworks:
            clockwork.stop()
        self._scores.leave()
        self.pump.stop()
        self._daily.stop()

    def _settle(self) -> None:
        if not self._room.is_enough_to_store():
            raise StoreRefuses(
                "The disk is nearly full: what was accepted waits. Free some room; it goes on by itself."
            )
        self._stores.settle()
        if time.monotonic() - self._written_at >= _USES_EVERY_SECONDS:
            self._written_at = time.monotonic()
            self._stores.write_keys.write_down_uses()


def _known_names(stores: Stores) -> tuple[str, ...]:
    names = stores.engine.query("SELECT text FROM code WHERE kind = 'event'")["text"].to_pylist()
    return tuple(map(str, names))
