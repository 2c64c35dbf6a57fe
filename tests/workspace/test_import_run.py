"""Checks and imports in the background: stored, repeated, stopped and resumed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from import_builders import LEADS, NOW, VISITS, at_rest, checked, held, imported, uploaded

from wegmarke.domain import NotFound, SetClock, UsageError
from wegmarke.domain.imports import ImportStatus
from wegmarke.workspace import Settings, Workspace, init, open_workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "ws"


@pytest.fixture
def workspace(folder: Path) -> Iterator[Workspace]:
    with init(folder, Settings(name="Test", upload_mb=1), clock=SetClock(NOW)) as workspace:
        yield workspace


# Check and import


def test_check_counts_and_stores_nothing(workspace):
    found = checked(workspace, uploaded(workspace, LEADS).id)

    report = found.report
    assert (found.status, report.rows, report.received, report.rejected) == (ImportStatus.READY, 4, 4, 1)
    assert report.events == {"lead_created": 3}
    assert [(group.reason, group.rows) for group in report.rejects] == [("impossible_time", 1)]
    assert workspace.overview().events == 0


def test_import_needs_a_check_of_the_same_recipe(workspace):
    found = uploaded(workspace, LEADS)
    workspace.imports.draft(found.id)
    with pytest.raises(UsageError, match="not checked"):
        workspace.imports.start(found.id)
    checked(workspace, found.id)

    workspace.imports.put_recipe(found.id, workspace.imports.recipe(found.id) + "# changed\n")

    assert workspace.imports.get(found.id).report is None
    with pytest.raises(UsageError, match="not checked"):
        workspace.imports.start(found.id)


def test_import_stores_saves_the_recipe_and_removes_the_file(workspace, folder):
    found = imported(workspace, uploaded(workspace, LEADS).id)

    report = found.report
    assert (found.status, found.recipe, found.has_file) == (ImportStatus.DONE, "leads", False)
    assert (report.stored, report.duplicate, report.rejected) == (3, 0, 1)
    assert workspace.overview().events == 3
    assert workspace.check() == []
    assert [recipe.name for recipe in workspace.imports.recipes()] == ["leads"]
    assert held(folder) == {f"files/uploads/{found.id}/import.json"}


def test_nothing_of_the_rows_is_kept_after_the_import(workspace, folder):
    found = imported(workspace, uploaded(workspace, LEADS).id)

    record = (folder / "files/uploads" / found.id / "import.json").read_text()
    assert "31.02.2025" not in record
    assert "acme" not in record.casefold()


def test_same_file_again_adds_nothing(workspace):
    imported(workspace, uploaded(workspace, LEADS).id)

    again = imported(workspace, uploaded(workspace, LEADS).id)

    assert (again.report.stored, again.report.duplicate) == (0, 3)
    assert workspace.overview().events == 3


def test_saved_recipe_serves_the_next_file(workspace):
    imported(workspace, uploaded(workspace, LEADS).id)
    found = uploaded(workspace, LEADS.replace("L1", "L9"), "leads-2025-03.csv")

    workspace.imports.use_recipe(found.id, "leads")

    assert imported(workspace, found.id).report.stored == 1


@pytest.mark.parametrize("name", ["../keys", "a b", "Ä", "x" * 81, ".x"])
def test_recipe_is_saved_under_a_plain_name_only(workspace, name):
    found = checked(workspace, uploaded(workspace, LEADS).id)

    with pytest.raises(UsageError, match="name of the recipe"):
        workspace.imports.start(found.id, name)

    assert workspace.imports.get(found.id).status is ImportStatus.READY


def test_recipe_can_be_removed(workspace):
    imported(workspace, uploaded(workspace, LEADS).id)

    workspace.imports.erase_recipe("leads")

    assert workspace.imports.recipes() == ()
    with pytest.raises(NotFound):
        workspace.imports.saved_recipe("leads")


def test_two_imports_follow_each_other(workspace):
    first, second = uploaded(workspace, LEADS), uploaded(workspace, VISITS, "visits.csv")
    for found in (first, second):
        checked(workspace, found.id)
    workspace.imports.start(first.id)
    workspace.imports.start(second.id)

    assert {at_rest(workspace, found.id).status for found in (first, second)} == {ImportStatus.DONE}
    assert workspace.overview().events == 23


def test_import_can_be_seen_through_the_owner(workspace, folder):
    found = imported(workspace, uploaded(workspace, LEADS).id)

    with open_workspace(folder) as other:
        assert not other.is_owner
        assert other.imports.list() == [workspace.imports.get(found.id)]
        assert other.imports.saved_recipe("leads").source == "leads"


def test_import_is_removed_from_the_list_on_demand(workspace):
    found = uploaded(workspace, LEADS)

    workspace.imports.erase(found.id)

    assert workspace.imports.list() == []


# Stopped and resumed


class Gate:
    """Holds an import up after its first packet, so that a test can act in the middle of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()
        import wegmarke.workspace.import_work as door

        whole = door.read_files

        def in_small_steps(*args: object, **options: object) -> Iterator[object]:
            for number, chunk in enumerate(whole(*args, **options, chunk_rows=300)):
                if number == 2:
                    self.reached.set()
                    self.opened.wait(60)
                yield chunk

        monkeypatch.setattr(door, "read_files", in_small_steps)


