"""Rows of customer value and of CAC, as the pages get them."""

from __future__ import annotations

from datetime import date

JANUARY, APRIL, JULY = date(2025, 1, 1), date(2025, 4, 1), date(2025, 7, 1)


def cohort_rows() -> list[dict[str, object]]:
    """Return two cohorts and all of them together; the second one's last month is not over."""
    return [
        {
            "cohort": cohort, "months_since": since, "customers": 40, "ordering": 40 - 20 * since,
            "margin_minor": 400_000, "cumulative_minor": 400_000 * (since + 1), "per_customer": 100.0 * (since + 1),
            "low": 90.0 * (since + 1), "high": 111.0 * (since + 1), "is_complete": (cohort, since) != (APRIL, 1),
            "currency": "EUR",
        }
        for cohort in (JANUARY, APRIL, None)
        for since in (0, 1)
    ]  # fmt: skip


def model_rows() -> list[dict[str, object]]:
    """Return parameters with and without an interval."""
    return [
        {
            "part": "orders",
            "name": "r",
            "value": 0.243,
            "low": 0.219,
            "high": 0.268,
            "customers": 2357,
            "currency": "EUR",
        },
        {
            "part": "spend",
            "name": "mean",
            "value": 35.2,
            "low": None,
            "high": None,
            "customers": 946,
            "currency": "EUR",
        },
    ]


def check_rows() -> list[dict[str, object]]:
    """Return expected and observed orders by class, and of all."""
    return [
        {"orders_again": again, "is_more": again == 7, "customers": 20, "observed": 0.5, "expected": 0.45,
         "observed_total": 10.0, "expected_total": 9.0}
        for again in (0, 7, None)
    ]  # fmt: skip


def expected_rows() -> list[dict[str, object]]:
    """Return two customers; only the first has a name."""
    return [
        {"unit": unit, "orders_again": 3, "days_since_order": 12, "days_known": 200, "alive": 0.83,
         "expected_orders": 2.25, "expected_spend": 1000.0, "expected_value": 2100.0, "currency": "EUR"}
        for unit in (100, 999)
    ]  # fmt: skip


def cost_rows() -> list[dict[str, object]]:
    """Return a period with costs, one without customers that is not over, and both together."""
    return [
        {"begins": begins, "group": "full", "cost_minor": 500_000, "customers": new, "cac_minor": cac,
         "is_complete": begins != JULY, "currency": "EUR"}
        for begins, new, cac in ((JANUARY, 10, 50_000), (JULY, 0, None), (None, 10, 50_000))
    ]  # fmt: skip


def payback_rows() -> list[dict[str, object]]:
    """Return a cohort that has paid back, one that has not, and one without costs."""
    return [
        {"cohort": cohort, "group": "full", "customers": 10, "cost_minor": 500_000, "cac": cac, "value": 600.0,
         "months_observed": 5, "ratio": ratio, "payback_month": month, "currency": "EUR"}
        for cohort, cac, ratio, month in ((JANUARY, 500.0, 1.2, 4), (APRIL, 900.0, 0.7, None), (JULY, None, None, None))
    ]  # fmt: skip
