"""How long units stay customers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.churn import words
from wegmarke.analytics.churn.look import Look
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.rows import Numbers
from wegmarke.analytics.small_numbers import Guard
from wegmarke.paths import primitives

_SECOND: Final = 1_000_000
_MOST_GROUPS: Final = 50
_LONGEST: Final = 2**31 - 1
_CURVE = pa.schema(
    [
        ("label", pa.string()),
        ("days", pa.float64()),
        *((name, pa.int64()) for name in ("at_risk", "ended", "censored")),
        *((name, pa.float64()) for name in ("share", "low", "high")),
    ]
)
_LENGTHS = pa.schema(
    [
        ("label", pa.string()),
        *((name, pa.int64()) for name in ("lives", "ended", "still")),
        *((name, pa.float64()) for name in ("days_quartile_1", "days_median", "low", "high", "days_quartile_3")),
    ]
)


def curve(look: Look) -> Result:
    """Return the survival curve; see `wegmarke.analytics.churn.curve` for the columns."""
    rows = []
    for label, found in _found(look, draws=True):
        rows += [
            {
                "label": label, "days": point.days, "at_risk": point.at_risk, "ended": point.ended,
                "censored": point.censored, "share": point.share, "low": point.low, "high": point.high,
            }
            for point in found.curve
        ]  # fmt: skip
    table = pa.Table.from_pylist(rows, schema=_CURVE)
    said = (words.CURVE, *words.breakdown(look.asked.breakdown), *look.said)
    return Result(
        "churn_curve", table, look.known.definition(*said), look.known.excluded,
        (Interval("share", "low", "high", "log(-log)"),), (Guard(("share", "low", "high"), table["at_risk"]),),
    )  # fmt: skip


def lengths(look: Look) -> Result:
    """Return medians and quartiles of lives; see `wegmarke.analytics.churn.lengths` for the columns."""
    rows = []
    for label, found in _found(look, draws=False):
        first, median, third = found.quantiles
        rows.append(
            {
                "label": label, "lives": found.n, "ended": found.ended, "still": found.n - found.ended,
                "days_quartile_1": first.days, "days_median": median.days, "low": median.low, "high": median.high,
                "days_quartile_3": third.days,
            }
        )  # fmt: skip
    table = pa.Table.from_pylist(rows, schema=_LENGTHS)
    said = (words.CURVE, *words.breakdown(look.asked.breakdown), *look.said)
    shown = ("days_quartile_1", "days_median", "low", "high", "days_quartile_3")
    return Result(
        "churn_lengths", table, look.known.definition(*said), look.known.excluded,
        (Interval("days_median", "low", "high", "Brookmeyer and Crowley"),), (Guard(shown, table["lives"]),),
    )  # fmt: skip


def _found(look: Look, *, draws: bool) -> list[tuple[str | None, primitives.Survival]]:
    groups = list(_groups(look))
    found = primitives.survivals([keys for _, keys in groups], draws=draws)
    return list(zip([label for label, _ in groups], found, strict=True))


def _groups(look: Look) -> Iterator[tuple[str | None, npt.NDArray[np.uint32]]]:
    """Yield rising lengths by label, most lives first; those without a label last."""
    lives, (since, state) = look.lives, look.bounds
    chosen = np.flatnonzero((lives.began >= since) & (lives.began <= state))
    keys = _keys(lives.began[chosen], lives.ended[chosen], state)
    labels = lives.label.take(pa.array(chosen))
    if look.asked.breakdown is None:
        if keys.size:
            yield None, np.sort(keys)
        return
    counted = sorted(pc.value_counts(labels).to_pylist(), key=lambda one: (-one["counts"], str(one["values"])))
    counted.sort(key=lambda one: one["values"] is None)
    for one in counted[:_MOST_GROUPS]:
        label = one["values"]
        of_it = pc.is_null(labels) if label is None else pc.fill_null(pc.equal(labels, label), fill_value=False)
        yield label, np.sort(keys[of_it.to_numpy(zero_copy_only=False)])


def _keys(began: Numbers, ended: Numbers, state: int) -> npt.NDArray[np.uint32]:
    seconds = np.clip((np.minimum(ended, state) - began) // _SECOND, 0, _LONGEST)
    return (seconds * 2 + (ended > state)).astype(np.uint32)
