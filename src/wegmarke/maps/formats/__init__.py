"""Journey maps in the formats of other programs.

Purpose: write a map for, and read it from, sheets, documents, diagrams and other programs of the field.
Reads: map documents, measured numbers.
Writes: nothing.
Used by: workspace.

One file or folder per format. A format says what it cannot hold, object by object, so that nobody loses words unseen.
"""

from wegmarke.maps.formats.exchange import Loss, MapFormat, Reading, Writing
from wegmarke.maps.formats.known import FORMATS, format_of

__all__ = ["FORMATS", "Loss", "MapFormat", "Reading", "Writing", "format_of"]
