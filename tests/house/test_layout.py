"""The shape of the house: sizes, names, front doors. The layers are checked by import-linter."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

GRAMMAR = ("Purpose:", "Reads:", "Writes:", "Used by:")
MOST_LINES = 500
MOST_FUNCTION_LINES = 60
DRAWERS = {"utils", "util", "common", "helpers", "helper", "misc", "manager", "managers", "service", "services", "core"}
KNOW_IBIS = {"engine", "rules", "events", "paths", "segments"}
SURFACES = {"api", "cli", "server", "web"}
KNOWN_TO_SURFACES = SURFACES | {"config", "domain", "i18n", "workspace"}
SUFFIXES = {".py", ".sql", ".css", ".js", ".html"}


def test_every_package_says_what_it_is_for(root):
    silent = []
    for door in sorted((root / "src/wegmarke").glob("*/**/__init__.py")):
        said = [line.split()[:2] for line in (_docstring(door) or "").splitlines()]
        missing = [words for words in GRAMMAR if words.split() not in [line[: len(words.split())] for line in said]]
        silent += [f"{door.relative_to(root)}: add {', '.join(missing)} to the docstring"] if missing else []

    assert not silent, "\n".join(silent)


def test_every_module_opens_with_a_docstring(modules):
    silent = [module.place for module in modules if not ast.get_docstring(module.tree)]

    assert not silent, "\n".join(silent)


def test_every_package_lists_its_public_names(packages):
    silent = [name for name, door in packages.items() if not list(_listed(door))]

    assert not silent, "\n".join(silent)


def test_no_file_is_longer_than_anybody_reads(root):
    places = [root / "bootstrap.py", *_files(root / "src"), *_files(root / "tests"), *_files(root / "benchmarks")]
    counted = {str(place.relative_to(root)): len(place.read_text(encoding="utf-8").splitlines()) for place in places}

    assert {name: lines for name, lines in counted.items() if lines > MOST_LINES} == {}


def test_no_function_is_longer_than_a_screen(root):
    places = [root / "bootstrap.py", *_files(root / "src"), *_files(root / "tests"), *_files(root / "benchmarks")]
    long = [
        f"{place.relative_to(root)}:{function.lineno} {function.name}: {_lines(function)} lines"
        for place in places
        if place.suffix == ".py"
        for function in ast.walk(ast.parse(place.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and _lines(function) > MOST_FUNCTION_LINES
    ]

    assert not long, "\n".join(long)


def test_there_is_no_drawer_for_everything(modules):
    drawers = [module.place for module in modules if DRAWERS & {*module.file.parts, module.file.stem}]

    assert not drawers, "\n".join(drawers)


def test_nobody_reaches_past_a_front_door(modules, packages):
    reached = dict.fromkeys(
        f"{module.place}:{line}: {words}" for module in modules for line, words in _past_front_doors(module, packages)
    )

    assert not reached, "\n".join(reached)


def test_surfaces_know_the_workspace_and_no_room_behind_it(modules):
    behind = dict.fromkeys(
        f"{module.place}:{node.lineno}: {ast.unparse(node)}"
        for module in modules
        if module.home in SURFACES
        for node in module.at_run_time()
        for target in _targets(node)
        if target.startswith("wegmarke.") and target.split(".")[1] not in KNOWN_TO_SURFACES
    )

    assert not behind, "\n".join(behind)


def test_only_few_packages_know_ibis(modules):
    knowing = [
        f"{module.place}:{node.lineno}"
        for module in modules
        if module.home not in KNOW_IBIS
        # `Result.table` is an ibis table, so its annotation may say so.
        for node in module.at_run_time()
        if "ibis" in _imported(node)
    ]

    assert not knowing, "\n".join(knowing)


def _past_front_doors(module, packages: Mapping[str, ast.Module]) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module.tree):
        for target in _targets(node):
            product, room, inner = (*target.split(".", 2), "", "")[:3]
            if product != "wegmarke" or not inner or room in (module.home, "domain") or room not in packages:
                continue
            first = inner.partition(".")[0]
            if _is_module(room, first) and first != "tables" and inner not in _listed(packages[room]):
                yield node.lineno, ast.unparse(node)


def _targets(node: ast.AST) -> list[str]:
    """Return the dotted names that an import statement asks for."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def _imported(node: ast.AST) -> set[str]:
    return {target.partition(".")[0] for target in _targets(node)}


def _is_module(room: str, name: str) -> bool:
    place = Path(__file__).parents[2] / "src" / "wegmarke" / room / name
    return place.is_dir() or place.with_suffix(".py").is_file()


def _listed(door: ast.Module) -> Iterator[str]:
    for node in door.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            yield from ast.literal_eval(node.value)


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix in SUFFIXES)


def _docstring(file: Path) -> str | None:
    return ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1
