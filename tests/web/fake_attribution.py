"""Rows of attribution by several models, as the page gets them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
