"""Stretches of time: sessions of units, and how long they stay in each phase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.domain import UsageError
from wegmarke.paths.index.asking import ALWAYS, Asked, asked_of
from wegmarke.paths.index.columns import Codes, Int64s
from wegmarke.paths.index.selection import Selection
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.terms.period import Period

SESSION_GAP = timedelta(minutes=30)
_INSTANT = pa.timestamp("us")


def sessions(
    snapshot: Snapshot,
    period: Period = ALWAYS,
    *,
    gap: timedelta = SESSION_GAP,
    selection: Selection | None = None,
) -> pa.Table:
    """Return one row per session: unit, session (1-based), first_at, last_at, touches, first_code, last_code.

    A gap strictly longer than `gap` starts a new session. All events count, recognised (code above 0) or not.
    """
    tables = [_sessions(asked, gap // timedelta(microseconds=1)) for asked in asked_of(snapshot, selection, period)]
    return pa.concat_tables(tables)


def _sessions(asked: Asked, gap: int) -> pa.Table:
    from wegmarke.paths.compiled import stays

    columns, starts = asked.columns, asked.columns.starts
    found = np.zeros(columns.units.size, np.int64)
    asked.spread(lambda first, last: stays.count_sessions(first, last, *asked.given, *asked.span, gap, found))
    rows = np.concatenate(([0], np.cumsum(found))).astype(np.int64)
    first_at, last_at, size = (np.empty(int(rows[-1]), np.int64) for _ in range(3))
    opened, closed = (np.empty(int(rows[-1]), np.uint16) for _ in range(2))
    instants, since, until = asked.span
    asked.spread(
        lambda first, last: stays.sessions(
            first, last, starts, asked.counts, asked.chosen, instants, columns.touchpoint, since, until, gap, rows,
            first_at, last_at, size, opened, closed,
        )
    )  # fmt: skip
    return pa.table(
        {
            "unit": np.repeat(columns.units, found),
            "session": np.arange(size.size) - np.repeat(rows[:-1], found) + 1,
            "first_at": pa.array(first_at.view("datetime64[us]"), _INSTANT),
            "last_at": pa.array(last_at.view("datetime64[us]"), _INSTANT),
            "touches": size,
            "first_code": opened,
            "last_code": closed,
        }
    )


def time_in_phase(
    snapshot: Snapshot,
    period: Period = ALWAYS,
    *,
    phase_of: Mapping[int, int] | None = None,
    quantiles: Sequence[float] = (0.5,),
    selection: Selection | None = None,
) -> pa.Table:
    """Measure stays per phase: phase, units, ended, still, total_us, and q0, q1, … for the quantiles asked for.

    A stay begins with a unit's first touch in a phase and ends with its next touch in another one; touches without a
    phase do not end it. The last stay of a unit has not ended: it counts in `still` and has no length, as one
    that is censored. Going back to a phase is another stay. Quantiles of ended stays are in microseconds, between two
    values linear; NULL without ended stays.

    Args:
        snapshot: the paths.
        period: touches outside do not count.
        phase_of: phase (1-based) by touchpoint code, for another map than the reference map.
        quantiles: numbers from 0 to 1.
        selection: which units and touches count.
    """
    if wrong := [share for share in quantiles if not 0 <= share <= 1]:
        raise UsageError(f"quantiles: expected numbers from 0 to 1; got {wrong}. Write the median as 0.5.")
    phases = np.arange(65_536, dtype=np.uint16) if phase_of is None else np.zeros(65_536, np.uint16)
    if phase_of is not None:
        phases[list(phase_of)] = list(phase_of.values())
    found = [
        _stays(asked, asked.columns.phase if phase_of is None else asked.columns.touchpoint, phases)
        for asked in asked_of(snapshot, selection, period)
    ]
    still, units = (np.sum([part[place] for part in found], axis=0) for place in (1, 2))
    shown = np.nonzero(units)[0]
    lengths = [np.concatenate([part[0][phase] for part in found]) for phase in shown]
    columns = {
        "phase": shown.astype(np.uint16),
        "units": units[shown],
        "ended": [length.size for length in lengths],
        "still": still[shown],
        "total_us": [int(length.sum()) for length in lengths],
    }
    ranked = [quantiles_of(length, quantiles) for length in lengths]
    for number in range(len(quantiles)):
        columns[f"q{number}"] = pa.array([row[number] for row in ranked], pa.float64())
    return pa.table(columns)


def _stays(asked: Asked, code: Codes, phases: Codes) -> tuple[list[Int64s], Int64s, Int64s]:
    """Return the lengths of ended stays by phase, the stays that have not ended, and the units, each per phase."""
    from wegmarke.paths.compiled import stays

    size = int(phases[code.max(initial=0)] if phases[-1] else phases.max()) + 1

    def walk(first: int, last: int) -> tuple[Int64s, Int64s, Int64s, Int64s]:
        ended, still, units, seen = (np.zeros(size, np.int64) for _ in range(4))
        stays.count_stays(first, last, *asked.given, code, *asked.span, phases, ended)
        ends = np.cumsum(ended)
        lengths = np.empty(int(ends[-1]), np.int64)
        free = ends - ended
        stays.stays(first, last, *asked.given, code, *asked.span, phases, free, lengths, still, units, seen)
        return lengths, ended, still, units

    walked = asked.spread(walk)
    by_range = [np.split(lengths, np.cumsum(ended)[:-1]) for lengths, ended, _, _ in walked]
    by_phase = [np.concatenate(parts) for parts in zip(*by_range, strict=True)]
    zeros = np.zeros(65_536 - size, np.int64)
    still, units = (np.concatenate((np.sum([part[place] for part in walked], axis=0), zeros)) for place in (2, 3))
    return [*by_phase, *([np.empty(0, np.int64)] * zeros.size)], still, units


def quantiles_of(lengths: Int64s, shares: Sequence[float]) -> list[float | None]:
    """Return quantiles of lengths, between two of them linear; None without any."""
    if not lengths.size:
        return [None] * len(shares)
    places = [share * (lengths.size - 1) for share in shares]
    wanted = {int(place) for place in places} | {min(int(place) + 1, lengths.size - 1) for place in places}
    ranked: npt.NDArray[np.int64] = np.partition(lengths, sorted(wanted))
    answers: list[float | None] = []
    for place in places:
        low, high = int(ranked[int(place)]), int(ranked[min(int(place) + 1, lengths.size - 1)])
        answers.append(low + (high - low) * (place - int(place)))
    return answers
