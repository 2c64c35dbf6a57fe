"""What the page about people of our own asks of a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from wegmarke.domain.internal_names import InternalLine, InternalName, InternalPlan


class Internal(Protocol):
    """Mail domains, accounts and persons of our own."""

    def list(self) -> Sequence[InternalLine]:
        """Return all names."""
        ...

    def rehearse(self, name: InternalName, *, is_removed: bool = ...) -> InternalPlan:
        """Say what a name would change, or raise `DocumentInvalid` or `NotFound`."""
        ...

    def add(self, name: InternalName, why: str = ..., /) -> InternalPlan:
        """Name somebody, or raise the same."""
        ...

    def remove(self, name: InternalName, why: str = ..., /) -> InternalPlan:
        """Take a name back, or raise the same."""
        ...
