"""A stretch of every path: from one touchpoint on, or up to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cut:
    """Which stretch of a path counts; what lies outside has not happened.

    Attributes:
        since: codes of touchpoints; the stretch begins with the first touch at one of them, and paths without one do
            not count. None begins it with the path.
        until: codes of touchpoints; the stretch ends with the first touch at one of them, behind its beginning.
            None ends it with the path.
        keeps_end: the touch that ends the stretch is part of it.
        only_ended: paths without a touch that ends the stretch do not count; else they count whole.
    """

    since: Sequence[int] | None = None
    until: Sequence[int] | None = None
    keeps_end: bool = True
    only_ended: bool = False
