"""What pages of objections ask of a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from wegmarke.domain.objections import Objection, ObjectionPlan, ObjectionPurpose


class Objections(Protocol):
    """Who objects to which purpose."""

    def list(self, person: int | None = ..., /) -> Sequence[Objection]:
        """Return all objections, or those of one person, newest first."""
        ...

    def rehearse(self, person: int, purpose: ObjectionPurpose = ..., /, *, is_withdrawn: bool = ...) -> ObjectionPlan:
        """Say what an objection, or taking it back, would change."""
        ...

    def add(self, person: int, purpose: ObjectionPurpose = ..., /, *, source: str) -> ObjectionPlan:
        """Keep an objection."""
        ...

    def withdraw(self, person: int, purpose: ObjectionPurpose = ..., /) -> ObjectionPlan:
        """Take the objections of a person back."""
        ...
