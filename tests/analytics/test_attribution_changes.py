"""Why credits changed between two states of the data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd

from wegmarke.analytics import attribution

BEGIN = datetime(2025, 3, 1, tzinfo=UTC)


def touches(*rows):
    return pd.DataFrame(
        [
            {"unit": unit, "touchpoint": touchpoint, "time": BEGIN + timedelta(days=days), "value": value}
            for unit, touchpoint, days, value in rows
        ]
    ).astype({"value": "float64"})


BEFORE = touches(
    ("west", "ad", 0, None), ("west", "won", 3, 100), ("ost", "ad", 0, None), ("ost", "won", 3, 40),
    ("sued", "fair", 0, None), ("sued", "won", 3, 10),
)  # fmt: skip
AFTER = touches(
    ("west", "ad", 0, None), ("west", "fair", 1, None), ("west", "won", 3, 100), ("nord", "fair", 0, None),
    ("nord", "won", 2, 20), ("ost", "ad", 0, None), ("ost", "won", 3, 60),
)  # fmt: skip


def test_credits_before_and_after_stand_side_by_side():
    result = attribution.changes(BEFORE, AFTER, "last_touch", conversion="won")

    rows = {row["touchpoint"]: row for row in result.rows.to_pylist()}
    assert {name: row["difference_minor"] for name, row in rows.items()} == {
        "ad": -8_000, "fair": 11_000, "(unattributed)": 0
    }  # fmt: skip
    assert rows["fair"]["touches_added"] == 1


def test_every_event_that_made_the_difference_is_named():
    result = attribution.changed_events(BEFORE, AFTER, conversion="won")

    assert [(row["kind"], row["unit"], row["touchpoint"], row["value_minor"]) for row in result.rows.to_pylist()] == [
        ("touch_added", "west", "fair", None),
        ("conversion_added", "nord", None, 2_000),
        ("conversion_removed", "sued", None, -1_000),
        ("value_changed", "ost", None, 2_000),
    ]


def test_the_same_data_change_nothing():
    assert attribution.changed_events(AFTER, AFTER, conversion="won").rows.num_rows == 0
