"""Propose a tracking plan from what was seen, as a document to start from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import yaml

from wegmarke.domain.tracking_plan import PropertyKind, TrackingPlan
from wegmarke.ingest.plan_coverage import SeenEvent, SeenProperty
from wegmarke.ingest.plan_reading import FORMAT, MOST_EVENT_TYPES, MOST_PROPERTIES

_HEAD = """\
# Proposed from the events that are stored. Name what each event means, mark what must be there as `required: true`,
# and what must never be stored as `personal: true`. Nothing is rejected until you say so here:
"""


def propose(
    plan: TrackingPlan | None,
    seen: Sequence[SeenEvent],
    properties: Sequence[SeenProperty],
    kinds: Mapping[tuple[str, str], PropertyKind] | None = None,
) -> str:
    """Write a plan that declares everything that was seen and that a given plan does not declare.

    Args:
        plan: what is declared already; left out of the proposal.
        seen: stored events by name.
        properties: their properties.
        kinds: what all values of a property read as, by event name and property; text where it is not there.
    """
    known = {event.name: {found.name for found in event.properties} for event in plan.events} if plan else {}
    events = []
    for event in sorted(seen, key=lambda event: (-event.events, event.name))[:MOST_EVENT_TYPES]:
        mine = [found for found in properties if found.event == event.name]
        fresh = [found for found in mine if found.name not in known.get(event.name, ()) and found.name]
        if event.name in known and not fresh:
            continue
        described: dict[str, object] = {"name": event.name}
        if event.name not in known:
            described |= {"title": {"de": "", "en": ""}}
        typed = {
            found.name: (kinds or {}).get((event.name, found.name), PropertyKind.TEXT).value
            for found in fresh[:MOST_PROPERTIES]
        }
        events.append(described | ({"properties": typed} if typed else {}))
    document = {"format": FORMAT, "unknown_events": "accept", "unknown_properties": "accept", "events": events}
    return _HEAD + yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)
