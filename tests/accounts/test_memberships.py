"""Memberships against a slow and obvious second derivation, on events made by Hypothesis in any order of arrival."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from account_events import ended, id_of, names, on, started
from event_builders import OpenStores
from hypothesis import given, settings
from hypothesis import strategies as st

from wegmarke.accounts import memberships

Row = dict[str, Any]


def told(stores: OpenStores, rows: list[Row]) -> list[tuple[object, ...]]:
    """Return person, account, role, from, to, problem, with names instead of numbers."""
    persons, accounts = names(stores, "person"), names(stores, "account")
    return [
        (persons[row["person"]], accounts[row["account"]], row["role"], row["from_at"], row["to_at"], row["problem"])
        for row in rows
    ]


def naive(day: float) -> datetime:
    return on(day).replace(tzinfo=None)


def test_membership_lasts_from_its_start_until_before_its_end(stores: OpenStores) -> None:
    begin, end = started(0, "ada", "acme", role="CTO"), ended(10, "ada", "acme")
    stores.take_in([begin, end])

    (row,) = memberships.memberships(stores.engine).to_pylist()

    assert told(stores, [row]) == [("ada", "acme", "CTO", naive(0), naive(10), None)]
    assert row["evidence"] == [id_of(begin), id_of(end)]
    assert row["source"] == "crm"
    held = [memberships.memberships_at(stores.engine, on(day)).num_rows for day in (-1, 0, 9.99, 10)]
    assert held == [0, 1, 1, 0]


def test_another_role_is_another_membership_and_the_same_one_is_not(stores: OpenStores) -> None:
    stores.take_in(
        [started(0, "ada", "acme"), started(1, "ada", "acme", role="CTO"), started(2, "ada", "acme", role="CTO"),
         started(3, "ada", "acme"), started(4, "ada", "acme", role="CEO")]
    )  # fmt: skip

    found = told(stores, memberships.memberships(stores.engine).to_pylist())

    assert found == [
        ("ada", "acme", "CTO", naive(0), naive(4), None),
        ("ada", "acme", "CEO", naive(4), None, None),
    ]


def test_who_leaves_and_joins_at_one_instant_stays(stores: OpenStores) -> None:
    stores.take_in(
        [started(0, "ada", "acme", role="CTO"), started(5, "ada", "acme", role="CEO", sequence=1),
         ended(5, "ada", "acme", sequence=2)]
    )  # fmt: skip

    assert memberships.memberships_at(stores.engine, on(6)).num_rows == 1


def test_end_before_start_is_kept_with_both_events_and_never_counts(stores: OpenStores) -> None:
    end, begin = ended(1, "ada", "acme"), started(5, "ada", "acme")
    stores.take_in([begin, end])

    (row,) = memberships.memberships(stores.engine).to_pylist()

    assert told(stores, [row]) == [("ada", "acme", None, naive(5), naive(1), "ends_before_start")]
    assert sorted(row["evidence"]) == sorted([id_of(begin), id_of(end)])
    assert [memberships.memberships_at(stores.engine, on(day)).num_rows for day in (0, 3, 9)] == [0, 0, 0]


def test_records_with_numbers_are_matched_by_them(stores: OpenStores) -> None:
    # Without the numbers the end would seem to belong to the first start.
    stores.take_in(
        [started(0, "ada", "acme", membership="1"), ended(2, "ada", "acme", membership="2"),
         started(5, "ada", "acme", membership="2")]
    )  # fmt: skip

    found = told(stores, memberships.memberships(stores.engine).to_pylist())

    assert found == [
        ("ada", "acme", None, naive(0), None, None),
        ("ada", "acme", None, naive(5), naive(2), "ends_before_start"),
    ]


def test_account_at_a_time_is_that_of_then(stores: OpenStores) -> None:
    stores.take_in([started(0, "ada", "acme"), ended(5, "ada", "acme"), started(5, "ada", "beta")])
    accounts = names(stores, "account")

    found = [
        [accounts[row["account"]] for row in memberships.accounts_at(stores.engine, on(day)).to_pylist()]
        for day in (-1, 4, 5, 50)
    ]

    assert found == [[], ["acme"], ["beta"], ["beta"]]


def test_two_accounts_at_once_are_named_and_none_is_chosen(stores: OpenStores) -> None:
    stores.take_in([started(0, "ada", "acme"), started(3, "ada", "beta"), ended(8, "ada", "acme")])
    accounts = names(stores, "account")

    (at_once,) = memberships.accounts_at(stores.engine, on(4)).to_pylist()
    (period,) = memberships.ambiguities(stores.engine).to_pylist()

    assert (at_once["account"], at_once["is_ambiguous"]) == (None, True)
    assert {accounts[number] for number in period["accounts"]} == {"acme", "beta"}
    assert (period["from_at"], period["to_at"]) == (naive(3), naive(8))
    assert len(period["evidence"]) == 3


def test_two_roles_at_one_account_are_no_ambiguity(stores: OpenStores) -> None:
    stores.take_in([started(0, "ada", "acme", membership="1"), started(1, "ada", "acme", membership="2")])

    assert memberships.ambiguities(stores.engine).num_rows == 0


STATED = st.tuples(
    st.booleans(),
    st.integers(0, 5),
    st.sampled_from(["ada", "bob"]),
    st.sampled_from(["acme", "beta"]),
    st.sampled_from([None, "CTO", "CEO"]),
    st.sampled_from([None, None, "1"]),
)


def events_of(stated: list[tuple[Any, ...]]) -> list[dict[str, object]]:
    made = []
    for number, (begins, day, person, account, role, record) in enumerate(stated):
        properties = {"role": role, "membership": record}
        kept = {name: text for name, text in properties.items() if text is not None}
        made.append((started if begins else ended)(day, person, account, number=number, **kept))
    return made


@dataclass
class Part:
    role: str | None
    begin: datetime | None
    end: datetime | None = None
    evidence: list[str] = field(default_factory=list)
    problem: str | None = None
    waiting: Part | None = None


def obvious(events: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    """Walk through the events of each person at each account, one after the other."""
    paths: dict[tuple[str, str, str | None], list[dict[str, Any]]] = defaultdict(list)
    for event in events:
        properties = dict(event["properties"])
        paths[event["person_label"], event["account_label"], properties.get("membership")].append(event)
    found = []
    for (person, account, _), path in paths.items():
        path.sort(key=lambda e: (e["occurred_at"], e["name"] == "membership_started", e["sequence"], id_of(e)))
        found += [
            (person, account, part.role, part.begin, part.end, part.problem, tuple(part.evidence))
            for part in walk(path)
        ]
    return sorted(found, key=repr)


def walk(path: list[dict[str, Any]]) -> list[Part]:
    done: list[Part] = []
    current: Part | None = None
    unmatched: Part | None = None
    for event in path:
        at, role = event["occurred_at"].replace(tzinfo=None), dict(event["properties"]).get("role")
        if event["name"] == "membership_started":
            if current is not None and role is not None and current.role not in (None, role):
                current.end = at
                done += [one for one in (current.waiting, current) if one]
                current = Part(role, at)
            elif current is None:
                current, unmatched = Part(role, at, waiting=unmatched), None
            current.role = role or current.role
            current.evidence.append(id_of(event))
        elif current is not None:
            current.end = at
            current.evidence.append(id_of(event))
            done += [one for one in (current.waiting, current) if one]
            current = None
        else:
            done += [unmatched] if unmatched else []
            unmatched = Part(None, None, at, [id_of(event)], "ends_without_start")
    if current is not None and current.waiting is not None:
        current.end, current.problem = current.waiting.end, "ends_before_start"
        current.evidence = [*current.waiting.evidence, *current.evidence]
    return [*done, *(one for one in (current, unmatched) if one)]


@settings(max_examples=40, deadline=None)
@given(st.lists(STATED, min_size=1, max_size=14).flatmap(lambda rows: st.permutations([*enumerate(rows)])), st.data())
def test_memberships_agree_with_the_obvious_derivation_in_any_order_of_arrival(
    many: OpenStores, numbered: list[tuple[int, tuple[Any, ...]]], data: st.DataObject
) -> None:
    many.empty()
    events = events_of([row for _, row in sorted(numbered)])
    arriving = [events[number] for number, _ in numbered]
    cut = data.draw(st.integers(0, len(arriving)))
    for part in (arriving[:cut], arriving[cut:]):
        if part:
            many.take_in(part)

    rows = memberships.memberships(many.engine).to_pylist()

    found = [(*line, tuple(row["evidence"])) for line, row in zip(told(many, rows), rows, strict=True)]
    assert sorted(found, key=repr) == obvious(events)


@settings(max_examples=20, deadline=None)
@given(st.lists(STATED, min_size=1, max_size=14))
def test_periods_at_several_accounts_are_those_where_asking_finds_several(
    many: OpenStores, stated: list[tuple[Any, ...]]
) -> None:
    many.empty()
    many.take_in(events_of(stated))

    periods = memberships.ambiguities(many.engine).to_pylist()

    for day, following in pairwise(range(7)):
        middle = naive((day + following) / 2)
        within = {
            row["person"] for row in periods
            if row["from_at"] <= middle and (row["to_at"] is None or middle < row["to_at"])
        }  # fmt: skip
        asked = memberships.accounts_at(many.engine, on((day + following) / 2)).to_pylist()
        assert within == {row["person"] for row in asked if row["is_ambiguous"]}
