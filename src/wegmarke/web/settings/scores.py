"""Score documents, their plans and distributions, written for a reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wegmarke.domain.scores import (
    ScoreDistribution,
    ScoreKind,
    ScorePage,
    ScorePlan,
    ScoreUnit,
    ScoreVersion,
    SubjectScore,
)
from wegmarke.i18n import marked
from wegmarke.web.reader import Reader
from wegmarke.web.selection import with_params

SCORES = "/settings/scores"
MOST_WORDS = 500
MOST_SHOWN = 5

UNITS = {
    ScoreUnit.PERSON: marked("units", "Persons"),
    ScoreUnit.ACCOUNT: marked("units", "Accounts"),
    ScoreUnit.BUYING_GROUP: marked("units", "Buying groups"),
}
KINDS = {
    ScoreKind.ENGAGEMENT: marked("score kind", "Engagement: what somebody did lately"),
    ScoreKind.FIT: marked("score kind", "Fit: what is known of somebody"),
    ScoreKind.GRADE: marked("score kind", "Grade: fit and engagement together"),
}
SAMPLE = """\
format: score/1
id: engagement                  # a score of your own gets an id of its own
kind: engagement                # engagement, fit, grade
title: {de: Engagement, en: Engagement}
half_life_days: 30              # after so many days points are worth half
scale: 300                      # so many points are worth 63 of 100
account_scale: 900              # the same for accounts
parts:
  - id: webinar
    title: {de: Webinar, en: Webinar}
    points: 60                  # negative points take away
    rule: {event: webinar_attended}
    touchpoints: [webinar]      # only events recognised as these
    most_per_day: 20            # of one person and day
    half_life_days: 14
    window_days: 90             # older ones do not count at all
roles:                          # in the score of a buying group
  - {role: decider, factor: 3}
thresholds:                     # crossings become events
  - {id: mql, title: MQL, of: account, enter_at: 60, leave_below: 40}
# kind: fit
# parts: [{id: size, title: Größe, points: 30, rule: {field: account.employees, at_least: 50}}]
# kind: grade
# fit: fit
# engagement: engagement
# letters_from: [75, 50, 25]    # A, B, C; below is D
# digits_from: [75, 50, 25]     # 1, 2, 3; below is 4
"""
"""What can stand in a document."""


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of a score."""

    id: str
    title: str
    rule: str
    points: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThresholdLine:
    """One threshold."""

    title: str
    of: str
    enter_at: str
    leave_below: str
    inside: str


@dataclass(frozen=True, slots=True)
class Range:
    """One range of values: its name, how many, their share in words and of the longest bar (percent)."""

    name: str
    count: str
    share: str
    width: float


@dataclass(frozen=True, slots=True)
class TopLine:
    """One subject of the list."""

    label: str
    url: str
    solution: str
    value: str
    grade: str


@dataclass(frozen=True, slots=True)
class ContributionLine:
    """One contribution: in words, in figures, and with its events (day, name, points)."""

    title: str
    words: str
    points: str
    share: str
    events: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ScoreSection:
    """One score of a subject."""

    id: str
    title: str
    url: str
    value: str
    grade: str
    points: str
    width: float
    top: tuple[str, ...]
    lines: tuple[ContributionLine, ...]
    crossings: tuple[str, ...]
    adds_up: bool


def part_lines(shown: ScoreVersion, reader: Reader) -> list[PartLine]:
    """Write the parts of a score."""
    t, f = reader.t, reader.formats
    lines = []
    for part in shown.parts:
        notes = []
        if part.half_life_days is not None:
            notes.append(t.pgettext("score", "half after %(n)s days") % {"n": _plain(part.half_life_days, reader)})
        if part.window_days is not None:
            notes.append(t.pgettext("score", "for %(n)s days") % {"n": f.number(part.window_days)})
        if part.most_per_day is not None:
            notes.append(t.pgettext("score", "at most %(n)s a day") % {"n": f.number(part.most_per_day)})
        title, rule = part.title.get(reader.language), part.rule.get(reader.language)
        lines.append(PartLine(part.id, title, rule, _signed(part.points, reader), tuple(notes)))
    return lines


