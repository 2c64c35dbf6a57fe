"""What segments and scores know of somebody is listed and erased: stays, past and present, lists, what waits."""

from __future__ import annotations

from datetime import timedelta

from event_builders import NOON, an_event
from segments_at_work import AtWork

from wegmarke import segments
from wegmarke.domain.scores import ScoreUnit
from wegmarke.domain.segments import SegmentSubject
from wegmarke.segments import scores

ASKING = "{id: asking, title: A, subject: person, announces: true, rule: {did: {event: quote_sent, within: 3 days}}}"
HERE = "{id: here, title: H, subject: account, rule: {did: {event: quote_sent}}}"
GUESTS = "{id: guests, title: G, subject: person, static_list: true}"
TABLES = ("segment_present", "segment_past", "segment_announcement", "segment_listed")


def quotes(stores):
    """Let Ada (1) and Bob (2) ask for a quote at the first account; Ada left the segment since."""
    at_work = AtWork(stores)
    stores.clock.instant = NOON
    rows = [
        an_event(source_event_id=name, name="quote_sent", account="acme", occurred_at=NOON - days * timedelta(days=1),
                 person_identifiers=[{"kind": "email", "value": f"{name}@acme.example"}])
        for name, days in (("ada", 2), ("bob", 0))
    ]  # fmt: skip
    at_work.take_in(rows)
    at_work.settle()
    at_work.save(ASKING, HERE, GUESTS)
    with stores.state.write() as connection:
        guests = at_work.upkeep.kept["guests"].number
        segments.put(connection, guests, [1, 2], NOON, "Eve", "fair")
    at_work.upkeep.read_again()
    stores.clock.instant = NOON + timedelta(days=2)
    at_work.upkeep.judge_everybody()
    return at_work


def numbers_in(stores, table):
    column = "identifier" if table == "segment_listed" else "subject"
    with stores.state.read() as connection:
        return {row[0] for row in connection.exec_driver_sql(f"SELECT {column} FROM {table}")}


def test_everything_known_of_a_person_is_listed(many):
    many.empty()
    quotes(many)

    held = segments.personal_data.held_of(many.state, SegmentSubject.PERSON, 1)

    later = NOON + timedelta(days=2)
    assert held == [("asking", NOON, later), ("guests", later, None)]


def test_erasure_reaches_memberships_and_history(many):
    many.empty()
    at_work = quotes(many)
    before = {table: numbers_in(many, table) for table in TABLES}

    at_work.upkeep.erase(SegmentSubject.PERSON, [1])

    assert [1 in found for found in before.values()] == [True] * 4
    # Account 1 is another one than person 1.
    assert {table: numbers_in(many, table) for table in TABLES} == {
        "segment_present": {1, 2}, "segment_past": set(), "segment_announcement": {2}, "segment_listed": {2},
    }  # fmt: skip
    assert segments.personal_data.held_of(many.state, SegmentSubject.PERSON, 1) == []
    assert [name for name, *_ in segments.personal_data.held_of(many.state, SegmentSubject.ACCOUNT, 1)] == ["here"]


def test_erased_person_comes_back_by_no_memory(many):
    many.empty()
    at_work = quotes(many)

    at_work.upkeep.erase(SegmentSubject.PERSON, [1])
    at_work.upkeep.judge_everybody([ready for ready in at_work.upkeep.book.entries if ready.document.id == "guests"])

    assert numbers_in(many, "segment_past") == set()
    assert at_work.upkeep.present.of(at_work.upkeep.kept["guests"].number).tolist() == [2]


def test_crossings_of_a_person_are_listed_and_erased(many):
    many.empty()
    said = [
        scores.Saying("engagement", "mql", unit, subject, is_inside=True, at=5, value=6000)
        for unit, subject in ((ScoreUnit.PERSON, 1), (ScoreUnit.PERSON, 2), (ScoreUnit.ACCOUNT, 1))
    ]
    scores.keep_said(many.state, said)
    held = scores.personal_data.held_of(many.state, ScoreUnit.PERSON, [1])

    with many.state.write() as connection:
        scores.personal_data.erase(connection, ScoreUnit.PERSON, [1])

    assert held == [("engagement", "mql", True, scores.instant_of(5))]
    assert numbers_in(many, "score_crossing") == {1, 2}
    assert scores.personal_data.held_of(many.state, ScoreUnit.PERSON, [1]) == []
