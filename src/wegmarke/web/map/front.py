"""What the pages about maps ask of a workspace."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from wegmarke.domain.coverage import CoveragePage, GroupCoverage
from wegmarke.domain.map_backlog import InitiativeEffect, RankedImprovement
from wegmarke.domain.map_conformance import DeviatingUnits, MapConformance
from wegmarke.domain.map_discovery import DiscoveryParameters, MapDiscovery
from wegmarke.domain.map_drafts import DraftKeepPlan, DraftNews, MapComment, MapDraft, MapDraftPlan
from wegmarke.domain.map_files import MapFile, MapFileFormat, MapImportPlan
from wegmarke.domain.map_versions import MapAct, MapBranch, MapDifference, MapMovePlan, MapTemplate, MapVersion
from wegmarke.domain.numbers import MapNumbers
from wegmarke.domain.views import MapSummary
from wegmarke.workspace import JourneyMap


class Maps(Protocol):
    """The journey maps of a workspace."""

    def list(self) -> Sequence[MapSummary]:
        """Return all maps, the reference map first."""
        ...

    def get(self, map_id: str, version: int | None = ..., /) -> JourneyMap:
        """Return one map, or raise `NotFound`."""
        ...

    def numbers(
        self, map_id: str, /, by: str = ..., start: datetime | None = ..., end: datetime | None = ...
    ) -> MapNumbers:
        """Return what was measured at the places of a map."""
        ...

    def rendered(
        self,
        map_id: str,
        file_name: str,
        /,
        paper: str = ...,
        language: str = ...,
        black_and_white: bool = ...,
        version: int | None = ...,
        without_numbers: bool = ...,
    ) -> bytes:
        """Return a map as a file of the kind that the ending of its name says, or raise `UsageError`."""
        ...

    def versions(self, map_id: str, /) -> Sequence[MapVersion]:
        """Return all versions of a map, newest first, or raise `NotFound`."""
        ...

    def acts(self, map_id: str, /) -> Sequence[MapAct]:
        """Return what happened to the versions of a map, oldest first."""
        ...

    def differences(
        self, map_id: str, before: int | None = ..., after: int | None = ..., other: str | None = ..., /
    ) -> Sequence[MapDifference]:
        """List what differs between two versions of a map, or between two maps."""
        ...

    def rehearse_move(self, map_id: str, version: int, status: str, /) -> MapMovePlan:
        """Say what a move would do, or raise `UsageError` where it leads nowhere."""
        ...

    def rehearse_restore(self, map_id: str, version: int, /) -> MapMovePlan:
        """Say what restoring a version would do."""
        ...

    def move(self, map_id: str, version: int, status: str, who: str = ..., why: str = ..., /) -> MapVersion:
        """Move a version to another status, or raise `UsageError`."""
        ...

    def restore(self, map_id: str, version: int, who: str = ..., why: str = ..., /) -> MapVersion:
        """Keep what a version says as a new draft."""
        ...

    def templates(self) -> Sequence[MapTemplate]:
        """Return what maps can begin with."""
        ...

    def new(self, template: str, map_id: str, title: str = ..., who: str = ..., language: str = ..., /) -> MapVersion:
        """Make a map from a template, or raise `UsageError` or `DocumentInvalid`."""
        ...

    def backlog(self, map_id: str, by: str = ..., /) -> Sequence[RankedImprovement]:
        """Return the improvements of a map, the most worth-while first."""
        ...

    def effect(self, map_id: str, initiative: str, days: int = ..., by: str = ..., /) -> InitiativeEffect:
        """Measure a metric before and after an initiative shipped, or raise `UsageError`."""
        ...

    def conformance(
        self,
        map_id: str,
        by: str = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
        whole: bool = ...,
        others: bool = ...,
        length: str = ...,
        /,
    ) -> MapConformance:
        """Return how far observed paths follow a map, or raise `UsageError`."""
        ...

    def deviating_units(
        self,
        map_id: str,
        kind: str,
        phase: str,
        touchpoint: str | None = ...,
        by: str = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
        whole: bool = ...,
        others: bool = ...,
        version: int | None = ...,
        step: str | None = ...,
        /,
    ) -> DeviatingUnits:
        """Return the units behind a deviation, or raise `UsageError`."""
        ...

    def discovery(
        self,
        map_id: str,
        by: str = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
        asked: DiscoveryParameters = ...,
        /,
    ) -> MapDiscovery:
        """Propose what observed paths say about a map, or raise `UsageError`."""
        ...

    def rehearse_accept(
        self,
        map_id: str,
        pieces: tuple[str, ...],
        by: str = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
        asked: DiscoveryParameters = ...,
        /,
    ) -> Sequence[MapDifference]:
        """Say what accepting pieces would change, or raise `UsageError`."""
        ...

    def accept(
        self,
        map_id: str,
        pieces: tuple[str, ...],
        by: str = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
        asked: DiscoveryParameters = ...,
        seen: str = ...,
        who: str = ...,
        why: str = ...,
        /,
    ) -> int:
        """Put pieces into a new draft version and return its number, or raise `UsageError`."""
        ...

    def tree(self, map_id: str, by: str = ..., /) -> MapBranch:
        """Return a map with all maps that look closer at it."""
        ...

    def formats(self) -> Sequence[MapFileFormat]:
        """Return the formats maps are written in."""
        ...

    def export(self, map_id: str, file: str, version: int | None = ..., language: str | None = ..., /) -> MapFile:
        """Write a map in the format that an ending names."""
        ...

    def rehearse_import(self, file: str, content: bytes, into: str = ..., /) -> MapImportPlan:
        """Say what taking in a file would change, or raise `UsageError` or `DocumentInvalid`."""
        ...

    def import_(
        self, file: str, content: bytes, into: str = ..., who: str = ..., why: str = ..., seen: str = ..., /
    ) -> MapImportPlan:
        """Take in a file as a new version of its map."""
        ...

    def coverage(self, map_id: str, group: str = ..., page: int = ..., size: int = ..., /) -> CoveragePage:
        """Return one page of the accounts that have a buying group, beside one on the map."""
        ...

    def coverage_at(self, map_id: str, account: int, group: str = ..., /) -> Sequence[GroupCoverage]:
        """Return the buying groups of one account beside one on the map, or raise `NotFound`."""
        ...

    def rehearse_draft(self, map_id: str, /) -> MapDraftPlan:
        """Say what beginning a draft would do."""
        ...

    def begin_draft(self, map_id: str, who: str = ..., /) -> MapDraft:
        """Begin a draft, or return the one that is open."""
        ...

    def draft(self, map_id: str, /) -> MapDraft:
        """Return the open draft, or raise `NotFound`."""
        ...

    def draft_document(self, map_id: str, /) -> JourneyMap:
        """Return what the open draft says, or raise `NotFound`."""
        ...

    def edit(
        self,
        map_id: str,
        draft: int,
        base: int,
        edits: builtins.list[dict[str, Any]],
        client: str = ...,
        who: str = ...,
        /,
    ) -> DraftNews:
        """Make edits, or raise `NotFound` or `UsageError`."""
        ...

    def draft_news(self, map_id: str, draft: int, since: int, /) -> DraftNews:
        """Return what happened to a draft since a revision."""
        ...

    def rehearse_keep(self, map_id: str, /) -> DraftKeepPlan:
        """Say what keeping the draft would do."""
        ...

    def keep_draft(
        self, map_id: str, draft: int, revision: int, newest: int, who: str = ..., why: str = ..., /
    ) -> Sequence[int]:
        """Keep the draft as a version and return its number, or raise `UsageError`."""
        ...

    def discard_draft(self, map_id: str, draft: int, /) -> None:
        """Give the draft up."""
        ...

    def comments(self, map_id: str, /) -> Sequence[MapComment]:
        """Return the comments of a map, oldest first."""
        ...

    def comment(self, map_id: str, space: str, thing: str, text: str, who: str = ..., /) -> MapComment:
        """Keep a comment, or raise `NotFound` or `UsageError`."""
        ...

    def settle_comment(self, map_id: str, number: int, who: str = ..., /) -> MapComment:
        """Settle a comment, or raise `NotFound`."""
        ...
