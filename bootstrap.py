"""Make everything ready on a machine with Python 3.11 or later and pip, then start the demo or all checks.

    python3 bootstrap.py demo      a demo company, served on this machine
    python3 bootstrap.py check     format, lint, types, layers, tests, documentation examples

Everything is installed inside the checkout: `.bootstrap` (the installer) and `.venv` (the product).
Only packages whose hashes stand in `requirements/` are installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
TOOLS = ROOT / ".bootstrap"
WINDOWS = os.name == "nt"
BIN = ROOT / ".venv" / ("Scripts" if WINDOWS else "bin")
CHECKS: Sequence[Sequence[str]] = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("lint-imports", "--no-cache"),
    ("pytest", "-q", "-n", "auto", "--dist", "worksteal"),
)


def main(words: Sequence[str]) -> int:
    if sys.version_info < (3, 11):
        print(f"Expected Python 3.11 or later, got {sys.version.split()[0]}. Start this file with a newer one.")
        return 2
    if not words or words[0] not in ("demo", "check", "install"):
        print(__doc__)
        return 2
    _install("run" if words[0] == "demo" else "dev")
    if words[0] == "demo":
        return _become([BIN / "wegmarke", "demo", *words[1:]])
    return _check() if words[0] == "check" else 0


def _become(command: Sequence[str | Path]) -> int:
    """Run a command in place of this process, so that Ctrl-C reaches it alone."""
    if not WINDOWS:
        os.execv(command[0], [str(word) for word in command])
    return subprocess.call(command)


def _install(which: str) -> None:
    """Bring `.venv` to the locked packages; does nothing when it has them already."""
    lock = ROOT / "requirements" / f"{which}.txt"
    wanted = f"{which} {_digest([lock, ROOT / 'pyproject.toml'])}"
    stamp = ROOT / ".venv" / "installed.txt"
    if stamp.exists() and stamp.read_text() in (wanted, f"dev {wanted.split()[1]}") and (BIN / "wegmarke").exists():
        return
    uv = _installer()
    _run(uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, ROOT / ".venv")
    _run(uv, "pip", "sync", "--quiet", "--compile-bytecode", "--require-hashes", lock)
    _run(uv, "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ROOT)
    stamp.write_text(wanted)


def _installer() -> Path:
    name = "uv.exe" if WINDOWS else "uv"
    uv = TOOLS / "bin" / name
    if not uv.exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        pip.append("--root-user-action=ignore")
        _run(*pip, "--require-hashes", "--no-deps", "--target", TOOLS, "-r", ROOT / "requirements" / "bootstrap.txt")
    return uv


def _check() -> int:
    for check in CHECKS:
        print(f"== {' '.join(check)}", flush=True)
        if code := subprocess.call([BIN / check[0], *check[1:]], cwd=ROOT, env=_environment()):
            return code
    return 0


def _digest(files: Sequence[Path]) -> str:
    import hashlib

    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _run(*command: str | Path) -> None:
    if subprocess.call(command, cwd=ROOT, env=_environment()):
        sys.exit(f"This step failed: {' '.join(map(str, command))}")


def _environment() -> dict[str, str]:
    return {**os.environ, "VIRTUAL_ENV": str(ROOT / ".venv"), "UV_PYTHON_DOWNLOADS": "never"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
