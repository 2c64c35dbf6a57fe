"""Maps as files: out in every format there is, in from those that can be read, each with what is left behind."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import msgspec

from wegmarke.domain import Language, UsageError
from wegmarke.domain.map_files import MapFile, MapFileFormat, MapImportPlan, MapLoss, ObservedPaths
from wegmarke.domain.map_versions import MapStatus
from wegmarke.domain.numbers import MapNumbers
from wegmarke.maps import JourneyMap, content_hash, difference, formats
from wegmarke.paths import Period
from wegmarke.workspace.map_numbers import measured
from wegmarke.workspace.observed_files import read_unit, write_observed
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.questions import ask_in_one_state

_NATIVE = ("yaml", "json")


class MapFilesDoor(Door):
    """Files by their endings."""

    @operation("maps")
    def formats(self) -> list[MapFileFormat]:
        """Return the formats maps are written in."""
        return known_formats()

    @operation("maps")
    def export(
        self, map_id: str, file: str, version: int | None = None, language: str | None = None, by: str = "account"
    ) -> MapFile:
        """Write a map in the format that the ending of a file names.

        Args:
            map_id: the map.
            file: a file name, or an ending such as `.mmd`.
            version: without it the one that stands for the map.
            language: `de` or `en`, for formats that show one; without it English where the map has it.
            by: unit of analysis of the measured numbers.

        Raises:
            NotFound: naming what is there.
            UsageError: when no format has this ending.
        """
        form = formats.format_of(file)
        document = self.stores.library.get(map_id, version)
        numbers = None if form.name in _NATIVE else measured(self.stores, document, by)
        writing = _written(form, document, numbers, language)
        name = file if not file.startswith(".") else f"{map_id}{file}"
        return MapFile(name, writing.content, _losses(writing.losses))

    @operation("maps")
    def export_observed(
        self,
        map_id: str,
        path: Path,
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        language: str = "en",
    ) -> ObservedPaths:
        """Write the observed paths at the touchpoints of a map to a file: XES or OCEL 2.0, by its ending.

        Units stand there under pseudonyms that change with every export. What analyses leave out is left out.

        Args:
            map_id: the map.
            path: the file, ending `.xes` or `.ocel.json`; one that is there is replaced.
            by: person or account.
            start: touches before do not count.
            end: touches from here on do not count.
            language: of the texts of the map, `de` or `en`.

        Raises:
            NotFound: naming the maps that are there.
            UsageError: for another ending or unit, a file that cannot be written, and too few units.
        """
        document = self.stores.library.get(map_id)
        unit, period, small_n = read_unit(by), Period(start, end), self.stores.settings.small_n
        shown = _language(language)
        return ask_in_one_state(
            self.stores, lambda touches: write_observed(document, touches, path, unit, period, small_n, shown)
        )

    @operation("maps")
    def rehearse_import(self, file: str, content: bytes, into: str = "") -> MapImportPlan:
        """Say what taking in a file would change; nothing is kept.

        Args:
            file: its name; the ending names the format.
            content: what stands in it.
            into: id of the map it belongs to; without it the file says so, or a new map is made.

        Raises:
            UsageError: when the format is none that can be read.
            NotFound: when there is no map `into`.
            DocumentInvalid: with every problem of the file.
        """
        return self._read_file(file, content, into)[1]

    @operation("maps")
    def import_(
        self, file: str, content: bytes, into: str = "", who: str = "", why: str = "", seen: str = ""
    ) -> MapImportPlan:
        """Take in a file as a new version of its map, and return what that changed.

        Formats that hold less than a map leave everything else of the map as it is; such a version is a draft.

        Args:
            file: its name; the ending names the format.
            content: what stands in it.
            into: id of the map it belongs to.
            who: says who it was.
            why: the reason.
            seen: name of the plan that was shown; without it nobody looked.

        Raises:
            UsageError: when the plan is another one by now, or the format cannot be read; nothing was kept.
            NotFound: when there is no map `into`.
            DocumentInvalid: with every problem of the file; nothing was kept.
        """
        stores = self.stores
        with stores.work:
            document, plan = self._read_file(file, content, into)
            if seen and seen != plan.seen:
                raise UsageError("import: the map changed since the plan was shown. Look at the plan again.")
            if stores.library.put(document, who=who, why=why or Path(file).name, base=plan.base):
                stores.state_of_data += 1
                stores.settle()
        return plan

    def _read_file(self, file: str, content: bytes, into: str) -> tuple[JourneyMap, MapImportPlan]:
        library = self.stores.library
        form = formats.format_of(file)
        if form.read is None:
            raise UsageError(f"file: expected a format that can be read ({_readable()}); got {file!r}.")
        there = {summary.id for summary in library.summaries()}
        if into:
            library.versions(into)
        reading = form.read(content, library.get(into, self._newest(into)) if into else None)
        name = into or reading.document.id
        if not into and name in there and form.name not in _NATIVE:
            reading = form.read(content, library.get(name, self._newest(name)))
        document = msgspec.structs.replace(reading.document, id=name)
        if form.name not in _NATIVE:
            document = msgspec.structs.replace(document, status=MapStatus.DRAFT.value)
        earlier = library.get(name, self._newest(name)) if name in there else None
        return document, _plan(document, earlier, self._newest(name) if earlier else None, reading.losses)

    def _newest(self, map_id: str) -> int:
        return self.stores.library.versions(map_id)[-1].version


def known_formats() -> list[MapFileFormat]:
    """Return the formats maps are written in."""
    return [MapFileFormat(one.name, one.endings, one.title, one.read is not None) for one in formats.FORMATS]


def convert_map(file: str, content: bytes, target: str, language: str | None = None) -> MapFile:
    """Turn a map in one file format into another one, without a workspace.

    Args:
        file: name of the file that is read.
        content: what stands in it.
        target: name of the file to make; the ending names the format.
        language: `de` or `en`, for formats that show one.

    Raises:
        UsageError: when an ending names no format, or none that can be read.
        DocumentInvalid: with every problem of the file.
    """
    form = formats.format_of(file)
    if form.read is None:
        raise UsageError(f"file: expected a format that can be read ({_readable()}); got {file!r}.")
    into = formats.format_of(target)
    reading = form.read(content, None)
    writing = _written(into, reading.document, None, language)
    return MapFile(target, writing.content, _losses((*reading.losses, *writing.losses)))


def _written(
    form: formats.MapFormat, document: JourneyMap, numbers: MapNumbers | None, language: str | None
) -> formats.Writing:
    shown = None if language is None else _language(language)
    if shown is not None and form.write_in is not None:
        return form.write_in(document, numbers, shown)
    return form.write(document, numbers)


def _language(name: str) -> Language:
    if name not in [*Language]:
        raise UsageError(f"language: expected de or en; got {name!r}.")
    return Language(name)


def _readable() -> str:
    return ", ".join(form.endings[0] for form in formats.FORMATS if form.read is not None)


def _losses(found: tuple[formats.Loss, ...]) -> tuple[MapLoss, ...]:
    return tuple(MapLoss(one.where, one.text) for one in found)


def _plan(
    document: JourneyMap, earlier: JourneyMap | None, base: int | None, losses: tuple[formats.Loss, ...]
) -> MapImportPlan:
    seen = hashlib.sha256(f"{content_hash(document)} {document.status} {base}".encode()).hexdigest()[:32]
    return MapImportPlan(
        map=document.id,
        title=document.title,
        is_new=earlier is None,
        phases=len(document.phases),
        touchpoints=len(document.touchpoints),
        base=base,
        differences=difference.spoken_changes(earlier, document) if earlier is not None else (),
        losses=_losses(losses),
        seen=seen,
    )
