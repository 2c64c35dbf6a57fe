from __future__ import annotations

from fractions import Fraction
from math import floor

import pytest
from account_events import account_number, assigned, changed, fact, id_of, names, on, removed
from event_builders import OpenStores, recognition
from hypothesis import given
from hypothesis import strategies as st

from wegmarke.accounts import buying_groups, completeness
from wegmarke.domain.accounts import BuyingRole
from wegmarke.events import derive
from wegmarke.maps import vocabulary


def held(stores: OpenStores) -> list[tuple[object, ...]]:
    persons, accounts = names(stores, "person"), names(stores, "account")
    rows = buying_groups.role_holders(stores.engine).to_pylist()
    return [(accounts[row["account"]], row["solution"], persons[row["person"]], row["role"]) for row in rows]


def test_role_is_held_until_it_is_removed(stores: OpenStores) -> None:
    stores.take_in(
        [assigned(0, "ada", "acme", "decider", solution="Pumps"), assigned(0, "bob", "acme", "buyer", solution="Pumps"),
         removed(3, "ada", "acme", "decider", solution="Pumps")]
    )  # fmt: skip

    assert held(stores) == [("acme", "Pumps", "bob", "buyer")]


def test_removed_and_assigned_at_one_instant_is_held(stores: OpenStores) -> None:
    role = {"solution": "Pumps"}
    stores.take_in([assigned(0, "ada", "acme", "buyer", sequence=1, **role),
                    removed(0, "ada", "acme", "buyer", sequence=2, **role)])  # fmt: skip

    assert len(held(stores)) == 1


def test_opportunity_says_account_and_solution(stores: OpenStores) -> None:
    stores.take_in([changed(0, "77", solution="Pumps"), assigned(1, "ada", None, "Champion", opportunity="77")])

    assert held(stores) == [("acme", "Pumps", "ada", "champion")]


def test_role_that_says_too_little_is_found_and_not_placed(stores: OpenStores) -> None:
    event = assigned(1, "ada", "acme", "buyer")
    stores.take_in([event])

    assert buying_groups.incomplete(stores.engine)["event_id"].to_pylist() == [id_of(event)]
    assert held(stores) == []


def test_groups_stand_where_an_opportunity_or_a_role_names_them(stores: OpenStores) -> None:
    stores.take_in(
        [changed(0, "1", solution="Pumps", stage="New"), changed(0, "2", solution="Pumps", stage="Won"),
         assigned(0, "ada", "beta", "buyer", solution="Valves")]
    )  # fmt: skip
    accounts = names(stores, "account")

    rows = buying_groups.buying_groups(stores.engine).to_pylist()

    assert [
        (accounts[row["account"]], row["solution"], row["opportunities"], row["open_opportunities"]) for row in rows
    ] == [("acme", "Pumps", 2, 1), ("beta", "Valves", 0, 0)]


def test_last_touch_is_the_last_recognised_one_at_this_account(stores: OpenStores) -> None:
    stores.take_in(
        [assigned(0, "ada", "acme", "buyer", solution="Pumps"), fact("quote_sent", 1, "ada", "acme"),
         fact("thing_happened", 2, "ada", "acme"), fact("quote_sent", 3, "ada", "beta")]
    )  # fmt: skip
    derive(stores.engine, recognition(quote_sent=1))

    table = buying_groups.role_holders_of(stores.engine, account_number(stores, "acme"), "Pumps")

    assert table["last_touch_at"].to_pylist() == [on(1).replace(tzinfo=None)]


@pytest.mark.parametrize(
    ("have", "need", "percent", "missing"),
    [({}, {"buyer": 1}, 0, {"buyer": 1}), ({"buyer": 5}, {"buyer": 1}, 100, {}), ({"buyer": 1}, {}, None, {}),
     ({"buyer": 1}, {"buyer": 1, "decider": 2}, 33, {"decider": 2}), ({"buyer": 1}, {"buyer": 8}, 13, {"buyer": 7})],
)  # fmt: skip
def test_completeness_is_rounded_half_up(
    have: dict[str, int], need: dict[str, int], percent: int | None, missing: dict[str, int]
) -> None:
    found = completeness(have, need)

    assert (found.percent, found.missing) == (percent, missing)


ROLES = st.dictionaries(st.sampled_from(["buyer", "decider", "champion"]), st.integers(0, 40))


@given(ROLES, ROLES)
def test_completeness_is_the_rounded_share_of_places(have: dict[str, int], need: dict[str, int]) -> None:
    places = sum(need.values())
    taken = sum(min(have.get(role, 0), count) for role, count in need.items())

    found = completeness(have, need)

    assert found.percent == (floor(Fraction(100 * taken, places) + Fraction(1, 2)) if places else None)
    assert sum(found.missing.values()) == places - taken


def test_roles_are_those_of_maps() -> None:
    assert {role.value for role in BuyingRole} == set(vocabulary.ROLES)
