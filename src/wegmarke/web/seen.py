"""What was seen in the workspace, offered while somebody writes a rule."""

from __future__ import annotations

from wegmarke.web.conditions import Seen
from wegmarke.web.site import Page
from wegmarke.web.titles import reference_titles
from wegmarke.web.words import CHANNELS

_MOST_NAMES = 300


def what_was_seen(page: Page) -> Seen:
    """Return names of events, properties, touchpoints, channels and sources, those seen most first."""
    lines = page.front.plan.coverage().lines
    counted: dict[str, int] = {}
    for line in lines:
        for found in line.properties:
            if not found.personal:
                counted[found.name] = counted.get(found.name, 0) + found.events
    titles = reference_titles(page.front, page.reader)
    channels = dict.fromkeys([*sorted(set(titles.channels.values())), *CHANNELS])
    return Seen(
        events=tuple(line.name for line in lines[:_MOST_NAMES]),
        touchpoints={id_: title for id_, title in titles.touchpoints.items() if id_ in titles.channels},
        properties=tuple(sorted(counted, key=lambda name: (-counted[name], name)))[:_MOST_NAMES],
        channels=tuple(channels),
        sources=tuple(source.source for source in page.front.overview().sources),
    )
