"""Why an answer changed between two states of the data: by touchpoint, and by the events that did it.

A conversion is the same in both states where its unit and its instant are, a touch where its touchpoint and instant
are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from wegmarke.analytics.attribution.answer import answer
from wegmarke.analytics.attribution.asking import Found
from wegmarke.analytics.attribution.question import Question
from wegmarke.analytics.facts import unit_of
from wegmarke.analytics.result import Result
from wegmarke.domain import LocalizedText, Unit, UsageError
from wegmarke.paths import Stretches, Touches, received_before

_Touch: TypeAlias = tuple[str, int]
_Key: TypeAlias = tuple[object, int, int]
KINDS = ("conversion_added", "conversion_removed", "value_changed", "touch_added", "touch_removed")


@dataclass(frozen=True)
class _Path:
    """A conversion: what it is worth, and the touches on its path."""

    value: float
    touches: Counter[_Touch]


def changes(before: Found, after: Found, model: str, asked: Question) -> Result:
    """Compare the credits of two states of the data.

    Columns: touchpoint, conversions_before, conversions_after, value_before_minor, value_after_minor,
    difference_minor, touches_added, touches_removed (on paths to conversions that are in both states).
    """
    then, now = (answer(one, model, asked).rows.to_pylist() for one in (before, after))
    events = Counter((kind, touchpoint) for kind, _, touchpoint, _, _, _ in _events(before, after))
    names = list(dict.fromkeys(row["touchpoint"] for row in (*now[:-1], *then[:-1], *now[-1:])))
    was, is_ = ({row["touchpoint"]: row for row in rows} for rows in (then, now))
    rows = [
        {
            "touchpoint": name,
            "conversions_before": was.get(name, _NOTHING)["conversions"],
            "conversions_after": is_.get(name, _NOTHING)["conversions"],
            "value_before_minor": was.get(name, _NOTHING)["value_minor"],
            "value_after_minor": is_.get(name, _NOTHING)["value_minor"],
            "difference_minor": is_.get(name, _NOTHING)["value_minor"] - was.get(name, _NOTHING)["value_minor"],
            "touches_added": events["touch_added", name],
            "touches_removed": events["touch_removed", name],
        }
        for name in names
    ]
    return Result("attribution_changes", pa.Table.from_pylist(rows), after.definition(_WHAT), after.excluded)


def changed_events(before: Found, after: Found) -> Result:
    """Return the events that made the difference, by time.

    Columns: kind (of `KINDS`), unit, touchpoint (NULL for conversions), occurred_at, closed_at (of the conversion),
    value_minor (by which the value of the conversion changed; NULL for touches).
    """
    found = sorted(_events(before, after), key=lambda row: (row[3], row[4], row[0], str(row[1]), row[2] or ""))
    instants = pa.timestamp("us", tz="UTC")
    table = pa.table(
        {
            "kind": pa.array([row[0] for row in found], pa.string()),
            "unit": pa.array([row[1] for row in found]) if found else pa.array([], pa.int64()),
            "touchpoint": pa.array([row[2] for row in found], pa.string()),
            "occurred_at": pa.array([row[3] for row in found], pa.int64()).cast(instants),
            "closed_at": pa.array([row[4] for row in found], pa.int64()).cast(instants),
            "value_minor": pa.array([row[5] for row in found], pa.int64()),
        }
    )
    return Result("attribution_changed_events", table, after.definition(_WHAT), after.excluded)


def as_received(touches: Touches, by: Unit | str, before: datetime) -> Touches:
    """Return the touches whose events had been received before an instant; what was known of them is of today."""
    if before.tzinfo is None:
        raise UsageError(f"before: expected a datetime with a time zone; got {before!r}. Add a tzinfo.")
    return received_before(touches, unit_of(by), before)


_NOTHING = {"conversions": 0.0, "value_minor": 0}
_WHAT = LocalizedText(
    de="Vergleich zweier Datenstände: davor und danach. Dieselbe Konversion ist dieselbe Einheit zum selben Zeitpunkt.",
    en="Two states of the data compared: before and after. A conversion is the same where unit and instant are.",
)


def _events(before: Found, after: Found) -> Iterator[tuple[str, object, str | None, int, int, int | None]]:
    then, now = _by_key(before), _by_key(after)
    for key in {**then, **now}:
        unit, closed_at, _ = key
        was, is_ = then.get(key), now.get(key)
        if was is None or is_ is None:
            kind = "conversion_added" if was is None else "conversion_removed"
            change = (is_.value if is_ else 0.0) - (was.value if was else 0.0)
            yield kind, unit, None, closed_at, closed_at, round(change)
            continue
        if was.value != is_.value:
            yield "value_changed", unit, None, closed_at, closed_at, round(is_.value - was.value)
        for kind, touches in (("touch_added", is_.touches - was.touches), ("touch_removed", was.touches - is_.touches)):
            for touchpoint, at in touches.elements():
                yield kind, unit, touchpoint, at, closed_at, None


def _by_key(found: Found) -> dict[_Key, _Path]:
    """Return every conversion by unit and instant; several at one instant are numbered."""
    paths: dict[_Key, _Path] = {}
    for part in found.paths.parts:
        _check(part)
        for row in np.nonzero(part.conversions)[0].tolist():
            unit = int(part.unit[row])
            name: object = unit if found.unit_names is None else found.unit_names[unit - 1].as_py()
            key, number = (name, int(part.closed_at[row])), 0
            while (*key, number) in paths:
                number += 1
            paths[*key, number] = _Path(float(part.value[row]), _touches(found, part, row))
    return paths


def _touches(found: Found, part: Stretches, row: int) -> Counter[_Touch]:
    stretch = slice(int(part.begin[row]), int(part.end[row]))
    numbers = found.paths.dense[part.touchpoint[stretch]]
    counts = numbers > 0
    if part.chosen.size:
        counts &= part.chosen[stretch]
    names = found.paths.touchpoints
    at = part.occurred_at[stretch][counts].tolist()
    return Counter(zip((names[number - 1] for number in numbers[counts].tolist()), at, strict=True))


def _check(part: Stretches) -> None:
    if part.occurred_at.size != part.touchpoint.size:
        raise UsageError("changes: expected touches with times in both states; got whole paths. Give touches.")
