"""Memberships and roles that somebody says by hand: the plan comes true, a trace stays, contradictions are named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from event_builders import an_event, event_table

from wegmarke.domain import NotFound, StoreRefuses, UsageError
from wegmarke.domain.persons import Figure
from wegmarke.domain.placements import MembershipChange, RoleChange
from wegmarke.privacy import read_entries
from wegmarke.workspace import Settings, Workspace, init

BEGUN = datetime(2025, 1, 6, 9, tzinfo=UTC)
TURN = date(2025, 3, 1)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with init(tmp_path / "ws", Settings(name="Test")) as opened:
        take(
            opened,
            told(1, 0, "membership_started", account="acme", membership="7", role="Engineer"),
            told(2, 1, "account_described", person=None, account="beta"),
            *(told(number, number * 10, "quote_sent") for number in range(3, 12)),
            told(12, 5, "opportunity_changed", account="acme", opportunity="O-1", stage="Offer", solution="Pumps"),
        )
        yield opened


def told(
    number: int, day: float, name: str, person: str | None = "ada", account: str | None = None, **properties: str
) -> dict[str, object]:
    return an_event(
        source_event_id=str(number), name=name, occurred_at=BEGUN + timedelta(days=day), person=person,
        account=account, person_label=person, account_label=account and account.title(),
        properties=list(properties.items()),
    )  # fmt: skip


def take(workspace: Workspace, *rows: dict[str, object]) -> None:
    workspace.stores.inbox.accept("crm", event_table(list(rows)))
    workspace.stores.settle()


def number(workspace: Workspace, label: str) -> int:
    return workspace.accounts.list(search=label).lines[0].account


def change(workspace: Workspace, **changes: object) -> MembershipChange:
    asked = {"account": number(workspace, "Beta"), "leaves": number(workspace, "Acme"), "role": "CTO", "first": TURN}
    return MembershipChange(1, **(asked | changes))


def belonging(workspace: Workspace) -> list[tuple[str, str | None, str | None, str]]:
    return [
        (one.account.label, *(at.date().isoformat() if at else None for at in (one.from_at, one.to_at)), one.source)
        for one in workspace.account_facts.memberships(person=1).lines
    ]


def at_accounts(workspace: Workspace) -> list[tuple[str, int]]:
    query = """
    SELECT account, count(*) AS n FROM touch WHERE person = 1 AND event IN
        (SELECT code FROM code WHERE kind = 'event' AND text = 'quote_sent') GROUP BY account ORDER BY account
    """
    labels = {number(workspace, label): label for label in ("Acme", "Beta")}
    rows = workspace.stores.engine.query(query).to_pylist()
    return [(labels[row["account"]], row["n"]) for row in rows]


def test_who_leaves_and_joins_takes_only_later_touches_along(workspace: Workspace) -> None:
    workspace.persons.change_membership(change(workspace), "told on the phone")

    assert belonging(workspace) == [
        ("Acme", "2025-01-06", "2025-02-28", "crm"),
        ("Beta", "2025-02-28", None, "by_hand"),
    ]
    assert at_accounts(workspace) == [("Acme", 3), ("Beta", 6)]
    assert workspace.check() == []


def test_the_plan_of_a_membership_comes_true(workspace: Workspace) -> None:
    recognise_quotes(workspace)
    asked = change(workspace)
    plan = workspace.persons.plan_membership(asked)
    before = {line.label: (line.touches, line.persons) for line in workspace.accounts.list().lines}

    workspace.persons.change_membership(asked, "told on the phone")

    after = {line.label: (line.touches, line.persons) for line in workspace.accounts.list().lines}
    said = {(one.account.label, one.figure): (one.before, one.after) for one in plan.figures if one.account}
    assert said == {
        (label, figure): (before[label][place], after[label][place])
        for label in after
        for place, figure in enumerate((Figure.TOUCHES_AT_ACCOUNT, Figure.PERSONS_AT_ACCOUNT))
        if before[label][place] != after[label][place]
    }
    assert [(move.before.label, move.after.label, move.touches) for move in plan.moves] == [("Acme", "Beta", 6)]


def recognise_quotes(workspace: Workspace) -> None:
    text = """\
