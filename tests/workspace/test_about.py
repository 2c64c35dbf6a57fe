"""Analyses about a segment, or about those for whom a rule holds: here and through the owner of a workspace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wegmarke.domain import DocumentInvalid, NotFound, UsageError
from wegmarke.workspace import Settings, Workspace, fill_with_demo, init, open_workspace

RULE = {"did": {"event": "quote_sent"}}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with init(tmp_path_factory.mktemp("about") / "ws", Settings(small_n=1)) as made:
        fill_with_demo(made, persons=60, seed=7)
        yield made


def units(result) -> int:
    return sum(row["units"] for row in result.to_pyarrow().to_pylist() if row["from_touchpoint"] == "(start)")


def test_a_rule_narrows_an_analysis_and_stands_in_its_definition(workspace) -> None:
    everybody, some = workspace.analytics.paths(), workspace.analytics.about(where=RULE).paths()

    assert 0 < units(some) < units(everybody)
    assert "quote_sent" in some.definition.text("de")
    assert some.excluded["not_chosen"] > 0


def test_the_owner_is_told_what_a_question_is_about(workspace: Workspace) -> None:
    here = workspace.analytics.about(where=RULE).paths()

    with open_workspace(Path(workspace.folder.path)) as elsewhere:
        there = elsewhere.analytics.about(where="did: {event: quote_sent}").paths()

    assert not elsewhere.is_owner
    assert there.rows.to_pylist() == here.rows.to_pylist()
    assert there.definition == here.definition


def test_an_answer_about_some_is_no_answer_about_all(workspace: Workspace) -> None:
    before = units(workspace.analytics.paths())
    workspace.analytics.about(where=RULE).paths()

    assert units(workspace.analytics.paths()) == before


def test_rules_and_segments_that_are_none_are_refused(workspace: Workspace) -> None:
    with pytest.raises(DocumentInvalid, match="evnt"):
        workspace.analytics.about(where="did: {evnt: x}")
    with pytest.raises((NotFound, UsageError), match="nobody"):
        workspace.analytics.about(segment="nobody").paths()


def test_reports_are_kept_under_the_name_of_whoever_runs_the_workspace(workspace: Workspace) -> None:
    kept = workspace.reports.save("Fairs", "paths", "by=person")

    assert workspace.reports.list("fairs") == [kept]
    assert kept.owner == "operator"
