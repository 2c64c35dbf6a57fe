"""Reads the form that says what the columns are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from wegmarke.domain.errors import unknown_value
from wegmarke.domain.imports import ColumnDraft, Draft, EventDraft, Part

_LONGEST = 200


def read_draft(form: Mapping[str, object], before: Draft) -> Draft:
    """Read what a person chose; columns and values are counted in the order in which the form showed them.

    Raises:
        UsageError: a part that does not exist.
    """
    columns = tuple(_column(form, number, column) for number, column in enumerate(before.columns))
    events = tuple(
        EventDraft(event.value, _text(form, f"event-{number}", event.name))
        for number, event in enumerate(before.events)
    )
    return replace(
        before,
        source=_text(form, "source", before.source),
        columns=columns,
        event=_text(form, "event", before.event),
        events=events,
        time_zone=_text(form, "time_zone", before.time_zone),
        currency=_text(form, "currency", before.currency).upper(),
    )


def _column(form: Mapping[str, object], number: int, before: ColumnDraft) -> ColumnDraft:
    wanted = _text(form, f"part-{number}", before.part.value)
    if wanted not in set(Part):
        raise unknown_value("part", wanted[:40], tuple(part.value for part in Part))
    name = _text(form, f"name-{number}", before.name)
    # A name belongs to the part it was given for, unless it was changed together with it.
    is_meant = wanted == before.part.value or name != before.name
    return replace(before, part=Part(wanted), name=name if is_meant else "")


def _text(form: Mapping[str, object], name: str, otherwise: str) -> str:
    value = form.get(name)
    return str(value).strip()[:_LONGEST] if isinstance(value, str) else otherwise
