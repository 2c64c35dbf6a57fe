"""Conformance: how far observed paths follow a map, and where they leave it.

Purpose: align paths with what a map expects, count six kinds of deviation, follow the fitness over time.
Reads: map documents, touches.
Writes: nothing.
Used by: workspace.
"""

from wegmarke.maps.conformance.alignment import FITS, MISSING, UNPLANNED, Aligner, Alignment, Move
from wegmarke.maps.conformance.expected import END, Expected, Place, Stretch, expected_paths
from wegmarke.maps.conformance.measuring import Beside, beside
from wegmarke.maps.conformance.observed import ObservedPaths, observed_paths
from wegmarke.maps.conformance.states import MOST_STATES

__all__ = [
    "END",
    "FITS",
    "MISSING",
    "MOST_STATES",
    "UNPLANNED",
    "Aligner",
    "Alignment",
    "Beside",
    "Expected",
    "Move",
    "ObservedPaths",
    "Place",
    "Stretch",
    "beside",
    "expected_paths",
    "observed_paths",
]
