"""Who may look: one-time links and the browser sessions they open.

The server prints a link like a notebook server does. Its token opens one browser session and is worth
nothing afterwards. Tokens and session names are 256 random bits; only their digests are kept, in memory,
so a restart ends all sessions. Times follow the security specification: 30 minutes idle, 12 hours in all.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from wegmarke.domain import Clock, SystemClock

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)

# More unused links than anybody opens; the oldest one falls out.
_MOST_LINKS = 50


@dataclass
class _Session:
    """When a browser session began and when it was last seen."""

    opened_at: datetime
    seen_at: datetime


class Sessions:
    """Issues links and knows which browser sessions are open; safe to use from several threads."""

    def __init__(self, origin: str, clock: Clock | None = None) -> None:
        self.origin = origin
        self._clock = clock or SystemClock()
        self._lock = Lock()
        self._links: list[bytes] = []
        self._sessions: dict[bytes, _Session] = {}

    @property
    def cookie(self) -> str:
        """Return the name of the session cookie; browsers do not separate cookies by port, so it carries it."""
        return f"wegmarke_session_{self.origin.rpartition(':')[2]}"

    def issue_link(self) -> str:
        """Make a link that opens one browser session, once."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._links = [*self._links[1 - _MOST_LINKS :], _digest(token)]
        return f"{self.origin}/open?token={token}"

    def open(self, token: str) -> str | None:
        """Use up a link's token and return the name of a new session, or None for a token we do not know."""
        digest = _digest(token)
        with self._lock:
            # Every link is compared, each in constant time: how long it takes says nothing about a token.
            matches = [hmac.compare_digest(link, digest) for link in self._links]
            if not any(matches):
                return None
            self._links = [link for link, match in zip(self._links, matches, strict=True) if not match]
            name = secrets.token_urlsafe(32)
            now = self._clock.now()
            self._sessions[_digest(name)] = _Session(opened_at=now, seen_at=now)
            return name

    def is_open(self, name: str) -> bool:
        """Answer whether a session may look, and note that it was seen."""
        digest = _digest(name)
        now = self._clock.now()
        with self._lock:
            session = self._sessions.get(digest)
            if session is None:
                return False
            if now - session.seen_at > IDLE or now - session.opened_at > LONGEST:
                del self._sessions[digest]
                return False
            session.seen_at = now
            return True

    def close(self, name: str) -> None:
        """End a session; unknown names are ignored."""
        with self._lock:
            self._sessions.pop(_digest(name), None)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
