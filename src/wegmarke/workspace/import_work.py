"""What is done with an uploaded file in the background: read as a whole to check it, or to import it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import msgspec

from wegmarke.domain import WegmarkeError
from wegmarke.domain.imports import FileImport, ImportStatus
from wegmarke.domain.views import ImportReport
from wegmarke.sources import Chunk, Recipe, parse_recipe, read_files
from wegmarke.workspace.import_runs import Running, Stopped
from wegmarke.workspace.imports import rehearse, take_in, unpack_limits
from wegmarke.workspace.stores import Stores
from wegmarke.workspace.uploads import Uploads

RECIPE, CHECK = "recipe.yaml", "check.json"


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found, and for which recipe."""

    digest: str
    report: ImportReport


class ImportWork:
    """Checks and imports, for the one thread that does them; every outcome is written down."""

    def __init__(self, stores: Stores, uploads: Uploads) -> None:
        self._stores = stores
        self._uploads = uploads

    def check(self, import_id: str, one: Running) -> None:
        """Read a file without storing anything, and keep what was found."""
        before = self._uploads.get(import_id)
        at_rest = partial(self._uploads.change, before, status=ImportStatus.READY)
        try:
            recipe, text = self._opened(import_id)
            one.begin()
            report = rehearse(self._stores, recipe.source, self._chunks(before, recipe, one))
            self._uploads.write(import_id, CHECK, msgspec.json.encode(Check(digest(text), report)))
            at_rest()
        except Stopped:
            at_rest()
        except Exception as error:  # noqa: BLE001  # whoever looks must see it, and the thread must go on
            at_rest(**_failure(error))

    def take(self, import_id: str, one: Running) -> None:
        """Import a file, and remove it once everything is stored."""
        before = self._uploads.get(import_id)
        try:
            recipe, _ = self._opened(import_id)
            one.begin()
            report = take_in(self._stores, recipe.source, self._chunks(before, recipe, one))
            kept = _without_content(report)
            # A kill between the two leaves a file that the next opening removes.
            self._uploads.clear(self._uploads.change(before, status=ImportStatus.DONE, report=kept, has_file=False))
        except Stopped as stopped:
            self._stopped(before, one, by_person=stopped.by_person)
        except Exception as error:  # noqa: BLE001  # as above
            self._uploads.change(before, status=ImportStatus.FAILED, progress=one.progress(), **_failure(error))

    def _stopped(self, before: FileImport, one: Running, *, by_person: bool) -> None:
        status = ImportStatus.CANCELLED if by_person else ImportStatus.INTERRUPTED
        if by_person:
            # A server that ends leaves this to the next opening of the workspace.
            self._stores.settle()
        self._uploads.change(before, status=status, progress=one.progress())

    def _opened(self, import_id: str) -> tuple[Recipe, bytes]:
        text = self._uploads.read(import_id, RECIPE) or b""
        return parse_recipe(text.decode(), name="recipe"), text

    def _chunks(self, record: FileImport, recipe: Recipe, one: Running) -> Iterator[Chunk]:
        file, settings = self._uploads.file(record), self._stores.settings
        zone, limits = settings.time_zone, unpack_limits(settings)
        accepted = 0
        for chunk in read_files(recipe, [file], default_zone=zone, limits=limits, told=one.read):
            yield chunk
            accepted += chunk.events.num_rows
            one.accepted(accepted)
        one.accepted_all()


def digest(recipe: bytes) -> str:
    """Return what tells a recipe from every other."""
    return hashlib.sha256(recipe).hexdigest()


def _without_content(report: ImportReport) -> ImportReport:
    """Take messages out of a report that is kept: they quote values of rows, which are erased elsewhere."""
    return replace(report, rejects=tuple(replace(group, message="") for group in report.rejects))


def _failure(error: Exception) -> dict[str, object]:
    if isinstance(error, WegmarkeError):
        return {"failure": error.message, "problems": tuple(map(str, error.problems))}
    return {"failure": f"{type(error).__name__}: {error}"[:500], "problems": ()}
