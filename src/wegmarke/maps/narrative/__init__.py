"""A map in sentences: what a picture of it says, phase by phase, for people who hear or read it.

Purpose: write the long description of a map, in German and English, from the document and its measured numbers.
Reads: map documents, measured numbers.
Writes: nothing.
Used by: the text twin of the sheet, pages, reports.

`narrate` gives sentences; `told_rows` gives the same facts as rows of a table, one cell per phase.
"""

from wegmarke.maps.narrative.phases import Narrative, PhaseNarrative, Sentence, narrate
from wegmarke.maps.narrative.rows import ToldCell, ToldRow, told_rows
from wegmarke.maps.narrative.telling import Telling

__all__ = ["Narrative", "PhaseNarrative", "Sentence", "Telling", "ToldCell", "ToldRow", "narrate", "told_rows"]
