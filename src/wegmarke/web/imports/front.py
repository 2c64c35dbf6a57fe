"""What the import assistant asks of a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from wegmarke.domain.imports import Draft, FileImport, Preview, SavedRecipe


class Receiving(Protocol):
    """A file on its way in."""

    def write(self, part: bytes, /) -> None:
        """Write the next bytes, or raise `UsageError` where the file is too large."""
        ...

    def finish(self) -> FileImport:
        """Write the file down as received."""
        ...

    def abandon(self) -> None:
        """Remove what came so far."""
        ...


class Imports(Protocol):
    """Uploaded files and saved recipes."""

    @property
    def most_bytes(self) -> int:
        """Return how large an uploaded file may be."""
        ...

    def receive(self, file: str, /) -> Receiving:
        """Begin to receive a file."""
        ...

    def list(self) -> Sequence[FileImport]:
        """Return all imports, the newest first."""
        ...

    def get(self, import_id: str, /) -> FileImport:
        """Return one import, or raise `NotFound`."""
        ...

    def draft(self, import_id: str, /) -> Draft:
        """Return what the columns are taken for, or raise `SourceUnreadable`."""
        ...

    def put_draft(self, import_id: str, draft: Draft, /) -> FileImport:
        """Keep a form and make it the recipe, or raise `DocumentInvalid` with all its problems."""
        ...

    def recipe(self, import_id: str, /) -> str:
        """Return the recipe as YAML, or raise `DocumentInvalid`."""
        ...

    def put_recipe(self, import_id: str, text: str, /) -> FileImport:
        """Make a text the recipe, or raise `DocumentInvalid` with all its problems."""
        ...

    def use_recipe(self, import_id: str, name: str, /) -> FileImport:
        """Take a saved recipe."""
        ...

    def preview(self, import_id: str, /) -> Preview:
        """Show the first rows as events, or raise `DocumentInvalid`."""
        ...

    def check(self, import_id: str, /) -> FileImport:
        """Begin to read the whole file."""
        ...

    def start(self, import_id: str, recipe_name: str = ..., /) -> FileImport:
        """Save the recipe and begin to import, or raise `UsageError`."""
        ...

    def resume(self, import_id: str, /) -> FileImport:
        """Go on with an import that stopped."""
        ...

    def cancel(self, import_id: str, /) -> FileImport:
        """Ask a check or import to stop."""
        ...

    def erase(self, import_id: str, /) -> None:
        """Remove the uploaded file and what is known about it."""
        ...

    def recipes(self) -> Sequence[SavedRecipe]:
        """Return the saved recipes."""
        ...

    def saved_recipe(self, name: str, /) -> SavedRecipe:
        """Return a saved recipe, or raise `NotFound`."""
        ...

    def erase_recipe(self, name: str, /) -> None:
        """Remove a saved recipe."""
        ...
