"""Why orders are cancelled."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa

from wegmarke.analytics.intervals import rate
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.storno import words
from wegmarke.analytics.storno.look import Look
from wegmarke.analytics.storno.question import TYPES

_SCHEMA = pa.schema(
    [
        ("type", pa.string()),
        ("reason", pa.string()),
        ("stornos", pa.int64()),
        *((name, pa.float64()) for name in ("share", "low", "high")),
        ("lost_minor", pa.int64()),
        ("currency", pa.string()),
    ]
)


def reasons(look: Look) -> Result:
    """Return reasons; see `wegmarke.analytics.storno.reasons` for the columns."""
    table = pa.Table.from_pylist(_rows(look), schema=_SCHEMA)
    of_type = Counter[str]()
    for row in table.to_pylist():
        of_type[row["type"]] += row["stornos"]
    shown = ("share", "low", "high")
    n = pa.chunked_array([pa.array([of_type[kind] for kind in table["type"].to_pylist()], pa.int64())])
    return Result(
        "storno_reasons", table, look.known.definition(words.REASONS, *look.said), look.known.excluded,
        (Interval(*shown, "Wilson"),), (Guard(shown, n),),
    )  # fmt: skip


def _rows(look: Look) -> list[dict[str, object]]:
    places = np.flatnonzero(look.counts & look.inside(look.at) & look.of_type(look.mark))
    texts = look.reason.take(pa.array(places)).to_pylist()
    counted: Counter[tuple[int, str | None]] = Counter()
    lost: Counter[tuple[int, str | None]] = Counter()
    of_type: Counter[int] = Counter()
    sums = (look.priced.money[look.found.order[places]] == 0) * look.found.taken[places]
    for mark, reason, taken in zip(look.mark[places].tolist(), texts, sums.tolist(), strict=True):
        counted[mark, reason] += 1
        lost[mark, reason] += taken
        of_type[mark] += 1
    rows: list[dict[str, object]] = []
    for mark, reason in sorted(counted, key=lambda one: (one[0], -counted[one], one[1] is None, one[1])):
        share = rate(counted[mark, reason], of_type[mark])
        rows.append(
            {
                "type": TYPES[mark - 1], "reason": reason, "stornos": share.part, "share": share.value,
                "low": share.low, "high": share.high, "lost_minor": lost[mark, reason], "currency": look.priced.shown,
            }
        )  # fmt: skip
    return rows
