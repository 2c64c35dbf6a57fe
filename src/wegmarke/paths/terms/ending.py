"""What decides how a path ends: won, lost, stalled, or still open; and what it is worth."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


class Outcome(enum.IntEnum):
    """How a path ended; the numbers are those of the compiled pass."""

    WON = 0  # reached a touchpoint that means won before one that means lost
    LOST = 1  # the other way round
    STALLED = 2  # reached neither, and nothing happened for a time
    OPEN = 3  # reached neither, and goes on


@dataclass(frozen=True)
class Endings:
    """What decides about the outcome of a path.

    Attributes:
        won: codes of touchpoints that mean won.
        lost: codes of touchpoints that mean lost.
        stalled_before: a path without either has stalled when its last touch lies at this instant or before it;
            None when no path counts as stalled.
        currency: only values in it count.
        sums: a path is worth the values of all its touches, instead of that of the touch that decides.
    """

    won: Sequence[int] = ()
    lost: Sequence[int] = ()
    stalled_before: datetime | None = None
    currency: str = "EUR"
    sums: bool = False

    def number_of(self) -> dict[int, int]:
        """Return the number of the outcome that each deciding code means; won goes before lost."""
        return dict.fromkeys(self.lost, int(Outcome.LOST)) | dict.fromkeys(self.won, int(Outcome.WON))
