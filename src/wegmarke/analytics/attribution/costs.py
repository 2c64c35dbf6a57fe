"""What touchpoints cost against what is credited to them: cost per conversion, return, and value per unit of money."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from wegmarke.domain import LocalizedText, UsageError
from wegmarke.domain.errors import unknown_value


def cost_columns(
    table: pa.Table, costs: Mapping[str, float], digits: int
) -> tuple[dict[str, pa.Array], list[LocalizedText]]:
    """Return columns cost_minor, cac_minor, value_per_cost, return_on_cost, and what they mean.

    cac_minor is cost ÷ credited conversions, value_per_cost is credited value ÷ cost (pipeline per euro where the
    conversion is an opportunity), return_on_cost is (value - cost) ÷ cost. NULL where nothing was spent, or nothing
    won.

    Raises:
        UsageError: for touchpoints that are not there, and negative costs.
    """
    names = table["touchpoint"].to_pylist()
    if unknown := sorted(set(costs) - set(names)):
        raise unknown_value("costs", ", ".join(unknown), sorted(names))
    if wrong := sorted(name for name, cost in costs.items() if not cost >= 0):
        raise UsageError(f"costs: expected amounts from 0; got others for {', '.join(wrong)}.")
    spent = [round(costs[name] * 10**digits) if name in costs else None for name in names]
    conversions, value = table["conversions"].to_pylist(), table["value"].to_pylist()
    cac, per_cost, gained = [], [], []
    for cost, won, worth in zip(spent, conversions, value, strict=True):
        paid = None if cost is None else cost / 10**digits
        cac.append(round(cost / won) if cost is not None and won else None)
        per_cost.append(worth / paid if paid else None)
        gained.append((worth - paid) / paid if paid else None)
    said = LocalizedText(
        de="CAC: Kosten je zugeordneter Konversion; Wert je Euro: zugeordneter Wert durch Kosten; Rendite: (Wert − "
        "Kosten) "
        "durch Kosten. Nur Kosten, die angegeben sind.",
        en="CAC: cost per credited conversion; value per cost: credited value through cost; return: (value − cost) "
        "through "
        "cost. Only costs that were given.",
    )
    return {
        "cost_minor": pa.array(spent, pa.int64()),
        "cac_minor": pa.array(cac, pa.int64()),
        "value_per_cost": pa.array(per_cost, pa.float64()),
        "return_on_cost": pa.array(gained, pa.float64()),
    }, [said]
