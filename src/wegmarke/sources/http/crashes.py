"""What made a reader fail, in one line: the error and the last places in the program."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable
from pathlib import Path

_PLACES = 6
_FATAL = re.compile(r'^  File "(?P<file>[^"]+)", line (?P<line>\d+) in (?P<name>\S+)', re.MULTILINE)
_HEAD = re.compile(r"^Fatal Python error: (.*)$", re.MULTILINE)


def error_in_words(error: BaseException) -> str:
    """Return an error with the places it came through, innermost last."""
    frames = traceback.extract_tb(error.__traceback__)
    said = f"{type(error).__name__}: {error}"
    return _with_places(said, [(frame.filename, frame.lineno or 0, frame.name) for frame in frames])


def end_in_words(fatal: str, code: int) -> str:
    """Return how a process ended, from what Python's fault handler wrote and its exit code."""
    head = _HEAD.search(fatal)
    said = head.group(1) if head else f"signal {-code}" if code < 0 else f"exit code {code}"
    # The fault handler names the innermost place first.
    places = [(found["file"], int(found["line"]), found["name"]) for found in _FATAL.finditer(fatal)]
    return _with_places(f"the reader ended: {said}", places[::-1])


def _with_places(said: str, places: Iterable[tuple[str, int, str]]) -> str:
    shown = [f"{Path(file).name}:{line} {name}" for file, line, name in [*places][-_PLACES:]]
    return f"{said[:200]} ({' > '.join(shown)})" if shown else said[:200]
