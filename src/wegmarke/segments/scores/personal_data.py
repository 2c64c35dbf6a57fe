"""What scores know of a person or an account: which thresholds were said to be crossed; listed, and erased.

No column is personal by itself, and values are stored nowhere.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from wegmarke.domain.scores import ScoreUnit
from wegmarke.segments.scores.days import instant_of
from wegmarke.segments.scores.tables import said_crossings
from wegmarke.state import Database


def held_of(state: Database, unit: ScoreUnit, numbers: Collection[int]) -> list[tuple[str, str, bool, datetime]]:
    """Return what was said of somebody last: score, threshold, whether inside, and since when."""
    c = said_crossings.c
    asked = sa.select(said_crossings).where(c.unit == unit.value, c.subject.in_(numbers))
    with state.read() as connection:
        rows = connection.execute(asked.order_by(c.score, c.threshold, c.subject)).all()
    return [(row.score, row.threshold, bool(row.is_inside), instant_of(row.since)) for row in rows]


def erase(connection: sa.Connection, unit: ScoreUnit, numbers: Collection[int]) -> None:
    """Erase what was said of somebody, in the transaction at hand; events that were said are erased where events are.

    Args:
        connection: the transaction.
        unit: whether persons or accounts are meant.
        numbers: every number that they ever had.
    """
    c = said_crossings.c
    mine = said_crossings.delete().where(c.unit == unit.value, c.subject == sa.bindparam("mine"))
    connection.execute(mine, [{"mine": number} for number in numbers])
