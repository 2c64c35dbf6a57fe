"""What the pages of customer value and of CAC ask of a workspace."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, TypeVar

R_co = TypeVar("R_co", covariant=True)


class ValueAnalytics(Protocol[R_co]):
    """Questions about what customers are worth and cost."""

    def customer_value(
        self,
        *,
        by: str = ...,
        orders: tuple[str, ...] = ...,
        length: str = ...,
        months: int = ...,
        margin: float = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
    ) -> R_co:
        """Return what is left per customer of a cohort by months since the first order."""
        ...

    def value_model(
        self,
        *,
        by: str = ...,
        orders: tuple[str, ...] = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
    ) -> R_co:
        """Return the parameters of the models."""
        ...

    def value_check(
        self,
        *,
        by: str = ...,
        orders: tuple[str, ...] = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
    ) -> R_co:
        """Return expected and observed orders after the time that the model knows."""
        ...

    def expected_value(
        self,
        *,
        by: str = ...,
        orders: tuple[str, ...] = ...,
        horizon: int = ...,
        discount: float = ...,
        top: int | None = ...,
        margin: float = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
    ) -> R_co:
        """Return what the models expect of each customer."""
        ...

    def acquisition_cost(
        self,
        *,
        by: str = ...,
        orders: tuple[str, ...] = ...,
        group: str = ...,
        length: str = ...,
        lag: str | float = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
    ) -> R_co:
        """Return costs per new customer by period."""
        ...

    def payback(
        self,
        *,
        by: str = ...,
        orders: tuple[str, ...] = ...,
        group: str = ...,
        length: str = ...,
        months: int = ...,
        lag: str | float = ...,
        margin: float = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
    ) -> R_co:
        """Return per cohort what it is worth per unit of cost, and the month of payback."""
        ...
