"""What pages about duplicates ask of a workspace."""

from __future__ import annotations

from typing import Protocol

from wegmarke.domain.duplicates import (
    AccountMergePlan,
    AccountSplitPlan,
    DuplicatePage,
    DuplicatePair,
    DuplicateSearch,
    Review,
)
from wegmarke.domain.persons import MergePlan


class Duplicates(Protocol):
    """Records that are probably one, and what was decided about them."""

    def begin(self, subject: str = ..., /) -> DuplicateSearch:
        """Begin to search in the background, or raise `UsageError` where a search is under way."""
        ...

    def search(self, subject: str = ..., /) -> DuplicateSearch:
        """Return what is known about the last search and the one at hand."""
        ...

    def list(
        self,
        subject: str = ...,
        review: Review = ...,
        threshold: float | None = ...,
        *,
        page: int = ...,
        size: int = ...,
    ) -> DuplicatePage:
        """Return one page of pairs."""
        ...

    def get(self, subject: str, left: int, right: int, threshold: float | None = ..., /) -> DuplicatePair:
        """Return a pair side by side, or raise `NotFound`."""
        ...

    def plan(self, left: int, right: int, /) -> MergePlan:
        """Return what confirming a pair of persons would change."""
        ...

    def plan_accounts(self, left: int, right: int, /) -> AccountMergePlan:
        """Return what confirming a pair of accounts would change."""
        ...

    def plan_apart(self, left: int, right: int, /) -> AccountSplitPlan:
        """Return what taking a pair of accounts apart would change, or raise `NotFound` where none was joined."""
        ...

    def confirm(self, subject: str, left: int, right: int, reason: str = ..., /) -> int:
        """Treat both as one and return its number."""
        ...

    def refuse(self, subject: str, left: int, right: int, reason: str = ..., /) -> None:
        """Say that both are two."""
        ...

    def reopen(self, subject: str, left: int, right: int, reason: str = ..., /) -> None:
        """Take a decision back."""
        ...