MANY = "id,created at,company id\n" + "".join(f"{n},2025-01-01T00:{n % 60:02}:00Z,c{n % 50}\n" for n in range(2_000))


def stopped(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Gate]:
    found = checked(workspace, uploaded(workspace, MANY, "deals.csv").id)
    gate = Gate(monkeypatch)
    workspace.imports.start(found.id)
    assert gate.reached.wait(60)
    return found.id, gate


def test_running_import_says_how_far_it_is_and_pages_go_on(workspace, monkeypatch):
    import_id, gate = stopped(workspace, monkeypatch)

    found = workspace.imports.get(import_id)
    assert found.status is ImportStatus.IMPORTING
    assert 0 < found.progress.share < 1
    assert (found.progress.done, found.progress.total) == (300, 2_000)
    assert workspace.overview().events >= 0
    assert len(workspace.imports.list()) == 1
    for act in (workspace.imports.check, workspace.imports.start, workspace.imports.resume, workspace.imports.erase):
        with pytest.raises(UsageError):
            act(import_id)
    gate.opened.set()
    assert at_rest(workspace, import_id).status is ImportStatus.DONE


def test_cancelled_import_keeps_what_it_took_and_can_resume(workspace, monkeypatch):
    import_id, gate = stopped(workspace, monkeypatch)
    workspace.imports.cancel(import_id)
    gate.opened.set()

    found = at_rest(workspace, import_id)
    taken = workspace.overview().events
    assert found.status is ImportStatus.CANCELLED
    assert 0 < taken < 2_000
    assert workspace.check() == []

    workspace.imports.resume(import_id)
    done = at_rest(workspace, import_id)
    assert (done.status, done.report.stored, done.report.duplicate) == (ImportStatus.DONE, 2_000 - taken, taken)
    assert workspace.overview().events == 2_000
    assert workspace.check() == []


def test_import_goes_on_after_the_server_ended(folder, monkeypatch):
    with init(folder, clock=SetClock(NOW)) as workspace:
        import_id, gate = stopped(workspace, monkeypatch)
        threading.Timer(0.2, gate.opened.set).start()

    with open_workspace(folder, clock=SetClock(NOW)) as again:
        found = again.imports.get(import_id)
        assert (found.status, found.has_file) == (ImportStatus.INTERRUPTED, True)
        assert 0 < again.overview().events < 2_000
        again.imports.resume(import_id)
        assert at_rest(again, import_id).status is ImportStatus.DONE
        assert again.overview().events == 2_000
        assert again.check() == []


def test_check_that_is_cancelled_leaves_the_file_as_it_was(workspace, monkeypatch):
    found = uploaded(workspace, MANY, "deals.csv")
    gate = Gate(monkeypatch)
    workspace.imports.check(found.id)
    assert gate.reached.wait(60)
    workspace.imports.cancel(found.id)
    gate.opened.set()

    after = at_rest(workspace, found.id)
    assert (after.status, after.report) == (ImportStatus.READY, None)


def test_import_that_fails_says_why_and_can_resume(workspace, monkeypatch):
    found = checked(workspace, uploaded(workspace, LEADS).id)
    with monkeypatch.context() as patched:
        patched.setattr("wegmarke.workspace.import_work.take_in", lambda *_: 1 / 0)
        workspace.imports.start(found.id)
        failed = at_rest(workspace, found.id)

    assert (failed.status, failed.failure) == (ImportStatus.FAILED, "ZeroDivisionError: division by zero")
    workspace.imports.resume(found.id)
    assert at_rest(workspace, found.id).status is ImportStatus.DONE
