"""What stands in which column of the long table, for each kind of row; and how its texts stay texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

COLUMNS: Final = (
    "map_id", "version", "phase", "step", "lane_type", "persona", "role", "item_id", "text_de", "text_en", "value",
    "unit", "n", "period", "target", "status", "evidence", "owner", "due",
)  # fmt: skip

# Which field of the document a column holds and gives back, by the list that a row belongs to. A text has two columns.
FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "cards": {"text": "text", "status": "status", "evidence": "evidence"},
    "emotions": {"text": "note", "value": "value", "n": "n", "persona": "persona", "role": "role"},
    "placements": {"value": "planned_satisfaction"},
    "metrics": {"text": "title", "target": "target", "period": "period", "owner": "owner", "persona": "persona",
                "role": "role"},
    "improvements": {"text": "title", "value": "customer_value", "status": "status", "owner": "owner"},
    "initiatives": {"text": "title", "value": "expected_delta", "status": "status", "owner": "owner", "due": "due"},
}  # fmt: skip

# What stands in a row to be read along with it; changing it changes nothing.
SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "cards": ("id", "phase", "step", "placement"),
    "emotions": ("id", "phase", "step", "placement", "basis"),
    "placements": ("id", "step", "touchpoint"),
    "metrics": ("id", "phase", "touchpoint", "measure"),
    "improvements": ("id", "phases", "steps"),
    "initiatives": ("id", "phases", "steps"),
}

NUMBERS: Final = ("value", "n", "target")
_STARTS: Final = tuple("=+-@\t\r＝＋－＠'")


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: with an apostrophe before what could be one.

    >>> guarded("=1+1"), guarded("'quoted'"), guarded("plain")
    ("'=1+1", "''quoted'", 'plain')
    """
    return f"'{text}" if text.startswith(_STARTS) else text


def unguarded(text: str) -> str:
    """Take the apostrophe off again; one that somebody wrote before a plain text stays.

    >>> unguarded("'=1+1"), unguarded("'tis")
    ('=1+1', "'tis")
    """
    return text[1:] if text.startswith("'") and text[1:].startswith(_STARTS) else text
