"""Settling while events keep coming in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from event_builders import an_event, event_table

from wegmarke.events import Sink
from wegmarke.workspace import Settings, init


def test_settling_ends_though_events_keep_coming(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Wrong reading prevented: under a steady load something always waits, so touches are never derived.
    with init(tmp_path / "ws", Settings(name="Test")) as workspace:
        stores, real, runs = workspace.stores, Sink.run_once, []

        def run_once(self: Sink, **how: Any) -> object:
            runs.append(1)
            assert len(runs) < 10
            done = real(self, **how)
            stores.inbox.accept("crm", event_table([an_event(source_event_id=str(len(runs)))]))
            return done

        monkeypatch.setattr(Sink, "run_once", run_once)
        stores.inbox.accept("crm", event_table([an_event(source_event_id="first")]))
        stores.settle()

        (derived,) = stores.engine.query("SELECT count(*) AS n FROM touch")["n"].to_pylist()
        assert (workspace.overview().events, workspace.overview().waiting, derived) == (1, 1, 1)
        monkeypatch.undo()
        stores.settle()
        assert (workspace.overview().events, workspace.check()) == (2, [])


def test_what_cannot_be_derived_is_stored_at_least(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Wrong reading prevented: events and touches are one transaction, so a fault of the touches fills the inbox.
    with init(tmp_path / "ws", Settings(name="Test")) as workspace:
        stores = workspace.stores

        def fail(*_: object) -> int:
            raise RuntimeError("no touches today")

        monkeypatch.setattr("wegmarke.events.derive_in", fail)
        monkeypatch.setattr("wegmarke.events.derive", fail)
        stores.inbox.accept("crm", event_table([an_event()]))
        found = []
        for _ in range(2):
            with pytest.raises(RuntimeError):
                stores.settle()
            found.append((stores.engine.query("SELECT 1 FROM event").num_rows, workspace.overview().waiting))
        monkeypatch.undo()
        stores.settle()

        assert found == [(0, 1), (1, 0)]
        assert (workspace.overview().events, workspace.check()) == (1, [])
        stores.inbox.accept("crm", event_table([an_event(source_event_id="next")]))
        stores.settle()
        assert (workspace.overview().events, workspace.check()) == (2, [])


def test_errors_of_a_store_hold_no_values(tmp_path: Path) -> None:
    with (
        init(tmp_path / "ws", Settings(name="Test")) as workspace,
        pytest.raises(Exception, match="UNIQUE") as caught,
        workspace.stores.state.write() as connection,
    ):
        connection.exec_driver_sql("CREATE TABLE t (a TEXT UNIQUE)")
        for _ in range(2):
            connection.exec_driver_sql("INSERT INTO t VALUES (?)", ("ada@acme.example",))

    assert "ada@" not in str(caught.value)
