"""What one request brought: messages that may become events, and what can already be said against the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from wegmarke.sources.http.items import Item

MOST_PAYLOAD = 20_000
"""Characters of a rejected message that are kept."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, as its write key says.

    Attributes:
        source: name of the source its events belong to.
        is_browser: whether everybody can read the key, so that little may be done with it.
        event_types: names of events that a browser may send.
        of_today: identifier of a browser that holds for this day alone; empty where there is none.
    """

    source: str
    is_browser: bool = False
    event_types: frozenset[str] = frozenset()
    of_today: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One message that does not become an event.

    Attributes:
        place: 0-based place in the batch.
        reason: stable code.
        message: what was expected, what came, what to do.
        payload: the message as it came, as JSON text.
    """

    place: int
    reason: str
    message: str
    payload: str = ""


@dataclass(slots=True)
class Delivery:
    """One request, read.

    Attributes:
        sender: who sent it.
        door: method and path it came through, e.g. `POST /v1/batch`.
        received_at: µs since 1970, UTC.
        items: messages that may become events.
        places: place of each item in the batch.
        refusals: messages that cannot become events.
        sent_at: when the whole batch was sent, by the sender's clock.
        context: what the batch says about all its messages, as JSON.
        size: bytes of the body, unpacked.
        whole: HTTP status when the body as a whole is refused, else 0.
        is_batch: whether the sender asked for an answer per message.
    """

    sender: Sender
    door: str
    received_at: int
    items: list[Item] = field(default_factory=list)
    places: Sequence[int] = ()
    refusals: list[Refusal] = field(default_factory=list)
    sent_at: str | None = None
    context: bytes | None = None
    size: int = 0
    whole: int = 0
    is_batch: bool = False

    @property
    def count(self) -> int:
        """Return how many messages it accounts for."""
        return len(self.items) + len(self.refusals)


def shown(payload: bytes | str) -> str:
    """Return a payload as text that can be stored, cut where it is long."""
    text = payload.decode(errors="replace") if isinstance(payload, bytes) else payload
    text = text[:MOST_PAYLOAD].replace("\x00", "\\u0000")
    return text.encode(errors="replace").decode()
