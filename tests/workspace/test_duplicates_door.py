"""Persons and accounts recorded twice: found, laid side by side, decided, and seen so in every analysis."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from event_builders import NOON, an_event
from people_recorded_twice import people

from wegmarke.domain import NotFound, StoreRefuses, UsageError
from wegmarke.domain.duplicates import Agreement, DuplicateLine, Review, SearchStage, Verdict
from wegmarke.domain.rights import Role, Viewer, Way
from wegmarke.privacy import read_entries
from wegmarke.sources import EVENT_SCHEMA
from wegmarke.workspace import Settings, Workspace, init, open_workspace

NAMES = {
    "first_name": "Vorname", "surname": "last_name", "born_on": "Geburtsdatum", "mail": "E-Mail",
    "city": "Mailing City", "postcode": "PLZ", "full_name": "name",
}  # fmt: skip
PLAN = """format: tracking-plan/1
events:
  - name: person_described
    properties:
      Mailing City: {personal: true}
      PLZ: {personal: true}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with init(tmp_path / "ws", Settings(name="Test")) as opened:
        yield opened


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, pa.Table]]:
    """A workspace with 240 persons, some of whom are recorded two or three times, and the truth by record."""
    records, truth = people()
    with init(tmp_path_factory.mktemp("crowded") / "ws", Settings(name="Test")) as opened:
        opened.plan.put(PLAN)
        rows = records.to_pylist()
        take(opened, *(described(number, row.pop("id"), **row) for number, row in enumerate(rows, 1)))
        opened.duplicates.find()
        yield opened, truth


def take(workspace: Workspace, *rows: dict[str, object]) -> None:
    workspace.stores.inbox.accept("crm", pa.Table.from_pylist(list(rows), schema=EVENT_SCHEMA))
    workspace.stores.settle()


def described(number: int, record: str, account: str | None = None, **values: str | None) -> dict[str, object]:
    """Return an event by which a CRM describes one record of a person."""
    return an_event(
        source_event_id=str(number), name="person_described", occurred_at=NOON + timedelta(minutes=number),
        person_identifiers=[{"kind": "crm_contact", "value": record}], account=account,
        properties=[(NAMES[name], value) for name, value in values.items() if value is not None],
    )  # fmt: skip


def twice(workspace: Workspace) -> DuplicateLine:
    """Record one person twice, and somebody else; returns the suggested pair."""
    take(
        workspace,
        described(1, "c1", "acme", first_name="Katharina", surname="Steinbrecher", born_on="1984-05-17"),
        described(2, "c2", "acme", first_name="Steinbrecher", surname="Katharina", born_on="17.05.1984"),
        described(3, "c3", "acme", first_name="Jonas", surname="Weidenfeld", born_on="1990-01-02"),
    )
    workspace.duplicates.find()
    (line,) = workspace.duplicates.list().lines
    return line


