"""Who is in a segment follows from the data and the moment, whatever arrived when and was judged how often."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from event_builders import NOON, OpenStores, an_event
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from segments_at_work import AtWork

PERSONS = ("ada", "bob", "eve", "kim")
ACCOUNTS = ("acme", "brot", None)
NAMES = ("quote_sent", "order_placed", "page_viewed", "person_identified", "opportunity_changed", "account_described")
DOCUMENTS = (
    "{id: recent, title: R, subject: person, rule: {did: {event: quote_sent, within: 3 days}}}",
    "{id: quiet, title: Q, subject: person, rule: {all: [{did: {event: page_viewed}}, "
    "{did_not: {event: order_placed, within: 2 days}}]}}",
    "{id: near, title: N, subject: person, rule: {did: {event: order_placed, by: anybody_at_account, within: 5 days}}}",
    "{id: open, title: O, subject: person, rule: {field: opportunity.open, at_least: 1}}",
    "{id: german, title: G, subject: account, rule: {field: account.country, is: DE}}",
    "{id: selling, title: S, subject: account, rule: {any: [{field: stage.account, is: customer}, "
    "{field: opportunity.stage, is: proposal}]}}",
    "{id: active, title: A, subject: account, rule: {distinct_days: {event: [quote_sent, page_viewed], at_least: 2}}}",
    "{id: either, title: E, subject: person, union: [recent, quiet]}",
    "{id: rest, title: R, subject: person, difference: [either, near]}",
)
IDS = ("recent", "quiet", "near", "open", "german", "selling", "active", "either", "rest")


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    events = []
    for number in range(draw(st.integers(1, 14))):
        person, name = draw(st.sampled_from([*PERSONS, None])), draw(st.sampled_from(NAMES))
        account = draw(st.sampled_from(ACCOUNTS))
        identifiers = [{"kind": "crm", "value": person}] if person else []
        if person and draw(st.integers(0, 5)) == 0:
            # Two of them turn out to be one.
            identifiers.append({"kind": "email", "value": draw(st.sampled_from(["one@x.example", "two@x.example"]))})
        properties = {
            "opportunity_changed": [("opportunity", draw(st.sampled_from("12"))),
                                    ("stage", draw(st.sampled_from(["proposal", "won", "lost"])))],
            "account_described": [("country", draw(st.sampled_from(["DE", "AT", "-"])))],
        }.get(name, [])  # fmt: skip
        events.append(
            an_event(
                source_event_id=str(number),
                name=name,
                person_identifiers=identifiers,
                account=account,
                person_label=person,
                account_label=account,
                properties=properties,
                occurred_at=NOON + timedelta(hours=draw(st.integers(0, 200))),
            )
        )
    return events


@settings(max_examples=150 if os.environ.get("WEGMARKE_NIGHTLY") else 4, deadline=None, phases=[Phase.generate])
@given(events=histories(), data=st.data())
def test_arrival_decides_nothing(many: OpenStores, events: list[dict[str, Any]], data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(events)), max_size=3)))
    order = data.draw(st.permutations(events))
    moments = sorted(data.draw(st.lists(st.integers(180, 330), min_size=len(cuts) + 1, max_size=len(cuts) + 1)))
    early = data.draw(st.booleans())
    opens_again = data.draw(st.booleans())

    many.empty()
    many.clock.instant = NOON + timedelta(hours=180)
    little = AtWork(many)
    if early:
        little.save(*DOCUMENTS)
    for start, end, hours in zip([0, *cuts], [*cuts, len(events)], moments, strict=True):
        many.clock.instant = NOON + timedelta(hours=hours)
        if order[start:end]:
            little.take_in(order[start:end])
        little.settle()
        little.upkeep.pass_time()
        if opens_again:
            little.open()
            little.upkeep.catch_up()
    if not early:
        little.save(*DOCUMENTS)
    found = {name: little.inside(name) for name in IDS}
    little.sources.read_anew()
    little.upkeep.judge_everybody()
    again = {name: little.inside(name) for name in IDS}

    assert again == found, "judging everybody finds others than judging some"

    many.empty()
    many.clock.instant = NOON + timedelta(hours=moments[-1])
    whole = AtWork(many)
    whole.take_in(events)
    whole.settle()
    whole.save(*DOCUMENTS)

    # Persons that became one are called as either of them, by what was said last.
    assert {name: len(whole.inside(name)) for name in IDS} == {name: len(those) for name, those in found.items()}
