"""What the page of funnels asks of a workspace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol, TypeVar

from wegmarke.workspace import FunnelGroups, FunnelSteps

R_co = TypeVar("R_co", covariant=True)


class FunnelQuestion(Protocol[R_co]):
    """A question about one funnel as a whole."""

    def __call__(
        self, *, by: str = ..., steps: FunnelSteps = ..., start: datetime | None = ..., end: datetime | None = ...
    ) -> R_co:
        """Answer it."""
        ...


class StepQuestion(Protocol[R_co]):
    """A question about those who came no further than a step."""

    def __call__(
        self,
        *,
        by: str = ...,
        steps: FunnelSteps = ...,
        step: int = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
    ) -> R_co:
        """Answer it."""
        ...


class FunnelAnalytics(Protocol[R_co]):
    """Questions about funnels."""

    def funnel(
        self,
        *,
        by: str = ...,
        steps: FunnelSteps = ...,
        breakdown: FunnelGroups | None = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
    ) -> R_co:
        """Return how many reached each step."""
        ...

    def funnel_trend(
        self,
        *,
        by: str = ...,
        steps: FunnelSteps = ...,
        length: str = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
    ) -> R_co:
        """Return who entered in which period, and who of them converted."""
        ...

    @property
    def funnel_times(self) -> FunnelQuestion[R_co]:
        """How long it takes."""
        ...

    @property
    def funnel_curve(self) -> FunnelQuestion[R_co]:
        """Which share has converted after how long."""
        ...

    @property
    def funnel_dropped(self) -> StepQuestion[R_co]:
        """Who came no further than a step."""
        ...

    @property
    def funnel_next(self) -> StepQuestion[R_co]:
        """What these did next."""
        ...

    def named(self, by: str, units: tuple[int, ...], /) -> Mapping[int, str]:
        """Return how units are called, as far as the reader's role goes; without those that nobody names."""
        ...
