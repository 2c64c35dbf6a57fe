"""Touches as they were: those whose events had been received before an instant."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import ibis

from wegmarke.paths.answers import Answers
from wegmarke.paths.touches import Table, Touches, utc


def received_before(touches: Touches, before: datetime) -> Touches:
    """Return the touches whose events were received before an instant; indexes hold all events and are not used.

    Who is who, which touchpoint recognises what, and what was removed since are those of today.
    """
    events = touches.events.filter(touches.events.received_at < ibis.literal(utc(before))).select(known_id="event_id")

    def known(table: Table) -> Table:
        return table.semi_join(events, table.event_id == events.known_id)

    return replace(
        touches,
        touches=known(touches.touches),
        indexes={},
        unit_touches={unit: known(table) for unit, table in touches.unit_touches.items()},
        answers=Answers(),
    )