format: journey-map/1
id: quotes
title: {en: Quotes}
state: as_is
languages: [en]
personas: [{id: ada, name: {en: Ada}, roles: [decider, buyer]}]
phases: [{id: offer, title: {en: Offer}, canonical: decision}]
touchpoints:
- {id: quote, phase: offer, title: {en: Quote}, channel: email, rule: {event: quote_sent}}
"""
    workspace.maps.put(text)


def test_a_plan_changes_nothing(workspace: Workspace) -> None:
    workspace.persons.plan_membership(change(workspace))

    assert belonging(workspace) == [("Acme", "2025-01-06", None, "crm")]


def test_what_the_person_keeps_at_the_account_it_leaves_is_named(workspace: Workspace) -> None:
    workspace.persons.change_role(RoleChange(number(workspace, "Acme"), "Pumps", 1, "decider"), "said so")

    plan = workspace.persons.plan_membership(change(workspace))

    assert [(one.opportunity, one.stage) for one in plan.opportunities] == [("O-1", "Offer")]
    assert [(solution, one.role) for solution, one in plan.roles] == [("Pumps", "decider")]
    assert [(one.account.label, one.record) for one in plan.ends] == [("Acme", "7")]


def test_two_accounts_at_once_are_named_before_and_after(workspace: Workspace) -> None:
    asked = change(workspace, leaves=None)

    plan = workspace.persons.plan_membership(asked)
    workspace.persons.change_membership(asked, "works for both")

    assert [(one.account.label, one.source, one.record) for one in plan.overlapping] == [("Acme", "crm", "7")]
    (finding,) = workspace.account_facts.problems("two_accounts").findings
    assert [name.label for name in finding.accounts] == ["Acme", "Beta"]
    assert belonging(workspace)[0] == ("Acme", "2025-01-06", None, "crm")


def test_later_touches_of_who_only_leaves_belong_to_no_account(workspace: Workspace) -> None:
    recognise_quotes(workspace)
    asked = change(workspace, account=None)
    plan = workspace.persons.plan_membership(asked)

    workspace.persons.change_membership(asked, "told on the phone")

    (move,) = plan.moves
    assert (move.before.label, move.after, move.touches) == ("Acme", None, 6)
    assert {line.label: line.touches for line in workspace.accounts.list().lines} == {"Acme": 3, "Beta": 0}


def test_who_only_leaves_belongs_to_nobody_any_more(workspace: Workspace) -> None:
    workspace.persons.change_membership(change(workspace, account=None), "retired")

    assert belonging(workspace) == [("Acme", "2025-01-06", "2025-02-28", "crm")]


def test_another_job_at_the_same_account_is_a_membership_of_its_own(workspace: Workspace) -> None:
    workspace.persons.change_membership(change(workspace, account=number(workspace, "Acme")), "promoted")

    lines = workspace.account_facts.memberships(person=1).lines
    assert [(one.role, one.to_at is None) for one in lines] == [("Engineer", False), ("CTO", True)]
    assert workspace.account_facts.problems().findings == ()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"last": date(2025, 2, 1)}, "ends after it begins; got 2025-03-01 to 2025-02-01"),
        ({"first": date(2025, 1, 1)}, "Acme has the person from 2025-01-06 to … \\(crm 7\\)"),
        ({"leaves": None, "account": 1}, "Acme has the person from 2025-01-06 to … \\(crm 7\\) already"),
        ({"leaves": 2, "account": None}, "the person never belonged to it"),
        ({"leaves": None, "account": None}, "got neither"),
        ({"first": None}, "expected the day of the change"),
        ({"first": date(2999, 1, 1)}, "expected days that have come"),
    ],
    ids=["turned", "too early", "twice", "stranger", "nothing", "no day", "to come"],
)
def test_what_contradicts_itself_is_refused_with_the_record(
    workspace: Workspace, wrong: dict[str, object], words: str
) -> None:
    for ask in (workspace.persons.plan_membership, lambda asked: workspace.persons.change_membership(asked, "x")):
        with pytest.raises(UsageError, match=words):
            ask(change(workspace, **wrong))

    assert belonging(workspace) == [("Acme", "2025-01-06", None, "crm")]


def test_an_account_that_nobody_named_cannot_be_joined(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="got 999"):
        workspace.persons.plan_membership(change(workspace, account=999))


def test_who_is_known_by_a_device_alone_belongs_nowhere_by_hand(workspace: Workspace) -> None:
    visit = told(90, 30, "page_viewed", person=None) | {"person_identifiers": [{"kind": "cookie", "value": "c-77-x"}]}
    take(workspace, visit)

    with pytest.raises(UsageError, match="known by more than devices"):
        workspace.persons.change_membership(MembershipChange(2, 1, first=TURN), "guess")


def test_the_act_leaves_an_entry_with_its_reason_and_no_name(workspace: Workspace) -> None:
    workspace.persons.change_membership(change(workspace), "told on the phone")

    (entry,) = (one for one in read_entries(workspace.stores.state) if one.act == "membership_changed")
    assert entry.what == {"persons": [1], "accounts": [1, 2], "why": "told on the phone"}
    assert [one.act for one in read_entries(workspace.stores.state, subject="account")] == ["identifier_given"] * 2


def test_accounts_get_one_identifier_of_the_workspace_however_often_they_are_named(workspace: Workspace) -> None:
    there = number(workspace, "Acme")
    for act, is_removed in (("x", False), ("y", True), ("z", False)):
        workspace.persons.change_role(RoleChange(there, "Pumps", 1, "decider", is_removed=is_removed), act)

    entries = read_entries(workspace.stores.state, subject="account")
    assert [one.act for one in entries] == ["identifier_given"]
    assert number(workspace, "Acme") == there


def test_the_plan_of_a_role_comes_true(workspace: Workspace) -> None:
    recognise_quotes(workspace)
    asked = RoleChange(number(workspace, "Acme"), "Pumps", 1, "decider")
    plan = workspace.persons.plan_role(asked)

    workspace.persons.change_role(asked, "said so")

    after = workspace.buying_groups.get(asked.account, "Pumps")
    assert plan.before is not None
    assert plan.after is not None
    assert (plan.before.completeness, plan.after.completeness) == (0, 50)
    assert (after.completeness, after.seats) == (plan.after.completeness, plan.after.seats)


def test_a_role_is_given_back(workspace: Workspace) -> None:
    asked = RoleChange(number(workspace, "Acme"), "Pumps", 1, "decider")
    workspace.persons.change_role(asked, "said so")

    workspace.persons.change_role(RoleChange(asked.account, "Pumps", 1, "decider", is_removed=True), "left the project")

    assert workspace.buying_groups.get(asked.account, "Pumps").holders == ()


@pytest.mark.parametrize(
    ("role", "is_removed", "words"),
    [("boss", False, "decider"), ("buyer", True, "is not any more"), ("decider", False, "it is already")],
)
def test_a_role_that_cannot_be_taken_or_given_back_is_refused(
    workspace: Workspace, role: str, is_removed: bool, words: str
) -> None:
    there = number(workspace, "Acme")
    workspace.persons.change_role(RoleChange(there, "Pumps", 1, "decider"), "said so")

    with pytest.raises(UsageError, match=words):
        workspace.persons.change_role(RoleChange(there, "Pumps", 1, role, is_removed=is_removed), "x")


def test_what_the_inbox_does_not_take_leaves_no_entry(workspace: Workspace) -> None:
    with workspace.stores.inbox_database.write() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON packet BEGIN SELECT no_such_column FROM packet; END"
        )

    with pytest.raises(StoreRefuses):
        workspace.persons.change_membership(change(workspace), "told on the phone")

    assert [entry for entry in read_entries(workspace.stores.state) if entry.act == "membership_changed"] == []
    with workspace.stores.inbox_database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER full")
    workspace.persons.change_membership(change(workspace), "told on the phone")
    entries = [entry for entry in read_entries(workspace.stores.state) if entry.act == "membership_changed"]
    assert len(entries) == 1
