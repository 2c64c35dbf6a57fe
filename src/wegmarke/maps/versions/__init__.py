"""Versions of maps: what was said when, who approved it, and which version stands for its map.

Purpose: keep every version as it was, move it from draft to retired, tell what happened.
Reads: the tables of versions.
Writes: the tables of versions.
Used by: workspace.
"""

from wegmarke.maps.versions.life import MOVES, Standing, check_move, is_forward, standing
from wegmarke.maps.versions.store import (
    Act,
    Kept,
    add_version,
    choose,
    freeze_numbers,
    frozen_numbers,
    kept_versions,
    map_ids,
    read_acts,
    read_document,
    set_status,
)

__all__ = [
    "MOVES",
    "Act",
    "Kept",
    "Standing",
    "add_version",
    "check_move",
    "choose",
    "freeze_numbers",
    "frozen_numbers",
    "is_forward",
    "kept_versions",
    "map_ids",
    "read_acts",
    "read_document",
    "set_status",
    "standing",
]
