"""How much room there is on the workspace's disk, and who has to stop before it is gone.

A store that runs out of room in the middle of folding its write-ahead file in must be opened anew, and answers
nothing until then. So the door closes while there is still enough for the sink to store what was accepted, and
the sink rests while there is still enough for the analytic engine to finish what it began.
"""

from __future__ import annotations

import shutil
from pathlib import Path

_RESERVE_BYTES = 64 * 1024 * 1024
_SMALL_DISK_SHARE = 0.25


class Room:
    """The disk that a folder lies on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def is_enough_to_accept(self) -> bool:
        """Tell whether more events may come in."""
        return self._has(1.0)

    def is_enough_to_store(self) -> bool:
        """Tell whether what came in may be stored."""
        return self._has(0.5)

    def _has(self, share: float) -> bool:
        disk = shutil.disk_usage(self._folder)
        return disk.free >= share * min(_RESERVE_BYTES, disk.total * _SMALL_DISK_SHARE)
