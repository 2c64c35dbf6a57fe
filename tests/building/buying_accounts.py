"""Accounts whose next order depends on what they did: enough of them for a model, made by chance from a seed."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pyarrow as pa

BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
MONTHS = 12


def buying_accounts(accounts: int = 240, seed: int = 5, *, planted: bool = False) -> pa.Table:
    """Return touches of accounts by month; whoever saw a demo in a month often orders in the next one.

    With `planted` a touch that is only written down after an order is dated into the month before it.
    """
    chance, rows = random.Random(seed), []
    for unit in range(1, accounts + 1):
        wants = False
        for month in range(MONTHS):
            begin = BEGIN + timedelta(days=30 * month)
            orders = chance.random() < (0.5 if wants else 0.05)
            if orders and month:
                rows.append((unit, "tp_order", begin + timedelta(days=chance.randrange(1, 28)), 100.0))
                if planted:
                    rows.append((unit, "tp_contract_filed", begin - timedelta(days=1), None))
            wants = chance.random() < 0.3
            if wants:
                rows.append((unit, "tp_demo", begin + timedelta(days=chance.randrange(20, 29)), None))
            rows.extend(
                (unit, chance.choice(("tp_ad", "tp_page")), begin + timedelta(days=chance.randrange(30)), None)
                for _ in range(chance.randrange(3))
            )
    unit, touchpoint, time, value = zip(*rows, strict=True)
    kind = pa.timestamp("us", "UTC")
    return pa.table({"unit": unit, "touchpoint": touchpoint, "time": pa.array(time, kind), "value": value})
