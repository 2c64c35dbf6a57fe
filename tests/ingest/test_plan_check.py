"""The tracking plan held against tables of events, compared with a plain reference that reads one event at a time."""

from __future__ import annotations

import re
from datetime import datetime

import pyarrow as pa
import pytest
from event_builders import an_event, event_table
from hypothesis import given, settings
from hypothesis import strategies as st

from wegmarke.domain.tracking_plan import (
    EventType,
    PropertyKind,
    PropertyType,
    TrackingPlan,
    UnknownEvents,
    UnknownProperties,
)
from wegmarke.ingest.plan_check import PlanCheck
from wegmarke.ingest.plan_faults import faults, in_words
from wegmarke.ingest.plan_personal import by_default, is_usual
from wegmarke.ingest.plan_values import MOST_COMPARED_SINGLY, PATTERNS, fit, fits

NAMES = ("quote_sent", "order_placed", "page_viewed", "Ünknown")
PROPERTIES = ("plan", "seats", "email", "name", "on", "first_name", "origin")
VALUES = (None, "", "basic", "12", "-3.5", "1e400", "nan", "true", "TRUE", "2025-01-31", "2025-02-30", "x" * 70)
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)

property_types = st.builds(
    PropertyType,
    name=st.sampled_from(PROPERTIES),
    kind=st.sampled_from(PropertyKind),
    required=st.booleans(),
    personal=st.sampled_from([None, True, False]),
    allowed=st.lists(st.sampled_from([v for v in VALUES if v]), max_size=3).map(tuple),
)
event_types = st.builds(
    EventType,
    name=st.sampled_from(NAMES[:3]),
    properties=st.lists(property_types, max_size=4, unique_by=lambda found: found.name).map(tuple),
)
plans = st.builds(
    TrackingPlan,
    events=st.lists(event_types, max_size=3, unique_by=lambda event: event.name).map(tuple),
    unknown_events=st.sampled_from(UnknownEvents),
    unknown_properties=st.sampled_from(UnknownProperties),
)
pairs = st.tuples(st.sampled_from(PROPERTIES), st.sampled_from(VALUES))
rows = st.builds(
    lambda name, properties: an_event(name=name, properties=properties),
    st.sampled_from(NAMES),
    st.none() | st.lists(pairs, max_size=6),
)


def reads_as(kind: PropertyKind, text: str) -> bool:
    if kind is PropertyKind.NUMBER:
        return NUMBER.fullmatch(text) is not None
    if kind is PropertyKind.BOOLEAN:
        return text in ("true", "false")
    if kind is PropertyKind.DATE:
        try:
            return bool(datetime.fromisoformat(text))
        except ValueError:
            return False
    return True


def reference(plan: TrackingPlan, event: dict[str, object]) -> tuple[bool, object, set[tuple[str, str, str]]]:
    """Return whether an event fits, the properties that are stored, and (event, property, why) of what is removed."""
    known = {entry.name: entry for entry in plan.events}.get(event["name"])
    fits = known is not None or plan.unknown_events is UnknownEvents.ACCEPT
    kept, removed = [], set()
    for name, value in event["properties"] or ():
        found = {entry.name: entry for entry in known.properties}.get(name) if known else None
        usually = name in ("email", "name", "first_name")
        personal = usually if found is None or found.personal is None else found.personal
        if found is None and known is not None:
            fits = fits and plan.unknown_properties is not UnknownProperties.REJECT
        elif found is not None and value:
            fits = fits and reads_as(found.kind, value) and (not found.allowed or value in found.allowed)
        if personal:
            removed.add((event["name"], name, "personal"))
        elif known is not None and found is None and plan.unknown_properties is UnknownProperties.LEAVE_OUT:
            removed.add((event["name"], name, "undeclared"))
        else:
            kept.append((name, value))
    for found in known.properties if known else ():
        fits = fits and (
            not found.required or any(name == found.name and value for name, value in event["properties"] or ())
        )
    return fits, None if event["properties"] is None else kept, removed


@settings(deadline=None)
@given(plans, st.lists(rows, max_size=12))
def test_tables_are_judged_as_one_event_at_a_time(plan, offered):
    check = PlanCheck(plan)

    planned = check.apply(event_table(offered))

    expected = [reference(plan, event) for event in offered]
    assert planned.fits.tolist() == [good for good, _, _ in expected]
    assert planned.good["properties"].to_pylist() == [kept for good, kept, _ in expected if good]
    counted = {}
    for good, _, removed in expected:
        for entry in removed if good else ():
            counted[entry] = counted.get(entry, 0) + 1
    assert {(r["event"], r["property"], r["why"]): r["events"] for r in planned.removed.to_pylist()} == counted


@settings(deadline=None)
@given(plans, rows)
def test_an_event_that_does_not_fit_is_told_why_and_only_that_one(plan, event):
    check = PlanCheck(plan)

    found = faults(check, event["name"], event["properties"] or ())

    assert (not found) == reference(plan, event)[0]
    assert all(fault.message.endswith((".", "?")) for fault in found)


