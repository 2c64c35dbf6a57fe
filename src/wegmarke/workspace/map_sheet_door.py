"""Maps on paper: one map by its id, rendered into a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from wegmarke.domain.map_conformance import MapConformance
from wegmarke.domain.map_discovery import DiscoveryParameters, MapDiscovery
from wegmarke.domain.numbers import MapNumbers
from wegmarke.maps import JourneyMap, rendering_of, sheet
from wegmarke.maps import versions as map_versions
from wegmarke.workspace.map_numbers import measured
from wegmarke.workspace.operation import Door, operation


class MapSheetDoor(Door):
    """Renders maps."""

    @operation("maps")
    def rendered(
        self,
        map_id: str,
        file_name: str,
        paper: str = "a3",
        language: str = "en",
        black_and_white: bool = False,
        version: int | None = None,
        without_numbers: bool = False,
        by: str = "account",
    ) -> bytes:
        """Return a map as a file of the kind that the ending of its name says.

        Args:
            map_id: the map.
            file_name: ends in `.svg`, `.pdf`, `.png` or what else is known.
            paper: `a3`, `a4-tiles`, `a1` or `slides`.
            language: `de`, `en` or `both`.
            black_and_white: greys instead of colours.
            version: its number; the one that stands for the map without.
            without_numbers: leave out what was measured.
            by: unit of analysis of the numbers.

        Raises:
            NotFound: naming what is there.
            UsageError: for an unknown ending, paper or language.
        """
        rendering = rendering_of(file_name)
        stores = self.stores
        number = version if version is not None else map_versions.standing(stores.library.versions(map_id))
        document = stores.library.get(map_id, number)
        zone = ZoneInfo(document.time_zone or stores.settings.time_zone)
        options = sheet.SheetOptions(
            paper=sheet.paper_of(paper),
            languages=sheet.languages_of(language),
            black_and_white=black_and_white,
            version=number,
            today=stores.clock.now().astimezone(zone).date(),
            without_numbers=without_numbers,
        )
        numbers = None if without_numbers else self._numbers(document, map_id, by, number)
        return rendering.render(document, numbers, options)

    def _numbers(self, document: JourneyMap, map_id: str, by: str, version: int) -> MapNumbers:
        stores = self.stores
        key = ("map numbers", map_id, by, None, None, version)
        return stores.answers.keep(key, stores.state_of_data, lambda: measured(stores, document, by))


class RendersMaps(Protocol):
    """What a map by its id asks of the door it came through."""

    def get(self, map_id: str, version: int | None = None) -> JourneyMap:
        """Return a version of a map."""
        ...

    def rendered(
        self,
        map_id: str,
        file_name: str,
        paper: str = ...,
        language: str = ...,
        black_and_white: bool = ...,
        version: int | None = ...,
        without_numbers: bool = ...,
        by: str = ...,
    ) -> bytes:
        """Return a map as a file."""
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
        version: int | None = ...,
    ) -> MapConformance:
        """Return how far observed paths follow a map."""
        ...

    def discovery(
        self,
        map_id: str,
        by: str = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
        asked: DiscoveryParameters = ...,
    ) -> MapDiscovery:
        """Propose what observed paths say about a map."""
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
    ) -> int:
        """Put pieces of a proposal into a new draft version."""
        ...


@dataclass(frozen=True, slots=True)
class MapOfWorkspace:
    """One map of a workspace: `workspace.maps["b2b-default"]`."""

    door: RendersMaps
    id: str

    @property
    def document(self) -> JourneyMap:
        """Return the version that stands for the map."""
        return self.door.get(self.id)

    def render(
        self,
        file: Path | str,
        *,
        paper: str = "a3",
        language: str = "en",
        black_and_white: bool = False,
        version: int | None = None,
        without_numbers: bool = False,
    ) -> Path:
        """Write the map into a file (`.svg`, `.pdf`, `.png`) and return its path.

        Args:
            file: its ending says what is written.
            paper: `a3`, `a4-tiles`, `a1` or `slides`.
            language: `de`, `en` or `both`.
            black_and_white: greys instead of colours.
            version: its number; the one that stands for the map without.
            without_numbers: leave out what was measured.

        Raises:
            NotFound: naming what is there.
            UsageError: for an unknown ending, paper or language.
        """
        target = Path(file)
        content = self.door.rendered(self.id, target.name, paper, language, black_and_white, version, without_numbers)
        target.write_bytes(content)
        return target

    def conformance(
        self,
        *,
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        whole: bool = False,
        others: bool = False,
        length: str = "month",
    ) -> MapConformance:
        """Return how far observed paths follow the map; the arguments are those of `maps.conformance`.

        Raises:
            NotFound: naming what is there.
            UsageError: when the map expects nothing, or has too many states.
        """
        return self.door.conformance(self.id, by, start, end, whole, others, length)

    def discovery(
        self,
        *,
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        asked: DiscoveryParameters = DiscoveryParameters(),  # noqa: B008  # frozen
    ) -> MapDiscovery:
        """Propose what observed paths say about the map, beside its newest version.

        Raises:
            NotFound: naming what is there.
            UsageError: for thresholds that make no proposal.
        """
        return self.door.discovery(self.id, by, start, end, asked)

    def accept(
        self,
        pieces: Sequence[str],
        *,
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        asked: DiscoveryParameters = DiscoveryParameters(),  # noqa: B008  # frozen
        who: str = "",
        why: str = "",
    ) -> int:
        """Put pieces of that proposal, and those they need, into a new draft version; returns its number.

        Raises:
            NotFound: naming what is there.
            UsageError: for no piece, or one that the proposal does not have.
        """
        return self.door.accept(self.id, tuple(pieces), by, start, end, asked, "", who, why)
