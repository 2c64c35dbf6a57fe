"""How many touches a touchpoint had in each of some months."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa

from wegmarke.engine import Engine

_COUNTED = """
SELECT m.place, count(t.event_id) AS touches, count(DISTINCT t.person) AS persons, count(DISTINCT t.account) AS accounts
FROM (VALUES {months}) m (place, begins, ends)
LEFT JOIN (
    SELECT event_id, person, account, occurred_at FROM touch
    WHERE touchpoint = (SELECT code FROM code WHERE kind = 'touchpoint' AND text = $touchpoint)
      AND NOT automated AND NOT internal
) t ON t.occurred_at >= m.begins AND t.occurred_at < m.ends
GROUP BY m.place ORDER BY m.place
"""


def touch_months(engine: Engine, touchpoint: str, bounds: Sequence[datetime]) -> pa.Table:
    """Return place (from 0), touches, persons, accounts: one row per span between neighbouring bounds.

    Touches of machines and of our own people are left out.

    Args:
        engine: holds the touch table.
        touchpoint: its id.
        bounds: instants in UTC, ascending; a span includes its first bound and excludes its last.
    """
    spans = ", ".join(
        f"({place}, TIMESTAMP '{_text(begins)}', TIMESTAMP '{_text(ends)}')"
        for place, (begins, ends) in enumerate(itertools.pairwise(bounds))
    )
    return engine.query(_COUNTED.format(months=spans), {"touchpoint": touchpoint})


def _text(instant: datetime) -> str:
    return instant.replace(tzinfo=None).isoformat(sep=" ")
