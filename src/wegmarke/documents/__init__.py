"""Documents that people write: strict YAML or JSON text to frozen values and back, with all problems at once.

Purpose: one way of reading and writing for maps, stage models and whatever else stands in a document.
Reads: texts.
Writes: nothing.
Used by: maps, stages.
"""

from wegmarke.documents.part import Part
from wegmarke.documents.reading import Reading, show_path
from wegmarke.documents.strict_yaml import Document, Path, Plain, read_text, write_text
from wegmarke.documents.writing import content_of

__all__ = ["Document", "Part", "Path", "Plain", "Reading", "content_of", "read_text", "show_path", "write_text"]
