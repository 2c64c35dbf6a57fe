"""Versions are kept for ever, and each judges its time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from event_builders import NOON, OpenStores
from hypothesis import given
from hypothesis import strategies as st
from stage_builders import FUNNEL, history, take_in

from wegmarke.domain import DocumentInvalid, NotFound, UsageError
from wegmarke.stages import Kept, dump_model, keep_version, load_model, model_ids, read_versions, spans_of

MODEL = load_model(FUNNEL)
NEWER = FUNNEL.replace("quote_sent", "quote_opened")
HOUR = timedelta(hours=1)


def keep(stores: OpenStores, text: str, **options: object) -> tuple[Kept, bool]:
    return keep_version(stores.state, text, **{"now": NOON, "who": "Ada", "why": "because", **options})


def test_version_says_who_why_and_when(stores: OpenStores) -> None:
    keep(stores, FUNNEL)

    (kept,) = read_versions(stores.state, "funnel")

    assert (kept.version, kept.who, kept.why, kept.created_at) == (1, "Ada", "because", NOON)
    assert kept.text == dump_model(MODEL)
    assert len(kept.content_hash) == 64


def test_first_version_judges_all_of_the_past_and_the_next_from_now_on(stores: OpenStores) -> None:
    keep(stores, FUNNEL)
    keep(stores, NEWER, now=NOON + HOUR)

    assert [kept.valid_from for kept in read_versions(stores.state, "funnel")] == [None, NOON + HOUR]


def test_unchanged_document_makes_no_version(stores: OpenStores) -> None:
    keep(stores, FUNNEL)

    kept, is_new = keep(stores, "# another look\n" + FUNNEL, from_beginning=True)

    assert (kept.version, is_new) == (1, False)
    assert len(read_versions(stores.state, "funnel")) == 1


def test_model_brought_along_is_version_zero_until_it_is_changed(stores: OpenStores) -> None:
    (brought,) = read_versions(stores.state, "account")

    kept, _ = keep(stores, brought.text.replace("demo_held", "demo_given"))

    assert (brought.version, kept.version) == (0, 1)
    assert [kept.version for kept in read_versions(stores.state, "account")] == [0, 1]


@pytest.mark.parametrize(
    ("text", "options", "error"),
    [
        (FUNNEL, {"base": 7}, UsageError),
        (FUNNEL, {"who": "x" * 501}, UsageError),
        (FUNNEL, {"valid_from": NOON, "from_beginning": True}, UsageError),
        (FUNNEL.replace("subject: account", "subject: person"), {}, UsageError),
        (FUNNEL.replace("id: lead", "id: customer"), {}, DocumentInvalid),
    ],
)
def test_refused_version_leaves_nothing(stores: OpenStores, text, options, error) -> None:
    keep(stores, FUNNEL)

    with pytest.raises(error):
        keep(stores, text.replace("Trichter", "Anders"), **options)

    assert len(read_versions(stores.state, "funnel")) == 1


def test_unknown_model_is_answered_with_those_that_are_there(stores: OpenStores) -> None:
    keep(stores, FUNNEL)

    with pytest.raises(NotFound, match="account, person, opportunity, funnel"):
        read_versions(stores.state, "none")
    assert model_ids(stores.state)[-1] == "funnel"


BEGINS = st.one_of(st.none(), st.integers(0, 5).map(lambda hours: NOON + hours * HOUR))


@given(begins=st.lists(BEGINS, min_size=1, max_size=6), at=st.integers(-1, 6))
def test_newest_version_that_has_begun_judges(begins: list[datetime | None], at: int) -> None:
    versions = [Kept(MODEL, number, "", begin) for number, begin in enumerate(begins, 1)]
    instant = NOON + at * HOUR
    begun = [kept.version for kept in versions if kept.valid_from is None or kept.valid_from <= instant]

    judging = [
        span.version
        for span in spans_of(versions)
        if (span.start is None or span.start <= instant) and (span.end is None or instant < span.end)
    ]

    assert judging == begun[-1:]


def test_past_stays_as_it_reads_under_a_version_from_now_on(stores: OpenStores) -> None:
    take_in(stores, [("quote_sent", 0), ("order_placed", 1), ("quote_opened", 2)])

    stays = history(stores, (FUNNEL, None), (NEWER, NOON + timedelta(days=1.5)))

    assert [(row["stage"], row["version"]) for row in stays if not row["is_skipped"]] == [
        ("opportunity", 1), ("customer", 1), ("opportunity", 2),
    ]  # fmt: skip


def test_stage_that_a_version_does_not_know_is_no_going_back(stores: OpenStores) -> None:
    smaller = FUNNEL.replace("  - {id: customer,", "  - {id: buyer,").replace("[opportunity, customer]", "[buyer]")
    take_in(stores, [("order_placed", 0), ("quote_sent", 2)])

    last = history(stores, (FUNNEL, None), (smaller, NOON + timedelta(days=1)))[-1]

    assert (last["previous"], last["stage"], last["went_back"], last["is_allowed"]) == (
        "customer", "opportunity", False, True,
    )  # fmt: skip
