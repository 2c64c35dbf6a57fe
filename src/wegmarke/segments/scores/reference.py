"""The meaning of an engagement score, written to be read: one unit, its events, one number. Tests compare with it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from fractions import Fraction

from wegmarke.domain.scores import ScoreUnit
from wegmarke.rules import Event, matches
from wegmarke.segments.scores.days import begin_of, day_of
from wegmarke.segments.scores.document import EngagementScore, EventPart, Threshold
from wegmarke.segments.scores.statements import SOURCE


def points_of(score: EngagementScore, events: Sequence[Event], as_of: datetime, zone: tzinfo) -> Fraction:
    """Return the points of one unit from its events, before they are bounded."""
    return sum((part_points(score, part, events, as_of, zone) for part in score.parts), Fraction())


def part_points(
    score: EngagementScore, part: EventPart, events: Sequence[Event], as_of: datetime, zone: tzinfo
) -> Fraction:
    """Return what one part adds: of each person and day the events that count, times what they are worth now."""
    today = day_of(as_of, zone)
    per_day = Counter(
        (event.person, day_of(event.occurred_at, zone))
        for event in events
        if event.occurred_at <= as_of and is_counted(part, event)
    )
    found = Fraction()
    for (_, day), count in per_day.items():
        age, window = today - day, score.window_of(part)
        if window is None or age < window:
            worth = round(1_000_000 * 2 ** (-age / score.half_life_of(part)))
            most = count if part.most_per_day is None else min(count, part.most_per_day)
            found += most * Fraction(str(part.points)) * Fraction(worth, 1_000_000)
    return found


def value_of(score: EngagementScore, unit: ScoreUnit, points: Fraction) -> int:
    """Return the bounded value in hundredths."""
    return math.floor(10_000 * (1 - math.exp(-max(0.0, float(points)) / score.scale_of(unit))) + 0.5)


def is_counted(part: EventPart, event: Event) -> bool:
    """Tell whether a part selects an event."""
    is_there = not part.touchpoints or event.touchpoint in part.touchpoints
    return event.source != SOURCE and is_there and (part.rule is None or matches(part.rule, event.read_by_rules))


def crossings_of(
    score: EngagementScore, threshold: Threshold, events: Sequence[Event], as_of: datetime, zone: tzinfo
) -> list[tuple[datetime, bool]]:
    """Return when a unit entered and left: judged at every event and at every midnight."""
    unit, found, inside = ScoreUnit(threshold.of), list[tuple[datetime, bool]](), False
    for instant in _instants(events, as_of, zone):
        value = value_of(score, unit, points_of(score, events, instant, zone))
        if (not inside and value >= round(threshold.enter_at * 100)) or (
            inside and value < round(threshold.leave_below * 100)
        ):
            inside = not inside
            found.append((instant, inside))
    return found


def _instants(events: Sequence[Event], as_of: datetime, zone: tzinfo) -> Iterator[datetime]:
    instants = {event.occurred_at for event in events if event.occurred_at <= as_of}
    if instants:
        first, last = day_of(min(instants), zone), day_of(as_of, zone)
        instants |= {begin_of(day, zone) for day in range(first, last + 1)}
    yield from sorted(instants)
