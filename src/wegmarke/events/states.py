"""Names for states of the touch table, so that what was computed from one is never taken for another.

Each derivation gives the touches a new name, which depends on the one before and on the events that came. A store that
was copied and went on with other events has other names from there on.
"""

from __future__ import annotations

import hashlib

from wegmarke.engine import Session
from wegmarke.events import markers
from wegmarke.events.markers import Markers

_NAMED = ("derived", "touched", "recognition")
_CAME = "SELECT coalesce(bit_xor(hash(event_id, received_at)), 0)::VARCHAR FROM event WHERE batch > $touched"


def state_of_touches(session: Session) -> str:
    """Return the name of the state of the touches that a session sees; empty where they have none."""
    return of(markers.read(session))


def of(marked: Markers) -> str:
    """Return the same from markers at hand."""
    if marked.text("derived") is None:
        # Touches of an older version: it would not change their name.
        return ""
    return "/".join(str(marked.text(name)) for name in _NAMED)


def next_name(session: Session, marked: Markers) -> str:
    """Return what the touches are called after the events since the last derivation were added."""
    ((came,),) = session.rows(_CAME, {"touched": marked.number("touched")})
    said = [marked.text("derived"), marked.text("batch"), marked.text("sink"), marked.text("identity"), came]
    return hashlib.blake2b(repr(said).encode(), digest_size=12).hexdigest()
