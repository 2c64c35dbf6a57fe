"""Persons joined and parted through the workspace: every analysis follows, plans say so first, and a trace stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from event_builders import NOON, an_event, event_table

from wegmarke.domain import NotFound
from wegmarke.domain.persons import Figure
from wegmarke.privacy import read_entries
from wegmarke.workspace import Settings, Workspace, init


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with init(tmp_path / "ws", Settings(name="Test")) as opened:
        yield opened


def take(workspace: Workspace, *rows: dict[str, object]) -> None:
    workspace.stores.inbox.accept("crm", event_table(list(rows)))
    workspace.stores.settle()


def one(number: int, *names: tuple[str, str], label: str | None = None, account: str = "acme") -> dict[str, object]:
    identifiers = [{"kind": kind, "value": value} for kind, value in names]
    return an_event(
        source_event_id=str(number), occurred_at=NOON + timedelta(days=number), person_identifiers=identifiers,
        person_label=label, account=account,
    )  # fmt: skip


def persons(workspace: Workspace) -> list[int]:
    return [line.person for line in workspace.persons.list(sort="first").lines]


def test_a_merge_is_seen_at_once_and_taken_back_by_removing_its_link(workspace: Workspace) -> None:
    take(workspace, one(1, ("crm", "c1x"), label="Ada"), one(2, ("crm", "c2x"), label="Ada L."))
    before = persons(workspace)

    number = workspace.persons.merge(1, 2, "same desk")
    joined = (number, persons(workspace), workspace.persons.get(1).total)
    workspace.persons.split(1, 2, "no, her sister")

    assert (before, joined, persons(workspace)) == ([1, 2], (1, [1], 2), [1, 2])
    assert workspace.check() == []
    acts = [entry.act for entry in read_entries(workspace.stores.state) if entry.act != "read"]
    assert acts == ["link_removed", "joined"]


def test_the_plan_of_a_split_says_what_comes_true(workspace: Workspace) -> None:
    take(workspace, one(1, ("crm", "c1x"), ("email", "ada@x.example")), one(2, ("email", "ada@x.example")))
    plan = workspace.persons.plan_split(1, 2)
    assert persons(workspace) == [1]

    workspace.persons.split(1, 2)

    assert [(figure.figure, figure.before, figure.after) for figure in plan.figures] == [
        (Figure.PERSONS, 1, 2),
        (Figure.TOUCHES, 0, 0),
    ]
    assert [[kind.kind for kind in part.identifiers] for part in plan.after] == [["crm"], ["email"]]
    assert sorted(persons(workspace)) == [1, 2]


def test_a_link_that_is_not_there_cannot_be_planned_away(workspace: Workspace) -> None:
    take(workspace, one(1, ("crm", "c1x")), one(2, ("crm", "c2x")))

    with pytest.raises(NotFound, match="expected two identifiers that are linked"):
        workspace.persons.plan_split(1, 2)


def test_identifiers_are_split_off_and_a_removal_is_taken_back(workspace: Workspace) -> None:
    take(workspace, one(1, ("crm", "c1x"), ("email", "ada@x.example")), one(2, ("email", "ada@x.example")))

    number = workspace.persons.split_off(1, (2,), "her sister")
    apart = sorted(persons(workspace))
    kept = workspace.persons.restore(1, 2, "the same after all")

    assert (number, apart, kept, persons(workspace)) == (2, [1, 2], 1, [1])


def test_whoever_is_shown_a_label_is_written_down(workspace: Workspace) -> None:
    take(workspace, one(1, ("crm", "c1x"), label="Ada"), one(2, ("crm", "c2x")))

    workspace.persons.list()

    (entry,) = read_entries(workspace.stores.state)
    assert (entry.by, entry.act, entry.what) == (
        "operator",
        "read",
        {
            "persons": [1],
            "count": 1,
            "fields": ["label"],
            "withheld": [],
            "role": "administrator",
            "way": "command",
        },
    )


def test_without_an_entry_nobody_is_shown_by_name(workspace: Workspace) -> None:
    take(workspace, one(1, ("crm", "c1x"), label="Ada"))
    with workspace.stores.state.write() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON audit_entry BEGIN SELECT no_such_column FROM audit_entry; END"
        )

    (line,) = workspace.persons.list().lines

    assert (line.person, line.label) == (1, "")


def test_the_page_of_an_account_knows_its_records(workspace: Workspace) -> None:
    opportunity = an_event(
        name="opportunity_changed", source_event_id="o1", occurred_at=NOON, account="acme", value_minor=5_000_00,
        currency="EUR",
        properties=[("opportunity", "O-1"), ("stage", "quoted"), ("solution", "pumps"), ("close_date", "2026-12-01")],
    )  # fmt: skip
    role = one(3, ("crm", "c1x"), label="Ada") | {
        "name": "buying_role_assigned", "properties": [("solution", "pumps"), ("role", "decider")],
    }  # fmt: skip
    started = one(4, ("crm", "c1x")) | {"name": "membership_started", "properties": [("role", "CTO")]}
    take(workspace, opportunity, role, started)

    records = workspace.accounts.records(1)

    assert [(one.opportunity, one.stage, one.value.minor) for one in records.opportunities if one.value] == [
        ("O-1", "quoted", 5_000_00)
    ]
    assert [(chair.role, chair.label) for group in records.buying_groups for chair in group.chairs] == [
        ("decider", "Ada")
    ]
    assert [(line.label, line.role) for line in records.memberships] == [("Ada", "CTO")]
    assert records.stages is not None
    assert [(spell.stage.en, spell.reason) for spell in records.stages.spells] == [
        ("Opportunity", "opportunity_changed")
    ]
