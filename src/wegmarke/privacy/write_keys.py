"""Write keys: made once, shown once, stored as a hash, and gone when revoked or expired."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from wegmarke.domain import Clock, NotFound, UsageError
from wegmarke.domain.write_keys import KeyKind, NewWriteKey, WriteKey
from wegmarke.privacy.key_text import PREFIXES, kind_of, new_key_text
from wegmarke.privacy.tables import write_keys
from wegmarke.state import Database

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_HINT_SIGNS = 4
_START_BYTES = 8


class WriteKeys:
    """The write keys of a workspace; one object per process, because it remembers them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[bytes, tuple[bytes, WriteKey]] | None = None
        self._used: dict[int, datetime] = {}

    def make(
        self, name: str, kind: KeyKind, *, event_types: Sequence[str] = (), lifetime: timedelta | None = None
    ) -> NewWriteKey:
        """Make a key and return it with its text, which nobody can read again later."""
        if not name.strip() or len(name) > 100 or not name.isprintable():
            raise UsageError(f"name: expected 1 to 100 printable characters; got {name!r}. Name the source.")
        if event_types and kind is not KeyKind.BROWSER:
            raise UsageError("event types: expected them with a browser key alone; a server key may send all.")
        if any("," in name for name in event_types):
            raise UsageError("event types: expected names without commas.")
        text, now = new_key_text(kind), self._clock.now()
        values = {
            "name": name.strip(),
            "kind": kind.value,
            "hash": _digest(text),
            "hint": f"{PREFIXES[kind]}…{text[-_HINT_SIGNS:]}",
            "event_types": ",".join(event_types),
            "created_at": _micros(now),
            "expires_at": _micros(now + lifetime) if lifetime is not None else 0,
            "revoked_at": 0,
            "used_at": 0,
        }
        with self._database.write() as connection:
            number = int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(write_keys.c.number), 0))) or 0) + 1
            connection.execute(write_keys.insert().values(number=number, **values))
        self._know_nothing()
        return NewWriteKey(self._get(number), text)

    def replace(self, number: int, *, overlap: timedelta) -> NewWriteKey:
        """Make a key like another one, which goes on for a while and then expires.

        Raises:
            NotFound: when there is no such key, or it opens nothing any more.
        """
        old, now = self._get(number), self._clock.now()
        if not old.is_valid(now):
            raise NotFound(f"key {number}: expected a key that is valid; this one is not. Make a new one.")
        new = self.make(old.name, old.kind, event_types=old.event_types)
        end = min(now + overlap, old.expires_at or now + overlap)
        self._change(number, expires_at=_micros(end))
        return new

    def revoke(self, number: int) -> WriteKey:
        """Take a key back; it opens nothing from now on.

        Raises:
            NotFound: when there is no such key.
        """
        if self._get(number).revoked_at is None:
            self._change(number, revoked_at=_micros(self._clock.now()))
        return self._get(number)

    def all(self) -> list[WriteKey]:
        """Return all keys, also those that open nothing any more, oldest first."""
        return sorted((key for _, key in self._by_start().values()), key=lambda key: key.number)

    def find(self, text: str) -> WriteKey | None:
        """Return the valid key of this text, None where there is none."""
        if kind_of(text) is None:
            return None
        asked, now = _digest(text), self._clock.now()
        stored, key = self._by_start().get(asked[:_START_BYTES], (b"", None))
        # Only the start of the hash is looked up; the rest takes the same time whatever is asked for.
        if not hmac.compare_digest(stored, asked) or key is None or not key.is_valid(now):
            return None
        self._used[key.number] = now
        return key

    def write_down_uses(self) -> None:
        """Store when keys were last used; called in the background, because a request need not wait for it."""
        used, self._used = self._used, {}
        if not used:
            return
        with self._database.write() as connection:
            for number, at in used.items():
                connection.execute(write_keys.update().where(write_keys.c.number == number).values(used_at=_micros(at)))
        self._know_nothing()

    def _get(self, number: int) -> WriteKey:
        found = next((key for key in self.all() if key.number == number), None)
        if found is None:
            raise NotFound(f"key: expected the number of a write key; got {number}. See `wegmarke source keys`.")
        return found

    def _change(self, number: int, **values: int) -> None:
        with self._database.write() as connection:
            connection.execute(write_keys.update().where(write_keys.c.number == number).values(**values))
        self._know_nothing()

    def _know_nothing(self) -> None:
        with self._lock:
            self._known = None

    def _by_start(self) -> dict[bytes, tuple[bytes, WriteKey]]:
        with self._lock:
            if self._known is None:
                with self._database.read() as connection:
                    rows = connection.execute(sa.select(write_keys)).mappings().all()
                self._known = {row["hash"][:_START_BYTES]: (row["hash"], _write_key(row)) for row in rows}
            return self._known


def _write_key(row: sa.RowMapping) -> WriteKey:
    return WriteKey(
        number=row["number"],
        name=row["name"],
        kind=KeyKind(row["kind"]),
        hint=row["hint"],
        event_types=tuple(name for name in row["event_types"].split(",") if name),
        created_at=_EPOCH + row["created_at"] * _MICROSECOND,
        expires_at=_instant(row["expires_at"]),
        revoked_at=_instant(row["revoked_at"]),
        used_at=_instant(row["used_at"]),
    )


def _instant(micros: int) -> datetime | None:
    return _EPOCH + micros * _MICROSECOND if micros else None


def _micros(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
