"""Counts within a window for each unit, and the first and last touch before an anchor such as a conversion."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa

from wegmarke.paths.index.asking import ALWAYS, Asked, asked_of
from wegmarke.paths.index.columns import Int64s, Truths
from wegmarke.paths.index.selection import LATEST, Selection, code_table
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.terms.period import Period

_INSTANT = pa.timestamp("us")


@dataclass(frozen=True)
class WindowedCounts:
    """What each unit with a touch in the window did there.

    Attributes:
        units: numbers of units, rising; all arrays have shape (units,).
        touches: how many touches.
        first_at: instant of the first, microseconds.
        last_at: instant of the last.
        value_minor: sum of their values; add up only events of one currency.
    """

    units: Int64s
    touches: Int64s
    first_at: Int64s
    last_at: Int64s
    value_minor: Int64s


def windowed_counts(
    snapshot: Snapshot,
    period: Period = ALWAYS,
    *,
    touchpoints: Collection[int] | None = None,
    events: Collection[int] | None = None,
    selection: Selection | None = None,
) -> WindowedCounts:
    """Count each unit's touches from the start of a period on, before its end; units without any are left out.

    Args:
        snapshot: the paths.
        period: the window, half-open.
        touchpoints: codes that count; None for all, recognised or not.
        events: codes of event names that count; None for all.
        selection: which units and touches count.
    """
    at, named = _table(touchpoints), _table(events)
    found = [_windowed(asked, at, named) for asked in asked_of(snapshot, selection, period)]
    columns = [np.concatenate(parts) for parts in zip(*found, strict=True)]
    order = np.argsort(columns[0], kind="stable")
    return WindowedCounts(*(column[order] for column in columns))


def _windowed(asked: Asked, touchpoints: Truths, events: Truths) -> tuple[Int64s, ...]:
    from wegmarke.paths.compiled import windows

    columns = asked.columns
    size, first_at, last_at, value = (np.zeros(columns.units.size, np.int64) for _ in range(4))
    asked.spread(
        lambda first, last: windows.windowed(
            first, last, *asked.given, columns.touchpoint, columns.event, columns.value_minor, *asked.span,
            touchpoints, events, True, size, first_at, last_at, value,
        )
    )  # fmt: skip
    found = np.nonzero(size)[0]
    return tuple(column[found] for column in (columns.units, size, first_at, last_at, value))


def first_last_before(
    snapshot: Snapshot,
    anchors: Collection[int],
    period: Period = ALWAYS,
    *,
    touchpoints: Collection[int] | None = None,
    lookback: timedelta | None = None,
    selection: Selection | None = None,
) -> pa.Table:
    """Find the first and last touch before each anchor: one row per touch at an anchor.

    Columns: unit, anchor_at, anchor_code, touches (how many lie before it), first_at, first_code, last_at, last_code;
    the last four are NULL where there are none. "Before" is the order of the path, so one touch of two at one instant
    comes first. The period limits anchors, not what lies before them.

    Args:
        snapshot: the paths.
        anchors: codes of the touchpoints to look back from, a conversion for example.
        period: which anchors count.
        touchpoints: codes of the touches looked for; None for all that were recognised.
        lookback: the longest time back, its end included; None for any.
        selection: which units count, and which touches are looked for; anchors count whether they are selected or not.
    """
    wanted, marks = _table(touchpoints), code_table(anchors)
    wanted[0] = marks[0] = False
    longest = LATEST if lookback is None else lookback // timedelta(microseconds=1)
    return pa.concat_tables([_before(asked, marks, wanted, longest) for asked in asked_of(snapshot, selection, period)])


def _before(asked: Asked, anchors: Truths, wanted: Truths, lookback: int) -> pa.Table:
    from wegmarke.paths.compiled import windows

    columns = asked.columns
    found = np.zeros(columns.units.size, np.int64)
    asked.spread(
        lambda first, last: windows.count_anchors(
            first, last, columns.starts, asked.counts, columns.touchpoint, *asked.span, anchors, found
        )
    )
    rows = np.concatenate(([0], np.cumsum(found))).astype(np.int64)
    anchor_at, earliest, latest, size = (np.empty(int(rows[-1]), np.int64) for _ in range(4))
    anchor = np.empty(int(rows[-1]), np.uint16)
    asked.spread(
        lambda first, last: windows.before_anchors(
            first, last, *asked.given, columns.touchpoint, *asked.span, anchors, wanted, lookback, rows,
            anchor_at, anchor, earliest, latest, size,
        )
    )  # fmt: skip
    none = size == 0
    return pa.table(
        {
            "unit": np.repeat(columns.units, found),
            "anchor_at": pa.array(anchor_at.view("datetime64[us]"), _INSTANT),
            "anchor_code": anchor,
            "touches": size,
            **_looked_up("first", asked, earliest, none),
            **_looked_up("last", asked, latest, none),
        }
    )


def _looked_up(name: str, asked: Asked, places: Int64s, none: Truths) -> dict[str, pa.Array]:
    places = np.where(none, 0, places)
    at = asked.columns.occurred_at[places].view("datetime64[us]") if places.size else np.empty(0, "datetime64[us]")
    code = asked.columns.touchpoint[places] if places.size else np.empty(0, np.uint16)
    return {f"{name}_at": pa.array(at, _INSTANT, mask=none), f"{name}_code": pa.array(code, pa.uint16(), mask=none)}


def _table(codes: Collection[int] | None) -> Truths:
    return np.ones(65_536, np.bool_) if codes is None else code_table(codes)
