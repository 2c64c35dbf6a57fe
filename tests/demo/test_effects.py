"""What the demo company is for: its two years must show in the numbers what a team would look for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from statistics import median
from typing import Any

import pytest

Account = dict[str, Any]


def accounts_of(table) -> dict[str, Account]:
    """Gather first moments, names and people by account; anonymous visits follow the later address."""
    domain_of: dict[str, str] = {}
    rows = []
    for row in table.select(
        ["name", "occurred_at", "channel", "person_identifiers", "account_identifiers", "properties"]
    ).to_pylist():
        person = {pair["kind"]: pair["value"] for pair in row["person_identifiers"]}
        domain = next((pair["value"] for pair in row["account_identifiers"] if pair["kind"] == "domain"), None)
        if domain and "cookie" in person:
            domain_of[person["cookie"]] = domain
        rows.append((row, person, domain))
    accounts: dict[str, Account] = {}
    for row, person, domain in rows:
        domain = domain or domain_of.get(person.get("cookie", ""))
        if domain is None:
            continue
        account = accounts.setdefault(domain, {"first": {}, "channels": set(), "people": set(), "events": []})
        first = account["first"]
        first[row["name"]] = min(first.get(row["name"], row["occurred_at"]), row["occurred_at"])
        account["channels"].add(row["channel"])
        account["people"].add(person.get("email"))
        account["events"].append((row["occurred_at"], row["name"], dict(row["properties"])))
    return accounts


@pytest.fixture(scope="module")
def small(events):
    return list(accounts_of(events).values())


@pytest.fixture(scope="module")
def large(many_events):
    return list(accounts_of(many_events).values())


def share(accounts: list[Account], of: Callable[[Account], bool], did: Callable[[Account], bool]) -> float:
    chosen = [account for account in accounts if of(account)]
    assert len(chosen) >= 20
    return sum(did(account) for account in chosen) / len(chosen)


def has(name: str) -> Callable[[Account], bool]:
    return lambda account: name in account["first"]


def negotiated(account: Account) -> bool:
    return "quote_requested" in account["first"]


@pytest.mark.parametrize("size", ["small", "large"])
def test_first_touch_to_order_takes_about_three_months(size, request):
    accounts = request.getfixturevalue(size)
    days = [
        (account["first"]["order_placed"] - min(account["first"].values())).total_seconds() / 86_400
        for account in accounts
        if "order_placed" in account["first"]
    ]

    assert len(days) > 30
    assert 75 <= median(days) <= 105
    assert max(days) > 2 * median(days)


@pytest.mark.parametrize("size", ["small", "large"])
def test_about_every_fourth_negotiation_is_won(size, request):
    accounts = request.getfixturevalue(size)

    assert 0.20 <= share(accounts, negotiated, has("order_placed")) <= 0.30
    assert 0.30 <= share(accounts, negotiated, has("quote_declined")) <= 0.55


@pytest.mark.parametrize("size", ["small", "large"])
@pytest.mark.parametrize("proof", ["demo_held", "sample_requested"])
def test_proof_helps(size, proof, request):
    accounts = request.getfixturevalue(size)
    with_proof = share(accounts, lambda a: negotiated(a) and has(proof)(a), has("order_placed"))
    without = share(accounts, lambda a: negotiated(a) and not has(proof)(a), has("order_placed"))

    assert with_proof > without + 0.08


@pytest.mark.parametrize("size", ["small", "large"])
def test_several_people_help(size, request):
    accounts = request.getfixturevalue(size)
    few = share(accounts, lambda a: negotiated(a) and len(a["people"] - {None}) <= 2, has("order_placed"))
    many = share(accounts, lambda a: negotiated(a) and len(a["people"] - {None}) >= 5, has("order_placed"))

    assert many > few + 0.1


@pytest.mark.parametrize("size", ["small", "large"])
def test_social_ads_are_the_weak_touchpoint(size, request):
    accounts = request.getfixturevalue(size)
    weak = share(accounts, lambda a: "social_ad" in a["channels"], has("product_page_viewed"))
    strong = share(accounts, lambda a: "search_ad" in a["channels"], has("product_page_viewed"))

    assert weak < strong - 0.15


@pytest.mark.parametrize("table", ["events", "many_events"])
def test_late_deliveries_lower_the_nps(table, request):
    scores: dict[str, list[int]] = {"late": [], "on_time": []}
    for name, properties in zip(
        *(request.getfixturevalue(table)[column].to_pylist() for column in ("name", "properties")), strict=True
    ):
        if name == "nps_answered":
            facts = dict(properties)
            scores[facts["delivery"]].append(int(facts["score"]))

    def nps(answers: list[int]) -> float:
        return (sum(score >= 9 for score in answers) - sum(score <= 6 for score in answers)) / len(answers)

    assert min(len(answers) for answers in scores.values()) > 20
    assert nps(scores["late"]) < nps(scores["on_time"]) - 0.25
    assert all(0 <= score <= 10 for answers in scores.values() for score in answers)


def test_some_payments_and_deliveries_are_late(events):
    late = Counter()
    for name, properties in zip(events["name"].to_pylist(), events["properties"].to_pylist(), strict=True):
        if name in ("payment_received", "order_delivered"):
            late[name, dict(properties)["days_late"] != "0"] += 1

    for name in ("payment_received", "order_delivered"):
        assert 0.1 < late[name, True] / (late[name, True] + late[name, False]) < 0.4


def test_ends_come_with_a_reason(events):
    for name, properties in zip(events["name"].to_pylist(), events["properties"].to_pylist(), strict=True):
        if name in ("order_cancelled", "contract_terminated", "quote_declined", "complaint_filed"):
            assert dict(properties)["reason"]


def test_causes_come_before_effects(large):
    chain = ("quote_requested", "quote_sent", "order_placed", "order_delivered")

    for account in large:
        moments = [account["first"][name] for name in chain if name in account["first"]]
        if "order_placed" in account["first"]:
            assert moments == sorted(moments)


def test_nobody_orders_after_leaving_unless_won_back(large):
    for account in large:
        if "contract_terminated" not in account["first"] or "win_back_call_held" in account["first"]:
            continue
        later = [name for at, name, _ in account["events"] if at > account["first"]["contract_terminated"]]
        assert "order_repeated" not in later
        assert "portal_visited" not in later


def test_the_initiator_comes_first(large):
    """Where people join one after the other, somebody else than the decider is seen first."""
    joined: dict[str, list[str]] = {"initiator": [], "decider": []}
    for account in large:
        first_by_role: dict[str, Any] = {}
        for at, _, properties in account["events"]:
            role = properties.get("role")
            if role:
                first_by_role[role] = min(first_by_role.get(role, at), at)
        if {"initiator", "decider"} <= set(first_by_role):
            earlier = min(("initiator", "decider"), key=lambda role: first_by_role[role])
            joined[earlier].append(earlier)

    assert len(joined["initiator"]) > 2 * len(joined["decider"])
