"""Documents that people write: strict YAML or JSON text to frozen values and back, with all problems at once.

Purpose: one way of reading and writing for maps, stage models and whatever else stands in a document.
Reads: texts.
Writes: nothing.
Used by: maps, stages.
"""

from wegmarke.documents.fields import Field, fields_of
from wegmarke.documents.marks import (
    MAX_ID,
    Amount,
    Count,
    Day,
    Days,
    IdIn,
    IsoDay,
    OneOf,
    OneToFive,
    RefersTo,
    Share,
    Url,
    WebAddress,
    Within,
)
from wegmarke.documents.marks_check import MarkChecks
from wegmarke.documents.part import Part
from wegmarke.documents.reading import Reading, show_path
from wegmarke.documents.schema import schema_of
from wegmarke.documents.strict_yaml import Document, Path, Plain, read_text, write_text
from wegmarke.documents.writing import content_of, put_back, write_json

__all__ = [
    "MAX_ID",
    "Amount",
    "Count",
    "Day",
    "Days",
    "Document",
    "Field",
    "IdIn",
    "IsoDay",
    "MarkChecks",
    "OneOf",
    "OneToFive",
    "Part",
    "Path",
    "Plain",
    "Reading",
    "RefersTo",
    "Share",
    "Url",
    "WebAddress",
    "Within",
    "content_of",
    "fields_of",
    "put_back",
    "read_text",
    "schema_of",
    "show_path",
    "write_json",
    "write_text",
]
