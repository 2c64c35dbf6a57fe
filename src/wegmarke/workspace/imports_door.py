"""Files that people import with the assistant: uploaded, described, checked, imported in the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import msgspec

from wegmarke.domain import UsageError
from wegmarke.domain.imports import ColumnDraft, Draft, FileImport, ImportStatus, Preview, SavedRecipe
from wegmarke.domain.views import ImportReport
from wegmarke.sources import (
    UnpackLimits,
    change_draft,
    draft_recipe,
    is_personal,
    parse_recipe,
    write_draft,
)
from wegmarke.workspace.import_preview import masked, preview
from wegmarke.workspace.import_runs import Running
from wegmarke.workspace.import_work import CHECK, RECIPE, Check, ImportWork, digest
from wegmarke.workspace.imports import unpack_limits
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.recipes import Recipes
from wegmarke.workspace.uploads import Receiving, Uploads

_DRAFT = "draft.json"
_MEGABYTE = 1_000_000


class ImportsDoor(Door):
    """Uploaded files, from the upload to the stored events; the work is done in the process that owns the stores."""

    @property
    def most_bytes(self) -> int:
        """How large an uploaded file may be."""
        return self.stores.settings.upload_mb * _MEGABYTE

    def receive(self, file: str) -> Receiving:
        """Begin to receive a file; only the owner can."""
        return self._uploads.receive(file, self.most_bytes)

    @operation("imports")
    def list(self) -> list[FileImport]:
        """Return all imports that are known, the newest first."""
        return [self.get(record.id) for record in self._uploads.all()]

    @operation("imports")
    def get(self, import_id: str) -> FileImport:
        """Return one import as it stands now.

        Raises:
            NotFound: when it does not exist, or not any more.
        """
        record = self._uploads.get(import_id)
        if record.status.is_running:
            one = self.stores.runs.find(import_id)
            if one is not None:
                return replace(record, progress=one.progress())
            # It may have ended between the two looks.
            record = self._uploads.get(import_id)
            if record.status is ImportStatus.IMPORTING:
                return replace(record, status=ImportStatus.INTERRUPTED)
        if record.status in (ImportStatus.READY, ImportStatus.CHECKING):
            return replace(record, status=ImportStatus.READY, report=self._checked(import_id))
        return record

    # The recipe

    @operation("imports")
    def draft(self, import_id: str) -> Draft:
        """Return what the columns are taken for; guessed when nobody asked before.

        Raises:
            SourceUnreadable: the file cannot be read, or no recipe can be guessed for it.
        """
        return _shown(self._draft(import_id))

    @operation("imports")
    def put_draft(self, import_id: str, draft: Draft) -> FileImport:
        """Keep a form, completed by what only the file knows, and make it the recipe.

        Raises:
            DocumentInvalid: with every problem of the form; it is kept, but there is no recipe.
            UsageError: the import is under way or done.
        """
        file = self._uploads.file(self._changeable(import_id))
        before = self._draft(import_id)
        completed = change_draft(file, _laid_over(draft, before), before, limits=self._limits)
        self._uploads.remove(import_id, RECIPE)
        self._uploads.write(import_id, _DRAFT, msgspec.json.encode(completed))
        return self._put(import_id, write_draft(file, completed, limits=self._limits))

    @operation("imports")
    def recipe(self, import_id: str) -> str:
        """Return the recipe as YAML.

        Raises:
            DocumentInvalid: the form does not make one yet; all problems are listed.
            SourceUnreadable: the file cannot be read, or no recipe can be guessed for it.
        """
        kept = self._uploads.read(import_id, RECIPE)
        if kept is not None:
            return kept.decode()
        file = self._uploads.file(self._uploads.get(import_id))
        text = write_draft(file, self._draft(import_id), limits=self._limits)
        self._put(import_id, text)
        return text

    @operation("imports")
    def put_recipe(self, import_id: str, text: str) -> FileImport:
        """Make a text the recipe.

        Raises:
            DocumentInvalid: with every problem of the text; nothing was changed.
            UsageError: the import is under way or done.
        """
        self._changeable(import_id)
        parse_recipe(text, name="recipe")
        return self._put(import_id, text, is_text=True)

    @operation("imports")
    def use_recipe(self, import_id: str, name: str) -> FileImport:
        """Take a saved recipe for a file.

        Raises:
            NotFound: there is none of that name.
            DocumentInvalid: it has problems.
        """
        saved = self._recipes.get(name)
        self.put_recipe(import_id, saved.text)
        return self._uploads.change(self._uploads.get(import_id), recipe=saved.name)

    @operation("imports")
    def preview(self, import_id: str) -> Preview:
        """Show the first rows as events; nothing is stored.

        Raises:
            DocumentInvalid: the recipe does not fit the file; all problems are listed.
            SourceUnreadable: the file cannot be read.
        """
        recipe = parse_recipe(self.recipe(import_id), name="recipe")
        file = self._uploads.file(self._uploads.get(import_id))
        zone = self.stores.settings.time_zone
        return preview(self.stores.inbox, recipe, file, zone=zone, limits=self._limits)

    # The work

    @operation("imports")
    def check(self, import_id: str) -> FileImport:
        """Begin to read the whole file without storing anything.

        Raises:
            UsageError: the import is under way or done.
            DocumentInvalid: the form does not make a recipe yet.
        """
        self._changeable(import_id)
        self.recipe(import_id)
        return self._begin(import_id, ImportStatus.CHECKING, self._work.check)

    @operation("imports")
    def start(self, import_id: str, recipe_name: str = "") -> FileImport:
        """Save the recipe and begin to import.

        Raises:
            UsageError: the file was not checked with this recipe, or the name cannot be one.
        """
        record = self._changeable(import_id)
        if self._checked(import_id) is None:
            raise UsageError("The file was not checked with this recipe yet. Check it first; nothing was stored.")
        text = self.recipe(import_id)
        source = parse_recipe(text, name="recipe").source
        name = recipe_name or record.recipe or source
        self._recipes.put(name, text)
        return self._begin(import_id, ImportStatus.IMPORTING, self._work.take, recipe=name, source=source)

    @operation("imports")
    def resume(self, import_id: str) -> FileImport:
        """Go on with an import that stopped: the file is read again, and what is stored already is passed over.

        Raises:
            UsageError: it did not stop.
            NotFound: the file was removed.
        """
        record = self.get(import_id)
        if not record.status.can_resume:
            raise UsageError(f"{record.file}: expected an import that stopped; this one is {record.status.value}.")
        self._uploads.file(record)
        return self._begin(import_id, ImportStatus.IMPORTING, self._work.take)

    @operation("imports")
    def cancel(self, import_id: str) -> FileImport:
        """Ask a check or import to stop; it does at the next packet. What was accepted is stored."""
        one = self.stores.runs.find(import_id)
        if one is not None:
            one.cancel()
        return self.get(import_id)

    @operation("imports")
    def erase(self, import_id: str) -> None:
        """Remove the uploaded file and what is known about it; what was stored stays.

        Raises:
            UsageError: the import is under way.
        """
        record = self.get(import_id)
        if record.status.is_running:
            raise UsageError(f"{record.file}: expected an import at rest; this one is under way. Cancel it first.")
        self._uploads.erase(import_id)

    # Saved recipes

    @operation("imports")
    def recipes(self) -> tuple[SavedRecipe, ...]:
        """Return the saved recipes by name."""
        return tuple(self._recipes.all())

    @operation("imports")
    def saved_recipe(self, name: str) -> SavedRecipe:
        """Return a saved recipe.

        Raises:
            NotFound: there is none of that name.
        """
        return self._recipes.get(name)

    @operation("imports")
    def erase_recipe(self, name: str) -> None:
        """Remove a saved recipe; what was imported with it stays.

        Raises:
            NotFound: there is none of that name.
        """
        self._recipes.erase(name)

    def tidy(self) -> None:
        """Remove uploads that broke off or that nobody imports; only where nothing is received yet."""
        self._uploads.tidy(self.stores.settings.rejected_days)

    @property
    def _uploads(self) -> Uploads:
        return Uploads(self.stores.folder.files / "uploads", self.stores.clock)

    @property
    def _recipes(self) -> Recipes:
        return Recipes(self.stores.folder.path / "recipes")

    @property
    def _work(self) -> ImportWork:
        return ImportWork(self.stores, self._uploads)

    @property
    def _limits(self) -> UnpackLimits:
        return unpack_limits(self.stores.settings)

    def _draft(self, import_id: str) -> Draft:
        kept = self._uploads.read(import_id, _DRAFT)
        if kept is not None:
            return msgspec.json.decode(kept, type=Draft)
        file = self._uploads.file(self._uploads.get(import_id))
        draft = draft_recipe(file, zone=self.stores.settings.time_zone, limits=self._limits)
        self._uploads.write(import_id, _DRAFT, msgspec.json.encode(draft))
        return draft

    def _changeable(self, import_id: str) -> FileImport:
        record = self.get(import_id)
        if record.status.is_running or record.status is ImportStatus.DONE:
            raise UsageError(f"{record.file}: expected an import at rest; this one is {record.status.value}.")
        return record

    def _put(self, import_id: str, text: str, *, is_text: bool = False) -> FileImport:
        self._uploads.write(import_id, RECIPE, text.encode())
        record = self._uploads.get(import_id)
        ready = {"status": ImportStatus.READY, "failure": "", "problems": ()}
        return self._uploads.change(record, is_text=is_text, source=parse_recipe(text, name="recipe").source, **ready)

    def _checked(self, import_id: str) -> ImportReport | None:
        """Return what the check found, None where the recipe changed since."""
        kept, recipe = self._uploads.read(import_id, CHECK), self._uploads.read(import_id, RECIPE)
        if kept is None or recipe is None:
            return None
        found = msgspec.json.decode(kept, type=Check)
        return found.report if found.digest == digest(recipe) else None

    def _begin(
        self, import_id: str, status: ImportStatus, work: Callable[[str, Running], None], **changes: str
    ) -> FileImport:
        found = self._checked(import_id)
        rows, made = (found.rows, sum(found.events.values())) if found is not None else (0, 0)

        def write_down() -> None:
            record = self._uploads.get(import_id)
            self._uploads.change(record, status=status, failure="", problems=(), progress=None, **changes)

        waiting = self.stores.inbox.waiting if status is ImportStatus.IMPORTING else None
        self.stores.runs.start(import_id, partial(work, import_id), write_down, rows=rows, events=made, waiting=waiting)
        return self.get(import_id)


def _shown(draft: Draft) -> Draft:
    """Hide examples that may be about people."""
    columns = (
        replace(column, examples=tuple(map(masked, column.examples))) if is_personal(column) else column
        for column in draft.columns
    )
    return replace(draft, columns=tuple(columns))


def _laid_over(draft: Draft, before: Draft) -> Draft:
    """Return a form with what only the file knows; the reason of a guess goes where a person chose."""
    known = {column.column: column for column in before.columns}

    def laid(column: ColumnDraft) -> ColumnDraft:
        was = known[column.column]
        reason = was.reason if was.part is column.part else ""
        return replace(was, part=column.part, name=column.name, reason=reason)

    missing = sorted({column.column for column in draft.columns} ^ known.keys())
    if missing:
        raise UsageError(f"columns: expected those of the file; got others: {', '.join(missing[:10])}.")
    columns = tuple(map(laid, draft.columns))
    return replace(draft, columns=columns, rows=before.rows, bad=before.bad, notices=before.notices)
