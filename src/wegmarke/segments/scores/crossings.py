"""Crossed thresholds: when the value of a unit entered and left, as a function of what happened.

The value of a unit is a step function of time: it changes with an event and at midnight, never in between. A threshold
is entered at the first instant at which the value is at least `enter_at`, left at the first one after that at which it
is below `leave_below`, and so on. So whoever knows the same events says the same, in whatever order they arrived.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from wegmarke.domain.scores import ScoreUnit
from wegmarke.paths import behaviour
from wegmarke.rules import Moment
from wegmarke.segments.scores.amounts import Numbers, bounded, least_for
from wegmarke.segments.scores.days import begins, day_of
from wegmarke.segments.scores.document import EngagementScore, Threshold
from wegmarke.segments.scores.engagement import Touches
from wegmarke.segments.scores.statements import Counting

SCHEMA = pa.schema(
    [
        ("subject", pa.int64()),
        ("at", pa.int64()),  # µs since 1970, UTC
        ("is_inside", pa.bool_()),
        ("value", pa.int64()),  # hundredths
    ]
)
"""One row per crossing, by subject and in time order."""


def crossings(
    touches: Touches,
    score: EngagementScore,
    threshold: Threshold,
    moment: Moment,
    units: Sequence[int] | Numbers | None = None,
) -> pa.Table:
    """Return every crossing of a threshold up to an instant, of all units or of some: see `SCHEMA`."""
    unit = ScoreUnit(threshold.of)
    scale = score.scale_of(unit)
    enter, leave = least_for(threshold.enter_at, scale), least_for(threshold.leave_below, scale)
    events = touches.earning(score, unit, moment, units, least=enter)
    if not events.unit.size:
        return SCHEMA.empty_table()
    numbers, found = _followed(Counting.of(score), events, moment, enter, leave)
    values = bounded(found[:, 3], scale)
    return pa.table([numbers[found[:, 0]], found[:, 1], found[:, 2] == 1, values], schema=SCHEMA)


def last_of(found: pa.Table) -> dict[int, tuple[bool, int, int]]:
    """Return for each subject whether it is inside, since when and with which value then; outside before any."""
    return {
        row["subject"]: (row["is_inside"], row["at"], row["value"])
        for row in found.to_pylist()
    }  # fmt: skip


def _followed(
    counting: Counting, events: behaviour.EarningEvents, moment: Moment, enter: int, leave: int
) -> tuple[Numbers, Numbers]:
    from wegmarke.segments.scores.compiled.following import follow

    unit, day = events.unit, events.day
    begin = np.nonzero(np.diff(unit, prepend=unit[0] - 1))[0].astype(np.int64)
    starts = np.append(begin, len(unit)).astype(np.int64)
    first, last = int(day.min()), day_of(moment.as_of, moment.zone)
    midnights = begins(first, last, moment.zone)
    cents = np.array(counting.cents, dtype=np.int64)
    out = np.zeros((len(unit) + len(starts), 4), dtype=np.int64)
    while (size := follow(
        starts, events.at, day, events.part, events.counts, cents, _worth(counting), midnights, first, last,
        enter, leave, out,
    )) < 0:  # fmt: skip
        out = np.zeros((2 * len(out), 4), dtype=np.int64)
    return unit[begin], out[:size]


def _worth(counting: Counting) -> Numbers:
    # One column more than any event counts for, so that an age behind the end is a place, too.
    table = np.zeros((len(counting.parts), counting.days + 1), dtype=np.int64)
    for place, worth in enumerate(counting.fadings):
        table[place, : len(worth)] = worth
    return table
