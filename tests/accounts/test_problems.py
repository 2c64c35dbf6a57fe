"""Bad input: reported with the records named, nothing merged silently, nothing lost."""

from __future__ import annotations

from account_events import assigned, changed, described, ended, fact, id_of, names, on, started
from event_builders import OpenStores

from wegmarke.accounts import described as descriptions_of
from wegmarke.accounts import problems
from wegmarke.accounts.problems import Found
from wegmarke.domain.accounts import FindingCode


def found(stores: OpenStores) -> list[Found]:
    return problems(stores.engine, descriptions_of(stores.engine, stores.state, stores.keys))


def test_sound_facts_have_no_findings(stores: OpenStores) -> None:
    stores.take_in(
        [described(0, "acme", parent="holding", domain="acme.de"), described(0, "holding"), started(0, "ada", "acme"),
         changed(0, "1", stage="New", solution="Pumps"), assigned(0, "ada", "acme", "buyer", solution="Pumps")]
    )  # fmt: skip

    assert found(stores) == []


def test_circular_parents_are_named_with_what_says_so(stores: OpenStores) -> None:
    events = [described(0, "a", parent="b"), described(0, "b", parent="c"), described(0, "c", parent="crm:a"),
              described(0, "d", parent="a")]  # fmt: skip
    stores.take_in(events)
    accounts = names(stores, "account")

    (circle,) = found(stores)

    assert circle.code is FindingCode.CIRCULAR_PARENTS
    assert [accounts[number] for number in circle.accounts] == ["a", "b", "c"]
    assert set(circle.events) == {id_of(event) for event in events[:3]}


def test_parent_that_is_no_account_is_named(stores: OpenStores) -> None:
    stores.take_in([described(0, "a", parent="nobody")])

    (one,) = found(stores)

    assert (one.code, one.texts) == (FindingCode.UNKNOWN_PARENT, {"parent": "nobody"})


def test_free_mail_domain_is_no_domain_of_an_account(stores: OpenStores) -> None:
    stores.take_in([described(0, "a", domain="GMX.de")])

    assert [(one.code, one.texts) for one in found(stores)] == [(FindingCode.FREE_MAIL_DOMAIN, {"domain": "gmx.de"})]


def test_person_in_two_accounts_at_once_is_named_with_both(stores: OpenStores) -> None:
    events = [started(0, "ada", "a"), started(1, "ada", "b")]
    stores.take_in(events)

    (one,) = found(stores)

    assert (one.code, len(one.persons), len(one.accounts)) == (FindingCode.TWO_ACCOUNTS, 1, 2)
    assert one.instants == {"from_at": on(1), "to_at": None}
    assert set(one.events) == {id_of(event) for event in events}


def test_membership_that_ends_before_it_starts_is_named_with_both_events(stores: OpenStores) -> None:
    events = [started(5, "ada", "a"), ended(1, "ada", "a")]
    stores.take_in(events)

    (one,) = found(stores)

    assert (one.code, one.instants) == (FindingCode.ENDS_BEFORE_START, {"from_at": on(5), "to_at": on(1)})
    assert set(one.events) == {id_of(event) for event in events}


def test_stage_that_jumps_backwards_is_named(stores: OpenStores) -> None:
    events = [changed(day, "1", stage=stage) for day, stage in enumerate(["New", "Won", "New"])]
    stores.take_in(events)

    (one,) = found(stores)

    assert one.code is FindingCode.STAGE_WENT_BACK
    assert (one.texts["previous_stage"], one.texts["stage"], one.events) == ("Won", "New", (id_of(events[2]),))


def test_facts_that_name_too_little_are_found_each_by_its_event(stores: OpenStores) -> None:
    events = {
        FindingCode.MEMBERSHIP_INCOMPLETE: started(0, "ada", None),
        FindingCode.OPPORTUNITY_WITHOUT_NUMBER: fact("opportunity_changed", 0, None, "a", stage="New"),
        FindingCode.ROLE_INCOMPLETE: assigned(0, "ada", "a", "buyer"),
    }
    stores.take_in([*events.values()])

    assert {one.code: one.events for one in found(stores)} == {code: (id_of(e),) for code, e in events.items()}


def test_opportunity_without_account_and_unknown_role_are_found(stores: OpenStores) -> None:
    stores.take_in([changed(0, "1", None, stage="New"), assigned(0, "ada", "a", "boss", solution="Pumps")])

    assert [one.code for one in found(stores)] == [FindingCode.OPPORTUNITY_WITHOUT_ACCOUNT, FindingCode.UNKNOWN_ROLE]
