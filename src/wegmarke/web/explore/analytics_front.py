"""What the pages of phases, of retention, of attribution and of satisfaction ask of a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from wegmarke.domain.changes import ChangeAct

R_co = TypeVar("R_co", covariant=True)


class PhaseQuestion(Protocol[R_co]):
    """A question that takes a unit and a period."""

    def __call__(self, *, by: str = ..., start: datetime | None = ..., end: datetime | None = ...) -> R_co:
        """Answer it."""
        ...


class PhaseAnalytics(Protocol[R_co]):
    """Questions about phases over time."""

    @property
    def phase_conversion(self) -> PhaseQuestion[R_co]:
        """Where units went from each phase."""
        ...

    @property
    def time_in_phase(self) -> PhaseQuestion[R_co]:
        """How long units stay in each phase."""
        ...

    @property
    def phase_curve(self) -> PhaseQuestion[R_co]:
        """The share of stays that last longer."""
        ...

    @property
    def phase_velocity(self) -> PhaseQuestion[R_co]:
        """How fast units move on, by month of entry."""
        ...

    @property
    def boomerangs(self) -> PhaseQuestion[R_co]:
        """Moves back."""
        ...

    def stalled(
        self,
        *,
        by: str = ...,
        longer_days: float | None = ...,
        untouched_days: float = ...,
        top: int = ...,
        end: datetime | None = ...,
    ) -> R_co:
        """Return the units that are stuck, and why."""
        ...


class RetentionAnalytics(Protocol[R_co]):
    """Questions about coming back."""

    def retention(
        self,
        *,
        by: str = ...,
        starts: tuple[str, ...] = ...,
        returns: tuple[str, ...] = ...,
        cohort: str = ...,
        rule: str = ...,
        length: str = ...,
        rolling: bool = ...,
        periods: int = ...,
        at_least: int = ...,
        start_counts: bool = ...,
        reference: str = ...,
        mean: str = ...,
        breakdown: str | None = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
    ) -> R_co:
        """Return who came back, by cohort and period since the start."""
        ...

    def revenue_retention(
        self,
        *,
        by: str = ...,
        length: str = ...,
        contract: str | None = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
    ) -> R_co:
        """Return gross and net retention of revenue per currency."""
        ...


class AttributionAnalytics(Protocol[R_co]):
    """Questions about who earned conversions."""

    def attribution(
        self,
        *,
        by: str = ...,
        conversion: tuple[str, ...] = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
        order: int = ...,
        lookback: str | None = ...,
        reset_on_win: bool = ...,
        first_only: bool = ...,
        direct: tuple[str, ...] = ...,
        new_lead: tuple[str, ...] = ...,
        new_opportunity: tuple[str, ...] = ...,
        compared: tuple[str, ...] = ...,
        rates: dict[str, float] | None = ...,
        cost_group: str | None = ...,
    ) -> R_co:
        """Return credits of conversions by touchpoint and model, or what was spent against them."""
        ...

    def attribution_changes(
        self,
        received_before: datetime,
        /,
        *,
        model: str = ...,
        by: str = ...,
        conversion: tuple[str, ...] = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
        lookback: str | None = ...,
        events: bool = ...,
    ) -> R_co:
        """Return credits before and after, or the events that made them change."""
        ...

    def attribution_change_log(
        self,
        received_before: datetime,
        /,
        *,
        by: str = ...,
        conversion: tuple[str, ...] = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
        lookback: str | None = ...,
    ) -> R_co:
        """Return what made credits change, by kind and touchpoint."""
        ...

    def attribution_acts(self, since: datetime, /) -> Sequence[ChangeAct]:
        """Return what somebody did since an instant that changes credits without any new event."""
        ...


class SatisfactionAnalytics(Protocol[R_co]):
    """Questions about what people answered."""

    def satisfaction(
        self,
        *,
        kind: str = ...,
        by: str = ...,
        breakdown: str | None = ...,
        answers: tuple[str, ...] = ...,
        property: str | None = ...,  # noqa: A002
        start: datetime | None = ...,
        end: datetime | None = ...,
        quarantine_days: float = ...,
        mean: str | None = ...,
    ) -> R_co:
        """Return the figure with its interval, in one row or one per group."""
        ...

    def satisfaction_scores(
        self,
        *,
        kind: str = ...,
        by: str = ...,
        answers: tuple[str, ...] = ...,
        property: str | None = ...,  # noqa: A002
        start: datetime | None = ...,
        end: datetime | None = ...,
        quarantine_days: float = ...,
    ) -> R_co:
        """Return how often each score was answered."""
        ...


class LossAnalytics(Protocol[R_co]):
    """Questions about who leaves, what is undone and what is not paid."""

    def churn(
        self,
        *,
        show: str = ...,
        by: str = ...,
        length: str = ...,
        top: int = ...,
        orders: tuple[str, ...] = ...,
        days: float = ...,
        starts: tuple[str, ...] = ...,
        ends: tuple[str, ...] = ...,
        notices: tuple[str, ...] = ...,
        ends_on: str | None = ...,
        breakdown: str | None = ...,
        window_days: float = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
    ) -> R_co:
        """Return churn per period, curves, who came back, or units."""
        ...

    def storno(
        self,
        *,
        show: str = ...,
        by: str = ...,
        length: str = ...,
        top: int = ...,
        orders: tuple[str, ...] = ...,
        cancellations: tuple[str, ...] = ...,
        withdrawals: tuple[str, ...] = ...,
        returns: tuple[str, ...] = ...,
        terminations: tuple[str, ...] = ...,
        chargebacks: tuple[str, ...] = ...,
        save_offers: tuple[str, ...] = ...,
        order: str | None = ...,
        type: str | None = ...,  # noqa: A002
        window_days: float = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
    ) -> R_co:
        """Return rates of Storno, reasons, paths before, offers, or single Stornos."""
        ...

    def checkout(
        self,
        *,
        show: str = ...,
        by: str = ...,
        length: str = ...,
        top: int = ...,
        starts: tuple[str, ...] = ...,
        attempts: tuple[str, ...] = ...,
        orders: tuple[str, ...] = ...,
        window_hours: float = ...,
        rescue_hours: float = ...,
        breakdown: str | None = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
    ) -> R_co:
        """Return outcomes of checkouts, attempts, rescues, or single checkouts."""
        ...
