"""Touches of a touchpoint by month, against counting them one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from map_history import a_workspace_with_maps

from wegmarke.domain import UsageError
from wegmarke.events import touch_months

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    with a_workspace_with_maps(tmp_path_factory.mktemp("months") / "ws", events=True) as opened:
        yield opened


def told(workspace, touchpoint):
    """Return (month, person, account) of every touch of a touchpoint."""
    rows = workspace.stores.engine.query(
        "SELECT t.occurred_at, t.person, t.account FROM touch t JOIN code c ON c.code = t.touchpoint "
        "WHERE c.kind = 'touchpoint' AND c.text = $touchpoint AND NOT t.automated AND NOT t.internal",
        {"touchpoint": touchpoint},
    ).to_pylist()
    return [
        (row["occurred_at"].replace(tzinfo=UTC).astimezone(BERLIN).date().replace(day=1), row["person"], row["account"])
        for row in rows
    ]


def touchpoint_with_touches(workspace):
    return max(workspace.recognition.touchpoints(), key=lambda one: one.touches).touchpoint


def test_months_are_those_of_the_zone(workspace):
    touchpoint = touchpoint_with_touches(workspace)
    touches = told(workspace, touchpoint)

    found = workspace.recognition.months(touchpoint, 7)

    assert sum(one.touches for one in found) == len(touches) > 100
    for one in found:
        here = [touch for touch in touches if touch[0] == one.begins]
        accounts = {account for _, _, account in here} - {None}
        assert (one.touches, one.accounts) == (len(here), len(accounts))
    assert [one.is_whole for one in found] == [True] * 6 + [False]
    assert found[-1].begins == max(month for month, _, _ in told(workspace, touchpoint)) or found[-1].touches == 0


def test_span_includes_its_first_bound_and_excludes_its_last(workspace):
    touchpoint, engine = touchpoint_with_touches(workspace), workspace.stores.engine
    found = engine.query(
        "SELECT min(t.occurred_at) AS at FROM touch t JOIN code c ON c.code = t.touchpoint AND c.kind = 'touchpoint' "
        "WHERE c.text = $touchpoint",
        {"touchpoint": touchpoint},
    )
    at = found["at"][0].as_py().replace(tzinfo=UTC)
    early, late = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)

    assert touch_months(engine, touchpoint, [early, at])["touches"].to_pylist() == [0]
    assert touch_months(engine, touchpoint, [at, late])["touches"].to_pylist() == [len(told(workspace, touchpoint))]


def test_nothing_is_known_of_what_nobody_names(workspace):
    assert {one.touches for one in workspace.recognition.months("no_such", 3)} == {0}
    assert workspace.recognition.months("no_such", 1)[0].begins.day == date(2025, 1, 1).day
    with pytest.raises(UsageError, match="1 to 120"):
        workspace.recognition.months("no_such", 0)
