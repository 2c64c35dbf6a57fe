from __future__ import annotations

import contextlib
import re
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wegmarke.domain import DocumentInvalid, LocalizedText
from wegmarke.domain.tracking_plan import PropertyKind, UnknownEvents, UnknownProperties
from wegmarke.ingest import parse_plan
from wegmarke.ingest.plan_values import fits

PLAN = """\
format: tracking-plan/1
unknown_events: reject
unknown_properties: drop
events:
  - name: quote_sent
    title: {de: Angebot verschickt, en: Quote sent}
    description: Sales sent a quotation.
    properties:
      plan: {type: choice, allowed: [basic, "10"], required: true, example: basic}
      seats: number
      sent_on: {type: date, example: 2025-01-31}
      contact: {personal: true}
      name: {personal: false, description: {en: Name of the product}}
  - name: Order Completed
"""


def test_plan_is_read_whole():
    plan = parse_plan(PLAN)

    quote, order = plan.events
    choice, seats, sent_on, contact, name = quote.properties
    assert (plan.unknown_events, plan.unknown_properties) == (UnknownEvents.REJECT, UnknownProperties.LEAVE_OUT)
    assert quote.title == LocalizedText(de="Angebot verschickt", en="Quote sent")
    assert (choice.kind, choice.allowed, choice.required) == (PropertyKind.CHOICE, ("basic", "10"), True)
    assert (seats.kind, seats.required, seats.personal) == (PropertyKind.NUMBER, False, None)
    assert (sent_on.example, contact.personal, name.personal) == ("2025-01-31", True, False)
    assert (order.name, order.properties) == ("Order Completed", ())


def test_everything_has_a_default():
    plan = parse_plan("format: tracking-plan/1")

    assert (plan.events, plan.unknown_events, plan.unknown_properties) == ((), "accept", "accept")


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("tracking-plan/1", "tracking-plan/9", 1, "tracking-plan/1"),
        ("unknown_events: reject", "unknown_events: perhaps", 2, "'accept', 'reject'"),
        ("unknown_properties: drop", "unknown_property: drop", 3, "Did you mean 'unknown_properties'?"),
        ("name: quote_sent", "nam: quote_sent", 5, "Did you mean 'name'?"),
        ("name: Order Completed", "name: quote_sent", 14, "every event type once"),
        ("seats: number", "seats: integer", 10, "'number'"),
        ('allowed: [basic, "10"], required: true, example: basic', "required: true", 9, "the values to choose from"),
        ("example: basic", "example: pro", 9, "one of 'basic', '10'"),
        ("example: 2025-01-31", "example: 2025-02-29", 11, "a date"),
        ("personal: true", "personal: maybe", 12, "'true', 'false'"),
        ("{personal: true}", "[personal]", 12, "a text"),
        ("name: Order Completed", 'name: "Order\\u0007"', 14, "without control characters"),
        ("  - name: Order Completed", "  - Order Completed", 14, "names with values"),
    ],
)
def test_problem_names_its_line_and_what_was_expected(old, new, line, said):
    assert old in PLAN

    with pytest.raises(DocumentInvalid) as caught:
        parse_plan(PLAN.replace(old, new))

    assert any(f"line {line}" in problem.where and said in str(problem) for problem in caught.value.problems), caught


def test_all_problems_are_reported_together_and_in_order():
    text = PLAN.replace("unknown_events: reject", "unknown_events: no").replace("number", "many").replace("date", "day")

    with pytest.raises(DocumentInvalid, match="3 problems; nothing was changed") as caught:
        parse_plan(text)

    lines = [int(re.search(r"line (\d+)", problem.where)[1]) for problem in caught.value.problems]
    assert lines == [2, 10, 11]


@pytest.mark.parametrize(
    "text", ["", "- a list", "a: &b c\nd: *b", "{", "format: tracking-plan/1\nevents: text", "\x00"]
)
def test_what_is_no_plan_is_refused_with_a_remedy(text):
    with pytest.raises(DocumentInvalid) as caught:
        parse_plan(text)

    assert all(problem.remedy for problem in caught.value.problems)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text):
    with contextlib.suppress(DocumentInvalid):
        parse_plan(f"format: tracking-plan/1\nevents:\n  - name: a\n    title: {text}")


@settings(deadline=None)
@given(st.dates() | st.datetimes().map(lambda instant: instant.replace(tzinfo=None)))
def test_every_day_of_the_calendar_is_a_date(instant: date | datetime):
    assert fits(PropertyKind.DATE, instant.isoformat())


@settings(deadline=None)
@given(st.integers(1, 9999), st.integers(0, 13), st.integers(0, 32))
def test_only_days_of_the_calendar_are_dates(year, month, day):
    text = f"{year:04}-{month:02}-{day:02}"

    try:
        exists = date.fromisoformat(text).isoformat() == text
    except ValueError:
        exists = False

    assert fits(PropertyKind.DATE, text) == exists


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**30), 10**30))
def test_numbers_as_programs_write_them_are_numbers(number):
    assert fits(PropertyKind.NUMBER, repr(number))


@pytest.mark.parametrize("text", ["", "NaN", "inf", "1,5", "1_000", "0x1f", "١", " 1", "1\n", "--1", "."])
def test_what_only_looks_like_a_number_is_none(text):
    assert not fits(PropertyKind.NUMBER, text)
