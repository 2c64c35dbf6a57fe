"""Where a touchpoint stands on the maps, and how it went through the months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TouchpointMonth:
    """A calendar month at a touchpoint, in the zone of the workspace.

    Attributes:
        is_whole: False for the month in which the data ends.
    """

    begins: date
    touches: int
    persons: int
    accounts: int
    is_whole: bool
