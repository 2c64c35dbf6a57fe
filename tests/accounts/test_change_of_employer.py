"""A person who changes employer keeps the old history at the old account: touches follow stated memberships."""

from __future__ import annotations

from itertools import permutations

import pytest
from account_events import ended, fact, names, started
from event_builders import OpenStores, recognition

from wegmarke.events import derive

ALL = recognition(page_viewed=1)


def visits(stores: OpenStores) -> list[str]:
    """Return the accounts of the visits, in the order of time."""
    accounts = names(stores, "account")
    query = """
        SELECT account FROM touch t JOIN code c ON c.kind = 'event' AND c.code = t.event
        WHERE c.text = 'page_viewed' ORDER BY occurred_at
    """
    return [accounts[row["account"]] for row in stores.engine.query(query).to_pylist()]


def visit(day: float) -> dict[str, object]:
    return fact("page_viewed", day, "ada")


def test_events_before_the_change_stay_at_the_old_account(stores: OpenStores) -> None:
    stores.take_in([started(0, "ada", "acme"), visit(1), visit(2)])
    derive(stores.engine, ALL)

    stores.take_in([ended(5, "ada", "acme", sequence=1), started(5, "ada", "beta", sequence=2), visit(6)])
    derive(stores.engine, ALL)

    assert visits(stores) == ["acme", "acme", "beta"]


def test_change_that_becomes_known_late_moves_what_happened_since(stores: OpenStores) -> None:
    stores.take_in([started(0, "ada", "acme"), visit(1), visit(6), visit(7)])
    derive(stores.engine, ALL)
    assert visits(stores) == ["acme", "acme", "acme"]

    stores.take_in([started(5, "ada", "beta")])
    derive(stores.engine, ALL)

    assert visits(stores) == ["acme", "beta", "beta"]


def test_old_employer_that_becomes_known_late_gets_its_own_time_only(stores: OpenStores) -> None:
    stores.take_in([started(5, "ada", "beta"), visit(1), visit(6)])
    derive(stores.engine, ALL)

    stores.take_in([started(0, "ada", "acme")])
    derive(stores.engine, ALL)

    assert visits(stores) == ["acme", "beta"]


@pytest.mark.parametrize("order", [*permutations(range(4))])
def test_order_of_arrival_does_not_matter(many: OpenStores, order: tuple[int, ...]) -> None:
    many.empty()
    events = [started(0, "ada", "acme", number=1), visit(1), started(5, "ada", "beta", number=2), visit(6)]
    for place in order:
        many.take_in([events[place]])
        derive(many.engine, ALL)

    assert visits(many) == ["acme", "beta"]


@pytest.mark.xfail(reason="gap: touches carry the account of an end forward as if it began there", strict=True)
def test_old_membership_that_ends_after_the_new_one_began_does_not_bring_the_old_account_back(
    stores: OpenStores,
) -> None:
    stores.take_in([started(0, "ada", "acme"), started(5, "ada", "beta"), ended(7, "ada", "acme"), visit(8)])
    derive(stores.engine, ALL)

    assert visits(stores) == ["beta"]
