"""Names of events: what the calls are called here, and how free names become ours."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

EVENT_OF_CALL = {
    "track": "",
    "identify": "person_identified",
    "group": "account_assigned",
    "page": "page_viewed",
    "screen": "screen_viewed",
    "alias": "identifier_linked",
}
"""Event name by call; a track call names its event itself."""

_FINE = re.compile(r"[a-z][a-z0-9_]*")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


@lru_cache(maxsize=20_000)
def event_name(given: str) -> str:
    """Return the name under which an event is stored.

    >>> event_name("Quote Sent"), event_name("quote_sent"), event_name("Angebot geöffnet")
    ('quote_sent', 'quote_sent', 'angebot_geoeffnet')
    """
    if _FINE.fullmatch(given):
        return given
    plain = unicodedata.normalize("NFKD", given.translate(_UMLAUTS))
    spaced = _HUMP.sub("_", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    return re.sub(r"[\W_]+", "_", spaced).strip("_").lower() or "unnamed"
