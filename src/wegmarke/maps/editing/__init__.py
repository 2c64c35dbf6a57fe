"""Drafts of maps that several people write at once: small edits, merged so that nothing is lost.

Purpose: say what an edit does to a draft, what it meets of other people's edits, and how it is taken back.
Reads: map documents, and the tables of drafts.
Writes: the tables of drafts.
Used by: workspace.
"""

from wegmarke.maps.editing.draft import MOST_BYTES, Answer, Asked, Draft, content_problems, replayed
from wegmarke.maps.editing.places import opened, stands, strokes_on
from wegmarke.maps.editing.refusal import Refused
from wegmarke.maps.editing.shape import Content, Edit, EditKind, Made, Notice, NoticeKind, Stroke, StrokeKind
from wegmarke.maps.editing.store import OpenDraft, begin, end, ended_as, keep_edits, read_open, save_document

__all__ = [
    "MOST_BYTES",
    "Answer",
    "Asked",
    "Content",
    "Draft",
    "Edit",
    "EditKind",
    "Made",
    "Notice",
    "NoticeKind",
    "OpenDraft",
    "Refused",
    "Stroke",
    "StrokeKind",
    "begin",
    "content_problems",
    "end",
    "ended_as",
    "keep_edits",
    "opened",
    "read_open",
    "replayed",
    "save_document",
    "stands",
    "strokes_on",
]
