"""Costs as a table in one currency, of scopes that belong together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal

import pyarrow as pa

from wegmarke.domain import UsageError
from wegmarke.domain.costs import SCOPES_OF, Cost, CostGroup
from wegmarke.sources import MINOR_DIGITS

COST_SCHEMA = pa.schema(
    [
        ("month", pa.date32()),
        ("scope", pa.string()),
        ("touchpoint", pa.string()),
        ("channel", pa.string()),
        ("amount_minor", pa.int64()),
        ("currency", pa.string()),
    ]
)


def cost_table(
    costs: Sequence[Cost], group: CostGroup, currency: str | None = None, rates: Mapping[str, float] | None = None
) -> pa.Table:
    """Return costs of a group of scopes in one currency.

    Columns: month (its first day), scope, touchpoint, channel, amount_minor (of the currency), currency.

    Args:
        costs: of any scopes and currencies.
        group: which scopes are looked at together.
        currency: of all amounts; None for the only one there is.
        rates: what one unit of another currency is worth in it.

    Raises:
        UsageError: where there are several currencies and none was named, or one has no rate.
    """
    chosen = [cost for cost in costs if cost.scope in SCOPES_OF[group]]
    found = sorted({cost.currency for cost in chosen})
    currency = currency or _only(found)
    given = _rates(rates or {}, currency)
    if missing := [name for name in found if name != currency and name not in given]:
        raise UsageError(
            f"rates: expected what one {' and one '.join(missing)} is worth in {currency}, because there are costs in "
            f"{', '.join(found)}; got {', '.join(sorted(given)) or 'none'}. Give a rate for each."
        )
    rows = [
        (cost.month, cost.scope.value, cost.touchpoint, cost.channel, _minor(cost, currency, given), currency)
        for cost in chosen
    ]
    columns = list(zip(*rows, strict=True)) or [()] * len(COST_SCHEMA)
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, COST_SCHEMA, strict=True)], COST_SCHEMA
    )


def _only(found: list[str]) -> str | None:
    if len(found) > 1:
        raise UsageError(
            f"currency: expected one for costs in {', '.join(found)}; got none. Name it, with rates for the others."
        )
    return found[0] if found else None


def _rates(rates: Mapping[str, float], currency: str | None) -> dict[str, Decimal]:
    if wrong := sorted(name for name, rate in rates.items() if not rate > 0):
        raise UsageError(f"rates: expected numbers above 0; got others for {', '.join(wrong)}.")
    return {name: Decimal(str(rate)) for name, rate in rates.items() if name != currency}


def _minor(cost: Cost, currency: str | None, rates: Mapping[str, Decimal]) -> int:
    if cost.currency == currency or currency is None:
        return cost.amount_minor
    shift = MINOR_DIGITS.get(currency, 2) - MINOR_DIGITS[cost.currency]
    worth = (cost.amount_minor * rates[cost.currency]).scaleb(shift)
    return int(worth.to_integral_value(ROUND_HALF_EVEN))
