"""Rows of attribution by several models, as the page gets them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from wegmarke.domain.changes import ChangeAct

SHARES = (("fair", 0.5, 30), ("<b>mail</b>", 0.375, 12), ("(unattributed)", 0.125, 0))


def attribution_rows(models: Sequence[str], asked: Mapping[str, object]) -> list[dict[str, object]]:
    """Return the same credits for each model; none for a conversion that never happened."""
    nothing = asked["conversion"] == ("never",)
    return [
        {
            "model": model,
            "touchpoint": touchpoint,
            "touches": touches,
            "conversions": 0.0 if nothing else 8 * share,
            "share": 0.0 if nothing else share,
            "low": None,
            "high": None,
            "value_minor": 0 if nothing else round(80_000 * share),
            "value": 0.0 if nothing else 800 * share,
            "currency": "EUR",
        }
        for model in models
        for touchpoint, share, touches in SHARES
    ]


def return_rows(models: Sequence[str], asked: Mapping[str, object]) -> list[dict[str, object]]:
    """Return costs against credits: a touchpoint with both, one without a cost, one without a credit."""
    lines = (
        ("touchpoint", "fair", "trade_fair", 4.0, 40_000, 10_000),
        ("touchpoint", "<b>mail</b>", "email", 3.0, 30_000, None),
        ("touchpoint", "post", "direct_mail", 0.0, 0, 5_000), ("channel", None, "trade_fair", 4.0, 40_000, 10_000),
        ("all", None, None, 8.0, 80_000, 40_000),
    )  # fmt: skip
    return [
        {
            "model": model, "level": level, "touchpoint": touchpoint, "channel": channel, "conversions": conversions,
            "value_minor": value, "currency": "EUR", "cost_minor": cost,
            "cac_minor": round(cost / conversions) if cost and conversions else None,
            "value_per_cost": value / cost if cost else None, "return_on_cost": (value - cost) / cost if cost else None,
        }
        for model in models
        for level, touchpoint, channel, conversions, value, cost in lines
    ]  # fmt: skip


AT = datetime(2026, 3, 10, 9, tzinfo=UTC)


def change_rows() -> list[dict[str, object]]:
    """Return one new conversion and touches of which some were late."""
    return [
        {
            "kind": kind, "touchpoint": touchpoint, "events": events, "late": late, "units": events,
            "value_minor": value,
            "currency": currency, "first_at": AT, "last_at": AT,
        }
        for kind, touchpoint, events, late, value, currency in (
            ("conversion_added", None, 2, 0, 20_000, "EUR"), ("touch_added", "<b>mail</b>", 7, 5, None, None),
        )
    ]  # fmt: skip


def credit_rows() -> list[dict[str, object]]:
    """Return credits before and after; what did not change is not shown."""
    return [
        {
            "touchpoint": touchpoint, "conversions_before": before, "conversions_after": after,
            "value_before_minor": round(before * 10_000), "value_after_minor": round(after * 10_000),
            "difference_minor": round((after - before) * 10_000), "touches_added": 0, "touches_removed": 0,
        }
        for touchpoint, before, after in (("fair", 4.0, 4.0), ("<b>mail</b>", 2.0, 4.0), ("(unattributed)", 0.0, 0.0))
    ]  # fmt: skip


def some_acts() -> list[ChangeAct]:
    """Return what somebody did."""
    return [
        ChangeAct(AT, "joined", "person", "operator", "same desk"),
        ChangeAct(AT, "joined", "person", "operator", "<i>"),
        ChangeAct(AT, "map_kept", "m", "Anna", ""),
    ]  # fmt: skip
