"""Segments: persons or accounts that satisfy a rule, static lists, and what is made of both; kept current.

Purpose: read and keep documents, judge who is in which segment, and remember since when and why.
Reads: touches and events, identifiers, descriptions, opportunities, stages.
Writes: the tables of segments.
Used by: workspace.
"""

from wegmarke.segments import reading
from wegmarke.segments.announcements import EVENT_NAMES, SOURCE, offer_waiting
from wegmarke.segments.book import Book, Entry
from wegmarke.segments.checks import Surroundings, workspace_problems
from wegmarke.segments.document import FORMAT, SegmentDocument
from wegmarke.segments.evaluation import Found
from wegmarke.segments.kept import (
    Kept,
    Saving,
    find,
    keep,
    keep_removal,
    microseconds,
    read_versions,
    saving_of,
    those_there,
)
from wegmarke.segments.listed import owners_of, put, read_list, take_out
from wegmarke.segments.native import MESSAGE, dump_segment, load_segment, read_segment
from wegmarke.segments.reasons import in_words, read_reasons
from wegmarke.segments.stays import Difference, Numbers, drop_waiting, write
from wegmarke.segments.upkeep import Affected, Knowledge, Upkeep
from wegmarke.segments.world import everybody, some

__all__ = [
    "EVENT_NAMES",
    "FORMAT",
    "MESSAGE",
    "SOURCE",
    "Affected",
    "Book",
    "Difference",
    "Entry",
    "Found",
    "Kept",
    "Knowledge",
    "Numbers",
    "Saving",
    "SegmentDocument",
    "Surroundings",
    "Upkeep",
    "drop_waiting",
    "dump_segment",
    "everybody",
    "find",
    "in_words",
    "keep",
    "keep_removal",
    "load_segment",
    "microseconds",
    "offer_waiting",
    "owners_of",
    "put",
    "read_list",
    "read_reasons",
    "read_segment",
    "read_versions",
    "reading",
    "saving_of",
    "some",
    "take_out",
    "those_there",
    "workspace_problems",
    "write",
]
