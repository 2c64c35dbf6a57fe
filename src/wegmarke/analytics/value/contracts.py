"""What a contract is worth: the share of contracts that still last, times what is left per month, discounted.

The curve is that of Kaplan and Meier, see `wegmarke.paths.primitives.survival`; contracts that last are censored.
Nothing
is extrapolated: the curve ends with the longest contract.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.definition import Definition
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.small_numbers import Guard
from wegmarke.domain import LocalizedText, UsageError
from wegmarke.paths import Floats, as_arrow, primitives

MONTH_SECONDS: Final = 2_629_800
"""30.4375 days."""
MOST_MONTHS: Final = 240
_GIVEN: Final = ("months", "ended", "monthly", "label", "currency")
_COLUMNS: Final = pa.schema(
    [("label", pa.string()), ("months", pa.int64()), ("contracts", pa.int64()), ("at_risk", pa.int64()),
     *((name, pa.float64()) for name in ("share", "low", "high", "monthly", "value", "value_low", "value_high")),
     ("currency", pa.string())]
)  # fmt: skip


def contracts(
    data: object, *, horizon: int = 36, discount: float = 0.1, margin: float = 1.0, said: tuple[LocalizedText, ...] = ()
) -> Result:
    """Value contracts by how long they last.

    Args:
        data: columns months (how long each has lasted so far, may have decimals), ended (whether it has ended), monthly
            (what is paid per month, in whole units), and where wanted label (a curve for each) and currency (one).
        horizon: months to look at.
        discount: per year.
        margin: share of what is paid that is left.
        said: sentences to add to the definition.

    Columns: label, months (since the beginning), contracts (with this label), at_risk (that lasted so long), share
    (that lasts longer), low, high (95 %), monthly (mean margin per month), value (expected margin of so many months per
    contract, discounted), value_low, value_high (from the band of the curve), currency. Month k is paid at its
    beginning by the share that lasts longer than k - 1 months. A curve ends with its longest contract.

    Raises:
        UsageError: for columns that are missing, negative lengths, several currencies, or settings out of bounds.
    """
    _check(horizon, discount, margin)
    rows = as_arrow(data, _GIVEN)
    currency = _checked(rows)
    months = rows["months"].cast(pa.float64()).to_numpy()
    ended, monthly = rows["ended"].to_numpy(), rows["monthly"].cast(pa.float64()).to_numpy() * margin
    labels = rows["label"].to_pylist() if "label" in rows.column_names else [None] * rows.num_rows
    found: list[dict[str, Any]] = []
    for label in sorted({*labels}, key=lambda one: (one is not None, str(one))):
        chosen = np.array([one == label for one in labels], np.bool_)
        lines = _curve(months[chosen], ended[chosen], float(monthly[chosen].mean()), horizon, discount)
        found += [{"label": label, "currency": currency} | line for line in lines]
    table = pa.Table.from_pylist(found, schema=_COLUMNS)
    guards = (Guard(tuple(_COLUMNS.names[4:11]), table["contracts"]),)
    bounds = (
        Interval("share", "low", "high", "Greenwood, log(-log)"),
        Interval("value", "value_low", "value_high", "of the curve"),
    )
    definition = Definition((_says(discount, margin), *said))
    return Result("contract_value", table, definition, intervals=bounds, guards=guards)


def _curve(
    months: Floats, ended: np.ndarray[Any, np.dtype[np.bool_]], monthly: float, horizon: int, discount: float
) -> Iterator[dict[str, Any]]:
    seconds = np.round(months * MONTH_SECONDS).astype(np.int64)
    lengths = np.sort((seconds << 1) | ~ended.astype(np.bool_)).astype(np.uint32)
    ends = [month * MONTH_SECONDS / 86_400 for month in range(horizon + 1)]
    value, low, high = 0.0, 0.0, 0.0
    for month, point in enumerate(primitives.survival_at(lengths, ends)):
        yield {
            "months": month, "contracts": lengths.size, "at_risk": point.at_risk, "share": point.share, "low":
            point.low, "high": point.high, "monthly": monthly, "value": value, "value_low": low, "value_high": high,
        }  # fmt: skip
        worth = monthly * (1.0 + discount) ** (-month / 12.0)
        value, low, high = value + point.share * worth, low + point.low * worth, high + point.high * worth


def _check(horizon: int, discount: float, margin: float) -> None:
    if not 1 <= horizon <= MOST_MONTHS:
        raise UsageError(f"horizon: expected 1 to {MOST_MONTHS} months; got {horizon}. Write 36, for example.")
    if not 0 <= discount < 1:
        raise UsageError(f"discount: expected a share per year from 0 to below 1, such as 0.1; got {discount:g}.")
    if not 0 < margin <= 1:
        raise UsageError(f"margin: expected a share above 0 and up to 1, such as 0.35; got {margin:g}.")


def _checked(rows: pa.Table) -> str | None:
    """Return the currency of all contracts, or refuse what cannot be valued."""
    if missing := [name for name in ("months", "ended", "monthly") if name not in rows.column_names]:
        raise UsageError(f"data: expected the columns months, ended and monthly; {', '.join(missing)} is missing.")
    if not pa.types.is_boolean(rows["ended"].type):
        raise UsageError(f"ended: expected truths; got {rows['ended'].type}. Cast the column.")
    if any(rows[name].null_count for name in ("months", "ended", "monthly")):
        raise UsageError(
            "data: expected months, ended and monthly in every row; some are missing. Leave those rows out."
        )
    most = 2**30 // MONTH_SECONDS
    if rows.num_rows and not (pc.min(rows["months"]).as_py() >= 0 and pc.max(rows["months"]).as_py() <= most):
        raise UsageError(f"months: expected lengths from 0 to {most}; got others. Check their measure.")
    if "currency" not in rows.column_names:
        return None
    known = sorted(str(one) for one in pc.unique(rows["currency"]).to_pylist())
    if len(known) > 1:
        raise UsageError(f"currency: expected one; got {', '.join(known)}. Ask for each, or convert them before.")
    return known[0] if known else None


def _says(discount: float, margin: float) -> LocalizedText:
    rate, share = f"{100 * discount:g}", f"{100 * margin:g}"
    return LocalizedText(
        de="Vertragswert: Anteil der Verträge, die noch laufen (Kaplan und Meier 1958, laufende zensiert, 95-%-Band "
        f"log(-log)), mal mittlerer Deckungsbeitrag je Monat ({share.replace('.', ',')} % der Zahlung), abgezinst mit "
        f"{rate.replace('.', ',')} % im Jahr. Monate zu 30,4375 Tagen, bezahlt am Anfang; nach dem längsten Vertrag "
        "wird nichts geschätzt.",
        en="Contract value: share of contracts that still last (Kaplan and Meier 1958, lasting ones censored, 95 % "
        f"log(-log) band) times mean margin per month ({share} % of what is paid), discounted at {rate} % a year. "
        "Months of 30.4375 days, paid at the beginning; nothing is estimated beyond the longest contract.",
    )
