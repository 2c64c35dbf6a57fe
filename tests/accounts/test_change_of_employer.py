"""A person who changes employer keeps the old history at the old account: touches follow stated memberships."""

from __future__ import annotations

from itertools import permutations

import pytest
from account_events import ended, fact, names, started
from event_builders import OpenStores, recognition

from wegmarke.events import derive

ALL = recognition(page_viewed=1)


def visits(stores: OpenStores) -> list[str | None]:
    """Return the accounts of the visits, in the order of time; None where they belong to none."""
    accounts = names(stores, "account")
    query = """
        SELECT account FROM touch t JOIN code c ON c.kind = 'event' AND c.code = t.event
        WHERE c.text = 'page_viewed' ORDER BY occurred_at
    """
    return [accounts.get(row["account"]) for row in stores.engine.query(query).to_pylist()]


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


def test_old_membership_that_ends_after_the_new_one_began_does_not_bring_the_old_account_back(
    stores: OpenStores,
) -> None:
    stores.take_in([started(0, "ada", "acme"), started(5, "ada", "beta"), ended(7, "ada", "acme"), visit(8)])
    derive(stores.engine, ALL)

    assert visits(stores) == ["beta"]


def test_nobody_is_at_the_old_account_between_two_memberships(stores: OpenStores) -> None:
    stores.take_in([started(0, "ada", "acme"), ended(3, "ada", "acme"), visit(4), started(5, "ada", "beta"), visit(6)])
    derive(stores.engine, ALL)

    assert visits(stores) == [None, "beta"]


def test_end_of_one_of_two_memberships_leaves_the_other(stores: OpenStores) -> None:
    stores.take_in([started(0, "ada", "acme"), started(2, "ada", "beta"), visit(3), ended(4, "ada", "beta"), visit(5)])
    derive(stores.engine, ALL)

    assert visits(stores) == ["beta", "acme"]


def test_end_that_becomes_known_late_takes_back_what_happened_since(stores: OpenStores) -> None:
    stores.take_in([started(0, "ada", "acme"), visit(1), visit(6)])
    derive(stores.engine, ALL)

    stores.take_in([ended(5, "ada", "acme")])
    derive(stores.engine, ALL)

    assert visits(stores) == ["acme", None]


def test_what_happens_after_the_end_belongs_to_no_account_also_when_it_comes_alone(stores: OpenStores) -> None:
    stores.take_in([started(0, "ada", "acme"), ended(3, "ada", "acme"), visit(1)])
    derive(stores.engine, ALL)
    stores.take_in([visit(4)])
    derive(stores.engine, ALL)
    stores.take_in([visit(2), started(7, "ada", "beta")])
    derive(stores.engine, ALL)

    assert visits(stores) == ["acme", "acme", None]


def test_who_gives_up_one_of_two_jobs_at_an_account_stays_there(stores: OpenStores) -> None:
    jobs = [started(0, "ada", "acme", membership="1"), started(2, "ada", "acme", membership="2")]
    stores.take_in([*jobs, ended(4, "ada", "acme", membership="1"), visit(5)])
    derive(stores.engine, ALL)
    stores.take_in([ended(6, "ada", "acme", membership="2"), visit(7)])
    derive(stores.engine, ALL)

    assert visits(stores) == ["acme", None]


@pytest.mark.parametrize("sequences", [(1, 2), (2, 1)])
def test_who_takes_another_job_at_midnight_stays_in_whatever_order_it_is_said(
    stores: OpenStores, sequences: tuple[int, int]
) -> None:
    change = [ended(4, "ada", "acme", sequence=sequences[0]), started(4, "ada", "acme", sequence=sequences[1])]
    stores.take_in([started(0, "ada", "acme"), *change, visit(5)])
    derive(stores.engine, ALL)

    assert visits(stores) == ["acme"]
