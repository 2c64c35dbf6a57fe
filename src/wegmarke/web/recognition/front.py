"""What the pages about rules of touchpoints ask of a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from wegmarke.domain.recognition import (
    RecognitionCoverage,
    RecognitionPlan,
    RuleReach,
    TouchpointChange,
    TouchpointRule,
)
from wegmarke.domain.touchpoint_use import TouchpointMonth


class Recognition(Protocol):
    """The rules of touchpoints, first the one that is asked first."""

    def touchpoints(self) -> Sequence[TouchpointRule]:
        """Return the touchpoints of all maps: those with a rule by priority, then those without one."""
        ...

    def coverage(self, most: int = ..., /) -> RecognitionCoverage:
        """Say how much of what is stored is recognised."""
        ...

    def months(self, touchpoint: str, count: int = ..., /) -> Sequence[TouchpointMonth]:
        """Return the last calendar months of a touchpoint, oldest first."""
        ...

    def preview(self, rule: dict[str, Any], /) -> RuleReach:
        """Say how many of the stored events a rule matches."""
        ...

    def rehearse_change(self, change: TouchpointChange, /) -> RecognitionPlan:
        """Say what another rule or place would change, or raise `DocumentInvalid` or `RuleInvalid`."""
        ...

    def apply_change(self, change: TouchpointChange, /) -> RecognitionPlan:
        """Let another rule or place hold."""
        ...
