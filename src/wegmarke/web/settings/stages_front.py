"""What the pages about stages ask of a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from wegmarke.domain.stages import StageCount, StageDifference, StageFindings, StageModelVersion, StagePlan


class Stages(Protocol):
    """Stage models, and where the subjects stand."""

    def models(self) -> Sequence[StageModelVersion]:
        """Return the newest version of each model."""
        ...

    def get(self, model: str, version: int | None = ..., /) -> StageModelVersion:
        """Return a version, the newest one where none is named, or raise `NotFound`."""
        ...

    def versions(self, model: str, /) -> Sequence[StageModelVersion]:
        """Return all versions, newest first."""
        ...

    def differences(self, model: str, version: int, /) -> Sequence[StageDifference]:
        """List what a version changed in the one before it."""
        ...

    def rehearse(self, text: str, /, *, from_beginning: bool = ...) -> StagePlan:
        """Say what saving a document would mean, or raise `DocumentInvalid`."""
        ...

    def save(
        self, text: str, /, *, who: str = ..., why: str = ..., base: int | None = ..., from_beginning: bool = ...
    ) -> StageModelVersion:
        """Keep a document as a new version, or raise `DocumentInvalid` or, for another `base`, `UsageError`."""
        ...

    def counts(self, model: str = ..., /, at: datetime | None = ...) -> Sequence[StageCount]:
        """Count the subjects in each stage, now where no instant is given."""
        ...

    def findings(self, model: str = ..., /, most: int = ...) -> StageFindings:
        """List what does not fit a model."""
        ...
