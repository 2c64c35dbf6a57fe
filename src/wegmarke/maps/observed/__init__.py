"""Observed paths at the touchpoints of a map, for programs of process mining.

Purpose: write XES (IEEE 1849) and OCEL 2.0 (JSON) piece by piece, with pseudonyms that nobody can look up again.
Reads: touches, map documents.
Writes: nothing.
Used by: workspace.

What analyses leave out is left out here: automated touches and those of your own people. Too few units are refused.
"""

from wegmarke.maps.observed.labels import Labels
from wegmarke.maps.observed.ocel import ocel_parts
from wegmarke.maps.observed.reading import OTHERS, observed_batches
from wegmarke.maps.observed.xes import xes_parts

__all__ = ["OTHERS", "Labels", "observed_batches", "ocel_parts", "xes_parts"]
