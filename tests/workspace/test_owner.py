"""One owner: what another process asks comes back as if it had been asked here."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wegmarke.domain import DocumentInvalid, NotFound, SetClock, WorkspaceBusy, WorkspaceExists, WorkspaceMissing
from wegmarke.workspace import Settings, Workspace, fill_with_demo, init, open_workspace
from wegmarke.workspace.operation import OPERATIONS
from wegmarke.workspace.owner import claim

CLOCK = SetClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with init(tmp_path_factory.mktemp("owner") / "ws", Settings(name="Test"), clock=CLOCK) as workspace:
        fill_with_demo(workspace, persons=60, seed=3)
        yield workspace


@pytest.fixture
def guest(owner: Workspace) -> Iterator[Workspace]:
    with open_workspace(owner.folder.path) as workspace:
        yield workspace


def test_second_opening_goes_through_the_owner(owner: Workspace, guest: Workspace) -> None:
    assert (owner.is_owner, guest.is_owner) == (True, False)


def test_documents_numbers_and_tables_come_back_equal(owner: Workspace, guest: Workspace) -> None:
    assert guest.overview() == owner.overview()
    assert guest.maps.list() == owner.maps.list()
    assert guest.maps.get("fuchsberg") == owner.maps.get("fuchsberg")
    assert guest.maps.numbers("fuchsberg") == owner.maps.numbers("fuchsberg")
    here, there = owner.analytics.funnel(), guest.analytics.funnel()
    assert there.to_pyarrow().equals(here.to_pyarrow())
    assert (there.definition, there.excluded) == (here.definition, here.excluded)
    accounts = guest.accounts.list(size=3)
    assert accounts == owner.accounts.list(size=3)
    account = accounts.lines[0].account
    assert guest.accounts.timeline(account) == owner.accounts.timeline(account)


def test_errors_keep_their_kind_and_their_problems(guest: Workspace) -> None:
    with pytest.raises(NotFound, match="fuchsberg"):
        guest.maps.get("nowhere")

    with pytest.raises(DocumentInvalid) as caught:
        guest.maps.put("id: x\ntitle: 3\nphases: 7\n")
    assert len(caught.value.problems) >= 2


def test_every_operation_can_be_described_for_the_wire() -> None:
    assert {"maps.numbers", "analytics.funnel", "sources.import_files", "overview.check"} <= set(OPERATIONS)


def test_opening_nothing_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceMissing, match="wegmarke init"):
        open_workspace(tmp_path)


def test_init_leaves_a_folder_with_files_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("hello")

    with pytest.raises(WorkspaceExists, match=r"letter\.txt"):
        init(tmp_path)

    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


HOLD = """
    import sys, time
    from wegmarke.workspace import open_workspace
    workspace = open_workspace(sys.argv[1])
    print("open", flush=True)
    time.sleep(60)
"""


@pytest.mark.kill
def test_a_killed_owner_is_not_in_the_way(tmp_path: Path) -> None:
    init(tmp_path / "ws").close()
    holder = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HOLD), str(tmp_path / "ws")], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    holder.stdout.close()

    with open_workspace(tmp_path / "ws") as workspace:
        assert workspace.is_owner


def test_owner_that_does_not_answer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wegmarke.workspace.workspace.patience", lambda: [0.01] * 3)
    with init(tmp_path / "ws") as workspace:
        (workspace.folder.path / "owner.socket").unlink()

        with pytest.raises(WorkspaceBusy, match="does not answer"):
            open_workspace(tmp_path / "ws")


def test_socket_and_lock_are_for_this_account_alone(owner: Workspace) -> None:
    told = json.loads(owner.folder.lock.read_text())

    assert told["pid"] == os.getpid()
    assert oct(Path(told["socket"]).stat().st_mode)[-3:] == "600"


def test_deep_folder_gets_a_socket_all_the_same(tmp_path: Path) -> None:
    # Wrong reading prevented: a socket path over 108 bytes cannot be bound.
    deep = tmp_path / ("long-name-" * 12) / "ws"

    with init(deep) as workspace, open_workspace(deep) as guest:
        assert guest.overview() == workspace.overview()


def test_import_is_fast_to_start() -> None:
    code = "import sys, wegmarke; assert not {'ibis', 'duckdb', 'plotly'} & set(sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def _ask(path: str, answers: multiprocessing.Queue[int]) -> None:
    with open_workspace(path) as workspace:
        answers.put(workspace.overview().events)


def test_many_processes_ask_at_once(owner: Workspace) -> None:
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[int] = context.Queue()
    askers = [context.Process(target=_ask, args=(str(owner.folder.path), answers)) for _ in range(3)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(timeout=120)

    assert {answers.get(timeout=10) for _ in askers} == {owner.overview().events}


def test_owner_that_ends_lets_a_running_call_end_first(tmp_path: Path) -> None:
    # Wrong reading prevented: the stores are closed under the call, and the caller hears of a lost connection.
    with init(tmp_path / "ws", clock=CLOCK) as owner:
        fill_with_demo(owner, persons=30)
        guest = open_workspace(tmp_path / "ws")
        answers: list[int] = []
        asking = threading.Thread(target=lambda: answers.append(guest.analytics.funnel().to_pyarrow().num_rows))
        asking.start()
        time.sleep(0.05)
    asking.join(timeout=60)
    guest.close()

    assert answers == [6]


def test_lock_is_free_only_when_the_stores_are_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = init(tmp_path / "ws")
    seen: list[bool] = []
    close = workspace.stores.close

    def look_and_close() -> None:
        seen.append(claim(workspace.folder) is None)
        close()

    monkeypatch.setattr(workspace.stores, "close", look_and_close)
    workspace.close()

    assert seen == [True]


def test_guest_of_an_ended_owner_is_told_to_try_again(tmp_path: Path) -> None:
    owner = init(tmp_path / "ws")
    guest = open_workspace(tmp_path / "ws")
    owner.close()

    with pytest.raises(WorkspaceBusy, match="Try again"):
        guest.overview()

    guest.close()
    with open_workspace(tmp_path / "ws") as again:
        assert again.is_owner
