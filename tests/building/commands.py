"""Commands of Wegmarke in processes of their own, begun from one that has imported everything already.

Starting Python and importing what a command needs takes a second, which hundreds of commands need not wait for. Each
is a fork: its own process, its own exit code, nothing left behind. That a bare `wegmarke` starts is shown elsewhere.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MOST_SECONDS = 120

_PARENT = """
import json, os, signal, sys, traceback
import wegmarke.server
import wegmarke.workspace
from wegmarke.cli import main
for line in sys.stdin:
    child, is_awaited, words, folder, environment, outputs = json.loads(line)
    child = child or os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, output in enumerate(outputs, 1):
            os.dup2(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = ["wegmarke", *words]
        signal.alarm(%d if is_awaited else 0)
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        except BaseException:
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) if is_awaited else child, flush=True)
"""


def run(
    *words: str | Path,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    is_one_stream: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with `is_one_stream` as somebody sees it who reads both outputs on one screen."""
    own = dict(os.environ if environment is None else environment)
    arguments = list(map(str, words))
    with tempfile.TemporaryDirectory() as place:
        printed, complained = Path(place) / "printed", Path(place) / "complained"
        outputs = [str(printed), str(printed if is_one_stream else complained)]
        parent = _parent(own.get("COLUMNS"), own.get("NO_COLOR"))
        code = _ask(parent, [0, True, arguments, str(folder or "."), own, outputs])
        texts = [output.read_text(encoding="utf-8") if output.exists() else "" for output in (printed, complained)]
    return subprocess.CompletedProcess(arguments, code, *texts)


@dataclass(frozen=True)
class Begun:
    """A command that goes on until it is ended."""

    pid: int
    first_line: str


@contextmanager
def begun(*words: str | Path) -> Iterator[Begun]:
    """Begin a command that says a line when it is ready, and end it; it must not complain with a traceback."""
    own = dict(os.environ)
    parent = _parent(own.get("COLUMNS"), own.get("NO_COLOR"))
    with tempfile.TemporaryDirectory() as place:
        printed, complained = Path(place) / "printed", Path(place) / "complained"
        printed.touch()
        pid = _ask(parent, [0, False, list(map(str, words)), ".", own, [str(printed), str(complained)]])
        try:
            yield Begun(pid, _first_line(printed, complained))
        finally:
            # Until somebody waits for it, a killed process keeps its number, so that this reaches no other one.
            os.kill(pid, signal.SIGTERM)
            _ask(parent, [pid, True, [], "", {}, []])
            assert "Traceback" not in complained.read_text(encoding="utf-8"), complained.read_text(encoding="utf-8")


def _first_line(printed: Path, complained: Path) -> str:
    until = time.monotonic() + MOST_SECONDS
    while "\n" not in (said := printed.read_text(encoding="utf-8")):
        assert time.monotonic() < until, complained.read_text(encoding="utf-8")
        time.sleep(0.02)
    return said.partition("\n")[0]


def _ask(parent: subprocess.Popen[str], question: list[object]) -> int:
    assert parent.stdin is not None
    assert parent.stdout is not None
    parent.stdin.write(json.dumps(question) + "\n")
    parent.stdin.flush()
    return int(parent.stdout.readline())


@cache
def _parent(columns: str | None, no_color: str | None) -> subprocess.Popen[str]:
    # Read while modules are imported, and therefore the parent's. It ends with the pipe of the process that began it.
    of_import = {"COLUMNS": columns, "NO_COLOR": no_color}
    environment = {**os.environ, **{name: value for name, value in of_import.items() if value is not None}}
    return subprocess.Popen(
        [sys.executable, "-c", _PARENT % MOST_SECONDS],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
