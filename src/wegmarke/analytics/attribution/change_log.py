"""Why an answer changed, in few lines: how many conversions and touches came, went or were late, by touchpoint."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.attribution.asking import Found
from wegmarke.analytics.attribution.changes import KINDS, changed_events
from wegmarke.analytics.result import Result
from wegmarke.domain import LocalizedText

_INSTANT: Final = pa.timestamp("us", tz="UTC")
_SCHEMA: Final = pa.schema(
    [
        ("kind", pa.string()), ("touchpoint", pa.string()), ("events", pa.int64()), ("late", pa.int64()),
        ("units", pa.int64()), ("value_minor", pa.int64()), ("currency", pa.string()), ("first_at", _INSTANT),
        ("last_at", _INSTANT),
    ]
)  # fmt: skip


def change_log(before: Found, after: Found, since: datetime) -> Result:
    """Sum up what made the difference between two states of the data.

    Columns: kind (of `KINDS`), touchpoint (NULL for conversions), events, late (of these, how many had happened before
    `since` and became known later), units, value_minor (sum of the changes; NULL for touches), currency, first_at,
    last_at (of the events).

    Args:
        before: the paths as they were.
        after: the paths as they are.
        since: the instant of the state before.
    """
    rows = changed_events(before, after).rows
    late = pc.less(rows["occurred_at"], pa.scalar(since, _INSTANT))
    rows = rows.append_column("late", late.cast(pa.int64()))
    groups = rows.group_by(["kind", "touchpoint"]).aggregate(
        [
            ("kind", "count"), ("late", "sum"), ("unit", "count_distinct"), ("value_minor", "sum"),
            ("occurred_at", "min"), ("occurred_at", "max"),
        ]
    )  # fmt: skip
    found = [_row(row, after.currency) for row in groups.to_pylist()]
    found.sort(key=lambda row: (KINDS.index(row["kind"]), -row["events"], row["touchpoint"] or ""))
    said = LocalizedText(
        de="Nachzügler: was vorher geschehen war und erst danach bekannt wurde. Wer wer ist, und was Kontaktpunkte "
        "erkennen, ist in beiden Ständen das Heutige.",
        en="Late: what had happened before and became known afterwards. Who is who, and what touchpoints recognise, "
        "is of today in both states.",
    )
    table = pa.Table.from_pylist(found, schema=_SCHEMA)
    return Result("attribution_change_log", table, after.definition(said), after.excluded)


def _row(group: dict[str, Any], currency: str | None) -> dict[str, Any]:
    is_conversion = group["touchpoint"] is None
    return {
        "kind": group["kind"],
        "touchpoint": group["touchpoint"],
        "events": group["kind_count"],
        "late": group["late_sum"],
        "units": group["unit_count_distinct"],
        "value_minor": group["value_minor_sum"] if is_conversion else None,
        "currency": currency if is_conversion else None,
        "first_at": group["occurred_at_min"],
        "last_at": group["occurred_at_max"],
    }
