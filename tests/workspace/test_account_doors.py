"""Accounts, opportunities and buying groups through the doors of a workspace, here and from another process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from wegmarke.domain import Language, NotFound, UsageError
from wegmarke.domain.accounts import FindingCode, FindingPage
from wegmarke.domain.views import AccountChoice
from wegmarke.i18n import translator
from wegmarke.maps import dump_map, new_map_from_template
from wegmarke.workspace import Settings, Workspace, finding_words, init, wire

RECIPE = """\
format: recipe/1
source: crm
time_zone: Europe/Berlin
currency: EUR
files: {accounts: accounts.csv, jobs: jobs.csv, deals: deals.csv, roles: roles.csv}
events:
- {name: account_described, from: accounts, time: day, account: {crm: firm}, account_label: firm,
   properties: {parent: parent, domain: domain}}
- {name: membership_started, from: jobs, time: begins, person: {crm: who}, person_label: who, account: {crm: firm},
   properties: {role: job}}
- {name: membership_ended, from: jobs, where: ends IS NOT NULL, time: ends, person: {crm: who}, account: {crm: firm}}
- {name: opportunity_changed, from: deals, time: day, account: {crm: firm}, value: amount,
   properties: {opportunity: deal, stage: stage, solution: solution}}
- {name: buying_role_assigned, from: roles, time: day, person: {crm: who}, account: {crm: firm},
   properties: {role: role, solution: solution}}
