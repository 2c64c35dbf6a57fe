"""Ids for things that came from a file without one: made from their titles, each one once."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LONGEST: Final = 40
_GERMAN: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def id_from(title: str, taken: set[str], otherwise: str) -> str:
    """Return an id that a person can read, and note it as taken.

    Args:
        title: what the thing is called.
        taken: ids that other things have.
        otherwise: what to begin with where the title has no letter that an id may have.

    >>> id_from("Angebot prüfen", {"angebot-pruefen"}, "step")
    'angebot-pruefen-2'
    """
    plain = unicodedata.normalize("NFKD", title.translate(_GERMAN)).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:_LONGEST].strip("-") or otherwise
    name, more = words, 1
    while name in taken:
        more += 1
        name = f"{words}-{more}"
    taken.add(name)
    return name
