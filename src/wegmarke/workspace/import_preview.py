"""Shows the first rows of a file as events, as they would be stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from wegmarke.domain import Money
from wegmarke.domain.imports import Preview, PreviewEvent
from wegmarke.domain.views import RejectedGroup
from wegmarke.ingest import Inbox
from wegmarke.sources import Chunk, Recipe, UnpackLimits, read_files

LOOKED_AT = 200
"""Rows that are read for a preview."""
SHOWN = 20
"""Events that a preview shows."""
_HIDDEN = "…"


def preview(inbox: Inbox, recipe: Recipe, file: Path, *, zone: str, limits: UnpackLimits) -> Preview:
    """Make events of the first rows; nothing is written.

    Raises:
        DocumentInvalid: the recipe does not fit the file; all problems are listed.
        SourceUnreadable: the file cannot be read.
    """
    chunks = read_files(recipe, [file], default_zone=zone, limits=limits, most_rows=LOOKED_AT)
    return _Looked(inbox, recipe.source).at(chunks)


def masked(text: str) -> str:
    """Return an identifier or name of a person in part only.

    >>> masked("ada@example.com"), masked("4711"), masked("a")
    ('a…m', '4…1', '…')
    """
    return f"{text[0]}{_HIDDEN}{text[-1]}" if len(text) > 2 else _HIDDEN


class _Looked:
    """What was found in the first rows."""

    def __init__(self, inbox: Inbox, source: str) -> None:
        self._inbox = inbox
        self._source = source
        self._events: list[dict[str, Any]] = []
        self._rejected: list[dict[str, Any]] = []
        self._removed: dict[str, None] = {}

    def at(self, chunks: Iterator[Chunk]) -> Preview:
        rows = 0
        for chunk in chunks:
            rows += chunk.rows
            judged = self._inbox.judge(chunk.events, chunk.rejected, origins=self._source)
            self._events += judged.good.select([n for n in judged.good.column_names if n in _COLUMNS]).to_pylist()
            self._rejected += judged.refused.to_pylist()
            self._removed |= dict.fromkeys(_texts(judged.removed, "property"))
        # Kinds of events are read one after the other; people read the file from its top.
        shown = sorted(self._events, key=lambda row: row["sequence"] or 0)[:SHOWN]
        events = tuple(_event(row) for row in shown)
        return Preview(rows, events, len(self._events), self._groups(), tuple(self._removed))

    def _groups(self) -> tuple[RejectedGroup, ...]:
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self._rejected:
            found.setdefault(row["reason"], []).append(row)
        return tuple(_group(self._source, reason, rows) for reason, rows in found.items())


_COLUMNS = frozenset({
    "name", "occurred_at", "precision", "sequence", "person_identifiers", "account_identifiers", "person_label",
    "account_label", "channel", "value_minor", "currency", "properties",
})  # fmt: skip


def _event(row: Mapping[str, Any]) -> PreviewEvent:
    label, minor = row["person_label"], row["value_minor"]
    return PreviewEvent(
        line=row["sequence"] or 0,
        occurred_at=row["occurred_at"],
        precision=row["precision"],
        name=row["name"],
        person=tuple((kind, masked(value)) for kind, value in _pairs(row["person_identifiers"])),
        person_label=masked(label) if label else "",
        account=tuple(_pairs(row["account_identifiers"])),
        account_label=row["account_label"] or "",
        channel=row["channel"],
        value=Money(minor, row["currency"]) if minor is not None else None,
        properties=dict(row["properties"] or ()),
    )


def _pairs(identifiers: Sequence[Mapping[str, str]] | None) -> list[tuple[str, str]]:
    return [(one["kind"], one["value"]) for one in identifiers or ()]


def _group(source: str, reason: str, rows: Sequence[Mapping[str, Any]]) -> RejectedGroup:
    lines = [row["line"] for row in rows if row["line"] is not None]
    first, last = min(lines, default=None), max(lines, default=None)
    return RejectedGroup(source, rows[0]["file"], reason, rows[0]["message"], len(rows), first, last)


def _texts(table: pa.Table, column: str) -> list[str]:
    texts: list[str] = table[column].to_pylist()
    return texts
