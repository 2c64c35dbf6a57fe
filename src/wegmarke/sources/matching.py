"""Finds out which of the given files is which of the recipe, and opens them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from wegmarke.domain import DocumentInvalid, Problem, SourceUnreadable
from wegmarke.sources.choosing import open_file
from wegmarke.sources.parts import OpenedFile
from wegmarke.sources.recipe import FileSpec, Recipe
from wegmarke.sources.unpacking import DEFAULT_LIMITS, UnpackLimits


@dataclass(frozen=True)
class Matched:
    """The opened files by the name the recipe gives them.

    Attributes:
        files: opened files in the order they are read; no name stands here without a file.
        notices: files that were passed over, and why.
    """

    files: dict[str, list[OpenedFile]] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


def match_files(recipe: Recipe, paths: Sequence[Path], limits: UnpackLimits = DEFAULT_LIMITS) -> Matched:
    """Open every file under the name whose pattern it matches; files are read in the order of their names.

    Args:
        recipe: the recipe.
        paths: the files, in any order.
        limits: how large packed files may become.

    Raises:
        SourceUnreadable: a file cannot be read at all.
        DocumentInvalid: a file matches two names, or an event lacks its file.
    """
    files: dict[str, list[OpenedFile]] = {}
    notices: list[str] = []
    problems: list[Problem] = []
    for path in sorted({path.resolve(): path for path in paths}.values(), key=lambda path: (path.name, str(path))):
        specs = [spec for spec in recipe.files.values() if _matches(path, spec)]
        if not specs:
            notices.append(f"{path.name} was not read: its name matches no `match` of the recipe.")
        elif len(specs) > 1:
            names = " and ".join(spec.name for spec in specs)
            problems.append(
                _problem(recipe, f"{path.name} under one name", names, "Make the patterns under `match` narrower.")
            )
        else:
            opened = _opened(path, specs[0], notices, limits)
            if opened is not None:
                files.setdefault(specs[0].name, []).append(opened)
    problems.extend(_missing(recipe, files, paths, notices))
    if problems:
        raise DocumentInvalid(f"The recipe {recipe.name} does not fit the files; nothing was read.", problems=problems)
    return Matched(files, tuple(notices))


def _matches(path: Path, spec: FileSpec) -> bool:
    return any(fnmatchcase(path.name.casefold(), pattern.casefold()) for pattern in spec.patterns)


def _opened(path: Path, spec: FileSpec, notices: list[str], limits: UnpackLimits) -> OpenedFile | None:
    opened = open_file(path, spec, limits)
    if opened is None:
        if not spec.optional:
            raise SourceUnreadable(
                f"{path.name}: expected a header line and rows, but the file is empty. "
                f"Export it again, or write `optional: true` at {spec.name!r} in the recipe."
            )
        notices.append(f"{path.name} is empty and was passed over.")
        return None
    notices.extend(opened.notices)
    return opened


def _missing(
    recipe: Recipe, files: dict[str, list[OpenedFile]], paths: Sequence[Path], notices: list[str]
) -> list[Problem]:
    """Return a problem for every file an event needs; optional ones become notices."""
    problems = []
    wanted = {event.file: event.name for event in reversed(recipe.events)}
    joined = {join.file: event.name for event in reversed(recipe.events) for join in event.joins}
    for name, event in (joined | wanted).items():
        spec = recipe.files[name]
        if name in files:
            continue
        if spec.optional:
            notices.append(f"No file for {name!r} was given; events made from it are missing.")
            continue
        given = ", ".join(sorted(path.name for path in paths)) or "no files"
        remedy = f"Give the file, or write `optional: true` at {name!r} in the recipe."
        problems.append(_problem(recipe, f"a file like {' or '.join(spec.patterns)} for event {event}", given, remedy))
    return problems


def _problem(recipe: Recipe, expected: str, came: str, remedy: str) -> Problem:
    return Problem(f"{recipe.name}, files", expected, came, remedy, "files")
