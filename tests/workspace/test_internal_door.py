"""Our own people, from Python and from the command line: analyses leave them out, count them, and count them again."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from event_builders import NOON, an_event, event_table
from typer.testing import CliRunner

from wegmarke.cli.application import application
from wegmarke.domain import DocumentInvalid, NotFound, SetClock
from wegmarke.domain.internal_names import InternalKind, InternalName
from wegmarke.workspace import Settings, init, open_workspace

MAP = """
format: journey-map/1
id: way
title: Way
phases: [{id: ph_look, title: Look, canonical: awareness}]
touchpoints: [{id: tp_page, title: Page, phase: ph_look, rule: {event: page_viewed}}]
"""
OURS = InternalName(InternalKind.DOMAIN, "ours.example")
WHOLE = "SELECT * FROM touch ORDER BY occurred_at, event_id"


def seen(number, mail, account="acme", **more):
    return an_event(
        source_event_id=str(number), name="page_viewed", occurred_at=NOON + timedelta(days=number), account=account,
        person_identifiers=[{"kind": "email", "value": mail}], person_label=mail.split("@")[0].title(),
        account_label=account.title(), **more,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    with init(tmp_path / "ws", Settings(name="Test"), clock=SetClock(NOON + timedelta(days=100))) as opened:
        opened.maps.put(MAP)
        rows = [seen(0, "ada@ours.example"), seen(1, "ada@ours.example"), seen(2, "cem@beta.example", "beta")]
        opened.stores.inbox.accept("crm", event_table(rows))
        opened.stores.settle()
    return tmp_path / "ws"


@pytest.fixture
def workspace(folder):
    with open_workspace(folder) as opened:
        yield opened


def counted(workspace):
    """Return how many touches analyses count, and how many they leave out as internal."""
    found = workspace.analytics.paths(by="person")
    arrivals = sum(row["transitions"] for row in found.rows.to_pylist() if row["to_touchpoint"] == "tp_page")
    return arrivals, found.excluded.get("internal", 0)


def test_analyses_leave_our_own_people_out_and_count_them(workspace):
    assert counted(workspace) == (3, 0)

    plan = workspace.internal.add(OURS, "own staff")

    assert (plan.is_new, plan.persons, plan.touches, plan.events) == (True, 1, 2, 2)
    assert counted(workspace) == (1, 2)
    (line,) = workspace.internal.list()
    assert (line.kind, line.name, line.persons, line.why) == ("domain", "ours.example", 1, "own staff")


def test_a_plan_changes_nothing_and_says_what_the_act_does(workspace):
    before = workspace.stores.engine.query(WHOLE)

    assert workspace.internal.rehearse(OURS).touches == 2
    assert workspace.internal.list() == []
    assert workspace.stores.engine.query(WHOLE).equals(before)
    workspace.internal.add(OURS)
    assert workspace.internal.rehearse(OURS, is_removed=True).touches == 2
    assert not workspace.internal.rehearse(OURS).is_new


def test_what_is_taken_back_counts_again(workspace):
    before = workspace.stores.engine.query(WHOLE)
    persons = {row.label: row.person for row in workspace.persons.list().lines}
    for name in (OURS, InternalName(InternalKind.PERSON, str(persons["Cem"]))):
        workspace.internal.add(name)
    assert counted(workspace) == (0, 3)

    for line in workspace.internal.list():
        workspace.internal.remove(InternalName(line.kind, line.name))

    assert counted(workspace) == (3, 0)
    assert workspace.stores.engine.query(WHOLE).equals(before)


def test_a_name_follows_a_person_who_is_joined_with_another(workspace):
    persons = {row.label: row.person for row in workspace.persons.list().lines}
    workspace.internal.add(InternalName(InternalKind.PERSON, str(persons["Cem"])))

    workspace.persons.merge(persons["Cem"], persons["Ada"])

    assert counted(workspace) == (0, 3)
    (line,) = workspace.internal.list()
    plan = workspace.internal.remove(InternalName(line.kind, line.name))
    assert (plan.persons, plan.touches, counted(workspace)) == (1, 3, (3, 0))


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("domain", "ours", "a mail domain, as it stands behind the @"),
        ("domain", "ada@ours.example", "a mail domain, as it stands behind the @"),
        ("domain", "GMail.com", "got gmail.com, where a mail provider gives anybody an address. Name the persons"),
        ("person", "Ada", "the number of a person"),
        ("account", "0", "the number of an account"),
    ],
)
def test_what_can_be_no_name_is_refused(workspace, kind, name, said):
    with pytest.raises(DocumentInvalid) as refused:
        workspace.internal.add(InternalName(InternalKind(kind), name))

    assert said in str(refused.value.problems[0])
    assert workspace.internal.list() == []


@pytest.mark.parametrize("kind", [InternalKind.PERSON, InternalKind.ACCOUNT])
def test_nobody_known_is_refused(workspace, kind):
    with pytest.raises(NotFound, match=f"{kind}: expected the number of"):
        workspace.internal.add(InternalName(kind, "4711"))


def test_command_line_names_lists_and_takes_back(folder):
    def said(*words):
        answer = CliRunner().invoke(application, ["internal", *words])
        assert answer.exit_code == 0, answer.output
        return answer.output

    at = str(folder)
    planned = said("add", at, "--domain", "@Ours.example", "--dry-run")
    assert planned == "domain ours.example would be named; left out of analyses: 2 touches (2 events) of 1 persons\n"
    assert said("list", at) == "0 names\n"
    assert "is named; left out of analyses: 2 touches" in said("add", at, "--domain", "ours.example", "--why", "staff")
    assert "is named already" in said("add", at, "--domain", "ours.example")
    (line,) = json.loads(said("list", at, "--format", "json"))
    assert (line["kind"], line["name"], line["why"]) == ("domain", "ours.example", "staff")
    assert "is taken back; counted again: 2 touches" in said("remove", at, "--domain", "ours.example")
    assert "is not named" in said("remove", at, "--domain", "ours.example")


def test_command_line_wants_exactly_one_name(folder):
    answer = CliRunner().invoke(application, ["internal", "add", str(folder), "--domain", "a.example", "--person", "1"])

    assert "expected one of --domain, --account and --person; got 2" in str(answer.exception)
