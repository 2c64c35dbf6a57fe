"""What a score is made of: one contribution per part, in words and with the events behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any

from wegmarke.domain import Language, LocalizedText
from wegmarke.domain.scores import Contribution, ScoredEvent, ScoreUnit
from wegmarke.i18n import Formats
from wegmarke.rules import Moment
from wegmarke.segments.scores.amounts import MILLION, points_shown, rounded, shares, shown
from wegmarke.segments.scores.days import day_of, instant_of
from wegmarke.segments.scores.document import EngagementScore, FitScore
from wegmarke.segments.scores.engagement import Touches
from wegmarke.segments.scores.statements import Counting

MOST_BEHIND = 10


def engagement_contributions(
    touches: Touches, score: EngagementScore, unit: ScoreUnit, moment: Moment, number: int, value: int
) -> tuple[Decimal, tuple[Contribution, ...]]:
    """Return the points of one person or account and what its parts add, largest first; parts without events are not.

    Args:
        touches: where engagement is read from.
        score: the document.
        unit: person or account.
        moment: when.
        number: of the person or account.
        value: its bounded value in hundredths.
    """
    specks = touches.by_part(score, unit, moment, number)
    total, cents = points_shown(specks)
    parts = shares(value, specks) if sum(specks) > 0 else [0] * len(specks)
    behind = _events_by_part(touches, score, unit, moment, number)
    found = [
        Contribution(
            part=part.id,
            title=part.title,
            points=shown(cents[place]),
            share=shown(parts[place]),
            events=sum(1 for row in behind[place] if row["worth"]),
            words=_words(part.title, behind[place], shown(cents[place]), moment.zone),
            behind=tuple(_event(row) for row in behind[place][:MOST_BEHIND]),
        )
        for place, part in enumerate(score.parts)
        if behind[place]
    ]
    return shown(total), _ordered(found)


def fit_contributions(score: FitScore, cents: Sequence[int], value: int) -> tuple[Contribution, ...]:
    """Return what the parts of a fit score add, for points in hundredths by part; those that do not hold are not."""
    parts = shares(value, cents) if sum(cents) > 0 else [0] * len(cents)
    return _ordered(
        [
            Contribution(
                part=part.id,
                title=part.title,
                points=shown(cents[place]),
                share=shown(parts[place]),
                events=0,
                words=_known(part.title, shown(cents[place])),
            )
            for place, part in enumerate(score.parts)
            if cents[place]
        ]
    )


def person_contribution(person: int, label: LocalizedText, factor: int, share: int) -> Contribution:
    """Return what a person adds to the score of a buying group; factor and share in hundredths."""

    def words(language: Language, f: Formats) -> str:
        often = f.number(factor / 100, 2 if factor % 100 else 0)
        count = f"zählt {often}-fach" if language is Language.DE else f"counts {often} times"
        return f"{label.get(language)}: {count}, {_points(shown(share), language, f)}"

    return Contribution(str(person), label, shown(share), shown(share), 0, _said(words))


def _events_by_part(
    touches: Touches, score: EngagementScore, unit: ScoreUnit, moment: Moment, number: int
) -> list[list[dict[str, Any]]]:
    """Return the events of each part that fall into its window, newest first, with what each is worth in specks."""
    counting = Counting.of(score)
    today = day_of(moment.as_of, moment.zone)
    found: list[list[dict[str, Any]]] = [[] for _ in score.parts]
    for row in reversed(touches.events(score, unit, moment, [number]).to_pylist()):
        part, age = row["part"], today - row["day"]
        if age < len(counting.fadings[part]):
            worth = counting.cents[part] * counting.fadings[part][age] if row["counts"] else 0
            found[part].append(row | {"worth": worth})
    names = touches.names([row["event_id"] for rows in found for row in rows[:MOST_BEHIND]])
    return [[row | {"name": names.get(row["event_id"], "")} for row in rows] for rows in found]


def _event(row: Mapping[str, Any]) -> ScoredEvent:
    points = shown(rounded(row["worth"], MILLION))
    return ScoredEvent(row["event_id"], row["name"], instant_of(row["occurred_at"]), points)


def _words(title: LocalizedText, rows: Sequence[Mapping[str, Any]], points: Decimal, zone: tzinfo) -> LocalizedText:
    counted, last = sum(1 for row in rows if row["worth"]), instant_of(rows[0]["occurred_at"])

    def words(language: Language, f: Formats) -> str:
        return f"{title.get(language)}: {_events(counted, last, zone, language, f)}, {_points(points, language, f)}"

    return _said(words)


def _events(count: int, last: datetime, zone: tzinfo, language: Language, f: Formats) -> str:
    day = f.day(last, zone)
    if language is Language.DE:
        return f"{f.number(count)} {'Ereignis' if count == 1 else 'Ereignisse'}, zuletzt am {day}"
    return f"{f.number(count)} {'event' if count == 1 else 'events'}, the last on {day}"


def _known(title: LocalizedText, points: Decimal) -> LocalizedText:
    return _said(lambda language, f: f"{title.get(language)}: {_points(points, language, f)}")


def _points(points: Decimal, language: Language, f: Formats) -> str:
    word = ("Punkt" if points == 1 else "Punkte") if language is Language.DE else "point" if points == 1 else "points"
    return f"{f.number(float(points), 2)} {word}"


def _said(words: Callable[[Language, Formats], str]) -> LocalizedText:
    return LocalizedText(de=words(Language.DE, Formats(Language.DE)), en=words(Language.EN, Formats(Language.EN)))


def _ordered(found: Sequence[Contribution]) -> tuple[Contribution, ...]:
    return tuple(sorted(found, key=lambda one: (-abs(one.points), one.part)))
