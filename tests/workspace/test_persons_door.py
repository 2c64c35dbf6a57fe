"""Lists and pages of persons, beside a slow and obvious reading of the same events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from wegmarke.domain import NotFound, SetClock, UsageError
from wegmarke.domain.persons import Figure, Guard, PersonChoice, PersonLine
from wegmarke.workspace import Settings, Workspace, fill_with_demo, init, open_workspace

CLOCK = SetClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
ALL = 10_000


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with init(tmp_path_factory.mktemp("persons") / "ws", Settings(name="Test"), clock=CLOCK) as opened:
        fill_with_demo(opened, persons=150, seed=3)
        yield opened


@pytest.fixture
def touches(workspace: Workspace) -> list[dict[str, object]]:
    """All touches in path order, one by one."""
    asked = "SELECT * FROM touch WHERE person IS NOT NULL ORDER BY person, occurred_at, sequence, event_id"
    return workspace.stores.engine.query(asked).to_pylist()


def lines(workspace: Workspace, choice: PersonChoice = PersonChoice(), sort: str = "last") -> list[PersonLine]:  # noqa: B008
    return list(workspace.persons.list(choice, sort=sort, size=ALL).lines)


def by_person(touches: list[dict[str, object]]) -> dict[int, list[dict[str, object]]]:
    found: dict[int, list[dict[str, object]]] = {}
    for touch in touches:
        found.setdefault(touch["person"], []).append(touch)
    return found


def test_list_counts_what_a_walk_over_all_touches_counts(workspace, touches):
    walked = {
        person: (
            sum(touch["touchpoint"] is not None for touch in mine),
            mine[0]["occurred_at"].replace(tzinfo=UTC),
            mine[-1]["occurred_at"].replace(tzinfo=UTC),
            mine[-1]["account"],
        )
        for person, mine in by_person(touches).items()
    }

    listed = {
        line.person: (line.touches, line.first_at, line.last_at, line.account.account if line.account else None)
        for line in lines(workspace)
    }

    assert listed == walked


def test_identifiers_are_counted_per_person(workspace):
    with workspace.stores.state.read() as connection:
        rows = connection.exec_driver_sql("SELECT owner, kind FROM identifier WHERE subject = 'person'").fetchall()
    kinds: dict[int, list[str]] = {}
    for owner, kind in rows:
        kinds.setdefault(owner, []).append(kind)

    listed = lines(workspace)

    assert {line.person: line.identifiers for line in listed} == {
        line.person: len(kinds[line.person]) for line in listed
    }
    assert {line.person for line in listed if line.is_anonymous} == {
        line.person for line in listed if set(kinds[line.person]) <= {"cookie", "earlier_use"}
    }


@pytest.mark.parametrize(
    ("sort", "place"),
    [
        ("last", lambda line: (-line.last_at.timestamp(), line.person)),
        ("first", lambda line: (line.first_at, line.person)),
        ("touches", lambda line: (-line.touches, line.person)),
        ("identifiers", lambda line: (-line.identifiers, line.person)),
        ("label", lambda line: (not line.label, line.label.lower(), line.person)),
    ],
)
def test_list_is_sorted(workspace, sort, place):
    listed = lines(workspace, sort=sort)

    assert listed == sorted(listed, key=place)


def test_pages_together_are_the_list(workspace):
    pages = [workspace.persons.list(sort="label", page=page, size=40).lines for page in (1, 2, 3, 4, 5)]

    assert [line for page in pages for line in page] == lines(workspace, sort="label")


def test_unknown_order_is_refused(workspace):
    with pytest.raises(UsageError, match="expected one of last, label"):
        workspace.persons.list(sort="name")


@pytest.mark.parametrize(
    ("choice", "fits"),
    [
        (PersonChoice(has_account=True), lambda line: line.account is not None),
        (PersonChoice(has_account=False), lambda line: line.account is None),
        (PersonChoice(is_anonymous=True), lambda line: line.is_anonymous),
        (PersonChoice(search="MANN"), lambda line: "mann" in line.label.lower() or at(line, "mann")),
        (PersonChoice(search="gmbh"), lambda line: "gmbh" in line.label.lower() or at(line, "gmbh")),
        (PersonChoice(search="#12"), lambda line: line.person == 12),
        (PersonChoice(search="?"), lambda line: False),
    ],
)
def test_choice_is_what_a_look_at_every_line_chooses(workspace, choice, fits):
    assert lines(workspace, choice) == [line for line in lines(workspace) if fits(line)]


def at(line: PersonLine, text: str) -> bool:
    return line.account is not None and text in line.account.label.lower()


def test_period_holds_its_start_and_not_its_end(workspace):
    listed = lines(workspace)
    start, end = listed[20].last_at, listed[5].last_at

    chosen = lines(workspace, PersonChoice(start=start, end=end))

    assert chosen == [line for line in listed if start <= line.last_at < end]
    assert listed[20] in chosen
    assert listed[5] not in chosen


def test_persons_of_an_account_are_those_with_touches_there(workspace, touches):
    account = next(line.account.account for line in lines(workspace) if line.account)

    chosen = {line.person for line in lines(workspace, PersonChoice(account=account))}

    assert chosen == {touch["person"] for touch in touches if touch["account"] == account}


def test_address_is_found_by_its_exact_value_alone(workspace):
    event = workspace.stores.clock.now().isoformat()
    accept(workspace, "x1", [("email", "Mara.Testfall@example.org")], event)

    (found,) = lines(workspace, PersonChoice(search=" mara.testfall@EXAMPLE.org "))

    assert found.label == ""
    assert lines(workspace, PersonChoice(search="mara.testfall@example")) == []


def test_label_that_changed_is_found_and_the_old_one_is_not(workspace):
    now = workspace.stores.clock.now()
    accept(workspace, "y1", [("crm", "Y")], now.isoformat(), label="Ottilie Vorher")
    assert len(lines(workspace, PersonChoice(search="vorher"))) == 1
    accept(workspace, "y2", [("crm", "Y")], now.isoformat(), label="Ottilie Nachher")

    assert len(lines(workspace, PersonChoice(search="ottilie"))) == 1
    assert lines(workspace, PersonChoice(search="vorher")) == []


def test_person_page_tells_where_the_person_was_when(workspace):
    at_first, then = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC)
    accept(workspace, "z1", [("crm", "Z")], at_first.isoformat(), account="old")
    accept(workspace, "z2", [("crm", "Z")], (at_first + timedelta(days=9)).isoformat(), account="old")
    accept(workspace, "z3", [("crm", "Z"), ("email", "z@example.org")], then.isoformat(), account="new")
    (line,) = lines(workspace, PersonChoice(search="z@example.org"))

    view = workspace.persons.get(line.person)

    assert [(spell.first_at, spell.last_at) for spell in view.spells] == [
        (at_first, at_first + timedelta(days=9)),
        (then, then),
    ]
    assert (view.sessions, view.total, len(view.entries), line.earlier) == (3, 3, 3, 1)
    assert [(mark.kind, mark.events) for mark in view.identifiers] == [("crm", 3), ("email", 0)]
    assert [(link.kind, link.other_kind, link.source) for link in view.links] == [("crm", "email", "made")]


def test_pages_of_a_person_together_are_its_path(workspace, touches):
    person, mine = max(by_person(touches).items(), key=lambda pair: len(pair[1]))
    size = len(mine) // 2

    entries = [entry for page in (1, 2, 3) for entry in workspace.persons.get(person, page=page, size=size).entries]

    assert [entry.occurred_at.replace(tzinfo=None) for entry in entries] == [touch["occurred_at"] for touch in mine]
    assert [entry.session for entry in entries] == [touch["session"] for touch in mine]


def test_people_at_an_account_stand_in_the_order_of_their_last_touch(workspace, touches):
    account = max((touch["account"] or 0 for touch in touches), key=lambda a: sum(t["account"] == a for t in touches))
    there = [touch for touch in touches if touch["account"] == account]

    found = workspace.persons.at_account(account, size=2)

    assert found.total == len({touch["person"] for touch in there})
    assert found.persons[0].last_at.replace(tzinfo=None) == max(touch["occurred_at"] for touch in there)
    assert [person.last_at for person in found.persons] == sorted(
        (person.last_at for person in found.persons), reverse=True
    )


def test_nobody_is_at_an_account_without_events(workspace):
    assert workspace.persons.at_account(10**9).total == 0


def test_unknown_person_is_not_found(workspace):
    with pytest.raises(NotFound, match="expected the number of a person"):
        workspace.persons.get(10**9)


def test_export_of_some_holds_them_in_the_order_asked_for(workspace):
    wanted = [line.person for line in lines(workspace, sort="label")][3:9]

    rows = workspace.persons.export(sort="label", only=tuple(wanted)).to_pylist()

    assert [row["person"] for row in rows] == wanted


def test_export_says_what_the_list_says(workspace):
    rows = workspace.persons.export().to_pylist()

    assert [
        (row["person"], row["label"], row["touches"], row["identifiers"], row["first_at"], row["last_at"])
        for row in rows
    ] == [
        (line.person, line.label, line.touches, line.identifiers, line.first_at, line.last_at)
        for line in lines(workspace)
    ]


def test_plan_of_a_merge_adds_both_up(workspace, touches):
    first, second = (line.person for line in lines(workspace, PersonChoice(has_account=True))[:2])
    paths = by_person(touches)
    recognised = [touch for person in (first, second) for touch in paths[person] if touch["touchpoint"] is not None]

    plan = workspace.persons.plan_merge(first, second)

    assert (plan.result.person, plan.result.touches) == (min(first, second), len(recognised))
    assert sum(kind.count for kind in plan.result.identifiers) == sum(
        kind.count for side in (plan.first, plan.second) for kind in side.identifiers
    )
    persons = next(change for change in plan.figures if change.figure is Figure.PERSONS)
    assert persons.before - persons.after == 1


def test_plan_names_the_account_that_would_have_one_person_fewer(workspace):
    line = next(
        line
        for line in lines(workspace)
        if line.account and workspace.persons.at_account(line.account.account).total > 1
    )
    there = workspace.persons.at_account(line.account.account)
    other = next(person.person for person in there.persons if person.person != line.person)

    plan = workspace.persons.plan_merge(line.person, other)

    shared = [change for change in plan.figures if change.account == line.account]
    assert [(change.before, change.after) for change in shared] == [(there.total, there.total - 1)]


def test_guards_name_what_speaks_against_a_merge(workspace):
    at_accounts = lines(workspace, PersonChoice(has_account=True))
    named = [line for line in at_accounts if line.label and not line.is_anonymous]
    other = next(line for line in named if line.account != named[0].account)

    guards = workspace.persons.plan_merge(named[0].person, other.person).guards

    assert {Guard.BOTH_KNOWN, Guard.LABELS_DIFFER, Guard.TWO_ACCOUNTS} <= set(guards)
    assert list(guards) == [guard for guard in Guard if guard in guards]


def test_anonymous_device_and_a_known_person_raise_no_guard(workspace):
    now = workspace.stores.clock.now().isoformat()
    accept(workspace, "g1", [("email", "g@example.org")], now)
    accept(workspace, "g2", [("cookie", "g")], now)
    (known,) = lines(workspace, PersonChoice(search="g@example.org"))
    (device,) = [line for line in lines(workspace, PersonChoice(search="g")) if line.is_anonymous and not line.label]

    assert workspace.persons.plan_merge(known.person, device.person).guards == ()


def test_nobody_is_merged_with_themselves(workspace):
    person = lines(workspace)[0].person

    with pytest.raises(UsageError, match="expected another person"):
        workspace.persons.plan_merge(person, person)


def test_another_process_gets_the_same_answers(workspace):
    person, other = (line.person for line in lines(workspace)[:2])

    with open_workspace(workspace.folder.path) as guest:
        assert guest.persons.list(PersonChoice(is_anonymous=True)) == workspace.persons.list(
            PersonChoice(is_anonymous=True)
        )
        assert guest.persons.get(person) == workspace.persons.get(person)
        assert guest.persons.plan_merge(person, other) == workspace.persons.plan_merge(person, other)
        assert guest.persons.export().equals(workspace.persons.export())


def test_empty_workspace_has_nobody(tmp_path):
    with init(tmp_path / "ws", Settings(name="Empty"), clock=CLOCK) as empty:
        for sort in ("last", "label", "touches", "identifiers", "first"):
            assert empty.persons.list(PersonChoice(search="a@b.de", is_anonymous=True), sort=sort).total == 0
        assert empty.persons.export().num_rows == 0
        assert empty.persons.at_account(1).persons == ()


def accept(
    workspace: Workspace,
    number: str,
    identifiers: list[tuple[str, str]],
    at: str,
    label: str | None = None,
    account: str = "",
) -> None:
    from event_builders import an_event, event_table

    event = an_event(
        source="made",
        source_event_id=number,
        occurred_at=datetime.fromisoformat(at),
        person_identifiers=[{"kind": kind, "value": value} for kind, value in identifiers],
        person_label=label,
        account_identifiers=[{"kind": "crm", "value": account}] if account else [],
    )
    workspace.stores.inbox.accept("made", event_table([event]))
    workspace.stores.settle()
