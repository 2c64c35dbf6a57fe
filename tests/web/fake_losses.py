"""Rows of churn, Storno and checkout, as their pages get them."""

from __future__ import annotations

from datetime import UTC, date, datetime

WHEN = datetime(2025, 3, 4, 10, tzinfo=UTC)
MARCH, APRIL = date(2025, 3, 1), date(2025, 4, 1)
_SHARE = {"share": 0.25, "low": 0.125, "high": 0.5}
_RATE = {"rate": 0.25, "low": 0.125, "high": 0.5}
_MONEY = {"value_minor": 80_000, "lost_minor": 20_000, "recovered_minor": 12_300, "currency": "EUR"}
_LEFT = {
    "active_at_start": 8,
    "churned": 2,
    "new": 3,
    "won_back": 1,
    "churned_new": 0,
    "active_at_end": 10,
    "notices": 1,
}

CHURN = {
    "rates": [
        {"begins": MARCH, "is_complete": True, **_LEFT, **_RATE},
        {"begins": APRIL, "is_complete": False, **_LEFT, **_RATE},
    ],
    "win_back": [
        {"begins": None, "churned": 8, "observed": 6, "won_back": 3, "waiting": 2, "days_median": 40.0,
         "is_complete": False, **_RATE},
    ],
    "curve": [
        {"label": label, "days": days, "at_risk": 8, "ended": 2, "censored": 1, **_SHARE}
        for label in ("DE", None) for days in (10.0, 90.0)
    ],
    "lengths": [
        {"label": label, "lives": 8, "ended": 2, "still": 6, "days_quartile_1": 90.0, "days_median": None, "low": None,
         "high": None, "days_quartile_3": None} for label in ("DE", None)
    ],
    "units": [
        {"unit": 1, "state": "churned", "began_at": WHEN, "last_at": WHEN, "notice_at": None, "churned_at": WHEN,
         "returned_at": None, "orders": 3, "label": None},
    ],
}  # fmt: skip
STORNO = {
    "rates": [
        {"begins": begins, "type": kind, "orders": 8, "affected": 2, "partial": 1, "value_share": 0.25,
         "value_low": 0.0, "value_high": 0.5, "stornos": 2, "is_complete": begins == MARCH, **_SHARE, **_MONEY}
        for begins in (MARCH, APRIL, None) for kind in ("any", "return")
    ],
    "reasons": [{"type": "return", "reason": "<b>damaged</b>", "stornos": 2, **_SHARE, **_MONEY}],
    "touchpoints": [
        {"touchpoint": "fair", "stornos": 2, "stayed": 1, "share_stayed": 0.125, "low_stayed": 0.1, "high_stayed": 0.2,
         "ratio": 2.0, **_SHARE},
    ],
    "paths": [
        {"touchpoints": ["fair", "mail"], "stornos": 2, "stayed": 1, "share_stayed": 0.125, **_SHARE},
        {"touchpoints": [], "stornos": 2, "stayed": 1, "share_stayed": 0.125, **_SHARE},
    ],
    "saves": [
        {"begins": None, "offers": 5, "decided": 4, "retained": 1, "waiting": 1, "is_complete": False, **_RATE,
         **_MONEY},
    ],
    "win_back": [
        {"type": "return", "stornos": 4, "observed": 4, "won_back": 1, "waiting": 0, "days_median": 12.0, **_RATE,
         **_MONEY},
    ],
    "orders": [
        {"unit": 1, "type": "return", "storno_at": WHEN, "ordered_at": None, "reason": None, "order_minor": None,
         "left_minor": None, "is_partial": False, "finding": "without_order", "lost_minor": 0, "currency": "EUR"},
    ],
}  # fmt: skip
_ENDED = {
    "checkouts": 8, "paid": 4, "rescued": 1, "paid_later": 1, "no_attempt": 1, "failed": 0, "expired": 0, "canceled": 0,
    "pending": 0, "running": 1, "abandoned": 2, "at_stake_minor": 50_000, "hours_median": 5.5, **_RATE, **_MONEY,
}  # fmt: skip
CHECKOUT = {
    "rates": [{"begins": begins, "is_complete": begins == MARCH, **_ENDED} for begins in (MARCH, APRIL, None)],
    "outcomes": [{"label": label, "is_complete": True, **_ENDED} for label in ("card", None)],
    "steps": [{"step": "started", "checkouts": 8, **_SHARE}],
    "attempts": [{"method": "card", "state": "failed", "attempts": 2, **_SHARE}],
    "rescues": [
        {"outcome": "rescued", "touchpoint": "mail", "event": "order_placed", "channel": "email", "by": "other",
         "checkouts": 1, "hours_median": 5.5, **_SHARE, **_MONEY},
    ],
    "checkouts": [
        {"unit": 1, "outcome": "rescued", "began_at": WHEN, "paid_at": WHEN, "method": "card", "state": "failed",
         "channel": "email", "by": "other", **_MONEY},
    ],
}  # fmt: skip
