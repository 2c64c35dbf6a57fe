"""Recipes that are kept in the workspace, as files that people may also edit."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from wegmarke.domain import DocumentInvalid, NotFound, UsageError
from wegmarke.domain.imports import SavedRecipe
from wegmarke.sources import parse_recipe
from wegmarke.workspace.uploads import write_whole

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_ENDING = ".yaml"


class Recipes:
    """The folder `recipes` of a workspace."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> list[SavedRecipe]:
        """Return all recipes by name."""
        if not self._folder.is_dir():
            return []
        files = sorted(file for file in self._folder.iterdir() if file.suffix == _ENDING and _NAME.fullmatch(file.stem))
        return [_read(file) for file in files]

    def get(self, name: str) -> SavedRecipe:
        """Return a recipe.

        Raises:
            NotFound: there is none of that name.
        """
        file = self._folder / f"{name}{_ENDING}"
        if not _NAME.fullmatch(name) or not file.is_file():
            there = ", ".join(recipe.name for recipe in self.all()) or "none yet"
            raise NotFound(f"recipe: expected one of the saved recipes ({there}); got {name[:80]!r}.")
        return _read(file)

    def put(self, name: str, text: str) -> None:
        """Save a recipe in place of one with the same name.

        Raises:
            UsageError: the name cannot be one.
        """
        if not _NAME.fullmatch(name):
            raise UsageError(
                f"name of the recipe: expected small letters, digits, - and _, at most 80; got {name[:100]!r}. "
                "Choose e.g. crm-leads."
            )
        file = self._folder / f"{name}{_ENDING}"
        if not file.is_file() or file.read_bytes() != text.encode():
            write_whole(file, text.encode())

    def erase(self, name: str) -> None:
        """Remove a recipe.

        Raises:
            NotFound: there is none of that name.
        """
        (self._folder / f"{self.get(name).name}{_ENDING}").unlink(missing_ok=True)


def _read(file: Path) -> SavedRecipe:
    text = file.read_bytes().decode("utf-8-sig", errors="replace")
    changed_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    try:
        recipe = parse_recipe(text, name=file.name)
    except DocumentInvalid:
        return SavedRecipe(file.stem, "", (), changed_at, text)
    return SavedRecipe(file.stem, recipe.source, tuple(event.name for event in recipe.events), changed_at, text)
