"""What the demo company spends to win customers, by month: invented figures that fit its orders.

Costs grow with the number of persons that are invented, so that a customer costs about the same in any demo.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa

from wegmarke.demo.workdays import SPAN, ZONE

# scope, euros a month for 2,000 persons, how much months differ, touchpoint, channel
_LINES = (
    ("media", 4_200, 0.25, "t_search_ad", None),
    ("media", 1_600, 0.30, "t_social_ad", None),
    ("media", 1_900, 0.20, "t_trade_press", None),
    ("production", 2_400, 0.35, None, "website"),
    ("agency", 3_100, 0.10, None, None),
    ("tools", 1_800, 0.02, None, None),
    ("people", 14_500, 0.03, None, None),
    ("sales", 26_000, 0.05, None, None),
)
_FAIRS = {4: 31_000, 11: 24_000}
_NOTE = "Demo: invented figures"
_USUAL_PERSONS = 2_000
_ROUND = 10


def spending(persons: int = 2000, seed: int = 7, *, until: datetime) -> pa.Table:
    """Return the costs of two years that end at an instant, as `costs` are imported.

    Columns: month (a date), scope, amount (whole euros), currency, touchpoint, channel, note. The same persons, seed
    and instant give the same costs.
    """
    chance = np.random.default_rng([seed, 54])
    rows: list[tuple[date, str, float, str | None, str | None]] = []
    size = persons / _USUAL_PERSONS
    for month in _months(until):
        for scope, euros, spread, touchpoint, channel in _LINES:
            rows.append((month, scope, euros * size * (1 + spread * chance.uniform(-1, 1)), touchpoint, channel))
        if month.month in _FAIRS:
            rows.append((month, "media", _FAIRS[month.month] * size, "t_trade_fair", None))
    return pa.table(
        {
            "month": pa.array([row[0] for row in rows], pa.date32()),
            "scope": [row[1] for row in rows],
            "amount": [max(_ROUND, round(row[2] / _ROUND) * _ROUND) for row in rows],
            "currency": ["EUR"] * len(rows),
            "touchpoint": pa.array([row[3] for row in rows], pa.string()),
            "channel": pa.array([row[4] for row in rows], pa.string()),
            "note": [_NOTE] * len(rows),
        }
    )


def _months(until: datetime) -> list[date]:
    """Return the first days of all months of the two years."""
    month, last = ((until - span).astimezone(ZONE).date().replace(day=1) for span in (SPAN, timedelta(0)))
    found = []
    while month <= last:
        found.append(month)
        month = (month + timedelta(days=31)).replace(day=1)
    return found
