"""Touches as they were: those whose events had been received before an instant."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import ibis

from wegmarke.domain import TOUCH_UNITS, Unit
from wegmarke.paths.answers import Answers
from wegmarke.paths.terms.period import utc
from wegmarke.paths.touches import Table, Touches


def received_before(touches: Touches, by: Unit, before: datetime) -> Touches:
    """Return the touches whose events were received before an instant; for questions about one kind of unit.

    Who is who, which touchpoint recognises what, and what was removed since are those of today.
    """
    events = touches.events.filter(touches.events.received_at < ibis.literal(utc(before))).select(known_id="event_id")

    def known(table: Table) -> Table:
        return table.semi_join(events, table.event_id == events.known_id)

    return replace(
        touches,
        touches=known(touches.touches),
        indexes={},
        # the others are derived when they are asked for
        unit_touches={} if by in TOUCH_UNITS else {by: known(touches.unit_touches[by])},
        answers=Answers(),
    )
