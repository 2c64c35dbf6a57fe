"""Segments and scores: who satisfies a rule, kept current, and how strongly somebody is engaged or fits.

Purpose: read and keep documents, judge who is in which segment, since when and why, and what everybody's scores are.
Reads: touches and events, identifiers, descriptions, opportunities, stages.
Writes: the tables of segments and scores.
Used by: workspace.
"""

from wegmarke.segments import personal_data, reading, scores
from wegmarke.segments.announcements import EVENT_NAMES, SOURCE, offer_waiting
from wegmarke.segments.book import Book, Ready
from wegmarke.segments.checks import Surroundings, workspace_problems
from wegmarke.segments.document import FORMAT, SegmentDocument
from wegmarke.segments.evaluation import Found
from wegmarke.segments.fields import (
    STATING,
    AccountTables,
    KnownFields,
    known_fields,
    models_state,
    rules_of_stages,
    stated_names,
    stated_values,
    tables_behind,
)
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
    "STATING",
    "AccountTables",
    "Affected",
    "Book",
    "Difference",
    "Found",
    "Kept",
    "Knowledge",
    "KnownFields",
    "Numbers",
    "Ready",
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
    "known_fields",
    "load_segment",
    "microseconds",
    "models_state",
    "offer_waiting",
    "owners_of",
    "personal_data",
    "put",
    "read_list",
    "read_reasons",
    "read_segment",
    "read_versions",
    "reading",
    "rules_of_stages",
    "saving_of",
    "scores",
    "some",
    "stated_names",
    "stated_values",
    "tables_behind",
    "take_out",
    "those_there",
    "workspace_problems",
    "write",
]
