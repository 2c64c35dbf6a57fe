"""Imports that are killed or stopped from outside: the state is whole, and the import goes on where it is asked to."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from import_builders import at_rest

from wegmarke.domain.imports import ImportStatus
from wegmarke.workspace import Settings, init, open_workspace

WEGMARKE = [sys.executable, "-m", "wegmarke", "source"]
ROWS = 4_000
MANY = "id,created at,company id\n" + "".join(f"{n},2025-01-01T00:{n % 60:02}:00Z,c{n % 50}\n" for n in range(ROWS))
# Takes the first packets of an import, says so, and waits to be killed.
SERVER = """
import sys, time
import wegmarke.workspace.import_work as door
from wegmarke.workspace import open_workspace

whole = door.read_files

def in_small_steps(*args, **options):
    for number, chunk in enumerate(whole(*args, **options, chunk_rows=500)):
        if number == 4:
            print("midway", flush=True)
            time.sleep(600)
        yield chunk

workspace = open_workspace(sys.argv[1])
found = workspace.imports.list()[0]
door.read_files = in_small_steps
workspace.imports.start(found.id)
time.sleep(600)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "ws"
    init(folder, Settings(name="Test")).close()
    return folder


@pytest.mark.kill
def test_import_of_a_killed_server_is_interrupted_and_can_resume(folder):
    with open_workspace(folder) as workspace:
        receiving = workspace.imports.receive("deals.csv")
        receiving.write(MANY.encode())
        import_id = receiving.finish().id
        workspace.imports.check(import_id)
        assert at_rest(workspace, import_id).report is not None
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    assert server.stdout.readline() == "midway\n"
    server.send_signal(signal.SIGKILL)
    server.wait()
    server.stdout.close()

    with open_workspace(folder) as workspace:
        assert workspace.imports.get(import_id).status is ImportStatus.INTERRUPTED
        taken = workspace.overview().events
        assert 0 < taken < ROWS
        workspace.imports.resume(import_id)
        done = at_rest(workspace, import_id)
        assert (done.status, done.report.stored, done.report.duplicate) == (ImportStatus.DONE, ROWS - taken, taken)
        assert workspace.overview().events == ROWS
        assert workspace.check() == []


@pytest.mark.kill
@pytest.mark.parametrize("seconds", [0.3, 1.0])
def test_ctrl_c_leaves_a_whole_state(folder, tmp_path, seconds):
    rows = "".join(f"{n},2025-01-01T00:00:00Z,c{n % 9000}\n" for n in range(400_000))
    (tmp_path / "deals.csv").write_text("id,created at,company id\n" + rows)
    recipe = tmp_path / "recipe.yaml"
    with recipe.open("w") as target:
        subprocess.run([*WEGMARKE, "guess", str(tmp_path / "deals.csv")], stdout=target, check=True)
    command = [*WEGMARKE, "import", str(folder), str(tmp_path / "deals.csv"), "--recipe", str(recipe)]
    started = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    while str(started.pid) not in (folder / "owner.lock").read_text() and started.poll() is None:
        time.sleep(0.05)
    time.sleep(seconds)
    started.send_signal(signal.SIGINT)
    _, said = started.communicate(timeout=60)

    assert "Traceback" not in said, said
    assert (started.returncode, "start the same command again" in said) in {(130, True), (0, False)}
    with open_workspace(folder) as workspace:
        assert workspace.check() == []
        report = workspace.sources.import_files((tmp_path / "deals.csv",), recipe)
        assert report.stored + report.duplicate == 400_000
        assert workspace.overview().events == 400_000
        assert workspace.check() == []


def test_import_of_a_caller_that_left_is_stored_as_far_as_it_came(folder, tmp_path, monkeypatch):
    (tmp_path / "deals.csv").write_text(MANY)
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(
        "format: recipe/1\nsource: deals\nfiles: {rows: deals.csv}\n"
        "events: [{name: deal_created, from: rows, id: id, time: created at}]\n"
    )

    def leave(done: int, total: int) -> None:
        raise BrokenPipeError

    with open_workspace(folder) as workspace:
        with pytest.raises(BrokenPipeError):
            workspace.sources.import_files((tmp_path / "deals.csv",), recipe, progress=leave)

        assert workspace.overview().waiting == 0
        assert workspace.check() == []
