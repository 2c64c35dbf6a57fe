"""Units that share touches, and what questions are about, in a workspace: by the index and by the expressions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from account_events import assigned, changed, on
from event_builders import NOON, an_event, event_table

from wegmarke import analytics
from wegmarke.domain import NotFound, RuleInvalid, SetClock, Unit, UsageError
from wegmarke.domain.segments import SegmentSubject
from wegmarke.paths import warm_up
from wegmarke.workspace import Settings, init
from wegmarke.workspace.analyses.choosing import chosen_of
from wegmarke.workspace.questions import ask_in_one_state

MAP = """
format: journey-map/1
id: way
title: Way
phases:
  - {id: ph_look, title: Look, canonical: awareness}
  - {id: ph_buy, title: Buy, canonical: decision}
touchpoints:
  - {id: tp_page, title: Page, phase: ph_look, rule: {event: page_viewed}}
  - {id: tp_order, title: Order, phase: ph_buy, rule: {event: order_placed}}
"""
SEGMENT = """
id: {id}
title: {id}
subject: {subject}
rule: {{did: {{event: order_placed}}}}
"""


def seen(day, name="page_viewed", person="ada", account="acme", **properties):
    seen.numbers += 1
    return an_event(
        source_event_id=f"s{seen.numbers}", name=name, occurred_at=on(day), person=person, account=account,
        properties=[*properties.items()],
    )  # fmt: skip


seen.numbers = 0


def begun(folder):
    opened = init(folder / "ws", Settings(name="Test"), clock=SetClock(NOON + timedelta(days=100)))
    opened.maps.put(MAP)
    return opened


def take(workspace, *rows):
    workspace.stores.inbox.accept("crm", event_table([*rows]))
    workspace.stores.settle()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    with begun(tmp_path_factory.mktemp("choosing")) as opened:
        rows = [
            seen(0), seen(1, "order_placed", order="1"), seen(2, person="bob", order="1"),
            seen(3, person="cem", account="beta"), seen(4, person="cem", account="beta", order="2"),
            seen(5, user_agent="Mozilla/5.0 (compatible; Googlebot/2.1)"), seen(6, internal="true"),
            changed(2, "D", "acme", solution="Pumps"), assigned(1.5, "bob", "acme", "buyer", solution="Pumps"),
        ]  # fmt: skip
        take(opened, *rows)
        for subject in SegmentSubject:
            opened.segments.save(SEGMENT.format(id=f"buying_{subject.value}", subject=subject.value))
        yield opened


def asked(workspace, question, by, chosen=None, *, of_index=False):
    """Ask inside one state; by the index only when this process has its passes ready."""
    if of_index:
        warm_up()

    def ask(touches):
        about = touches if chosen is None else replace(touches, chosen=chosen_of(workspace.stores, by, **chosen))
        return question(about, by)

    return ask_in_one_state(workspace.stores, ask)


def hops(workspace, by, chosen=None, **how):
    rows = asked(workspace, analytics.paths, by, chosen, **how).rows.to_pylist()
    return {(row["from_touchpoint"], row["to_touchpoint"]): row["transitions"] for row in rows}


def test_orders_have_paths(workspace):
    assert hops(workspace, "order") == {
        ("(start)", "tp_order"): 1, ("tp_order", "tp_page"): 1, ("tp_page", "(end)"): 2, ("(start)", "tp_page"): 1
    }  # fmt: skip


def test_opportunities_have_the_touches_of_their_account(workspace):
    assert hops(workspace, "opportunity") == {
        ("(start)", "tp_page"): 1, ("tp_page", "tp_order"): 1, ("tp_order", "tp_page"): 1, ("tp_page", "(end)"): 1
    }  # fmt: skip


def test_buying_groups_have_the_touches_of_those_who_hold_a_role(workspace):
    assert hops(workspace, "buying_group") == {("(start)", "tp_page"): 1, ("tp_page", "(end)"): 1}


@pytest.mark.parametrize("by", ["buying_group", "opportunity", "order"])
@pytest.mark.parametrize("chosen", [{}, {"including": ["automated", "internal"]}, {"segment": "buying_account"}])
def test_the_index_and_the_expressions_agree(workspace, monkeypatch, by, chosen):
    monkeypatch.setattr("wegmarke.workspace.unit_paths.is_warm", lambda: False)
    expressed = hops(workspace, by, chosen)
    monkeypatch.undo()

    assert hops(workspace, by, chosen, of_index=True) == expressed


def test_an_index_is_made_once_for_a_state(workspace):
    warm_up()
    stores = workspace.stores

    first, second = (ask_in_one_state(stores, lambda touches: touches.indexes[Unit.ORDER]) for _ in range(2))

    assert first is second


def test_programs_and_our_own_are_left_out_and_counted(workspace):
    excluded = asked(workspace, analytics.paths, "person").excluded

    assert (excluded["automated"], excluded["internal"]) == (1, 1)


def test_what_is_usually_left_out_can_be_included(workspace):
    usual = hops(workspace, "person")

    every = hops(workspace, "person", {"including": ["automated", "internal"]})

    assert sum(every.values()) == sum(usual.values()) + 2


def test_a_segment_chooses_persons(workspace):
    result = asked(workspace, analytics.paths, "person", {"segment": "buying_person"})

    assert result.excluded["not_chosen"] == 3


def test_a_segment_of_accounts_chooses_orders_at_them(workspace):
    assert hops(workspace, "order", {"segment": "buying_account"}) == {
        ("(start)", "tp_order"): 1, ("tp_order", "tp_page"): 1, ("tp_page", "(end)"): 1
    }  # fmt: skip


def test_a_segment_as_of_an_instant_before_anybody_was_in_it_is_empty(workspace):
    assert hops(workspace, "account", {"segment": "buying_account", "as_of": on(0.5)}) == {}


def test_a_rule_chooses_accounts(workspace):
    found = hops(workspace, "account", {"rule": {"not": {"did": {"event": "order_placed"}}}})

    assert found == {("(start)", "tp_page"): 1, ("tp_page", "tp_page"): 1, ("tp_page", "(end)"): 1}


def test_a_rule_is_judged_as_of_an_instant(workspace):
    rule = {"did": {"event": "order_placed"}}

    assert hops(workspace, "account", {"rule": rule, "as_of": on(0.5)}) == {}


def test_segment_and_rule_must_both_hold(workspace):
    rule = {"not": {"did": {"event": "order_placed"}}}

    assert hops(workspace, "account", {"segment": "buying_account", "rule": rule}) == {}


def test_touchpoints_are_chosen(workspace):
    assert hops(workspace, "person", {"touchpoints": ["tp_order"]}) == {
        ("(start)", "tp_order"): 1, ("tp_order", "(end)"): 1
    }  # fmt: skip


def refused(workspace, error, by, **chosen):
    with pytest.raises(error) as caught:
        chosen_of(workspace.stores, by, **chosen)
    return str(caught.value)


def test_an_unknown_unit_is_refused_with_the_allowed_ones(workspace):
    message = refused(workspace, UsageError, "team")

    assert message == "by: expected one of person, account, buying_group, opportunity, order; got 'team'."


def test_an_unknown_segment_is_refused_with_those_that_are_there(workspace):
    message = refused(workspace, NotFound, "person", segment="nobody")

    assert "(buying_person, buying_account)" in message or "(buying_account, buying_person)" in message


def test_a_segment_of_persons_does_not_choose_orders(workspace):
    assert refused(workspace, UsageError, "order", segment="buying_person") == (
        "segment: expected a segment of accounts for the unit order (buying_account); got 'buying_person', which is "
        "one of persons. Name another segment, or analyse another unit."
    )


def test_an_unknown_touchpoint_is_refused_with_the_known_ones(workspace):
    message = refused(workspace, UsageError, "person", touchpoints=["tp_moon"])

    assert message == "touchpoints: expected one of tp_order, tp_page; got 'tp_moon'."


def test_a_kind_that_nobody_leaves_out_cannot_be_included(workspace):
    message = refused(workspace, UsageError, "person", including=["rainy"])

    assert message == "including: expected one of automated, internal; got 'rainy'."


def test_a_broken_rule_is_refused_with_all_its_problems(workspace):
    assert "rule is not a valid rule" in refused(workspace, RuleInvalid, "person", rule={"dreamt": {}})


def test_a_unit_of_which_there_is_none_is_refused(tmp_path):
    with begun(tmp_path) as empty, pytest.raises(UsageError) as caught:
        asked(empty, analytics.paths, "order")

    assert str(caught.value) == (
        "by: expected a unit that has touches here; got 'order', and there is none yet. "
        "Orders come from events with the property order. Or choose person or account."
    )


def test_new_touches_are_seen_by_the_next_question(tmp_path):
    with begun(tmp_path) as workspace:
        take(workspace, seen(0, "order_placed", order="1"))
        before = hops(workspace, "order", of_index=True)

        take(workspace, seen(1, order="1"))

        assert (len(before), len(hops(workspace, "order", of_index=True))) == (2, 3)