def test_persons_recorded_twice_are_found(crowded):
    workspace, truth = crowded
    owners = dict(zip(truth["id"].to_pylist(), truth["cluster"].to_pylist(), strict=True))
    with workspace.stores.state.read() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM identifier WHERE subject = 'person'").scalar_one()
    order = [row["id"] for row in people()[0].to_pylist()]
    person_of = {number: owners[record] for number, record in enumerate(order, 1)}

    lines = workspace.duplicates.list(threshold=0.9, size=1000).lines

    found = [person_of[line.left] == person_of[line.right] for line in lines]
    assert count == len(order)
    assert sum(found) / len(found) > 0.95
    assert sum(found) > 0.9 * sum(size * (size - 1) // 2 for size in Counter(owners.values()).values())


def test_a_lower_threshold_promises_more_recall_and_less_precision(crowded):
    workspace, _ = crowded

    low, high = (workspace.duplicates.list(threshold=threshold).quality for threshold in (0.1, 0.9))

    assert low.pairs >= high.pairs > 0
    assert high.estimated_precision >= low.estimated_precision > 0
    assert low.estimated_recall >= high.estimated_recall > 0


def test_pages_together_are_the_list_and_lead_from_pair_to_pair(crowded):
    workspace, _ = crowded
    lines = [(line.left, line.right) for line in workspace.duplicates.list(size=1000).lines]

    pages = [workspace.duplicates.list(page=page, size=20).lines for page in range(1, len(lines) // 20 + 2)]

    assert [(line.left, line.right) for page in pages for line in page] == lines
    assert workspace.duplicates.get("person", *lines[0]).next == lines[1]
    assert workspace.duplicates.get("person", *lines[0]).remaining == len(lines) - 1
    assert workspace.duplicates.get("person", *lines[-1]).next is None


def test_swapped_names_are_found_and_said_to_be_swapped(workspace):
    line = twice(workspace)

    values = {value.column: value for value in workspace.duplicates.get("person", line.left, line.right).values}

    assert Agreement("swapped_names", "swapped", values["surname"].speaks * 2) in line.agreements
    assert (values["first_name"].left, values["first_name"].right) == ("Katharina", "Steinbrecher")
    assert (values["first_name"].level, values["born_on"].level) == ("swapped", "equal")
    assert values["born_on"].speaks > 0


def test_a_confirmed_pair_is_one_person_in_every_analysis(workspace):
    line = twice(workspace)
    plan = workspace.duplicates.plan(line.left, line.right)
    (before,) = workspace.accounts.list().lines

    number = workspace.duplicates.confirm("person", line.left, line.right, "same birthday, names swapped")

    (account,) = workspace.accounts.list().lines
    assert (before.persons, account.persons) == (3, 2)
    assert (plan.figures[0].before, plan.figures[0].after) == (3, 2)
    assert workspace.persons.get(number).total == 2
    assert workspace.persons.list().total == 2
    assert workspace.check() == []


def test_a_confirmed_pair_is_remembered_and_never_suggested_again(workspace):
    line = twice(workspace)
    workspace.duplicates.confirm("person", line.left, line.right, "same birthday")

    workspace.duplicates.find()

    assert workspace.duplicates.list().total == 0
    (decided,) = workspace.duplicates.list(review=Review.CONFIRMED).lines
    assert (decided.verdict, decided.why, decided.is_joined) == (Verdict.CONFIRMED, "same birthday", True)
    assert decided.probability == line.probability


def test_a_refused_pair_is_never_suggested_again_also_after_new_events(workspace):
    line = twice(workspace)
    workspace.duplicates.refuse("person", line.left, line.right, "father and daughter")

    take(workspace, described(9, "c2", "acme", first_name="Katharina", surname="Steinbrecher"))
    workspace.duplicates.find()

    page = workspace.duplicates.list()
    assert (page.total, page.counts["refused"]) == (0, 1)


def test_who_was_refused_stays_refused_under_another_number(workspace):
    line = twice(workspace)
    workspace.duplicates.refuse("person", line.left, line.right, "father and daughter")

    # Each of the two is joined with somebody who was there before.
    take(workspace, described(20, "c0"), described(21, "c9"))
    workspace.persons.merge(3, line.right, "a nickname")
    workspace.duplicates.find()

    assert workspace.duplicates.list(threshold=0.05).total == 0


def test_a_refused_pair_stays_refused_when_the_person_is_split(workspace):
    take(
        workspace,
        an_event(source_event_id="0", name="page_viewed", person_identifiers=[{"kind": "cookie", "value": "k"}]),
        an_event(
            source_event_id="00", name="signed_in",
            person_identifiers=[{"kind": "crm_contact", "value": "c1"}, {"kind": "cookie", "value": "k"}],
        ),
    )  # fmt: skip
    line = twice(workspace)
    workspace.duplicates.refuse("person", line.left, line.right, "twins")

    workspace.persons.split(1, line.left, "another browser")
    workspace.duplicates.find()

    assert line.left != line.first.number
    assert workspace.duplicates.list(threshold=0.05).total == 0


def test_a_reopened_pair_is_two_again_and_suggested_again(workspace):
    line = twice(workspace)
    workspace.duplicates.confirm("person", line.left, line.right, "same birthday")

    workspace.duplicates.reopen("person", line.left, line.right, "no, her mother")

    assert [(one.left, one.right) for one in workspace.duplicates.list().lines] == [(line.left, line.right)]
    assert workspace.persons.list().total == 3
    assert workspace.check() == []


def test_confirming_twice_is_confirming_once(workspace):
    line = twice(workspace)
    first = workspace.duplicates.confirm("person", line.left, line.right, "same")

    assert workspace.duplicates.confirm("person", line.right, line.left, "same") == first
    assert [entry.act for entry in read_entries(workspace.stores.state)].count("joined") == 1
    (decided,) = workspace.duplicates.list(review=Review.CONFIRMED).lines
    assert decided.joined is not None


def test_a_pair_is_decided_and_joined_together_or_not_at_all(workspace):
    line = twice(workspace)
    with workspace.stores.state.write() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON link BEGIN SELECT no_such_column FROM link; END"
        )
    with pytest.raises(StoreRefuses):
        workspace.duplicates.confirm("person", line.left, line.right, "same birthday")
    assert workspace.duplicates.list().counts == {"undecided": 1, "confirmed": 0, "refused": 0}
    with workspace.stores.state.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER full")

    workspace.duplicates.confirm("person", line.left, line.right, "same birthday")

    assert workspace.persons.list().total == 2
    assert workspace.duplicates.list(review=Review.CONFIRMED).lines[0].is_joined


def test_one_person_cannot_be_refused(workspace):
    line = twice(workspace)
    workspace.duplicates.confirm("person", line.left, line.right, "same")

    with pytest.raises(UsageError, match="expected two different ones"):
        workspace.duplicates.refuse("person", line.left, line.right)


def test_decisions_say_how_good_suggestions_were(workspace):
    line = twice(workspace)
    workspace.duplicates.refuse("person", line.left, line.right)

    quality = workspace.duplicates.list().quality

    assert (quality.confirmed, quality.decided, quality.measured_precision) == (0, 1, 0.0)


def test_a_pair_that_has_become_one_without_a_decision_counts_as_confirmed(workspace):
    line = twice(workspace)
    workspace.persons.merge(line.first.number, line.second.number, "told on the phone")

    quality = workspace.duplicates.list().quality

    assert (quality.confirmed, quality.decided) == (1, 1)


def test_what_nobody_suggested_cannot_be_decided(workspace):
    line = twice(workspace)

    with pytest.raises(NotFound, match="expected two records that were suggested or decided; got 1 and 3"):
        workspace.duplicates.confirm("person", 1, 3)
    with pytest.raises(NotFound, match="expected a pair that was decided"):
        workspace.duplicates.reopen("person", line.left, line.right)


@pytest.mark.parametrize("act", ["find", "begin", "search", "list"])
def test_an_unknown_subject_is_refused(workspace, act):
    with pytest.raises(UsageError, match="expected one of person, account; got 'dog'"):
        getattr(workspace.duplicates, act)("dog")


@pytest.mark.parametrize("threshold", [0.0, 0.04, 1.5])
def test_a_threshold_of_which_nothing_is_kept_is_refused(workspace, threshold):
    with pytest.raises(UsageError, match="expected a probability from"):
        workspace.duplicates.list(threshold=threshold)


def test_nothing_of_a_person_stands_in_the_clear_in_what_is_kept(workspace):
    twice(workspace)

    with workspace.stores.state.read() as connection:
        (body,) = connection.exec_driver_sql("SELECT pairs FROM duplicate_search").fetchone()
    with pa.ipc.open_stream(body) as reader:
        table = reader.read_all()

    words = {
        text
        for name, field in zip(table.column_names, table.schema, strict=True)
        if not pa.types.is_primitive(field.type)
        for text in table[name].to_pylist()
    }
    assert words <= {"equal", "different", "unknown", "swapped"}


def test_every_reading_of_the_vault_is_written_down(workspace):
    line = twice(workspace)
    workspace.duplicates.get("person", line.left, line.right)

    entries = [entry for entry in read_entries(workspace.stores.state) if "Vorname" in entry.what["fields"]]

    assert [entry.what["persons"] for entry in entries] == [[line.first.number, line.second.number], [1, 2, 3]]
    assert {"Geburtsdatum", "Vorname", "label", "last_name"} <= set(entries[0].what["fields"])


def test_without_an_entry_nothing_is_read(workspace):
    line = twice(workspace)
    with workspace.stores.state.write() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON audit_entry BEGIN SELECT no_such_column FROM audit_entry; END"
        )

    assert workspace.duplicates.get("person", line.left, line.right).values == ()
    with pytest.raises(StoreRefuses, match="nothing was read"):
        workspace.duplicates.find()


def test_addresses_and_phones_that_identify_are_compared(workspace):
    identified = [
        an_event(source_event_id=str(number), name="form_submitted", person_label=label,
                 person_identifiers=[{"kind": "email", "value": mail}])
        for number, (label, mail) in enumerate(
            [("Erik Sonnleitner", "erik.sonnleitner@a.example"), ("Eric Sonnleitner", "erik.sonnleitner@b.example")]
        )
    ]  # fmt: skip
    take(workspace, *identified)
    workspace.duplicates.find()

    (line,) = workspace.duplicates.list(threshold=0.05).lines
    values = {value.column: value for value in workspace.duplicates.get("person", line.left, line.right).values}
    assert (values["mail"].left, values["mail"].level) == ("erik.sonnleitner@a.example", "same_name")
    assert (values["first_name"].left, values["first_name"].right) == ("Erik", "Eric")


def test_accounts_recorded_twice_are_found_and_joined(workspace):
    accounts = accounts_twice(workspace)
    (line,) = workspace.duplicates.list("account").lines
    plan = workspace.duplicates.plan_accounts(line.left, line.right)

    number = workspace.duplicates.confirm("account", line.left, line.right, "one debtor number")

    assert [(figure.figure.value, figure.before, figure.after) for figure in plan.figures] == [
        ("accounts", 3, 2),
        ("touches_at_account", 0, 0),
        ("persons_at_account", 1, 2),
    ]
    assert sorted(one.account for one in workspace.accounts.list().lines) == sorted({number, accounts[2]})
    assert {one.account: one.persons for one in workspace.accounts.list().lines}[number] == 2
    assert workspace.check() == []


def test_joined_accounts_come_apart_when_the_pair_is_reopened(workspace):
    accounts = accounts_twice(workspace)
    (line,) = workspace.duplicates.list("account").lines
    workspace.duplicates.confirm("account", line.left, line.right, "one debtor number")

    workspace.duplicates.reopen("account", line.left, line.right, "a subsidiary")

    assert sorted(one.account for one in workspace.accounts.list().lines) == sorted(accounts)
    assert workspace.duplicates.list("account").total == 1
    assert workspace.check() == []


def test_a_plan_says_what_taking_joined_accounts_apart_leaves(workspace):
    accounts_twice(workspace)
    (line,) = workspace.duplicates.list("account").lines
    before = workspace.duplicates.plan_accounts(line.left, line.right)
    workspace.duplicates.confirm("account", line.left, line.right, "one debtor number")

    plan = workspace.duplicates.plan_apart(line.left, line.right)
    joined = workspace.accounts.list().total
    workspace.duplicates.reopen("account", line.left, line.right, "a subsidiary")

    assert (plan.before, plan.after) == (before.result, (before.first, before.second))
    assert [(one.figure, one.after, one.before) for one in before.figures] == [
        (one.figure, one.before, one.after) for one in plan.figures
    ]
    assert joined == workspace.accounts.list().total - 1
    assert workspace.check() == []


def test_a_pair_that_no_decision_joined_has_no_plan_to_take_it_apart(workspace):
    accounts_twice(workspace)
    (line,) = workspace.duplicates.list("account").lines

    with pytest.raises(NotFound, match="a decision joined"):
        workspace.duplicates.plan_apart(line.left, line.right)


def test_refused_accounts_stay_refused(workspace):
    accounts_twice(workspace)
    (line,) = workspace.duplicates.list("account").lines

    workspace.duplicates.refuse("account", line.left, line.right, "a subsidiary")
    workspace.duplicates.find("account")

    assert workspace.duplicates.list("account").total == 0


def accounts_twice(workspace: Workspace) -> list[int]:
    """Record one account twice, and another one; returns their numbers."""
    rows = [
        (
            "a1",
            "Brauerei Hohenfels GmbH",
            [("domain", "hohenfels.example"), ("debtor_number", "107"), ("Ort", "Ulm")],
        ),
        ("a2", "Brauerei Hohenfels", [("domain", "www.hohenfels.example"), ("Debitorennr.", "107"), ("Ort", "Ulm")]),
        ("a3", "Molkerei Alpenblick AG", [("domain", "alpenblick.example"), ("Ort", "Graz")]),
    ]
    take(
        workspace,
        *(
            an_event(source_event_id=f"{kind}{place}", name=kind, account=key, account_label=label,
                     person=f"p{place}" if kind == "quote_sent" else None,
                     properties=properties if kind == "account_described" else [])
            for place, (key, label, properties) in enumerate(rows)
            for kind in ("account_described", "quote_sent")
        ),
    )  # fmt: skip
    workspace.duplicates.find("account")
    return sorted(one.account for one in workspace.accounts.list().lines)


def test_a_search_in_the_background_tells_how_far_it_is(workspace):
    twice(workspace)
    seen, ended = [], threading.Event()
    tell = workspace.stores.searching.tell

    def watched(subject: str, stage: SearchStage, done: int = 0, total: int = 0) -> None:
        tell(subject, stage, done, total)
        seen.append(workspace.duplicates.search().stage)
        if stage is SearchStage.KEEPING:
            ended.set()

    workspace.stores.searching.tell = watched
    before = workspace.duplicates.search().found_at
    workspace.duplicates.begin()
    with pytest.raises(UsageError, match="one is under way"):
        workspace.duplicates.find("account")
    assert ended.wait(60)
    for thread in threading.enumerate():
        if thread.name == "duplicates":
            thread.join(60)

    after = workspace.duplicates.search()
    assert list(dict.fromkeys(seen)) == [SearchStage.READING, SearchStage.COMPARING, SearchStage.KEEPING]
    assert (after.stage, after.records) == (None, 3)
    assert before is not None
    assert after.found_at is not None
    assert after.found_at > before


def test_a_search_goes_the_same_way_from_another_process(workspace):
    line = twice(workspace)

    with open_workspace(workspace.folder.path) as other:
        assert not other.is_owner
        assert other.duplicates.find().pairs == 1
        assert other.duplicates.list().lines == (line,)
        assert other.duplicates.get("person", line.left, line.right).line == line
        other.duplicates.refuse("person", line.left, line.right, "twins")

    assert workspace.duplicates.list().total == 0


def test_a_role_without_rights_sees_how_far_values_agree_and_no_value(workspace):
    pair = twice(workspace)
    analyst = workspace.seen_by(Viewer("somebody", Role.ANALYST, Way.PAGE))

    found = analyst.duplicates.get("person", pair.left, pair.right)

    values = {value.column: value for value in found.values}
    assert (values["first_name"].level, values["first_name"].is_withheld) == ("swapped", True)
    assert "Steinbrecher" not in repr(found)
    entry = read_entries(workspace.stores.state)[0]
    assert (entry.by, entry.what["fields"]) == ("somebody", [])
    assert {"Vorname", "last_name"} <= {*entry.what["withheld"]}
