"""Rows of the analyses of phases and of retention, as pages get them."""

from __future__ import annotations

from datetime import UTC, date, datetime

_DAYS = {"days_quartile_1": 2.0, "days_median": 5.5, "low": 4.0, "high": None, "days_quartile_3": None}
TIMES = [
    {"phase": "ph_one", "units": 40, "stays": 44, "ended": 30, "still": 14, "skipped": 3} | _DAYS,
    {"phase": "ph_two", "units": 2, "stays": 2, "ended": 0, "still": 2, "skipped": 0} | dict.fromkeys(_DAYS),
]
CURVES = [
    {"phase": "ph_one", "days": 1.0, "at_risk": 44, "ended": 10, "censored": 0, "share": 0.77, "low": 0.6, "high": 0.9},
    {"phase": "ph_one", "days": 9.0, "at_risk": 20, "ended": 30, "censored": 9, "share": 0.3, "low": 0.2, "high": 0.5},
    {"phase": "ph_two", "days": 3.0, "at_risk": 2, "ended": 0, "censored": 0, "share": None, "low": None, "high": None},
]
_SHARE = {"share": 0.5, "low": 0.35, "high": 0.65}
CONVERSION = [
    {"from_phase": "ph_one", "to_phase": "ph_two", "units": 40, "moves": 22, "moved": 20} | _SHARE,
    {"from_phase": "ph_one", "to_phase": "(still)", "units": 40, "moves": 14, "moved": 14} | dict.fromkeys(_SHARE),
    {"from_phase": "ph_two", "to_phase": "ph_one", "units": 2, "moves": 1, "moved": 1} | dict.fromkeys(_SHARE),
    {"from_phase": "ph_two", "to_phase": "(still)", "units": 2, "moves": 1, "moved": 1} | dict.fromkeys(_SHARE),
]
VELOCITY = [
    {
        "begins": date(2025, 1, 1), "phase": "ph_one", "units": 30, "moved_on": 12, "days_median": 8.0, "low": 6.0,
        "high": 11.0, "is_complete": True,
    },
    {
        "begins": date(2025, 2, 1), "phase": "ph_two", "units": 4, "moved_on": 0, "days_median": None, "low": None,
        "high": None, "is_complete": False,
    },
]  # fmt: skip
BOOMERANGS = [{"from_phase": "ph_two", "to_phase": "ph_one", "units": 30, "moves": 6, "moved": 5} | _SHARE]
STALLED = [
    {
        "unit": 7, "phase": "ph_one", "entered_at": datetime(2025, 1, 1, tzinfo=UTC), "days_in_phase": 60.0,
        "days_usual": 9.0, "touched_at": datetime(2025, 1, 20, tzinfo=UTC), "days_untouched": 41.0,
        "missing_roles": ["buyer"], "no_open_opportunity": True, "reason": "",
    }
]  # fmt: skip
RETENTION = [
    {
        "cohort": cohort, "periods_since": since, "units": units, "of": 20, "share": units / 20, "low": 0.1,
        "high": 0.9, "is_complete": since == 0,
    }
    for cohort in (date(2025, 1, 1), None)
    for since, units in enumerate([20, 8])
]  # fmt: skip
REVENUE = [
    {
        "currency": "EUR", "begins": date(2025, 2, 1), "periods_since": None, "customers": 12, "customers_lost": 2,
        "start_minor": 120_000, "lost_minor": 20_000, "contraction_minor": 10_000, "expansion_minor": 30_000,
        "new_customers": 1, "new_minor": 5_000, "gross": 0.75, "net": 1.0, "customer_retention": 10 / 12, "low": 0.55,
        "high": 0.95, "is_complete": True,
    }
]  # fmt: skip
