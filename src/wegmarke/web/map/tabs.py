"""The pages of one map and what stands in all of their heads."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from wegmarke.i18n import marked
from wegmarke.web.reader import Reader
from wegmarke.workspace import JourneyMap

MOST_WORDS = 500

_PAGES = (
    ("", marked("map", "Sheet")),
    ("/edit", marked("map", "Edit")),
    ("/text", marked("map", "As text")),
    ("/personas", marked("map", "Personas")),
    ("/buying-center", marked("map", "Buying center")),
    ("/canvas", marked("map", "Canvas")),
    ("/versions", marked("map", "Versions")),
    ("/paper", marked("map", "Paper")),
    ("/conformance", marked("map", "Conformance")),
    ("/discovery", marked("map", "Discovery")),
    ("/backlog", marked("map", "Backlog")),
    ("/hierarchy", marked("map", "Hierarchy")),
    ("/files", marked("map", "Files")),
)


@dataclass(frozen=True, slots=True)
class MapHead:
    """The name of a map and the ways to its pages: label, address, whether it is the present one."""

    title: str
    address: str
    tabs: tuple[tuple[str, str, bool], ...]


def map_head(document: JourneyMap, current: str, reader: Reader) -> MapHead:
    """Write the head of a page of a map; `current` is the end of its address."""
    address = map_address(document.id)
    return MapHead(
        title=document.title.get(reader.language),
        address=address,
        tabs=tuple((reader.t.label(label), address + end, end == current) for end, label in _PAGES),
    )


def map_address(map_id: str) -> str:
    """Return the address of a map."""
    return f"/maps/{quote(map_id, safe='')}"
