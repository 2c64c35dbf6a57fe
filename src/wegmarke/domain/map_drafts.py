"""Drafts of maps that people write together: what the workspace hands to its surfaces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wegmarke.domain.map_versions import MapDifference, MapStatus
from wegmarke.domain.text import LocalizedText


@dataclass(frozen=True, slots=True)
class MapDraft:
    """What is being written on a map and is no version yet.

    Attributes:
        number: of the draft, from 1; every draft of a map has another one.
        base: the version it began with.
        revision: the number of its last edit; 0 before the first.
        content: the document as plain values, its texts by language.
        who: of whoever began it.
    """

    map: str
    number: int
    base: int
    revision: int
    content: dict[str, Any]
    begun_at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class MapDraftPlan:
    """What beginning a draft would do; nothing of it was done.

    Attributes:
        base: the version it would begin with.
        base_status: where that one stands.
        stands: the version that stands for the map; it goes on doing so.
        open: number of the draft that is open already; None where there is none.
    """

    map: str
    title: LocalizedText
    base: int
    base_status: MapStatus
    stands: int
    open: int | None


@dataclass(frozen=True, slots=True)
class EditAnswer:
    """What became of one edit.

    Attributes:
        edit: the id its author gave it.
        number: where it stands in the order of all edits; None for one that was refused.
        code, message: why it was refused; empty for one that was made. A document that would be invalid has the code
            `invalid:` and that of the problem.
    """

    edit: str
    number: int | None
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class DraftNews:
    """What happened to a draft since a revision.

    Attributes:
        draft: its number.
        revision: of the last edit.
        answers: what became of the edits that were asked for now.
        made: the edits after the revision that was known: number, edit, client, who, at (µs since 1970), strokes and
            notices (see `maps.editing`).
        comments: changes whenever somebody comments, so that pages know when to look.
    """

    draft: int
    revision: int
    answers: tuple[EditAnswer, ...]
    made: tuple[dict[str, Any], ...]
    comments: int


@dataclass(frozen=True, slots=True)
class DraftKeepPlan:
    """What keeping a draft as a version would do; nothing of it was done.

    Attributes:
        draft, revision: what would be kept.
        makes: number of the version that it makes.
        base: the version it began with.
        newest: the newest version; another one than `base` where somebody kept one meanwhile.
        differences: from the newest version to the draft.
    """

    map: str
    draft: int
    revision: int
    makes: int
    base: int
    newest: int
    differences: tuple[MapDifference, ...]


@dataclass(frozen=True, slots=True)
class MapComment:
    """What somebody said about a thing on a map.

    Attributes:
        space, thing: what it is about, e.g. `cards` and an id.
        mentions: the names after an @ in the text.
        resolved_at, resolved_by: when and by whom it was settled; None and empty while it is open.
    """

    number: int
    map: str
    space: str
    thing: str
    text: str
    who: str
    at: datetime
    mentions: tuple[str, ...]
    resolved_at: datetime | None
    resolved_by: str
