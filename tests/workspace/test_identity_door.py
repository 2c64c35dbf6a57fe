"""Rules of who is who through the workspace: the plan says what comes true, and a trace stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from event_builders import NOON, an_event, event_table

from wegmarke.domain import DocumentInvalid
from wegmarke.domain.identity_rules import BlockedKind, Blocking, HeldChange, IdentityRules, Limit, SharedDevices
from wegmarke.domain.persons import Guard
from wegmarke.privacy import read_entries
from wegmarke.workspace import Settings, Workspace, init, open_workspace

DAY = timedelta(days=1)
PERSONS = "SELECT person FROM touch ORDER BY occurred_at"
SPANS = "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM device_span ORDER BY ALL"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with init(tmp_path / "ws", Settings(name="Test")) as opened:
        yield opened


LATER = (
    "segment", "segment_version", "segment_present", "segment_past", "segment_reason", "segment_listed",
    "segment_announcement", "segment_marker", "score_document", "score_crossing",
    "saved_report", "map_version", "map_act", "map_numbers", "internal_name", "internal_identifier", "cost",
    "survey", "survey_link", "survey_refusal",
    "prediction_model", "objection", "objection_identifier",
    "map_draft", "map_edit", "map_comment",
)  # fmt: skip
"""Tables of the state database that a workspace of version 0010 has not got yet."""


def take(workspace: Workspace, *rows: dict[str, object]) -> None:
    workspace.stores.inbox.accept("crm", event_table(list(rows)))
    workspace.stores.settle()


def one(number: int, *names: tuple[str, str], day: int | None = None, **rest: object) -> dict[str, object]:
    identifiers = [{"kind": kind, "value": value} for kind, value in names]
    at = NOON + (number if day is None else day) * DAY
    return an_event(source_event_id=str(number), occurred_at=at, person_identifiers=identifiers, **rest)


def test_other_limits_are_planned_then_hold_then_are_written_down(workspace: Workspace) -> None:
    take(workspace, *(one(number, ("crm", "c1x"), ("email", f"m{number}@x.example")) for number in (1, 2, 3)))
    take(workspace, one(4, ("email", "m3@x.example")))
    tight = replace(workspace.identity.rules(), limits={"email": Limit(2)})

    plan = workspace.identity.rehearse(tight)
    before = workspace.overview().persons
    done = workspace.identity.change(tight, "two are enough")

    assert (plan, before) == (done, 1)
    assert (plan.persons_before, plan.persons_after) == (1, 2)
    assert plan.changes == (HeldChange(None, "most_of_a_kind", 1),)
    assert workspace.overview().persons == 2
    assert workspace.check() == []
    (entry,) = [entry for entry in read_entries(workspace.stores.state) if entry.act == "rules_changed"]
    assert entry.what["limits"] == {"email": ["3/ever", "2/ever"]}


def test_a_mode_of_devices_says_how_many_events_change_hands(workspace: Workspace) -> None:
    tablet = ("anonymous_id", "tablet")
    take(
        workspace,
        one(1, ("user_id", "a"), tablet),
        one(2, tablet),
        one(3, ("user_id", "b"), tablet),
        one(4, tablet),
    )
    last = replace(workspace.identity.rules(), shared_devices=SharedDevices.LAST_AUTH)

    plan = workspace.identity.rehearse(last)
    workspace.identity.change(last)

    assert (plan.devices, plan.events) == (1, 1)
    touches = workspace.stores.engine.query("SELECT person FROM touch ORDER BY occurred_at")["person"].to_pylist()
    assert touches[1:] == [touches[2]] * 3
    assert workspace.check() == []


def test_rules_that_say_nothing_of_devices_let_no_event_change_hands(workspace: Workspace) -> None:
    tablet = ("anonymous_id", "tablet")
    take(workspace, one(1, tablet), one(80, ("user_id", "a"), tablet), one(90, ("user_id", "b"), tablet))
    take(workspace, one(91, tablet))

    plan = workspace.identity.rehearse(workspace.identity.rules(), Blocking(("Testkunde",)))

    assert plan.is_new
    assert (plan.devices, plan.events) == (0, 0)


def test_rules_hold_after_opening_again(tmp_path: Path) -> None:
    with init(tmp_path / "ws", Settings(name="Test")) as workspace:
        workspace.identity.change(IdentityRules(), "test", Blocking((" Testkunde ",)))

    with open_workspace(tmp_path / "ws") as workspace:
        take(workspace, one(1, ("crm", "testkunde")), one(2, ("crm", "TESTKUNDE"), ("email", "a@x.example")))
        kinds = workspace.stores.state_of_data, workspace.overview().persons

    assert kinds[1] == 1


def test_the_same_rules_once_more_leave_no_trace(workspace: Workspace) -> None:
    plan = workspace.identity.change(IdentityRules())

    assert not plan.is_new
    assert read_entries(workspace.stores.state) == []


def test_all_problems_of_rules_come_together(workspace: Workspace) -> None:
    wrong = IdentityRules(limits={"E-Mail": Limit(0)}, most_identifiers=0, look_back_days=-1)

    with pytest.raises(DocumentInvalid) as refused:
        workspace.identity.change(wrong)

    assert len(refused.value.problems) == 4


def test_whoever_is_at_three_accounts_stands_in_quarantine_and_is_not_split(workspace: Workspace) -> None:
    names = {"name": "membership_started"}
    take(workspace, *(one(number, ("crm", "c1x"), account=f"a{number}x", **names) for number in (1, 2, 3)))
    take(workspace, *(one(number + 9, ("crm", "c2x"), account=f"a{number}x", **names) for number in (1, 2)))

    (found,) = workspace.identity.crowded()

    assert (found.person, len(found.accounts)) == (1, 3)
    assert workspace.overview().persons == 2


def test_a_blocked_mail_address_is_kept_nowhere_in_clear(tmp_path: Path) -> None:
    address = "canary-91c7@freemail.example"
    with init(tmp_path / "ws", Settings(name="Test")) as workspace:
        workspace.identity.change(IdentityRules(), "a shared mailbox", Blocking((address,)))
        (value,) = workspace.identity.rules().blocked

    assert (value.kind, value.shown) == (BlockedKind.MAIL, "c…@f….example")
    found = [file.name for file in (tmp_path / "ws").rglob("*") if file.is_file() and b"91c7" in file.read_bytes()]
    assert found == []


def test_a_blocked_value_counts_again_when_it_is_unblocked_by_its_text(workspace: Workspace) -> None:
    take(workspace, one(1, ("crm", "c1x"), ("phone", "030 1")), one(2, ("crm", "c2x"), ("phone", "030 1")))

    workspace.identity.change(workspace.identity.rules(), "a switchboard", Blocking((" 030 1",)))
    apart = workspace.overview().persons
    workspace.identity.change(workspace.identity.rules(), "a mistake", Blocking(remove=("030 1",)))

    assert (apart, workspace.overview().persons) == (2, 1)
    assert workspace.identity.rules().blocked == ()


def test_values_that_were_kept_as_typed_are_hashed_when_the_workspace_is_opened(tmp_path: Path) -> None:
    # As a workspace of version 0010 has them: two versions of the rules, and a table without hashes.
    with init(tmp_path / "ws", Settings(name="Test")) as workspace:
        mail = ("email", "canary-91c7@freemail.example")
        take(workspace, one(1, ("crm", "c1x"), mail), one(2, ("crm", "c2x"), mail))
        workspace.identity.change(IdentityRules(), "a shared mailbox", Blocking(("canary-91c7@freemail.example",)))
        before = workspace.overview().persons
        state = workspace.stores.state
        with state.write() as connection:
            connection.exec_driver_sql("DROP TABLE blocked_identifier")
            connection.exec_driver_sql("DELETE FROM identity_rule")
            connection.exec_driver_sql(
                "CREATE TABLE blocked_identifier (subject TEXT, identifier INTEGER, PRIMARY KEY (subject, identifier))"
            )
            for table in LATER:
                connection.exec_driver_sql(f"DROP TABLE {table}")
            for column in ("status TEXT", "document TEXT", "content_hash TEXT", "updated_at INTEGER"):
                connection.exec_driver_sql(f"ALTER TABLE map ADD COLUMN {column}")
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0010'")
            for version in (1, 2):
                document = f'{{"blocked": ["guest{version}x", "canary-91c7@freemail.example"]}}'
                connection.exec_driver_sql("INSERT INTO identity_rule VALUES (?, ?, 0)", (version, document))

    with open_workspace(tmp_path / "ws") as workspace:
        shown = [value.shown for value in workspace.identity.rules().blocked]
        workspace.identity.change(workspace.identity.rules(), "a mistake", Blocking(remove=(mail[1],)))
        after = workspace.overview().persons

    assert shown == ["c…@f….example", "gu…"]
    assert (before, after) == (2, 1)
    files = [file for file in (tmp_path / "ws").rglob("*") if file.is_file()]
    assert [file.name for file in files if b"91c7" in file.read_bytes() or b"guest2x" in file.read_bytes()] == []


def test_devices_of_a_version_without_rules_are_cut_when_the_workspace_is_opened(tmp_path: Path) -> None:
    # An older version wrote no rules down beside the events, and cut no device of one person alone.
    tablet = ("anonymous_id", "tablet")
    with init(tmp_path / "ws", Settings(name="Test")) as workspace:
        take(workspace, one(1, tablet), one(2, ("user_id", "a"), tablet, day=90))
        engine = workspace.stores.engine
        expected = [engine.query(query).to_pylist() for query in (PERSONS, SPANS)]
        with engine.write() as session:
            session.run("DELETE FROM marker WHERE name = 'identity_rules'")
            session.run("DELETE FROM device_span")

    with open_workspace(tmp_path / "ws") as workspace:
        workspace.stores.settle()

        assert [workspace.stores.engine.query(query).to_pylist() for query in (PERSONS, SPANS)] == expected
        assert workspace.check() == []
    assert all(expected)


def test_a_merge_is_warned_of_by_the_rules_that_hold(workspace: Workspace) -> None:
    mails = [("email", f"m{number}@x.example") for number in range(2)]
    take(workspace, one(1, ("crm", "c1x"), mails[0]), one(2, ("crm", "c2x"), mails[1]))

    before = workspace.persons.plan_merge(1, 3).guards
    workspace.identity.change(replace(workspace.identity.rules(), limits={"email": Limit(1)}), "one each")

    assert Guard.MANY_ADDRESSES not in before
    assert Guard.MANY_ADDRESSES in workspace.persons.plan_merge(1, 3).guards
