"""Events of one path as people read them: labels, phases of the reference map, amounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wegmarke.domain import Money
from wegmarke.domain.views import TimelineEntry
from wegmarke.events import reading
from wegmarke.workspace.shown_labels import shown_labels
from wegmarke.workspace.stores import Stores


def timeline_entries(stores: Stores, rows: Sequence[dict[str, Any]]) -> tuple[TimelineEntry, ...]:
    """Write rows of a timeline (see `events.reading`) with labels and phases."""
    persons = shown_labels(stores, {row["person"] for row in rows} - {None})
    phases = phase_ids(stores)
    return tuple(_entry(row, persons, phases) for row in rows)


def phase_ids(stores: Stores) -> dict[int | None, str]:
    """Return the ids of the reference map's phases by their positions."""
    reference = stores.library.reference()
    return {number: phase.id for number, phase in enumerate(reference.phases, 1)} if reference else {}


def _entry(row: dict[str, Any], persons: dict[int, str], phases: dict[int | None, str]) -> TimelineEntry:
    person, minor = row["person"], row["value_minor"]
    return TimelineEntry(
        occurred_at=reading.known_utc(row["occurred_at"]),
        precision="day" if row["precision_day"] else "instant",
        event=row["event"],
        touchpoint=row["touchpoint"],
        phase=phases.get(row["phase"]),
        channel=row["channel"],
        person=person,
        person_label=persons.get(person, f"#{person}") if person is not None else "",
        value=Money(minor, row["currency"]) if minor is not None else None,
        properties=dict(row["properties"] or ()),
        session=row["session"],
    )
