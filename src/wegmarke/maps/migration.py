"""Brings the content of an older map document to the newest format, one format at a time.

Format 1 had phases, steps, touchpoints, placements, lanes, emotions, metrics and personas. All of them mean the same in
format 2, which adds to them and gives an id to what had none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from wegmarke.documents import Plain
from wegmarke.maps.document import FORMAT
from wegmarke.maps.given_ids import give_ids

FIRST: Final = "journey-map/1"
"""What a document without a format is."""


def newest(content: dict[str, Plain]) -> dict[str, Plain] | None:
    """Return the content in the newest format; None for a format this program does not know.

    >>> newest({"id": "small", "title": "Small"})
    {'format': 'journey-map/2', 'id': 'small', 'title': 'Small'}
    """
    name = content.get("format") or FIRST
    while name != FORMAT:
        step = _STEPS.get(name) if isinstance(name, str) else None
        if step is None:
            return None
        name, content = step(content)
    return give_ids(content)


def _from_1(content: dict[str, Plain]) -> tuple[str, dict[str, Plain]]:
    """Keep everything: the ids that format 1 did not have are given to any document that leaves them out."""
    return "journey-map/2", {"format": "journey-map/2", **{k: v for k, v in content.items() if k != "format"}}


_STEPS: Final[Mapping[str, Callable[[dict[str, Plain]], tuple[str, dict[str, Plain]]]]] = {FIRST: _from_1}
