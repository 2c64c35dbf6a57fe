"""What the page about who is who asks of a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from wegmarke.domain.identity_rules import Blocking, IdentityPlan, IdentityRules
from wegmarke.domain.persons import CrowdedPerson


class Identity(Protocol):
    """The rules that say who is who."""

    def rules(self) -> IdentityRules:
        """Return the rules that hold."""
        ...

    def rehearse(self, rules: IdentityRules, blocking: Blocking | None = ..., /) -> IdentityPlan:
        """Say what other rules would change, or raise `DocumentInvalid`."""
        ...

    def change(self, rules: IdentityRules, reason: str = ..., blocking: Blocking | None = ..., /) -> IdentityPlan:
        """Let other rules hold, or raise `DocumentInvalid`."""
        ...

    def crowded(self, most: int = ..., /) -> Sequence[CrowdedPerson]:
        """Return persons who belong to too many accounts at once."""
        ...
