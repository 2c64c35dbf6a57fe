"""What lies between an order and its Storno, beside what lies after orders that stayed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wegmarke.analytics import arguments
from wegmarke.analytics.intervals import rate
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.rows import Numbers
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.storno import words
from wegmarke.analytics.storno.look import Look
from wegmarke.domain import LocalizedText
from wegmarke.paths import Touches, primitives

_MOST_PATHS = 1_000
_DAY = 86_400_000_000
_PATHS = pa.schema(
    [
        ("touchpoints", pa.list_(pa.string())),
        ("stornos", pa.int64()),
        *((name, pa.float64()) for name in ("share", "low", "high")),
        ("stayed", pa.int64()),
        ("share_stayed", pa.float64()),
    ]
)
_TOUCHPOINTS = pa.schema(
    [
        ("touchpoint", pa.string()),
        ("stornos", pa.int64()),
        *((name, pa.float64()) for name in ("share", "low", "high")),
        ("stayed", pa.int64()),
        *((name, pa.float64()) for name in ("share_stayed", "low_stayed", "high_stayed", "ratio")),
    ]
)


@dataclass(frozen=True)
class Compared:
    """Stretches after orders: until their Storno, and of those that stayed, as `touches_between` takes them."""

    stornos: pa.Table
    stayed: pa.Table
    said: list[LocalizedText]


def paths(touches: Touches, look: Look, top: int) -> Result:
    """Return paths; see `wegmarke.analytics.storno.paths` for the columns."""
    arguments.between("top", top, 1, _MOST_PATHS)
    found = _compared(look)
    counted = primitives.compare_variants(touches, look.known.by, found.stornos, found.stayed, top).to_pylist()
    rows = []
    for one in counted:
        share, other = rate(one["units"], found.stornos.num_rows), rate(one["others"], found.stayed.num_rows)
        rows.append(
            {
                "touchpoints": one["touchpoints"], "stornos": share.part, "share": share.value, "low": share.low,
                "high": share.high, "stayed": other.part, "share_stayed": other.value,
            }
        )  # fmt: skip
    table = pa.Table.from_pylist(rows, schema=_PATHS)
    said = look.known.definition(*found.said, words.COLLAPSED, *look.said)
    n = pa.chunked_array([pa.array([found.stornos.num_rows] * table.num_rows, pa.int64())])
    return Result(
        "storno_paths", table, said, look.known.excluded, (Interval("share", "low", "high", "Wilson"),),
        (Guard(("share", "low", "high", "share_stayed"), n),),
    )  # fmt: skip


def touchpoints(touches: Touches, look: Look) -> Result:
    """Return touchpoints; see `wegmarke.analytics.storno.touchpoints` for the columns."""
    found = _compared(look)
    counted = primitives.compare_reach(touches, look.known.by, found.stornos, found.stayed).to_pylist()
    rows = []
    for one in counted:
        share, other = rate(one["units"], found.stornos.num_rows), rate(one["others"], found.stayed.num_rows)
        ratio = share.value / other.value if share.value is not None and other.value else None
        rows.append(
            {
                "touchpoint": one["touchpoint"], "stornos": share.part, "share": share.value, "low": share.low,
                "high": share.high, "stayed": other.part, "share_stayed": other.value, "low_stayed": other.low,
                "high_stayed": other.high, "ratio": ratio,
            }
        )  # fmt: skip
    rows.sort(key=lambda row: (-row["stornos"], row["touchpoint"]))
    table = pa.Table.from_pylist(rows, schema=_TOUCHPOINTS)
    n = pa.chunked_array([pa.array([found.stornos.num_rows] * table.num_rows, pa.int64())])
    return Result(
        "storno_touchpoints", table, look.known.definition(*found.said, *look.said), look.known.excluded,
        (Interval("share", "low", "high", "Wilson"), Interval("share_stayed", "low_stayed", "high_stayed", "Wilson")),
        (Guard(("share", "low", "high", "ratio"), n),),
    )  # fmt: skip


def _compared(look: Look) -> Compared:
    orders = np.flatnonzero(look.is_order & look.inside(look.at))
    stornos = np.flatnonzero(look.counts)
    first = np.full(look.mark.size, -1, np.int64)
    # the last assignment wins: the earliest Storno of each order
    first[look.found.order[stornos[::-1]]] = stornos[::-1]
    own = first[orders]
    is_asked = (own >= 0) & look.of_type(look.mark[own]) & (look.at[own] - look.at[orders] <= look.asked.window)
    ends = look.at[own[is_asked]]
    median = int(np.median(ends - look.at[orders[is_asked]])) if is_asked.any() else look.asked.window
    is_old = (own < 0) & (look.at[orders] + median <= look.state)
    stayed = orders[is_old]
    said = words.before(look.asked, int(is_asked.sum()), stayed.size, median / _DAY if is_asked.any() else None)
    return Compared(_spans(look, orders[is_asked], ends), _spans(look, stayed, look.at[stayed] + median), said)


def _spans(look: Look, orders: Numbers, ends: Numbers) -> pa.Table:
    return pa.table(
        {
            "span": pa.array(orders + 1, pa.int64()),
            "of": pa.array(look.unit[orders], pa.int64()),
            "begins": pa.array(look.at[orders], pa.int64()).cast(pa.timestamp("us")),
            "ends": pa.array(ends, pa.int64()).cast(pa.timestamp("us")),
        }
    )
