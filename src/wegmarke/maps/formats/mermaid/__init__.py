"""The Mermaid diagram `journey`, both ways.

Purpose: show a map in wikis, documents and chats, and take it back from there with everything in it.
Reads: diagrams.
Writes: nothing.
Used by: the formats around it.

The visible part of a diagram says little; the map stands in its comments (`%% jm …`), one line per thing. What somebody
changes by hand in the visible part goes before the comments. The syntax is that of the grammar of mermaid-js/mermaid.
"""

from __future__ import annotations

from typing import Final

from wegmarke.domain import LocalizedText
from wegmarke.maps.formats.exchange import MapFormat
from wegmarke.maps.formats.mermaid.reading import read_mermaid
from wegmarke.maps.formats.mermaid.writing import picture, write_mermaid, write_mermaid_in

__all__ = ["MERMAID", "picture"]

MERMAID: Final = MapFormat(
    "mermaid",
    (".mmd", ".mermaid"),
    LocalizedText(de="Mermaid-Diagramm", en="Mermaid diagram"),
    write_mermaid,
    read_mermaid,
    write_mermaid_in,
)
