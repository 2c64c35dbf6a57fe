from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from wegmarke.domain import SetClock
from wegmarke.domain.duplicates import Verdict
from wegmarke.domain.errors import UsageError
from wegmarke.duplicates import Ruling, cluster, confirmed, decide, decided, refused, take_back, undecided
from wegmarke.duplicates.shape import Guards
from wegmarke.privacy import read_entries
from wegmarke.state import migrate, open_database, schema_differences, state_metadata

NOON = SetClock(datetime(2026, 3, 2, 12, tzinfo=UTC))
PAIRS = pa.table({"left": ["a", "a", "b"], "right": ["b", "c", "c"], "probability": [0.9, 0.8, 0.7]})


@pytest.fixture
def database(tmp_path):
    database = open_database(tmp_path / "state.sqlite3")
    migrate(database, "state")
    return database


def test_a_decision_is_remembered_with_who_and_when(database):
    decide(database, NOON, "person", [("b", "a")], Ruling(Verdict.REFUSED, "kim"))

    assert decided(database, "person").select(
        ["left", "right", "decision", "decided_by", "decided_at"]
    ).to_pylist() == [{"left": "a", "right": "b", "decision": "refused", "decided_by": "kim", "decided_at": NOON.now()}]


def test_persons_and_accounts_are_decided_apart(database):
    decide(database, NOON, "person", [("a", "b")], Ruling(Verdict.REFUSED, "kim"))

    assert decided(database, "account").num_rows == 0


def test_the_last_decision_counts(database):
    decide(database, NOON, "person", [("a", "b")], Ruling(Verdict.REFUSED, "kim"))
    decide(database, NOON, "person", [("b", "a")], Ruling(Verdict.CONFIRMED, "toni"))

    assert decided(database, "person").select(["decision", "decided_by"]).to_pylist() == [
        {"decision": "confirmed", "decided_by": "toni"}
    ]


def test_decided_pairs_are_not_suggested_again(database):
    decide(database, NOON, "person", [("a", "b")], Ruling(Verdict.CONFIRMED, "kim"))
    decide(database, NOON, "person", [("c", "b")], Ruling(Verdict.REFUSED, "kim"))

    assert undecided(PAIRS, decided(database, "person")).to_pylist() == PAIRS.slice(1, 1).to_pylist()


def test_without_decisions_all_pairs_stay_in_order(database):
    assert undecided(PAIRS, decided(database, "person")).equals(PAIRS)


def test_no_cluster_holds_a_refused_pair(database):
    decide(database, NOON, "person", [("a", "b")], Ruling(Verdict.REFUSED, "kim"))
    known = decided(database, "person")

    found = cluster(undecided(PAIRS, known), pa.table({"id": ["a", "b", "c"]}), 0.5, Guards(), refused(known))

    assert found["cluster"].to_pylist() == ["a", "b", "a"]


def test_a_verdict_can_be_taken_back_and_its_traces_stay(database):
    decide(database, NOON, "person", [("a", "b")], Ruling(Verdict.REFUSED, "kim", why="twins"))

    again = [take_back(database, NOON, "person", ("b", "a"), "toni") for _ in range(2)]

    assert (again, decided(database, "person").num_rows) == ([True, False], 0)
    assert [(entry.act, entry.by) for entry in read_entries(database)] == [
        ("duplicate_reopened", "toni"),
        ("duplicate_refused", "kim"),
    ]


def test_confirmed_pairs_are_told_from_refused_ones(database):
    decide(database, NOON, "person", [("a", "b")], Ruling(Verdict.CONFIRMED, "kim", probability=0.9, joined=(3, 7)))
    decide(database, NOON, "person", [("c", "b")], Ruling(Verdict.REFUSED, "kim"))
    known = decided(database, "person")

    assert confirmed(known).to_pylist() == [{"left": "a", "right": "b"}]
    assert refused(known).to_pylist() == [{"left": "b", "right": "c"}]
    assert known.select(["probability", "joined", "joined_other"]).to_pylist()[0] == {
        "probability": 0.9, "joined": 3, "joined_other": 7,
    }  # fmt: skip


def test_a_record_is_no_duplicate_of_itself(database):
    with pytest.raises(UsageError, match="two records"):
        decide(database, NOON, "person", [("a", "b"), ("c", "c")], Ruling(Verdict.CONFIRMED, "kim"))

    assert decided(database, "person").num_rows == 0


def test_the_migrated_table_is_the_declared_one(database):
    assert [change for change in schema_differences(database, state_metadata) if "duplicate" in str(change)] == []
