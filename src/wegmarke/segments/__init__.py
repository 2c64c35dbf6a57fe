"""Segments: persons or accounts that satisfy a rule, static lists, and what is made of both; kept current.

Purpose: read and keep documents, judge who is in which segment, and remember since when and why.
Reads: touches and events, identifiers, descriptions, opportunities, stages.
Writes: the tables of segments.
Used by: workspace.
"""

from wegmarke.segments.announcements import EVENT_NAMES, SOURCE, offer_waiting
from wegmarke.segments.book import Book, Entry
from wegmarke.segments.checks import workspace_problems
from wegmarke.segments.document import FORMAT, SegmentDocument
from wegmarke.segments.native import dump_segment, load_segment, read_segment
from wegmarke.segments.upkeep import Affected, Knowledge, Upkeep

__all__ = [
    "EVENT_NAMES",
    "FORMAT",
    "SOURCE",
    "Affected",
    "Book",
    "Entry",
    "Knowledge",
    "SegmentDocument",
    "Upkeep",
    "dump_segment",
    "load_segment",
    "offer_waiting",
    "read_segment",
    "workspace_problems",
]
