from __future__ import annotations

from typing import Any

import pytest
from account_events import described, fact, names
from event_builders import OpenStores, an_event
from hypothesis import given, settings
from hypothesis import strategies as st

from wegmarke.accounts import described as descriptions_of

NAMED = ("parent", "head")


def rows(stores: OpenStores) -> dict[str, dict[str, Any]]:
    accounts = names(stores, "account")
    table = descriptions_of(stores.engine, stores.state, stores.keys).table
    return {
        accounts[row["account"]]: {**row, **{name: accounts.get(row[name]) for name in NAMED}}
        for row in table.to_pylist()
    }


def test_newest_value_by_time_counts_whatever_came_last(stores: OpenStores) -> None:
    stores.take_in([described(5, "acme", domain="New.de"), described(9, "acme", debtor_number="7")])
    stores.take_in([described(1, "acme", domain="old.de", legal_entity="Acme GmbH")])

    row = rows(stores)["acme"]

    assert (row["domain"], row["debtor_number"], row["legal_entity"]) == ("new.de", "7", "Acme GmbH")


def test_a_hyphen_takes_a_fact_away(stores: OpenStores) -> None:
    stores.take_in([described(1, "b"), described(1, "a", domain="a.de", parent="b"),
                    described(2, "a", domain="-", parent="-")])  # fmt: skip

    row = rows(stores)["a"]

    assert (row["domain"], row["parent"], row["head"]) == (None, None, "a")


def test_parent_is_a_value_of_the_same_kind_or_names_its_kind(stores: OpenStores) -> None:
    erp = an_event(
        source_event_id="erp", name="account_described", account_identifiers=[{"kind": "debtor", "value": "4711"}],
        account_label="group",
    )  # fmt: skip
    stores.take_in([erp, described(1, "a", parent="b"), described(1, "b", parent="debtor:4711")])

    found = rows(stores)

    assert (found["a"]["parent"], found["a"]["head"], found["a"]["level"]) == ("b", "group", 2)
    assert found["b"]["parent"] == "group"


def test_parent_may_be_known_from_any_event(stores: OpenStores) -> None:
    stores.take_in([fact("order_placed", 0, "ada", "holding"), described(1, "a", parent="holding")])

    assert rows(stores)["a"]["parent"] == "holding"


def test_value_with_a_colon_is_no_kind_unless_there_is_one(stores: OpenStores) -> None:
    stores.take_in([described(1, "x:1"), described(1, "a", parent="x:1")])

    assert rows(stores)["a"]["parent"] == "x:1"


@pytest.mark.parametrize("said", ["none", "NULL", "-"])
def test_words_for_nothing_are_no_parent_and_no_finding(stores: OpenStores, said: str) -> None:
    stores.take_in([described(1, "a", parent=said)])

    assert descriptions_of(stores.engine, stores.state, stores.keys).unknown_parents().num_rows == 0


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from("abc"), st.sampled_from([None, "a", "b", "c", "-"])),
        min_size=1, max_size=8,
    ).flatmap(lambda facts: st.permutations([*enumerate(facts)]))
)  # fmt: skip
def test_arrival_does_not_change_parents(
    many: OpenStores, numbered: list[tuple[int, tuple[int, str, str | None]]]
) -> None:
    def taken(order: list[tuple[int, tuple[int, str, str | None]]]) -> dict[str, tuple[Any, ...]]:
        many.empty()
        # All accounts are known, or an unknown parent would be none.
        many.take_in([fact("order_placed", 0, None, account, number=100 + ord(account)) for account in "abc"])
        for number, (day, account, parent) in order:
            said = {"parent": parent} if parent else {}
            many.take_in([described(day, account, number=number, **said)])
        return {label: (row["parent"], row["head"], row["level"]) for label, row in rows(many).items()}

    assert taken(numbered) == taken(sorted(numbered))
