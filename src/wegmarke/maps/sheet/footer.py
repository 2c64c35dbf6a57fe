"""The foot of the sheet: review, evidence, where the numbers come from."""

from __future__ import annotations

from datetime import UTC, date, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from wegmarke.maps.sheet.frame import Frame, baseline
from wegmarke.maps.sheet.lines import shortened
from wegmarke.maps.sheet.places import Places
from wegmarke.maps.sheet.shapes import Part, Shape, Words, rule

HEIGHT: Final = 6.0
PAGE_ROOM: Final = 32.0
"""Room that stays free on the right for the number of the page."""


def draw_footer(places: Places, frame: Frame, today: date | None, *, is_left_out: bool) -> list[Shape]:
    """Draw the foot; `is_left_out` says that there may be numbers, which nobody wanted to see."""
    y = frame.bottom - HEIGHT + 1.6
    parts = [review_of(places, today), evidence_of(places), numbers_of(places, is_left_out=is_left_out)]
    text = shortened("   |   ".join(part for part in parts if part), frame.right - frame.left - PAGE_ROOM, 7)
    return [
        rule(frame.left, y - 1.4, frame.right, ink="strong", line=0.25),
        Part(parts[2] or parts[1], (Words(frame.left, baseline(y, 7), text, 7, ink="quiet"),)),
    ]


def review_of(places: Places, today: date | None) -> str:
    """Return when the map is looked at next, and whether that day has passed."""
    saying = places.saying
    due = sorted(review.due for review in places.document.reviews if review.due and review.result is None)
    if not due:
        return saying.label("no_review")
    day = date.fromisoformat(due[0])
    late = f" ({saying.label('overdue')})" if today is not None and day < today else ""
    return f"{saying.label('next_review')}: {saying.formats.day(day)}{late}"


def evidence_of(places: Places) -> str:
    """Return how many personas and cards rest on evidence."""
    saying = places.saying
    cards = places.document.cards()
    levels = [persona.evidence for persona in places.document.personas]
    levels += [card.evidence or ("interview" if card.proofs else "assumption") for card in cards]
    if not levels:
        return ""
    proven = sum(level != "assumption" for level in levels)
    share = saying.formats.percent(proven / len(levels), 0)
    counts = f"{proven} {saying.label('of')} {len(levels)} {saying.label('personas_and_cards')}"
    return f"{saying.label('evidence')}: {share} ({counts})"


def numbers_of(places: Places, *, is_left_out: bool) -> str:
    """Return where the numbers come from."""
    saying, numbers = places.saying, places.numbers
    if numbers is None:
        return saying.label("without_numbers" if is_left_out else "no_numbers")
    if not numbers.events or numbers.data_until is None:
        return saying.label("no_numbers")
    until = saying.formats.day(numbers.data_until, _zone(places.document.time_zone))
    share = saying.formats.percent(numbers.recognised / numbers.events, 0)
    unit = (
        saying.label("by_person" if numbers.by == "person" else "by_account")
        if numbers.by in ("person", "account")
        else numbers.by
    )
    return f"{saying.label('data_until')} {until}, {unit}; {share} {saying.label('events_recognised')}"


def _zone(name: str | None) -> tzinfo:
    return ZoneInfo(name) if name else UTC
