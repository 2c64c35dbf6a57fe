"""What somebody asks of a draft, what then happens to it, and what the others are told about it."""

from __future__ import annotations

import enum
from typing import Any, TypeAlias

import msgspec

Content: TypeAlias = dict[str, Any]
"""A map document as plain values, its texts always by language: `{"de": …, "en": …}`."""

MAP = "map"
"""The space of the map itself; its fields are those of the header."""


class EditKind(enum.StrEnum):
    """What an edit asks for."""

    SET = "set"  # a field has another value
    INSERT = "insert"  # a thing is there
    MOVE = "move"  # a thing stands elsewhere
    REMOVE = "remove"  # a thing is gone, with whatever cannot be without it
    UNDO = "undo"  # what an earlier edit did is taken back


class Edit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One edit, addressed by ids.

    Attributes:
        id: chosen by whoever asks; an edit of the same id is made once, however often it arrives.
        space: phases, steps, lanes, cards, …; `map` for the header.
        thing: its id.
        field: one name, or of a text the name and the language.
        value: what the field says; nothing to empty it.
        content: the thing to be inserted, or the fields that say where a moved thing stands (phase, step, placement).
        lane: of a card.
        after: the thing behind which it stands; nothing for the first place.
        number: of the edit that is taken back.
    """

    id: str
    kind: EditKind
    space: str = ""
    thing: str = ""
    field: tuple[str, ...] = ()
    value: Any = None
    content: Content = {}
    lane: str = ""
    after: str = ""
    number: int = 0


class StrokeKind(enum.StrEnum):
    """What happens to a draft, so plainly that every program that follows does the same."""

    SET = "set"
    PUT = "put"
    TAKE = "take"
    SHIFT = "shift"


class Stroke(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One change of a draft; an edit makes one or several of them.

    Attributes:
        value: of a field now; of what is put or taken the thing itself (a lane without its cards).
        before: the value of a field before.
        lane, after: where a thing is put, was taken, or stands now.
        from_lane, from_after: where a shifted thing stood.
    """

    kind: StrokeKind
    space: str
    thing: str
    field: tuple[str, ...] = ()
    value: Any = None
    before: Any = None
    lane: str = ""
    after: str = ""
    from_lane: str = ""
    from_after: str = ""


class NoticeKind(enum.StrEnum):
    """What people must be told when they wrote at the same time."""

    BOTH_WROTE = "both_wrote"  # two wrote one field: the later value stands, the other one is kept here
    CAME_BACK = "came_back"  # what one removed came back, because another was writing in it
    STAYED = "stayed"  # a field was left as it is, because somebody wrote in it after what was to be undone


class Notice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something about one edit that somebody should look at.

    Attributes:
        other: the value that does not stand.
        number: the edit of the other one.
        who: whose it was.
    """

    kind: NoticeKind
    space: str
    thing: str
    field: tuple[str, ...] = ()
    other: Any = None
    number: int = 0
    who: str = ""


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """An edit that was made.

    Attributes:
        number: from 1; the number of the last one is the revision of the draft.
        edit: the id its author gave it.
        client: the browser tab or program that asked.
        at: µs since 1970, UTC.
    """

    number: int
    edit: str
    client: str
    who: str
    at: int
    strokes: tuple[Stroke, ...]
    notices: tuple[Notice, ...] = ()
