"""Bad input is reported with the records named, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta

from event_builders import NOON, OpenStores, an_event
from stage_builders import FUNNEL, SALES, history, spans, take_in

from wegmarke.domain import LocalizedText
from wegmarke.domain.stages import FindingCode
from wegmarke.stages import differences, find, in_words, load_model, stage_history

DAY = timedelta(days=1)


def found(stores: OpenStores, text: str) -> list[dict[str, object]]:
    judging = spans((text, None))
    return find(stores.engine, judging, stage_history(stores.engine, judging)).rows.to_pylist()


def a_change(number: int, **properties: str) -> dict[str, object]:
    return an_event(
        source_event_id=str(number), name="opportunity_changed", occurred_at=NOON + number * DAY, account="a",
        properties=list(properties.items()),
    )  # fmt: skip


def test_stage_that_jumps_backwards_is_reported_with_its_record(stores: OpenStores) -> None:
    take_in(stores, [("order_placed", 0), ("lead_returned", 1)])

    (finding,) = found(stores, FUNNEL)

    (event,) = stores.engine.query(
        "SELECT event_id::VARCHAR AS id FROM events WHERE name = 'lead_returned'"
    ).to_pylist()
    assert (finding["code"], finding["subject"], finding["previous"], finding["stage"]) == (
        "went_back", "1", "customer", "lead",
    )  # fmt: skip
    assert (finding["event_id"], finding["event"], finding["source"]) == (event["id"], "lead_returned", "crm")
    assert [row["stage"] for row in history(stores, FUNNEL) if not row["is_skipped"]] == ["customer", "lead"]


def test_way_that_is_not_listed_is_reported(stores: OpenStores) -> None:
    strict = FUNNEL.replace("quote_sent}}", "quote_sent}, goes_to: [churned]}")
    take_in(stores, [("quote_sent", 0), ("order_placed", 1)])

    (finding,) = found(stores, strict)

    assert (finding["code"], finding["previous"], finding["stage"]) == ("not_allowed", "opportunity", "customer")


def test_name_of_a_stage_that_nobody_knows_is_reported(stores: OpenStores) -> None:
    take_in(stores, [a_change(1, opportunity="o1", stage="Neu"), a_change(2, opportunity="o1", stage="Someday")])

    (finding,) = found(stores, SALES)

    assert (finding["code"], finding["subject"], finding["stage"]) == ("unknown_stage", "o1", "Someday")
    assert [row["stage"] for row in history(stores, SALES)] == ["open"]


def test_event_that_names_no_opportunity_is_reported(stores: OpenStores) -> None:
    take_in(stores, [a_change(1, stage="Neu"), a_change(2, opportunity="", stage="Neu")])

    assert [finding["code"] for finding in found(stores, SALES)] == ["no_opportunity", "no_opportunity"]
    assert history(stores, SALES) == []


def test_nothing_wrong_is_nothing_found(stores: OpenStores) -> None:
    take_in(stores, [("quote_sent", 0), ("order_placed", 1), ("contract_terminated", 2)])

    assert found(stores, FUNNEL) == []


def test_finding_is_said_in_both_languages() -> None:
    values = {"previous": "lost", "stage": "lead", "event": "{form}", "source": "crm"}

    text = in_words(FindingCode.WENT_BACK, values, {"lost": LocalizedText(de="Verloren", en="Lost")})

    assert text == LocalizedText(
        de="von „Verloren“ zurück zu „lead“, wegen {form} aus crm", en="back from “Lost” to “lead”, by {form} of crm"
    )


def test_differences_name_stage_and_field() -> None:
    newer = FUNNEL.replace("event: quote_sent", "event: quote_opened").replace("goes_to: [opportunity, customer]", "")
    newer = newer.replace("churned", "ended") + "  - {id: partner, title: Partner, rule: {event: x}}\n"

    changed = differences(load_model(FUNNEL), load_model(newer))

    assert [(one.stage, one.field) for one in changed] == [
        ("opportunity", "rule"), ("ended", "stage"), ("partner", "stage"), ("churned", "stage"),
    ]  # fmt: skip
    assert (changed[0].before.en, changed[0].after.en) == ("event is “quote_sent”", "event is “quote_opened”")
