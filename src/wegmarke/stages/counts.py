"""Who is where at an instant, how many over time, and how often which way was gone.

All of it reads the history (see `history.SCHEMA`). A stay holds from its first instant on and until the next one
begins, so at every instant a subject is in one stage at most. Stages that were passed over count nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain.errors import unknown_value
from wegmarke.domain.stages import StageCount, StageTransition

PERIODS: Final = ("week", "month")
MOST_PERIODS: Final = 1_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(instant: datetime) -> int:
    """Return an instant as the history has it."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def instant_of(micros: int) -> datetime:
    """Return a time of the history as an instant."""
    return _EPOCH + timedelta(microseconds=micros)


def stays_of(history: pa.Table) -> pa.Table:
    """Return the history without the stages that were passed over."""
    return history.filter(pc.invert(history["is_skipped"]))


def as_of(history: pa.Table, at: datetime) -> pa.Table:
    """Return the stage of each subject at an instant: subject, stage, entered_at; who is in none is not there."""
    stays, when = stays_of(history), microseconds(at)
    holds = pc.and_(pc.less_equal(stays["entered_at"], when), pc.greater(stays["left_at"], when))
    found = stays.filter(holds).select(["subject", "stage", "entered_at"])
    return found.set_column(1, "stage", found["stage"].cast(pa.string()))


def counts_as_of(history: pa.Table, stages: Sequence[str], at: datetime) -> list[StageCount]:
    """Count the subjects in each stage at an instant."""
    return _counted(history, stages, [(at, None)])


def counts_over_time(history: pa.Table, stages: Sequence[str], by: str, zone: str, until: datetime) -> list[StageCount]:
    """Count the subjects in each stage at the end of each local week or month, from the first one with a stay.

    The last period is the one that holds `until`; it is counted there. Weeks begin on Monday, days at local midnight.

    Raises:
        UsageError: when `by` is neither week nor month.
    """
    if by not in PERIODS:
        raise unknown_value("by", by, PERIODS)
    if not history.num_rows:
        return []
    first = instant_of(pc.min(history["entered_at"]).as_py())
    return _counted(history, stages, _periods(first, until, by, ZoneInfo(zone)))


def transitions(history: pa.Table) -> list[StageTransition]:
    """Count the ways that were gone, most frequent first."""
    stays = stays_of(history)
    keys = ["previous", "stage", "went_back", "is_allowed"]
    plain = pa.table(
        {
            "previous": stays["previous"].cast(pa.string()),
            "stage": stays["stage"].cast(pa.string()),
            **{name: stays[name] for name in ("went_back", "is_allowed", "subject")},
        }
    )
    grouped = plain.group_by(keys).aggregate([("subject", "count"), ("subject", "count_distinct")])
    found = [
        StageTransition(
            row["previous"],
            row["stage"],
            row["subject_count"],
            row["subject_count_distinct"],
            row["went_back"],
            row["is_allowed"],
        )
        for row in grouped.to_pylist()
    ]
    return sorted(found, key=lambda way: (-way.transitions, way.previous or "", way.stage, way.went_back))


def _periods(first: datetime, until: datetime, by: str, zone: ZoneInfo) -> list[tuple[datetime, date | None]]:
    """Return the instant at which each period is counted, and its first local day; the newest ones if too many."""
    last = until.astimezone(zone).date()
    day = _begin(max(first.astimezone(zone).date(), last - timedelta(days=31 * MOST_PERIODS)), by)
    periods: list[tuple[datetime, date | None]] = []
    while day <= last:
        following = _next(day, by)
        end = datetime.combine(following, time(), zone).astimezone(UTC)
        # counted an instant before the next period begins, for its first instant belongs to the next
        periods.append((min(end - timedelta(microseconds=1), until), day))
        day = following
    return periods[-MOST_PERIODS:]


def _begin(day: date, by: str) -> date:
    return day.replace(day=1) if by == "month" else day - timedelta(days=day.weekday())


def _next(day: date, by: str) -> date:
    if by == "week":
        return day + timedelta(days=7)
    return day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)


def _counted(
    history: pa.Table, stages: Sequence[str], periods: Sequence[tuple[datetime, date | None]]
) -> list[StageCount]:
    stays = stays_of(history)
    ends = np.array([microseconds(at) for at, _ in periods], dtype=np.int64)
    names = stays["stage"].cast(pa.string())
    found = []
    for stage in stages:
        mine = stays.filter(pc.equal(names, stage))
        entered, left = np.sort(mine["entered_at"].to_numpy()), np.sort(mine["left_at"].to_numpy())
        there = np.searchsorted(entered, ends, "right") - np.searchsorted(left, ends, "right")
        came = _entered_in(mine, ends) if periods and periods[0][1] is not None else np.zeros(len(ends), dtype=int)
        found.append([StageCount(at, stage, int(n), began, int(c))
                      for (at, began), n, c in zip(periods, there, came, strict=True)])  # fmt: skip
    return [count for period in zip(*found, strict=True) for count in period]


def _entered_in(stays: pa.Table, ends: np.ndarray) -> np.ndarray:
    """Count the subjects that entered in each period, each once per period."""
    period = np.searchsorted(ends, stays["entered_at"].to_numpy(), "left")
    pairs = pa.table({"period": period, "subject": stays["subject"]}).group_by(["period", "subject"]).aggregate([])
    return np.bincount(pairs["period"].to_numpy(), minlength=len(ends) + 1)[: len(ends)]
