"""An answer becomes an event like all others; of a comment the event says only that there is one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import pyarrow as pa

from wegmarke.domain import Precision
from wegmarke.domain.surveys import COMMENT, COMMENTED, Survey
from wegmarke.sources import EVENT_SCHEMA, PERSONAL
from wegmarke.surveys.tokens import Token

SOURCE: Final = "survey"
_CHANNEL: Final = "survey"
_TEXTS: Final = pa.map_(pa.string(), pa.string())


def answer_event(
    survey: Survey, token: Token, who: tuple[str, str] | None, score: int, *, number: int, at: datetime
) -> pa.Table:
    """Return the event of an answer.

    Args:
        survey: what was asked.
        token: of the link; the same answer to it is the same event.
        who: kind and value of an identifier; None for nobody known.
        score: the answer.
        number: how many answers to the link there were before.
        at: now.
    """
    properties = {survey.kind.answer: str(score), "survey": survey.id, "language": token.language}
    properties |= _places(survey)
    return _event(survey.kind.event, _id(token, "answer", number, score), who, properties, at, number)


def comment_event(survey: Survey, token: Token, who: tuple[str, str], comment: str, *, at: datetime) -> pa.Table:
    """Return the event of a comment; the words stand in the column that goes to the vault alone."""
    event = _event(COMMENTED, _id(token, "comment", comment), who, {"survey": survey.id, **_places(survey)}, at)
    return event.append_column(PERSONAL, pa.array([[(COMMENT, comment)]], _TEXTS))


def _places(survey: Survey) -> Mapping[str, str]:
    return {name: text for name, text in (("touchpoint", survey.touchpoint), ("phase", survey.phase)) if text}


def _id(token: Token, *parts: object) -> str:
    return hashlib.sha256(repr((token.link, *parts)).encode()).hexdigest()[:32]


def _event(
    name: str,
    event_id: str,
    who: tuple[str, str] | None,
    properties: Mapping[str, str],
    at: datetime,
    sequence: int | None = None,
) -> pa.Table:
    event = {
        "source": SOURCE,
        "source_event_id": event_id,
        "name": name,
        "occurred_at": at,
        "precision": Precision.INSTANT,
        "sequence": sequence,
        "person_identifiers": [] if who is None else [{"kind": who[0], "value": who[1]}],
        "account_identifiers": [],
        "channel": _CHANNEL,
        "properties": sorted(properties.items()),
    }
    return pa.Table.from_pylist([event], schema=EVENT_SCHEMA)
