"""Rejected rows, written for a reader."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from wegmarke.domain.views import RejectedChoice, RejectedRow
from wegmarke.i18n import marked
from wegmarke.web.listing import read_search
from wegmarke.web.reader import Reader
from wegmarke.web.rejections import rejection_words
from wegmarke.web.selection import with_params

STATES = {
    "open": marked("rejected", "Open"),
    "replayed": marked("rejected", "Replayed"),
    "all": marked("rejected", "All"),
}
OUTCOMES = {
    "accepted": marked("outcome", "accepted, waits to be stored"),
    "stored": marked("outcome", "stored"),
    "duplicate": marked("outcome", "duplicate: the same event was stored before"),
    "conflict": marked("outcome", "conflict: another event was stored under this id"),
}
_STATUSES = {"accepted": "attention", "stored": "on_target", "duplicate": "none", "conflict": "alert"}
_LONGEST_PAYLOAD = 600
_LONGEST_PARAMETER = 500
_PATH = "/rejected"


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row of the list, or the facts of the page about it."""

    url: str
    source: str
    file: str
    line: str
    reason: str
    message: str
    payload: str
    at: str
    outcome: str
    outcome_status: str
    replayed_at: str
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One thing that narrows the list, and the way to take it back."""

    label: str
    value: str
    url: str


def read_choice(params: Mapping[str, str]) -> RejectedChoice:
    """Read which rows are meant from the URL or a form."""
    state = params.get("state", "open") or "open"
    return RejectedChoice(
        source=params.get("source", "")[:_LONGEST_PARAMETER],
        reason=params.get("reason", "")[:_LONGEST_PARAMETER],
        file=params.get("file", "")[:_LONGEST_PARAMETER],
        search=read_search(params),
        state=state if state in ("open", "replayed") else "",
    )


def choice_params(choice: RejectedChoice) -> dict[str, str]:
    """Return the URL parameters that say the same."""
    state = "" if choice.state == "open" else choice.state or "all"
    named = {
        "source": choice.source,
        "file": choice.file,
        "reason": choice.reason,
        "q": choice.search,
        "state": state,
    }
    return {name: value for name, value in named.items() if value}


def narrowings(choice: RejectedChoice, reader: Reader) -> list[Narrowing]:
    """Write what narrows the list."""
    t = reader.t
    found = [
        ("source", t.pgettext("source", "Source"), choice.source),
        ("file", t.pgettext("rejected", "File"), choice.file),
        ("reason", t.pgettext("rejected", "Reason"), rejection_words(choice.reason, reader)),
    ]
    params = choice_params(choice)
    return [
        Narrowing(label, value, with_params(_PATH, params, **{name: None})) for name, label, value in found if value
    ]


def state_choices(choice: RejectedChoice, reader: Reader) -> list[tuple[str, str, bool]]:
    """Return label, URL and whether it is chosen, of each state."""
    params = choice_params(choice)
    chosen = params.get("state", "open")
    return [
        (reader.t.label(label), with_params(_PATH, params, state=None if state == "open" else state), state == chosen)
        for state, label in STATES.items()
    ]


def row_line(row: RejectedRow, reader: Reader) -> RowLine:
    """Write one row."""
    payload = row.edited or row.payload
    return RowLine(
        url=f"{_PATH}/{row.id}",
        source=row.source,
        file=row.file,
        line=reader.formats.number(row.line),
        reason=rejection_words(row.reason, reader),
        message=row.message,
        payload=payload if len(payload) <= _LONGEST_PAYLOAD else f"{payload[:_LONGEST_PAYLOAD]}…",
        at=reader.formats.instant(row.at, reader.zone),
        outcome=reader.t.label(OUTCOMES[row.outcome]) if row.outcome in OUTCOMES else row.outcome,
        outcome_status=_STATUSES.get(row.outcome, "none"),
        replayed_at=reader.formats.instant(row.replayed_at, reader.zone),
        is_corrected=row.edited is not None,
    )


def in_lines(payload: str) -> str:
    """Write a payload so that it can be read and corrected."""
    try:
        return json.dumps(json.loads(payload), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return payload
