"""Discovery: a map proposed from observed paths, accepted piece by piece.

Purpose: order touchpoints, cut them into phases, find options, loops, typical paths and measured emotions.
Reads: touches, map documents.
Writes: nothing.
Used by: workspace.
"""

from wegmarke.maps.discovery.accepting import BEGINNING, accept, with_needed
from wegmarke.maps.discovery.cutting import cut_order
from wegmarke.maps.discovery.proposing import discover
from wegmarke.maps.discovery.typical import edits, typical_paths

__all__ = ["BEGINNING", "accept", "cut_order", "discover", "edits", "typical_paths", "with_needed"]
