"""What the page about costs asks of a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from wegmarke.domain.costs import CostLine, CostPlan

if TYPE_CHECKING:
    import pyarrow as pa


class Costs(Protocol):
    """What was paid, month by month."""

    def list(self, start: str | None = ..., end: str | None = ..., /) -> Sequence[CostLine]:
        """Return the costs of a period."""
        ...

    def table(
        self,
        start: str | None = ...,
        end: str | None = ...,
        group: str = ...,
        currency: str | None = ...,
        rates: dict[str, float] | None = ...,
        /,
    ) -> pa.Table:
        """Return costs of a group of scopes in one currency, or raise `UsageError`."""
        ...

    def add(
        self,
        month: str,
        scope: str,
        amount: float | str,
        currency: str,
        touchpoint: str | None = ...,
        channel: str | None = ...,
        note: str = ...,
        /,
    ) -> CostPlan:
        """Write one cost down, or raise `DocumentInvalid`."""
        ...

    def rehearse_content(self, name: str, content: bytes, /) -> CostPlan:
        """Say what a file would add, or raise `DocumentInvalid` or `SourceUnreadable`."""
        ...

    def import_content(self, name: str, content: bytes, /) -> CostPlan:
        """Add the costs of a file, or raise the same."""
        ...

    def rehearse_removal(self, numbers: Sequence[int], /) -> CostPlan:
        """Say what removing costs would change, or raise `NotFound`."""
        ...

    def remove(self, numbers: Sequence[int], why: str = ..., /) -> CostPlan:
        """Remove costs, or raise `NotFound`."""
        ...
