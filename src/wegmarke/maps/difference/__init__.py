"""What differs between two maps: as changes that can be applied, in words, as a table.

Purpose: compare versions of a map, or as-is with to-be.
Reads: map documents.
Writes: nothing.
Used by: the workspace, pages, commands.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from wegmarke.domain.map_versions import MapDifference
from wegmarke.maps.difference.compare import Act, Change, Content, apply, compare
from wegmarke.maps.difference.labels import field_label, thing_label
from wegmarke.maps.difference.words import in_words
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.native import load_map, map_content

__all__ = ["Act", "Change", "applied", "field_label", "in_words", "map_changes", "spoken_changes", "thing_label"]


def map_changes(before: JourneyMap, after: JourneyMap) -> tuple[Change, ...]:
    """List what differs between two maps; where they stand between draft and retired does not count."""
    return compare(_said(before), _said(after))


def applied(changes: Sequence[Change], journey_map: JourneyMap) -> JourneyMap:
    """Return a map with changes made.

    Raises:
        DocumentInvalid: when the changes do not fit the map.
    """
    content = apply(changes, _said(journey_map)) | {"status": journey_map.status}
    return load_map(json.dumps(content))


def spoken_changes(before: JourneyMap, after: JourneyMap) -> tuple[MapDifference, ...]:
    """Say what differs between two maps, in both languages."""
    old, new = _said(before), _said(after)
    return in_words(compare(old, new), old, new)


def _said(journey_map: JourneyMap) -> Content:
    return {name: value for name, value in map_content(journey_map).items() if name != "status"}
