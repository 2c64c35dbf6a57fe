"""Stage models by hand, and histories as plain rows: `take_in(stores, [("order_placed", 3)])`, `history(stores, …)`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import yaml
from event_builders import NOON, OpenStores, an_event
from hypothesis import strategies as st

from wegmarke.events import Recognition, derive
from wegmarke.stages import OPEN, Span, StageModel, load_model, stage_history

IDS = ("s1", "s2", "s3", "s4", "s5")
NAMES = ("e1", "e2", "e3", "e4", "e5")
"""Names of events that rules of random models go by."""

FUNNEL = """\
format: stage-model/1
id: funnel
title: {de: Trichter, en: Funnel}
subject: account
stages:
  - {id: lead, title: Lead, rule: {event: [form_submitted, lead_returned, both_happened]}}
  - {id: opportunity, title: {de: Chance, en: Opportunity}, rule: {event: quote_sent}}
  - {id: customer, title: {de: Kunde, en: Customer}, rule: {event: [order_placed, both_happened]}}
  - id: churned
    title: {de: Abgewandert, en: Churned}
    rule: {event: contract_terminated}
    side: true
    goes_to: [opportunity, customer]
"""

SIGNS = FUNNEL.replace("lead_returned, both_happened]}}", "lead_returned]}, sign: true}")
"""The same, but what makes somebody a lead is a sign."""

SALES = """\
id: sales
title: {de: Verkauf, en: Sales}
subject: opportunity
stages:
  - {id: open, title: {de: Offen, en: Open}, source_names: [Neu, New]}
  - {id: won, title: {de: Gewonnen, en: Won}, source_names: [Closed Won]}
  - {id: lost, title: {de: Verloren, en: Lost}, source_names: [Closed Lost], side: true}
"""


def take_in(stores: OpenStores, events: Sequence[tuple[str, float] | dict[str, object]]) -> None:
    """Store events and derive touches; `("order_placed", 3)` happened at account a on the third day."""
    rows = [
        event
        if isinstance(event, dict)
        else an_event(source_event_id=f"{event[0]} {event[1]}", name=event[0], account="a",
                      occurred_at=NOON + timedelta(days=event[1]))
        for event in events
    ]  # fmt: skip
    stores.take_in(rows)
    derive(stores.engine, Recognition())


def spans(*versions: tuple[str, datetime | None]) -> list[Span]:
    """Make spans that follow each other: each version holds until the next one begins."""
    ends = [start for _, start in versions[1:]] + [None]
    return [
        Span(number, load_model(text), start, end)
        for number, ((text, start), end) in enumerate(zip(versions, ends, strict=True), 1)
    ]


def history(
    stores: OpenStores, *texts: str | tuple[str, datetime | None], subjects: Collection[str] | None = None
) -> list[dict[str, object]]:
    """Return the stays by subject and in path order; `open` tells whether one goes on."""
    versions = [text if isinstance(text, tuple) else (text, None) for text in texts]
    rows = stage_history(stores.engine, spans(*versions), subjects).to_pylist()
    return [row | {"open": row["left_at"] == OPEN} for row in rows]


@st.composite
def models(draw: st.DrawFn) -> StageModel:
    """Models of a few stages, with everything a stage may say about ways in and out."""
    ids = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=5, unique=True))
    stages = []
    for place, name in enumerate(ids):
        stage: dict[str, object] = {"id": name, "title": name}
        stage["rule"] = {"event": draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=2))}
        stage["side"] = draw(st.sampled_from([False, False, True])) if place else False
        stage["sign"] = draw(st.booleans())
        others = [other for other in ids if other != name]
        if others and draw(st.booleans()):
            stage["goes_to"] = draw(st.lists(st.sampled_from(others), min_size=1, unique=True))
        stages.append(stage)
    return load_model(yaml.safe_dump({"id": "m", "title": "M", "subject": "account", "stages": stages}))
