from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from wegmarke.demo import NOTES
from wegmarke.domain import SetClock
from wegmarke.workspace import Settings, fill_with_demo, finish_demo, init, open_workspace

CLOCK = SetClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


def test_stopped_demo_goes_on_with_the_same_company(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with init(tmp_path / "whole", Settings(name="Demo"), clock=CLOCK) as whole:
        expected = fill_with_demo(whole, persons=40, seed=5)
    with pytest.raises(KeyboardInterrupt), init(tmp_path / "ws", Settings(name="Demo"), clock=CLOCK) as workspace:
        fill_with_demo(workspace, persons=40, seed=5, progress=stop)

    with open_workspace(tmp_path / "ws", clock=CLOCK) as workspace:
        finish_demo(workspace)

        assert workspace.overview().events == expected.stored
        assert finish_demo(workspace) is None
        assert workspace.check() == []


def test_demo_events_are_all_recognised_but_notes(tmp_path: Path) -> None:
    with init(tmp_path / "ws", Settings(name="Demo"), clock=CLOCK) as workspace:
        report = fill_with_demo(workspace, persons=80, seed=1)
        overview = workspace.overview()

    # the CRM's notes are no contacts
    assert {name for name, _ in overview.unrecognised} == set(NOTES)
    assert overview.touches + sum(count for _, count in overview.unrecognised) == report.stored
    assert report.rejected == report.conflict == report.duplicate == 0
