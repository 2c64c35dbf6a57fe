"""A map as slides with shapes that can be changed: an overview, one slide per phase, one per persona.

Purpose: write a map as a .pptx file in German or English; whatever is shortened stands in full in the speaker notes.
Reads: map documents, measured numbers.
Writes: nothing.
Used by: maps.
"""

from wegmarke.maps.formats.pptx.writing import write

__all__ = ["write"]
