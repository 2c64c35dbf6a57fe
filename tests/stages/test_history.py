"""Histories by hand: what a stay is, what is flagged, and what never makes a row."""

from __future__ import annotations

from datetime import timedelta

import pytest
from event_builders import NOON, OpenStores, an_event
from stage_builders import FUNNEL, SALES, SIGNS, history, take_in

DAY = timedelta(days=1)


def test_stay_knows_when_why_and_from_where(stores: OpenStores) -> None:
    take_in(stores, [("form_submitted", 0), ("order_placed", 3)])

    first, *_, last = history(stores, FUNNEL)

    assert (first["stage"], first["previous"], first["event"], first["source"]) == (
        "lead", None, "form_submitted", "crm",
    )  # fmt: skip
    assert first["left_at"] - first["entered_at"] == 3 * 86_400_000_000
    assert (last["stage"], last["previous"], last["open"]) == ("customer", "lead", True)
    assert last["is_allowed"]


def test_entering_the_same_stage_again_is_no_row(stores: OpenStores) -> None:
    take_in(stores, [("form_submitted", 0), ("form_submitted", 1), ("form_submitted", 2)])

    assert [row["stage"] for row in history(stores, FUNNEL)] == ["lead"]


def test_skipped_stage_lasts_no_time_and_is_flagged(stores: OpenStores) -> None:
    take_in(stores, [("form_submitted", 0), ("order_placed", 3)])

    skipped = [row for row in history(stores, FUNNEL) if row["is_skipped"]]

    assert [row["stage"] for row in skipped] == ["opportunity"]
    assert skipped[0]["entered_at"] == skipped[0]["left_at"]
    assert skipped[0]["is_allowed"]


def test_stage_is_skipped_once(stores: OpenStores) -> None:
    # Wrong reading prevented: every time around, the same stage is flagged and would be credited again.
    take_in(stores, [("form_submitted", 0), ("order_placed", 1), ("lead_returned", 2), ("order_placed", 3)])

    rows = history(stores, FUNNEL)

    assert [row["stage"] for row in rows if row["is_skipped"]] == ["opportunity"]
    assert [row["stage"] for row in rows if not row["is_skipped"]] == ["lead", "customer", "lead", "customer"]


def test_going_back_is_recorded_and_flagged(stores: OpenStores) -> None:
    take_in(stores, [("order_placed", 0), ("lead_returned", 1)])

    last = history(stores, FUNNEL)[-1]

    assert (last["stage"], last["went_back"], last["is_allowed"]) == ("lead", True, False)


def test_sign_never_takes_back(stores: OpenStores) -> None:
    take_in(stores, [("order_placed", 0), ("form_submitted", 1)])

    assert history(stores, SIGNS)[-1]["stage"] == "customer"
    assert history(stores, FUNNEL)[-1]["stage"] == "lead"


@pytest.mark.parametrize(("event", "back"), [("quote_sent", True), ("order_placed", False)])
def test_coming_back_from_a_side_stage_is_going_back_unless_it_leads_further(stores, event, back) -> None:
    take_in(stores, [("quote_sent", 0), ("contract_terminated", 1), (event, 2)])

    last = history(stores, FUNNEL)[-1]

    assert (last["previous"], last["went_back"]) == ("churned", back)


def test_side_stage_is_no_going_back(stores: OpenStores) -> None:
    take_in(stores, [("order_placed", 0), ("contract_terminated", 1)])

    last = history(stores, FUNNEL)[-1]

    assert (last["stage"], last["went_back"], last["is_allowed"]) == ("churned", False, True)


def test_last_stage_in_the_document_wins(stores: OpenStores) -> None:
    stores_rows = [an_event(name="both_happened", person="p", account="a")]
    take_in(stores, stores_rows)

    assert [row["stage"] for row in history(stores, FUNNEL) if not row["is_skipped"]] == ["customer"]


def test_equal_times_go_by_sequence(stores: OpenStores) -> None:
    rows = [
        an_event(source_event_id="1", name="order_placed", account="a", sequence=1),
        an_event(source_event_id="2", name="quote_sent", account="a", sequence=2),
    ]
    take_in(stores, rows)

    stays = [row for row in history(stores, FUNNEL) if not row["is_skipped"]]

    assert [row["stage"] for row in stays] == ["customer", "opportunity"]
    assert stays[0]["left_at"] == stays[0]["entered_at"]


def test_late_event_is_put_where_it_belongs(stores: OpenStores) -> None:
    take_in(stores, [("order_placed", 5)])
    take_in(stores, [an_event(source_event_id="late", name="quote_sent", account="a", occurred_at=NOON + DAY)])

    assert [row["stage"] for row in history(stores, FUNNEL) if not row["is_skipped"]] == ["opportunity", "customer"]


def test_opportunity_takes_its_stage_from_the_source(stores: OpenStores) -> None:
    rows = [
        an_event(source_event_id=str(day), name="opportunity_changed", occurred_at=NOON + day * DAY, account="a",
                 properties=[("opportunity", name), ("stage", stage)])
        for day, (name, stage) in enumerate([("o1", "Neu"), ("o2", "Neu"), ("o1", "Closed Won"), ("o2", "Closed Lost")])
    ]  # fmt: skip
    take_in(stores, rows)

    found = [(row["subject"], row["stage"]) for row in history(stores, SALES)]

    assert found == [("o1", "open"), ("o1", "won"), ("o2", "open"), ("o2", "lost")]


def test_given_subjects_alone(stores: OpenStores) -> None:
    rows = [an_event(source_event_id=name, name="order_placed", account=name) for name in ("a", "b")]
    take_in(stores, rows)

    assert {row["subject"] for row in history(stores, FUNNEL, subjects=["2"])} == {"2"}
    assert history(stores, FUNNEL, subjects=["x' OR 1=1"]) == []
