"""What the small workspace says on the pages around a map: one version of each, and what follows from the documents."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from fake_numbers import LAST

from wegmarke.domain import MapNumbers, NotFound, UsageError
from wegmarke.domain.coverage import CoveragePage
from wegmarke.domain.map_backlog import RankedImprovement
from wegmarke.domain.map_conformance import MapConformance
from wegmarke.domain.map_discovery import MapDiscovery
from wegmarke.domain.map_drafts import MapDraft, MapDraftPlan
from wegmarke.domain.map_files import MapFile, MapFileFormat
from wegmarke.domain.map_versions import MapAct, MapBranch, MapDifference, MapStatus, MapTemplate, MapVersion
from wegmarke.maps import JourneyMap, content_hash, formats, hierarchy, rank_improvements, template_contents
from wegmarke.workspace import known_formats


class MapPages(ABC):
    documents: list[JourneyMap]
    asked: list[tuple[object, ...]]

    @abstractmethod
    def get(self, map_id: str, version: int | None = None) -> JourneyMap: ...

    @abstractmethod
    def numbers(self, map_id: str, by: str = "account") -> MapNumbers: ...

    def versions(self, map_id: str) -> Sequence[MapVersion]:
        document = self.get(map_id)
        status = MapStatus(document.status)
        digest = content_hash(document)
        return [MapVersion(map_id, 1, status, document.state, document.title, digest, None, LAST, "Ada", "")]

    def rendered(self, map_id: str, file_name: str, **wish: object) -> bytes:
        self.asked.append((map_id, file_name, wish))
        return b"<svg/>" if file_name.endswith(".svg") else b"%PDF-"

    def formats(self) -> Sequence[MapFileFormat]:
        return known_formats()

    def export(self, map_id: str, file: str, *wish: object) -> MapFile:
        self.asked.append((map_id, file, *wish))
        return MapFile(f"{map_id}{file}", formats.format_of(file).write(self.get(map_id), None).content, ())

    def acts(self, map_id: str) -> Sequence[MapAct]:
        return [MapAct(1, LAST, None, MapStatus(self.get(map_id).status), "Ada", "")]

    def differences(self, *versions: object) -> Sequence[MapDifference]:
        return []

    def templates(self) -> Sequence[MapTemplate]:
        return template_contents()

    def backlog(self, map_id: str, by: str = "account") -> Sequence[RankedImprovement]:
        return rank_improvements(self.get(map_id), self.numbers(map_id, by))

    def tree(self, map_id: str, by: str = "account") -> MapBranch:
        return hierarchy.hierarchy({one.id: hierarchy.Measured(one) for one in self.documents}, map_id)

    def coverage(self, map_id: str, group: str = "", page: int = 1, size: int = 20) -> CoveragePage:
        return CoveragePage(0, 0, None, is_matched=False, groups=())

    def conformance(self, *asked: object, **wish: object) -> MapConformance:
        raise UsageError("conformance: expected paths of a period; got none. Choose another period.")

    def discovery(self, *asked: object, **wish: object) -> MapDiscovery:
        return MapDiscovery(str(asked[0]), 1, "account", 0, 0, 0, 0, {}, (), (), (), (), (), "nothing")

    def rehearse_draft(self, map_id: str) -> MapDraftPlan:
        (version,) = self.versions(map_id)
        return MapDraftPlan(map_id, version.title, version.version, version.status, version.version, None)

    def draft(self, map_id: str) -> MapDraft:
        raise NotFound(f"draft: expected an open one of map {map_id}; got none.")
