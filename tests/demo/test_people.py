from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from wegmarke.demo import vocabulary
from wegmarke.demo.cast import cast_block

Row = dict[str, Any]


@pytest.fixture(scope="module")
def rows(events) -> list[Row]:
    return events.to_pylist()


def values(row: Row, subject: str) -> dict[str, str]:
    return {pair["kind"]: pair["value"] for pair in row[f"{subject}_identifiers"]}


def pairs(rows: list[Row], one: tuple[str, str], other: tuple[str, str]) -> Iterator[tuple[str, str]]:
    for row in rows:
        left, right = values(row, one[0]).get(one[1]), values(row, other[0]).get(other[1])
        if left and right:
            yield left, right


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("person", "email"), ("account", "domain")),
        (("person", "cookie"), ("person", "email")),
        (("person", "email"), ("person", "cookie")),
        (("account", "crm_account"), ("account", "domain")),
        (("account", "domain"), ("account", "crm_account")),
    ],
)
def test_an_identifier_belongs_to_one(rows, one, other):
    found = defaultdict(set)
    for left, right in pairs(rows, one, other):
        found[left].add(right)

    assert found
    assert all(len(rights) == 1 for rights in found.values())


def test_addresses_lie_in_the_domain_of_their_account(rows):
    for email, domain in pairs(rows, ("person", "email"), ("account", "domain")):
        assert email.endswith(f"@{domain}")
        assert re.fullmatch(r"[a-z0-9-]+\.example", domain)


def test_every_person_is_seen(rows):
    """A cookie that never meets an address is one person; nobody falls apart into two."""
    email_of = dict(pairs(rows, ("person", "cookie"), ("person", "email")))
    seen = set()
    for row in rows:
        person = values(row, "person")
        if person:
            seen.add(person.get("email") or email_of.get(person["cookie"]) or person["cookie"])

    assert len(seen) == 2000


def test_some_visits_are_anonymous_and_later_known(rows):
    email_of = dict(pairs(rows, ("person", "cookie"), ("person", "email")))
    anonymous = [row for row in rows if set(values(row, "person")) == {"cookie"}]

    assert 0.02 < len(anonymous) / len(rows) < 0.15
    assert all(not row["account_identifiers"] and row["account_label"] is None for row in anonymous)
    known_later = sum(values(row, "person")["cookie"] in email_of for row in anonymous)
    assert known_later > 0.8 * len(anonymous)


def test_addresses_stand_before_cookies(rows):
    for row in rows:
        assert [pair["kind"] for pair in row["person_identifiers"]] in ([], ["email"], ["cookie"], ["email", "cookie"])


def test_systems_with_names_tell_them(rows):
    for row in rows:
        if row["source_event_id"].split("-")[0] in ("crm", "erp", "helpdesk"):
            assert row["account_label"]
            assert set(values(row, "account")) == {"crm_account", "domain"}
            assert bool(row["person_label"]) == bool(row["person_identifiers"])


def test_deliveries_and_payments_know_only_the_account(rows):
    for row in rows:
        if row["name"] in ("order_delivered", "invoice_issued", "payment_received"):
            assert not row["person_identifiers"]
            assert row["person_label"] is None


def test_properties_are_facts_of_the_vocabulary(rows):
    """Personal values can only stand in identifiers and labels: every property is of a fixed list, or a number."""
    allowed = set(zip(vocabulary.FACT_KEYS, vocabulary.FACT_VALUES, strict=True))
    personal = {row["person_label"] for row in rows} - {None}

    found = {pair for row in rows for pair in row["properties"]}

    numbers = {value for key, value in found if key == "opportunity"}
    assert {pair for pair in found if pair[0] != "opportunity"} <= allowed
    assert all(re.fullmatch(r"V-\d{6}", number) for number in numbers)
    assert not {value for _, value in found} & personal


def test_accounts_have_one_to_twelve_persons():
    import numpy as np

    cast = cast_block(np.random.default_rng(1), 10_000, 0, 0)

    assert cast.persons == 10_000
    assert cast.size.sum() == 10_000
    assert (cast.size.min(), cast.size.max()) == (1, 12)
    assert ((cast.size >= 2) & (cast.size <= 5)).mean() > 0.6


def test_every_role_is_played_by_a_person_of_the_account():
    import numpy as np

    cast = cast_block(np.random.default_rng(2), 500, 0, 0)

    assert (cast.account[cast.acting] == np.arange(cast.accounts)[:, None]).all()
    deciders = cast.who("decider", np.arange(cast.accounts))
    assert (cast.role[deciders] == vocabulary.ROLES.index("decider")).all()


def test_names_and_domains_do_not_repeat(many_events):
    domains = defaultdict(set)
    for identifiers, label in zip(
        many_events["account_identifiers"].to_pylist(), many_events["account_label"].to_pylist(), strict=True
    ):
        domain = next((pair["value"] for pair in identifiers if pair["kind"] == "domain"), None)
        if domain and label:
            domains[domain].add(label)

    labels = list(itertools.chain.from_iterable(domains.values()))
    assert all(len(names) == 1 for names in domains.values())
    assert len(labels) == len(set(labels))
    assert all(re.search(r"\b(GmbH|GesmbH|AG|KG|SE|SA|Sàrl|e\.U\.)$", label) for label in labels)


def test_company_names_stay_apart_beyond_the_first_round():
    import numpy as np

    from wegmarke.demo.names import company_names

    ordinal = np.arange(0, 300_000, 7)
    zero = np.zeros(len(ordinal), dtype=np.int64)

    names = company_names(ordinal, zero, zero, 11)

    assert len(names.domain.unique()) == len(ordinal)
