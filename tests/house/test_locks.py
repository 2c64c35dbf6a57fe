"""Lock files hold names, versions and hashes, and name no index; the bootstrap installs nothing else."""

from __future__ import annotations

import ast
import re
import tomllib

import pytest

LOCKS = ("bootstrap.txt", "dev.txt", "run.txt")
_PINNED = re.compile(r"^[a-z0-9][a-z0-9-]*==[^\s;]+( ; [^\\]+)?( \\)?$")
_HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
_READ_BUT_NOT_IMPORTED = {
    "httptools": "uvicorn reads requests with it, by the name of its protocol",
    "uvloop": "uvicorn turns its loop with it, where it is installed",
    "tzdata": "zoneinfo reads it where the system has no time zones",
}
_IMPORT_NAMES = {"ibis-framework": "ibis", "python-pptx": "pptx", "pyyaml": "yaml", "scikit-learn": "sklearn"}


@pytest.fixture(params=LOCKS)
def lock(request, root):
    return root / "requirements" / request.param


def test_there_are_no_other_locks(root):
    assert sorted(file.name for file in (root / "requirements").iterdir()) == sorted(LOCKS)


def test_lock_names_no_address(lock):
    lines = [line for line in lock.read_text().splitlines() if "://" in line or line.startswith("-")]

    assert not lines, "\n".join(lines)


def test_every_requirement_has_a_version_and_hashes(lock):
    requirements = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n", "", lock.read_text(), flags=re.MULTILINE).strip())
    broken = [first for first, *hashes in map(str.splitlines, requirements) if not _is_locked(first, hashes)]

    assert not broken, "\n".join(broken)


def test_running_needs_what_developing_needs_at_the_same_version(root):
    run, dev = (_versions(root / "requirements" / name) for name in ("run.txt", "dev.txt"))

    assert run.items() <= dev.items()


def test_bootstrap_installs_from_these_files_alone(root):
    tree = ast.parse((root / "bootstrap.py").read_text())
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    named = {text for text in texts if text.endswith((".txt", ".toml", ".in"))}

    assert named == {"bootstrap.txt", ".txt", "pyproject.toml", "installed.txt"}
    assert not [text for text in texts if "index-url" in text or "find-links" in text or "://" in text]


def test_every_dependency_is_imported(root, modules):
    declared = tomllib.loads((root / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.split(r"[\[<>=~!; ]", text)[0] for text in declared} - _READ_BUT_NOT_IMPORTED.keys()
    imported = {
        name.partition(".")[0] for module in modules for node in ast.walk(module.tree) for name in _imported(node)
    }

    assert {name for name in names if _IMPORT_NAMES.get(name, name) not in imported} == set()


def _is_locked(first: str, rest: list[str]) -> bool:
    return bool(_PINNED.match(first) and rest and all(_HASH.match(line) for line in rest))


def _versions(lock) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+==[^\s;]+)(?: ; ([^\\]+?))?(?: \\)?$", lock.read_text(), re.MULTILINE))


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
