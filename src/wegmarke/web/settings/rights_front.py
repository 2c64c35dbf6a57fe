"""What the page about rights asks of a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from wegmarke.domain.rights import Rights, RightsVersion, Viewer


class RightsFront(Protocol):
    """Which fields of the vault are shown to whom."""

    def history(self, most: int = ...) -> Sequence[RightsVersion]:
        """Return the youngest versions, newest first."""
        ...

    def put(self, rights: Rights, base: int) -> int:
        """Keep rights; raise `DocumentInvalid`, `NotAllowed` or, for another `base`, `UsageError`."""
        ...

    def kinds(self) -> Sequence[str]:
        """Return the kinds of the fields that the vault holds."""
        ...

    def reader(self) -> Viewer:
        """Return who is reading."""
        ...
