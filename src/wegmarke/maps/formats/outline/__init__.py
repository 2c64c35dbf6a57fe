"""What a simple diagram shows of a map: sections with lines; and how changes of it reach the map.

Purpose: let formats that hold less than a map update one, without losing what they do not hold.
Reads: map documents.
Writes: nothing.
Used by: the formats around it.

A diagram is compared with the outline of the map it came from, line by line. What is equal stays as it is in the map,
with everything that the diagram does not show; what differs is changed; what is new is added. A diagram of somebody
else is compared with an empty map.
"""

from wegmarke.maps.formats.outline.applying import applied
from wegmarke.maps.formats.outline.fresh_ids import FreshIds, slug
from wegmarke.maps.formats.outline.matching import likely_language, matched
from wegmarke.maps.formats.outline.of_map import outline_of, shown_language
from wegmarke.maps.formats.outline.shape import PLACEMENT, STEP, Line, Outline, Section

__all__ = [
    "PLACEMENT",
    "STEP",
    "FreshIds",
    "Line",
    "Outline",
    "Section",
    "applied",
    "likely_language",
    "matched",
    "outline_of",
    "shown_language",
    "slug",
]
