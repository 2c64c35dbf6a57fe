"""What every format of a map has in common: it writes, it may read, and it says what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wegmarke.domain import Language, LocalizedText
from wegmarke.domain.numbers import MapNumbers
from wegmarke.maps.document import JourneyMap


@dataclass(frozen=True)
class Loss:
    """Something of a map that a format cannot hold, or a foreign file that a map cannot."""

    where: str
    """path in the document, such as `personas[2].quote`; or place in the file, such as `Phases!C4`"""

    text: LocalizedText
    """what is left behind, in both languages"""


@dataclass(frozen=True)
class Writing:
    """A map written in a format."""

    content: bytes
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A map read from a format."""

    document: JourneyMap
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True)
class MapFormat:
    """A format, by the endings of its files.

    `write` takes a document and the numbers measured for it, or None where nothing is measured or shall be shown.
    `read` takes the bytes of a file and the document that is to be updated, if there is one: formats that hold less
    than a map take what they lack from it. It raises an error of the domain that names every problem of the file.
    `write_in` writes for readers of one language, where a format shows only one; without it `write` serves all.
    """

    name: str
    endings: tuple[str, ...]
    title: LocalizedText
    write: Callable[[JourneyMap, MapNumbers | None], Writing]
    read: Callable[[bytes, JourneyMap | None], Reading] | None = None
    write_in: Callable[[JourneyMap, MapNumbers | None, Language], Writing] | None = None
