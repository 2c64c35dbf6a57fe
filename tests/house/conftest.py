from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCT = ROOT / "src" / "wegmarke"


@dataclass(frozen=True)
class Module:
    """One Python file of the product.

    `home` is the package right under wegmarke; `at_run_time` leaves out what stands under `if TYPE_CHECKING:`.
    """

    file: Path
    tree: ast.Module

    @property
    def place(self) -> str:
        return str(self.file.relative_to(ROOT))

    @property
    def home(self) -> str:
        return self.file.relative_to(PRODUCT).parts[0].removesuffix(".py")

    def at_run_time(self) -> Iterator[ast.AST]:
        waiting: list[ast.AST] = [self.tree]
        while waiting:
            node = waiting.pop()
            yield node
            if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
                waiting.extend(ast.iter_child_nodes(node))


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def modules() -> list[Module]:
    return [Module(file, ast.parse(file.read_text(encoding="utf-8"))) for file in sorted(PRODUCT.rglob("*.py"))]


@pytest.fixture(scope="session")
def packages() -> Mapping[str, ast.Module]:
    """The front doors of the packages right under wegmarke, by name."""
    doors = sorted(PRODUCT.glob("*/__init__.py"))
    return {door.parent.name: ast.parse(door.read_text(encoding="utf-8")) for door in doors}


@pytest.fixture(scope="session")
def tracked_files() -> list[Path]:
    """All files under version control that are texts."""
    found = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip("not a git checkout, so nobody knows which files belong to it")
    files = [ROOT / name for name in found.stdout.split("\0") if name]
    return [file for file in files if file.is_file() and b"\0" not in file.read_bytes()[:8000]]