"""
FILES = {
    "accounts.csv": "day,firm,parent,domain\n2025-01-01,Acme,Beta,acme.de\n2025-01-01,Beta,Acme,\n2025-01-01,Delta,,\n",
    "jobs.csv": "begins,ends,who,firm,job\n2025-01-01,2025-06-01,Ada,Acme,CTO\n2025-06-01,,Ada,Delta,CEO\n"
    "2025-05-01,2025-03-01,Bob,Acme,\n2025-01-01,,Eve,Acme,\n2025-02-01,,Eve,Delta,\n",
    "deals.csv": "day,deal,firm,stage,solution,amount\n2025-01-05,1,Acme,New,Pumps,\n2025-02-05,1,,Won,,1000\n"
    "2025-01-06,2,Delta,Won,Pumps,500\n2025-03-06,2,,New,,\n2025-01-07,3,,New,Valves,\n",
    "roles.csv": "day,who,firm,role,solution\n2025-01-10,Ada,Acme,decider,Pumps\n2025-01-10,Bob,Acme,boss,Pumps\n",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("doors")
    for name, text in {**FILES, "recipe.yaml": RECIPE}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def workspace(place: Path) -> Iterator[Workspace]:
    with init(place / "ws", Settings(name="Doors")) as opened:
        report = opened.sources.import_files(tuple(place / name for name in FILES), place / "recipe.yaml")
        assert report.rejected == 0
        yield opened


def account(workspace: Workspace, label: str) -> int:
    return workspace.accounts.list(search=label).lines[0].account


def test_account_is_told_with_parent_and_children(workspace: Workspace) -> None:
    facts = workspace.account_facts.get(account(workspace, "Acme"))

    assert (facts.account.label, facts.domain, facts.head) == ("Acme", "acme.de", None)
    assert facts.parent is not None
    assert [facts.parent.label] == [child.label for child in facts.children] == ["Beta"]


def test_account_that_nobody_named_is_not_found(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="got 999"):
        workspace.account_facts.get(999)


@pytest.mark.parametrize(("day", "firm"), [((2025, 3, 1), "Acme"), ((2025, 6, 1), "Delta")])
def test_membership_at_a_time(workspace: Workspace, day: tuple[int, int, int], firm: str) -> None:
    at = datetime(*day, 12, tzinfo=UTC)

    lines = workspace.account_facts.memberships(at=at).lines

    assert [line.account.label for line in lines if line.person.label == "Ada"] == [firm]
    assert "Bob" not in [line.person.label for line in lines]


def test_time_needs_a_zone(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="time with its zone"):
        workspace.account_facts.memberships(at=datetime(2025, 1, 1))  # noqa: DTZ001  # what is refused


def test_memberships_come_in_pages(workspace: Workspace) -> None:
    pages = [workspace.account_facts.memberships(page=page, size=2) for page in (1, 2, 3)]

    assert [len(page.lines) for page in pages] == [2, 2, 1]
    assert {page.total for page in pages} == {5}


def test_findings_are_counted_by_code(workspace: Workspace) -> None:
    assert workspace.account_facts.problems().counts == {
        FindingCode.CIRCULAR_PARENTS: 1,
        FindingCode.TWO_ACCOUNTS: 1,
        FindingCode.ENDS_BEFORE_START: 1,
        FindingCode.STAGE_WENT_BACK: 1,
        FindingCode.OPPORTUNITY_WITHOUT_ACCOUNT: 1,
        FindingCode.UNKNOWN_ROLE: 1,
    }


@pytest.mark.parametrize("language", [*Language])
def test_every_finding_has_a_sentence_that_names_its_records(workspace: Workspace, language: Language) -> None:
    for finding in workspace.account_facts.problems().findings:
        sentence = finding_words(finding, translator(language), ZoneInfo("Europe/Berlin"))

        assert all(one.label in sentence for one in (*finding.persons, *finding.accounts))
        assert "%(" not in sentence


def test_sentence_in_both_languages(workspace: Workspace) -> None:
    (finding,) = workspace.account_facts.problems(code="ends_before_start").findings
    german, english = (
        finding_words(finding, translator(language), ZoneInfo("Europe/Berlin"))
        for language in (Language.DE, Language.EN)
    )

    assert german.startswith("Die Zugehörigkeit von Bob zu Acme beginnt am 01.05.2025 und endet am 01.03.2025.")
    assert english.startswith("The membership of Bob at Acme begins on 1 May 2025 and ends on 1 Mar 2025.")


def test_unknown_code_names_the_known_ones(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="circular_parents"):
        workspace.account_facts.problems(code="no_such")


def test_opportunities_are_searched_and_sorted(workspace: Workspace) -> None:
    found = workspace.opportunities.list(search="pump", sort="amount")

    assert [line.opportunity for line in found.lines] == ["1", "2"]
    assert [line.opportunity for line in workspace.opportunities.list(outcome="won").lines] == ["1"]
    assert workspace.opportunities.list(account=account(workspace, "Delta")).total == 1


def test_opportunity_that_nobody_named_is_not_found(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="'no'"):
        workspace.opportunities.get("crm", "no")


def test_totals_of_nothing_are_zero(tmp_path: Path) -> None:
    with init(tmp_path / "ws", Settings(name="Empty")) as empty:
        (totals,) = empty.opportunities.totals()

        assert (totals.opportunities, totals.win_rate.value, totals.won_days.n) == (0, None, 0)
        assert empty.opportunities.totals("region") == ()
        assert empty.account_facts.problems().total == empty.buying_groups.list().total == 0


def test_buying_group_shows_empty_chairs(workspace: Workspace) -> None:
    group = workspace.buying_groups.get(account(workspace, "Acme"), "Pumps", needed={"decider": 1, "buyer": 2})

    assert group.completeness == 33
    assert [(seat.role, seat.needed, seat.assigned, seat.missing) for seat in group.seats] == [
        ("decider", 1, 1, 0),
        ("buyer", 2, 0, 2),
        ("boss", 0, 1, 0),
    ]


def test_needed_role_must_exist(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="end_user"):
        workspace.buying_groups.list(needed={"user": 1})


def test_answers_reach_another_process(workspace: Workspace, place: Path) -> None:
    here = workspace.account_facts.problems()

    command = [sys.executable, "-m", "wegmarke", "account", "problems", str(place / "ws"), "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)

    assert wire.decode(wire.encode(json.loads(done.stdout)), FindingPage) == here


def test_accounts_are_chosen_by_the_time_of_their_last_touch(workspace: Workspace) -> None:
    choice = AccountChoice(start=datetime(2025, 3, 1, tzinfo=UTC))

    chosen = workspace.accounts.export(choice, sort="label").to_pylist()

    every = workspace.accounts.list(sort="label").lines
    assert [row["label"] for row in chosen] == [one.label for one in every if one.last_at >= choice.start]
    assert 0 < len(chosen) < len(every)


@pytest.fixture(scope="module")
def drawn(workspace: Workspace) -> Workspace:
    """The workspace with a map whose group needs a decider (5 of 5), two buyers (1) and nobody else."""
    document = yaml.safe_load(dump_map(new_map_from_template("b2b-default", "sales")))
    persona = document["personas"][0]["id"]
    group = {"id": "bg", "title": "Wer Pumpen kauft", "solution": "so", "members": [
        {"persona": persona, "roles": ["decider"], "influence": 5},
        {"persona": persona, "roles": ["buyer"], "influence": 1, "min_count": 2},
    ]}  # fmt: skip
    workspace.maps.put(json.dumps(document | {"solutions": [{"id": "so", "title": "pumps"}], "buying_groups": [group]}))
    return workspace


def test_accounts_stand_beside_the_group_of_a_map(drawn: Workspace) -> None:
    found = drawn.maps.coverage("sales")

    told = [(one.account.label, one.share, one.open_opportunities) for one in found.groups]
    assert told == [("Delta", 0.0, 1), ("Acme", pytest.approx(5 / 6), 0)]
    assert (found.total, found.with_open, found.is_matched) == (2, 1, True)
    assert [role.missing for role in found.groups[1].roles] == [2, 0]
    assert [one.person.label for one in found.groups[1].roles[1].holders] == ["Ada"]
    assert [one.role for one in found.groups[1].others] == ["boss"]


def test_one_account_beside_the_group_of_a_map(drawn: Workspace) -> None:
    (acme,) = drawn.maps.coverage_at("sales", account(drawn, "Acme"))

    assert (acme.missing, acme.share) == (2, pytest.approx(5 / 6))
    with pytest.raises(NotFound, match="expected an account with an opportunity or a role; account 999"):
        drawn.maps.coverage_at("sales", 999)
    with pytest.raises(UsageError, match="bg"):
        drawn.maps.coverage("sales", "no_such")
