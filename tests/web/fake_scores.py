"""The part of the small workspace that is about scores: real documents, and values by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from wegmarke.domain import LocalizedText, NotFound, UsageError
from wegmarke.domain.scores import (
    Contribution,
    Crossing,
    ScoredEvent,
    ScoreDistribution,
    ScoreKind,
    ScoreLine,
    ScorePage,
    ScorePlan,
    ScoreUnit,
    ScoreVersion,
    SubjectScore,
)
from wegmarke.segments.scores import DEFAULTS, GRADES, Kept, default_score, differences, dump_score, load_score, summary

NOW = datetime(2025, 12, 19, 17, 5, tzinfo=UTC)
INSIDE = {"mql": 38, "sql": 7}
SPREAD = (171, 64, 52, 31, 24, 21, 18, 14, 11, 6)


def a_kept(name: str, version: int = 0, who: str = "", why: str = "") -> Kept:
    score = default_score(name)
    return Kept(score, version, dump_score(score), NOW - timedelta(days=3) if version else None, who, why)


@dataclass
class FakeScores:
    kept: dict[str, list[Kept]] = field(
        default_factory=lambda: (
            {name: [a_kept(name)] for name in DEFAULTS}
            | {"fit": [a_kept("fit"), a_kept("fit", 1, "Ines Kober", "Unsere Branchen")]}
        )
    )
    is_empty: bool = False

    def all(self) -> Sequence[ScoreVersion]:
        return [summary(versions[-1], INSIDE) for versions in self.kept.values()]

    def get(self, score: str, version: int | None = None) -> ScoreVersion:
        for found in self.versions(score):
            if version is None or found.version == version:
                return found
        raise NotFound(f"score: expected one of the versions; got {version}.")

    def versions(self, score: str) -> Sequence[ScoreVersion]:
        if score not in self.kept:
            raise NotFound(f"score: expected one of {', '.join(self.kept)}; got {score!r}.")
        return [summary(kept, INSIDE) for kept in reversed(self.kept[score])]

    def rehearse(self, text: str) -> ScorePlan:
        score = load_score(text)
        versions = self.kept.get(score.id, [])
        is_new = not versions or dump_score(score) != versions[-1].text
        spread = self.distribution("engagement", ScoreUnit.PERSON)
        is_engagement = score.kind is ScoreKind.ENGAGEMENT
        return ScorePlan(
            score.id, score.kind, (versions[-1].version if versions else 0) + is_new, is_new, 412, 43 if is_new else 0,
            spread, spread, {"mql": 5, "sql": 0} if is_engagement else {},
            {"mql": 2, "sql": 1} if is_engagement else {},
            tuple(differences(versions[-1].score, score)) if versions else (),
        )  # fmt: skip

    def save(self, text: str, *, who: str = "", why: str = "", base: int | None = None) -> ScoreVersion:
        score = load_score(text)
        versions = self.kept.setdefault(score.id, [])
        last = versions[-1].version if versions else 0
        if base is not None and base != last:
            raise UsageError(f"score: expected a text written from version {last}, got one from version {base}.")
        versions.append(Kept(score, last + 1, dump_score(score), NOW, who, why))
        return summary(versions[-1], INSIDE)

    def distribution(self, score: str, unit: ScoreUnit = ScoreUnit.PERSON) -> ScoreDistribution:
        if self.is_empty:
            return ScoreDistribution(unit, NOW, 0, {str(place): 0 for place in range(10)})
        if score == "grade":
            return ScoreDistribution(unit, NOW, 136, {grade: place + 1 for place, grade in enumerate(GRADES)})
        return ScoreDistribution(unit, NOW, sum(SPREAD), {str(place): count for place, count in enumerate(SPREAD)})

    def top(self, score: str, unit: ScoreUnit = ScoreUnit.PERSON, page: int = 1, size: int = 50) -> ScorePage:
        if self.is_empty:
            return ScorePage(0, ())
        grade, solution = ("A1" if score == "grade" else ""), ("Pumpen" if unit is ScoreUnit.BUYING_GROUP else "")
        lines = [
            ScoreLine(1, solution, "Tolzinger Fördertechnik GmbH", Decimal("97.31"), grade),
            ScoreLine(2, solution, "Bergmann & Söhne Kommanditgesellschaft für Anlagenbau", Decimal("88.04"), grade),
            ScoreLine(3, solution, "#3", Decimal("12.50"), grade),
        ]
        return ScorePage(412, tuple(lines))

    def all_of(self, subject: int, unit: ScoreUnit = ScoreUnit.PERSON) -> Sequence[SubjectScore]:
        if self.is_empty:
            return []
        return [a_score_of(name, subject, unit) for name in DEFAULTS]


def a_score_of(name: str, subject: int, unit: ScoreUnit) -> SubjectScore:
    score = default_score(name)
    grade = "A2" if name == "grade" else ""
    contributions = {
        "engagement": (
            a_contribution("event_attended", "An Veranstaltung teilgenommen", "Event attended", "113.25", "38.41", 2),
            a_contribution("page_viewed", "Seite aufgerufen", "Page viewed", "60.00", "20.35", 3),
            a_contribution("unsubscribed", "Abgemeldet", "Unsubscribed", "-30.00", "-10.18", 1),
        ),
        "fit": (a_contribution("industry", "Passende Branche", "Industry fits", "40.00", "40.00", 0),),
        "grade": (),
    }[name]
    crossed = (Crossing("mql", NOW - timedelta(days=9), True, Decimal("61.02")),) if name == "engagement" else ()
    return SubjectScore(
        name, score.kind, score.title, unit, subject, "", "Tolzinger", NOW,
        sum((one.points for one in contributions), Decimal(0)), sum((one.share for one in contributions), Decimal(0)),
        grade, contributions, crossed,
    )  # fmt: skip


def a_contribution(part: str, de: str, en: str, points: str, share: str, events: int) -> Contribution:
    behind = tuple(
        ScoredEvent(f"{number:032}", part, NOW - timedelta(days=number), Decimal(points) / events)
        for number in range(events)
    )
    words = LocalizedText(
        de=f"{de}: {events} Ereignisse, zuletzt am 19.12.2025, {points.replace('.', ',')} Punkte",
        en=f"{en}: {events} events, the last on 19 Dec 2025, {points} points",
    )
    return Contribution(part, LocalizedText(de=de, en=en), Decimal(points), Decimal(share), events, words, behind)