@settings(deadline=None)
@given(plans, st.lists(rows, min_size=3, max_size=8), st.data())
def test_a_part_of_a_table_is_judged_as_the_part_alone(plan, offered, data):
    # Wrong reading prevented: a slice shares its buffers with the whole, and its offsets do not start at 0.
    start = data.draw(st.integers(0, len(offered) - 1))
    check = PlanCheck(plan)

    part = check.apply(event_table(offered).slice(start))

    assert part.good.equals(check.apply(event_table(offered[start:])).good)


def test_every_kind_of_fault_has_its_reason_and_remedy():
    plan = TrackingPlan(
        (
            EventType(
                "quote_sent",
                properties=(
                    PropertyType("seats", PropertyKind.NUMBER, required=True),
                    PropertyType("plan", PropertyKind.CHOICE, allowed=("basic", "pro")),
                    PropertyType("paid", PropertyKind.BOOLEAN),
                ),
            ),
        ),
        UnknownEvents.REJECT,
        UnknownProperties.REJECT,
    )
    check = PlanCheck(plan)

    found = faults(check, "quote_sent", [("plan", "gold"), ("paid", "ja"), ("origin", "fair")])

    assert [fault.reason for fault in found] == ["missing_property", "wrong_type", "not_allowed", "unknown_property"]
    words = in_words(found)
    assert "properties.plan: expected one of 'basic', 'pro'; got 'gold'." in words
    assert "replay" in words
    assert "Did you mean 'quote_sent'?" in faults(check, "quote_send", [])[0].message


def test_message_quotes_no_personal_value():
    plan = TrackingPlan((EventType("signed_up", properties=(PropertyType("birthday", PropertyKind.DATE),)),))

    (fault,) = faults(PlanCheck(plan), "signed_up", [("birthday", "31.1.1980")])

    assert "1980" not in fault.message
    assert "a text of 9 characters" in fault.message


def test_declared_property_may_be_kept_although_its_name_is_personal():
    plan = TrackingPlan((EventType("page_viewed", properties=(PropertyType("name", personal=False),)),))
    offered = [an_event(name=name, properties=[("name", "Prices")]) for name in ("page_viewed", "other")]

    planned = PlanCheck(plan).apply(event_table(offered))

    assert planned.good["properties"].to_pylist() == [[("name", "Prices")], []]


def test_event_from_which_nothing_is_removed_stays_as_it_was():
    table = event_table([an_event(properties=None), an_event(properties=[("plan", None)])])

    assert PlanCheck(None).apply(table).good is table


def test_what_an_event_says_does_not_depend_on_its_neighbours():
    # Wrong reading prevented: no properties and an empty list of them have different content hashes, so that the
    # same event, sent again in other company, would be a conflict.
    alone = PlanCheck(None).apply(event_table([an_event(properties=None)])).good
    beside = PlanCheck(None).apply(event_table([an_event(properties=None), an_event(properties=[("email", "x")])])).good

    assert beside["properties"].to_pylist() == [*alone["properties"].to_pylist(), []]


@pytest.mark.parametrize(
    "name",
    [
        "email", "E-Mail", "customer_email", "user.email", "$email", "First Name", "firstName", "contact.phone_number",
        "address", "billingAddress", "shipping.address.city", "IBAN", "ip_address", "Geburtsdatum", "Straße", "name",
    ],
)  # fmt: skip
def test_usual_names_are_personal(name):
    assert by_default(pa.array([name])).to_pylist() == [True]


@pytest.mark.parametrize(
    "name",
    [
        "email_opened",
        "phone_model",
        "page_name",
        "company.name",
        "campaign_name",
        "address_count",
        "ship",
        "surface",
        "",
    ],
)
def test_names_that_only_contain_one_are_not(name):
    assert by_default(pa.array([name])).to_pylist() == [False]


def test_many_names_and_values_are_compared_as_few_are():
    # Small columns are compared one by one, large ones by RE2: both must mean the same.
    signs = st.text("aeilmnoprsuIMNAE_-$. üÜßİ\n\t", max_size=9)
    found = {"email", "E-Mail", "user.name", "a\nemail", "address.\n"}

    @settings(max_examples=300, deadline=None)
    @given(signs)
    def collect(text):
        found.add(text)

    collect()
    few = sorted(found)
    many = by_default(pa.array([*few, *(f"x{number}" for number in range(MOST_COMPARED_SINGLY))]))

    assert many[: len(few)].to_pylist() == [is_usual(name) for name in few]
    for kind in PATTERNS:
        texts = [*VALUES[1:], "2024-02-29T10:00:00+02:00", "1\n", *map(str, range(MOST_COMPARED_SINGLY))]
        assert fit(kind, pa.array(texts)).to_pylist() == [fits(kind, text) for text in texts]
