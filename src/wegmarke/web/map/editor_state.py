"""What the map editor begins with: the draft, the words and lists of the reader's language, and what was measured."""

from __future__ import annotations

from typing import Any

from wegmarke.domain import LocalizedText
from wegmarke.domain.map_drafts import DraftNews, MapComment, MapDraft
from wegmarke.web.map.editor_words import editor_words
from wegmarke.web.map.felt import Felt
from wegmarke.web.reader import Reader
from wegmarke.web.words import emotion_word
from wegmarke.workspace import vocabulary

_LISTS = {
    "lane_types": vocabulary.LANE_TYPES,
    "phases": vocabulary.PHASES,
    "roles": vocabulary.ROLES,
    "card_statuses": vocabulary.CARD_STATUSES,
    "evidence_levels": vocabulary.EVIDENCE_LEVELS,
    "buying_jobs": vocabulary.BUYING_JOBS,
    "channels": vocabulary.CHANNELS,
    "modes": vocabulary.MODES,
    "influences": vocabulary.INFLUENCES,
    "ownerships": vocabulary.OWNERSHIPS,
}


def editor_state(draft: MapDraft, news: DraftNews, measured: dict[str, Felt], reader: Reader) -> dict[str, Any]:
    """Return the state as plain values.

    Args:
        draft: what is being written.
        news: of the same draft, for the state of its comments.
        measured: what was measured of all personas, by phase.
        reader: for whom.
    """
    words = editor_words(reader.t)
    words |= {f"emotion_{value}": emotion_word(value).get(reader.language) for value in range(-2, 3)}
    words |= {f"new_phase_{one}": text for one, text in (("de", "Neue Phase"), ("en", "New phase"))}
    return {
        "draft": draft.number,
        "base": draft.base,
        "revision": draft.revision,
        "content": draft.content,
        "language": reader.language.value,
        "words": words,
        "lists": {name: _named(values, reader) for name, values in _LISTS.items()},
        "measured": {
            phase: {"value": one.value, "n": one.n, "low": one.low, "high": one.high} for phase, one in measured.items()
        },
        "comments_state": news.comments,
    }


def comment_lines(comments: list[MapComment], reader: Reader) -> list[dict[str, Any]]:
    """Return comments as plain values, their times as the reader writes them."""
    return [
        {
            "number": one.number,
            "space": one.space,
            "thing": one.thing,
            "text": one.text,
            "who": one.who,
            "when": reader.formats.instant(one.at, reader.zone),
            "mentions": [*one.mentions],
            "resolved_at": reader.formats.instant(one.resolved_at, reader.zone) if one.resolved_at else None,
        }
        for one in comments
    ]


def _named(values: dict[str, LocalizedText], reader: Reader) -> dict[str, str]:
    return {str(getattr(name, "value", name)): text.get(reader.language) for name, text in values.items()}
