"""Names browsers for one day without keeping anything on them or about them.

The identifier is a keyed hash (BLAKE2b, RFC 7693) of what every request carries anyway: the source, the client's
address and the name its browser gives. Its salt is random, lives in the memory of this process alone and is
overwritten at midnight: nobody can recompute an identifier of another day or of an earlier start, and nobody can
tell that two of them belong together.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from datetime import date
from zoneinfo import ZoneInfo

from wegmarke.domain import Clock
from wegmarke.sources import http

_SALT_BYTES = 32
_HASH_BYTES = 16
_CHECK_SECONDS = 20.0


class DailyIdentifiers:
    """Identifiers that hold for one day of the workspace."""

    def __init__(self, clock: Clock, zone: str) -> None:
        self._clock = clock
        self._zone = ZoneInfo(zone)
        self._lock = threading.Lock()
        self._day = self._today()
        self._salt = bytearray(secrets.token_bytes(_SALT_BYTES))
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="daily salt", daemon=True)

    def start(self) -> None:
        """Forget the salt soon after midnight even when nobody asks."""
        self._thread.start()

    def stop(self) -> None:
        """Forget the salt for good."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()
        with self._lock:
            self._renew()

    def identifier(self, source: str, address: str, browser: str) -> str:
        """Return the identifier of a browser for today.

        Args:
            source: source of the write key: two sites of one workspace see different ones.
            address: address of the client.
            browser: how the browser names itself, the header User-Agent.
        """
        parts = b"".join(_framed(text) for text in (source, address, browser))
        with self._lock:
            self._forget_yesterday()
            digest = hashlib.blake2b(parts, digest_size=_HASH_BYTES, key=self._salt)
        return http.OF_TODAY + digest.hexdigest()

    def _forget_yesterday(self) -> None:
        # A clock that was set back does not bring an old salt back: there is none.
        if (today := self._today()) != self._day:
            self._day = today
            self._renew()

    def _renew(self) -> None:
        self._salt[:] = secrets.token_bytes(_SALT_BYTES)

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()

    def _go_on(self) -> None:
        while not self._stopped.wait(_CHECK_SECONDS):
            with self._lock:
                self._forget_yesterday()


def _framed(text: str) -> bytes:
    """Return a text with its length, so that two texts cannot pass for two others."""
    raw = text.encode(errors="surrogatepass")
    return len(raw).to_bytes(8, "big") + raw
