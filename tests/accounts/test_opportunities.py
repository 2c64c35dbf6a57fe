"""Histories of opportunities against a slow and obvious second derivation, in any order of arrival."""

from __future__ import annotations

from typing import Any

import pytest
from account_events import changed, fact, id_of, names, on
from event_builders import OpenStores
from hypothesis import given, settings
from hypothesis import strategies as st

from wegmarke.accounts import StageWords, opportunities

COLUMNS = ("occurred_at", "stage", "outcome", "amount_minor", "previous_stage", "went_back", "event_id")


def history(stores: OpenStores, opportunity: str, words: StageWords | None = None) -> list[tuple[Any, ...]]:
    found = opportunities.history(stores.engine, "crm", opportunity, words or StageWords())
    return [tuple(row[name] for name in COLUMNS) for row in found.to_pylist()]


def test_what_a_change_does_not_mention_stays(stores: OpenStores) -> None:
    stores.take_in([changed(0, "1", stage="New", amount=500), changed(1, "1", None, stage="Offer")])

    (row,) = opportunities.opportunities(stores.engine).to_pylist()

    assert names(stores, "account")[row["account"]] == "acme"
    assert (row["stage"], row["amount_minor"], row["currency"], row["changes"]) == ("Offer", 500, "EUR", 2)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [({"stage": "Closed Won"}, "won"), ({"stage": "verloren"}, "lost"), ({"stage": "Offer"}, "open"),
     ({"stage": "Zusage", "is_won": "true"}, "won"), ({"stage": "Ende", "is_lost": "1"}, "lost")],
)  # fmt: skip
def test_outcome_is_told_by_the_change_or_by_the_name_of_its_stage(
    stores: OpenStores, said: dict[str, str], outcome: str
) -> None:
    stores.take_in([changed(0, "1", stage="New"), changed(1, "1", **said)])

    (row,) = opportunities.opportunities(stores.engine).to_pylist()

    assert row["outcome"] == outcome
    assert (row["closed_at"] is None) is (outcome == "open")


def test_reopened_opportunity_went_back_and_is_closed_by_its_last_close(stores: OpenStores) -> None:
    stores.take_in([changed(day, "1", stage=stage) for day, stage in enumerate(["New", "Lost", "New", "Won", "Won"])])

    (row,) = opportunities.opportunities(stores.engine).to_pylist()

    assert [line[5] for line in history(stores, "1")] == [False, False, True, False, False]
    assert (row["times_back"], row["closed_at"]) == (1, on(3).replace(tzinfo=None))


def test_with_an_order_an_earlier_stage_is_back_even_if_it_is_new(stores: OpenStores) -> None:
    stores.take_in([changed(day, "1", stage=stage) for day, stage in enumerate(["Offer", "New", "Offer"])])

    with_order = history(stores, "1", StageWords(order=("new", "offer")))

    assert [line[5] for line in with_order] == [False, True, False]
    assert [line[5] for line in history(stores, "1")] == [False, False, True]


def test_same_number_of_two_sources_is_two_opportunities(stores: OpenStores) -> None:
    stores.take_in([changed(0, "1", stage="New")])
    stores.take_in([{**changed(0, "1", stage="New"), "source": "erp"}], source="erp")

    assert opportunities.opportunities(stores.engine)["source"].to_pylist() == ["crm", "erp"]


def test_change_without_a_number_is_found(stores: OpenStores) -> None:
    event = fact("opportunity_changed", 0, None, "acme", stage="New")
    stores.take_in([event])

    assert [str(one) for one in opportunities.nameless(stores.engine)["event_id"].to_pylist()] == [id_of(event)]
    assert opportunities.opportunities(stores.engine).num_rows == 0


def test_latest_value_of_a_property(stores: OpenStores) -> None:
    stores.take_in([changed(2, "1", region="East"), changed(1, "1", region="West"), changed(3, "1", stage="New")])

    assert opportunities.latest_property(stores.engine, "region")["value"].to_pylist() == ["East"]


CHANGE = st.tuples(
    st.integers(0, 5),
    st.sampled_from(["New", "Offer", "Won", "Lost", None]),
    st.sampled_from([None, 100, 200]),
)


def obvious(events: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    stage: str | None = None
    outcome, amount, seen, lines = "open", None, set(), []
    for event in sorted(events, key=lambda e: (e["occurred_at"], e["sequence"], id_of(e))):
        before, before_outcome = stage, outcome if lines else None
        stated = dict(event["properties"]).get("stage")
        if stated is not None:
            stage, outcome = stated, {"Won": "won", "Lost": "lost"}.get(stated, "open")
        amount = event["value_minor"] if event["value_minor"] is not None else amount
        reopened = before_outcome in ("won", "lost") and outcome == "open"
        again = before is not None and stage != before and stage in seen and outcome == "open"
        seen.add(stage)
        at = event["occurred_at"].replace(tzinfo=None)
        lines.append((at, stage, outcome, amount, before, reopened or again, id_of(event)))
    return lines


@settings(max_examples=40, deadline=None)
@given(st.lists(CHANGE, min_size=1, max_size=10).flatmap(lambda rows: st.permutations([*enumerate(rows)])))
def test_histories_agree_with_the_obvious_derivation_in_any_order_of_arrival(
    many: OpenStores, numbered: list[tuple[int, tuple[int, str | None, int | None]]]
) -> None:
    many.empty()
    events = [
        changed(day, "1", number=number, amount=amount, **({"stage": stage} if stage else {}))
        for number, (day, stage, amount) in numbered
    ]
    many.take_in(events)

    assert history(many, "1") == obvious(events)
