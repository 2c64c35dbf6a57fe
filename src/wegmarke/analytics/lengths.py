"""How long paths are: touches per unit, and the time from the first touch to the last."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.analytics.facts import facts
from wegmarke.analytics.result import Result
from wegmarke.analytics.takes_data import takes_data
from wegmarke.domain import LocalizedText, Unit
from wegmarke.paths import Touches, primitives

_HOUR_US = 3_600_000_000
_SHARES = {"min": 0.0, "q25": 0.25, "median": 0.5, "q75": 0.75, "p90": 0.9, "max": 1.0}


@takes_data
def path_lengths(
    touches: Touches,
    by: Unit | str = Unit.ACCOUNT,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
) -> Result:
    """Measure the paths of all units with a recognised touch.

    Two rows, `touches` and `hours` (from the first touch to the last, 0 for a single one), with the columns: measure,
    units, mean, min, q25, median, q75, p90, max. Quantiles between two values are interpolated linearly.
    """
    known = facts(touches, by, start, end, zone=zone)
    spans = primitives.path_spans(touches, known.by, known.period)
    ends = [spans[name].to_numpy().astype("datetime64[us]").astype(np.int64) for name in ("first_at", "last_at")]
    rows = [_measured("touches", spans["touches"].to_numpy(), 1), _measured("hours", ends[1] - ends[0], _HOUR_US)]
    return Result("path_lengths", pa.Table.from_pylist(rows, schema=_SCHEMA), known.definition(_WHAT), known.excluded)


_SCHEMA = pa.schema(
    [
        ("measure", pa.string()),
        ("units", pa.int64()),
        ("mean", pa.float64()),
        *((name, pa.float64()) for name in _SHARES),
    ]
)

_WHAT = LocalizedText(
    de="Länge der Pfade im Zeitraum: Kontaktereignisse je Einheit, und Stunden vom ersten bis zum letzten. Zwischen "
    "zwei Werten wird linear interpoliert.",
    en="Lengths of the paths in the period: touches per unit, and hours from the first to the last. Between two values "
    "is interpolated linearly.",
)


def _measured(name: str, values: npt.NDArray[np.int64], one: int) -> dict[str, object]:
    """Measure whole numbers, of which so many are `one`; sums stay whole, so that no order of units shows in them."""
    found: dict[str, object] = {"measure": name, "units": values.size}
    if values.size:
        quantiles = np.quantile(values / one, list(_SHARES.values()))
        found |= {"mean": int(values.sum()) / values.size / one} | dict(zip(_SHARES, quantiles.tolist(), strict=True))
    return found
