"""What somebody did that changes figures without any new event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ChangeAct:
    """One act.

    Attributes:
        at: when.
        act: `joined`, `split`, `rules_changed`, `map_kept`, `map_moved`, `costs_added` …
        subject: `person`, `account`, `cost` or the id of a map.
        by: who did it.
        why: in their words; may be empty.
    """

    at: datetime
    act: str
    subject: str
    by: str
    why: str
