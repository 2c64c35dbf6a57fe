"""Write keys as surfaces see them: who holds one may send events of one source."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime


class KeyKind(enum.StrEnum):
    """Where a write key lives."""

    BROWSER = "browser"  # everybody can read it: few event types, no identity, no consent
    SERVER = "server"  # a secret of another system: everything


@dataclass(frozen=True, slots=True)
class WriteKey:
    """A write key without its text, which was shown once.

    Attributes:
        number: names it in commands.
        name: the source its events belong to.
        kind: where it lives.
        hint: its prefix and last signs.
        event_types: names of events a browser may send with it, beside page views.
        created_at: when it was made.
        expires_at: from when on it is refused; None for never.
        revoked_at: when it was taken back; None where it was not.
        used_at: when it was last used, to the minute; None for never.
    """

    number: int
    name: str
    kind: KeyKind
    hint: str
    event_types: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None

    def is_valid(self, now: datetime) -> bool:
        """Tell whether it opens the door at an instant."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class NewWriteKey:
    """A write key just made, with its text, which nobody can read again later."""

    key: WriteKey
    text: str
