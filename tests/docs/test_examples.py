"""Every example of the documentation is run, page by page and in order, each page in a folder of its own.

* A `console` block: lines with `$ ` are commands, what follows is their output.
* A `python` block is run in one Python for the whole page; a `text` block right behind it is what it prints.
* A block under `<!-- file: NAME -->` is a file that the reader types.
* A block under `<!-- exit code N -->` ends so. A block under `<!-- not run: REASON -->` is only shown.
* `…` stands for anything, on a line of its own for any lines.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import commands
import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
MOST_SECONDS = 120

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PLAIN = re.compile(r"wegmarke [^|&;<>$`*~#\n\\]*")
"""A command that means the same without a shell."""

_NOTE = re.compile(r"<!-- ((?:(?!-->).)*) -->\s*\Z", re.DOTALL)
_WORKER = """
import contextlib, io, json, sys, traceback
names = {"__name__": "__main__"}
for line in sys.stdin:
    printed, failed = io.StringIO(), False
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile(json.loads(line), "<example>", "exec"), names)
        except Exception:
            failed = True
            traceback.print_exc(file=printed)
    print(json.dumps([failed, printed.getvalue()]), flush=True)
"""


@dataclass(frozen=True)
class Block:
    """A fenced block of a page; `note` is the comment right above it."""

    kind: str
    text: str
    note: str
    line: int

    def noted(self, word: str) -> str | None:
        return self.note.removeprefix(word).strip() if self.note.startswith(word) else None


class Reader:
    """Somebody who types what a page says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "home").mkdir()
        (folder / "examples").symlink_to(ROOT / "examples")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("WEGMARKE_", "PYTHON"))}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = {**kept, "PATH": path, "HOME": str(folder / "home"), "NO_COLOR": "1", "COLUMNS": "240"}
        self._python: subprocess.Popen[str] | None = None

    def run(self, command: str) -> tuple[int, str]:
        if _PLAIN.fullmatch(command):
            words = shlex.split(command)[1:]
            ended = commands.run(*words, folder=self.folder, environment=self.environment, is_one_stream=True)
            return ended.returncode, ended.stdout
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=MOST_SECONDS,
            check=False,
        )
        return done.returncode, done.stdout

    def run_python(self, code: str) -> tuple[bool, str]:
        if self._python is None:
            self._python = subprocess.Popen(
                [sys.executable, "-c", _WORKER],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._python.stdin is not None
        assert self._python.stdout is not None
        self._python.stdin.write(json.dumps(code) + "\n")
        self._python.stdin.flush()
        failed, printed = json.loads(self._python.stdout.readline())
        return failed, printed

    def close(self) -> None:
        if self._python is not None:
            self._python.communicate(timeout=MOST_SECONDS)


@pytest.fixture
def reader(tmp_path) -> Iterator[Reader]:
    somebody = Reader(tmp_path)
    yield somebody
    somebody.close()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_examples_do_what_the_page_says(page, reader):
    blocks = _blocks(page)

    for block, following in zip(blocks, [*blocks, None][1:], strict=True):
        place = f"{page.relative_to(ROOT)} line {block.line}"
        if (file := block.noted("file:")) is not None:
            (reader.folder / file).write_text(block.text, encoding="utf-8")
        elif block.noted("not run:") is None:
            _follow(block, following, reader, place)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_notes_are_known_and_say_why(page):
    notes = [block.note for block in _blocks(page) if block.note]

    assert [note for note in notes if not re.fullmatch(r"(not run: .{5,}|file: [\w.-]+|exit code \d)", note)] == []


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("3 events", "3 events", True),
        ("3 events", "4 events", False),
        ("read in … s", "read in 0.3 s", True),
        ("a … b", "a\nb", False),
        ("first\n…\nlast", "first\nsecond\nthird\nlast", True),
        ("first\n…", "first\nsecond", True),
        ("a.c", "abc", False),
    ],
)
def test_an_ellipsis_stands_for_anything_else_for_itself(shown, printed, same):
    assert _same(shown, printed) is same


def _blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    blocks = []
    for found in _FENCE.finditer(text):
        note = _NOTE.search(text, 0, found.start())
        line = text.count("\n", 0, found.start()) + 1
        blocks.append(Block(found[1], found[2], " ".join(note[1].split()) if note else "", line))
    return blocks


def _follow(block: Block, following: Block | None, reader: Reader, place: str) -> None:
    if block.kind == "console":
        _type(block, reader, place)
    elif block.kind == "python":
        failed, printed = reader.run_python(block.text)
        assert not failed, f"{place}\n{printed}"
        if following is not None and following.kind == "text":
            assert _same(following.text, printed), _difference(place, following.text, printed)


def _type(block: Block, reader: Reader, place: str) -> None:
    commands = list(_commands(block.text.splitlines()))
    wanted = int(block.noted("exit code") or 0)
    for command, shown in commands:
        code, printed = reader.run(command)
        assert code == (wanted if (command, shown) == commands[-1] else 0), f"{place}: {command}\n{printed}"
        if shown:
            assert _same("\n".join(shown), printed), _difference(f"{place}: {command}", "\n".join(shown), printed)


def _commands(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    command, shown = "", []
    for line in lines:
        if line.startswith("$ "):
            if command:
                yield command, shown
            command, shown = line[2:], []
        elif command.endswith("\\"):
            command = f"{command}\n{line}"
        else:
            shown.append(line)
    if command:
        yield command, [line for line in shown if line or len(shown) > 1]


def _same(shown: str, printed: str) -> bool:
    # The end of a line and blank lines at the end cannot be seen on a page.
    parts = [r"(.*\n)*?" if line.strip() == "…" else _pattern(line.rstrip()) for line in shown.strip().splitlines()]
    lines = "".join(f"{line.rstrip()}\n" for line in printed.strip().splitlines())
    return re.fullmatch("".join(parts), lines) is not None


def _pattern(line: str) -> str:
    return re.escape(line).replace("…", ".*") + r"\n"


def _difference(place: str, shown: str, printed: str) -> str:
    return f"{place}\n--- the page shows\n{shown.rstrip()}\n--- printed was\n{printed.rstrip()}"
