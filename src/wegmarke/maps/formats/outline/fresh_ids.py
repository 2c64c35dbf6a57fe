"""Ids for things that come without one, made from what they are called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from wegmarke.documents import MAX_ID

_MOST: Final = 60
_ID: Final = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_.-]{{0,{MAX_ID - 1}}}")
_SPELLED_OUT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def slug(title: str) -> str:
    """Return an id that follows from a title; empty where it has no letters or digits of ours.

    >>> slug("Prüfung & Vergleich"), slug("日本")
    ('pruefung-vergleich', '')
    """
    plain = unicodedata.normalize("NFKD", title.casefold().translate(_SPELLED_OUT))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode())
    return "-".join(words)[:_MOST].strip("-")


class FreshIds:
    """Ids of one kind of thing, each given once."""

    def __init__(self, stem: str, taken: Iterable[str] = ()) -> None:
        self._stem = stem
        self._taken = {*taken}

    def give(self, title: str, wanted: str = "") -> str:
        """Return an id that nothing has yet: the wanted one if it can be, else one that follows from the title."""
        first = wanted if _ID.fullmatch(wanted) else slug(wanted) or slug(title) or self._stem
        name, number = first, 1
        while name in self._taken:
            number += 1
            name = f"{first[: MAX_ID - 8]}-{number}"
        self._taken.add(name)
        return name