def threshold_lines(shown: ScoreVersion, reader: Reader) -> list[ThresholdLine]:
    """Write the thresholds of a score."""
    return [
        ThresholdLine(
            one.title.get(reader.language),
            reader.t.label(UNITS[one.of]),
            _plain(one.enter_at, reader),
            _plain(one.leave_below, reader),
            reader.formats.number(one.inside),
        )
        for one in shown.thresholds
    ]


def ranges(found: ScoreDistribution, reader: Reader) -> list[Range]:
    """Write a distribution of values, lowest range first."""
    f = reader.formats
    most = max(found.counts.values(), default=0)
    return [
        Range(
            f"{int(name) * 10}–{int(name) * 10 + 10}",
            f.number(count),
            f.percent(count / found.total if found.total else None),
            round(100 * count / most, 2) if most else 0.0,
        )
        for name, count in found.counts.items()
    ]


def matrix(counts: Mapping[str, int], reader: Reader) -> list[tuple[str, list[tuple[str, str]]]]:
    """Write grades as rows: letter, then grade and count for each digit."""
    rows: dict[str, list[tuple[str, str]]] = {}
    for grade, count in counts.items():
        rows.setdefault(grade[0], []).append((grade, reader.formats.number(count)))
    return list(rows.items())


def top_lines(page: ScorePage, unit: ScoreUnit, reader: Reader) -> list[TopLine]:
    """Write the subjects with the highest scores."""
    return [
        TopLine(line.label, subject_url(unit, line.subject), line.solution, _value(line.value, reader), line.grade)
        for line in page.lines
    ]


def subject_url(unit: ScoreUnit, subject: int) -> str:
    """Return the address of the page of a person or account."""
    return f"/people/{'persons' if unit is ScoreUnit.PERSON else 'accounts'}/{subject}"


def score_sections(found: Sequence[SubjectScore], reader: Reader) -> list[ScoreSection]:
    """Write the scores of one subject with what they are made of."""
    return [_section(one, reader) for one in found]


def change_lines(plan: ScorePlan) -> list[tuple[str, str, str]]:
    """Return what a document changes: where, before, afterwards."""
    return [(one.where, one.before, one.after) for one in plan.differences]


def crossing_lines(plan: ScorePlan, reader: Reader) -> list[tuple[str, str, str]]:
    """Return how many would enter and leave each threshold."""
    f = reader.formats
    return [(name, f.number(count), f.number(plan.leaves.get(name, 0))) for name, count in plan.enters.items()]


def _section(one: SubjectScore, reader: Reader) -> ScoreSection:
    points = _aligned([one.points, *(part.points for part in one.contributions)], reader)
    shares = _aligned([one.value, *(part.share for part in one.contributions)], reader)
    lines = tuple(
        ContributionLine(
            part.title.get(reader.language),
            part.words.get(reader.language),
            own,
            share,
            tuple(
                (reader.formats.day(event.occurred_at, reader.zone), event.name, _signed(event.points, reader))
                for event in part.behind
            ),
        )
        for part, own, share in zip(one.contributions, points[1:], shares[1:], strict=True)
    )
    t = reader.t
    crossed = {True: t.pgettext("score", "entered %(name)s"), False: t.pgettext("score", "left %(name)s")}
    return ScoreSection(
        id=one.score,
        title=one.title.get(reader.language),
        url=with_params(SCORES, {"score": one.score}),
        value=shares[0],
        grade=one.grade,
        points=points[0],
        width=float(one.value),
        top=tuple(line.words for line in lines[:MOST_SHOWN]),
        lines=lines,
        crossings=tuple(
            f"{reader.formats.instant(c.at, reader.zone)}: {crossed[c.is_inside] % {'name': c.threshold}}"
            for c in one.crossings
        ),
        adds_up=one.kind is not ScoreKind.GRADE,
    )


def _aligned(column: Sequence[Decimal], reader: Reader) -> list[str]:
    digits = 0 if all(number == int(number) for number in column) else 2
    return [reader.formats.decimals(float(number), digits) for number in column]


def _value(value: Decimal, reader: Reader) -> str:
    return reader.formats.number(float(value), 2)


def _signed(points: Decimal, reader: Reader) -> str:
    return reader.formats.number(float(points), 2)


def _plain(number: Decimal, reader: Reader) -> str:
    return reader.formats.number(float(number), 0 if number == int(number) else 2)
