"""The scores of a workspace: documents by version, everybody's values, and what a score is made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final

import numpy as np

from wegmarke.domain import Language, LocalizedText, NotFound
from wegmarke.domain.errors import unknown_value
from wegmarke.domain.scores import (
    Contribution,
    Crossing,
    ScoreDistribution,
    ScoreKind,
    ScoreLine,
    ScorePage,
    ScorePlan,
    ScoreUnit,
    ScoreVersion,
    SubjectScore,
)
from wegmarke.rules import Moment
from wegmarke.segments import scores
from wegmarke.workspace.objecting import objecting_persons
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.score_following import say_crossings
from wegmarke.workspace.score_reading import (
    Values,
    fit_of,
    groups_of,
    moment_of,
    newest,
    paths_of,
    subjects_of,
    touches_of,
    values_of,
)
from wegmarke.workspace.shown_labels import shown_labels
from wegmarke.workspace.stores import Stores

MOST_LINES: Final = 500
_RANGES: Final = 10


class ScoresDoor(Door):
    """Scores by id."""

    @operation("scores")
    def all(self) -> list[ScoreVersion]:
        """Return the newest version of each score, those that the product brings along first."""
        state = self.stores.state
        return [_summary(self.stores, scores.read_versions(state, name)[-1]) for name in scores.score_ids(state)]

    @operation("scores")
    def get(self, score: str, version: int | None = None) -> ScoreVersion:
        """Return a version of a score, the newest one where none is named.

        Raises:
            NotFound: naming what is there.
        """
        versions = scores.read_versions(self.stores.state, score)
        for kept in versions if version is not None else versions[-1:]:
            if version is None or kept.version == version:
                return _summary(self.stores, kept)
        there = ", ".join(str(kept.version) for kept in versions)
        raise NotFound(f"score {score!r}: expected one of the versions {there}; got {version}.")

    @operation("scores")
    def versions(self, score: str) -> list[ScoreVersion]:
        """Return all versions of a score, newest first.

        Raises:
            NotFound: naming the scores that are there.
        """
        return [_summary(self.stores, kept) for kept in reversed(scores.read_versions(self.stores.state, score))]

    @operation("scores")
    def rehearse(self, text: str) -> ScorePlan:
        """Say what saving a document would mean for the persons there are; nothing is kept.

        Raises:
            DocumentInvalid: with every problem of the document.
            UsageError: when a score of this id is of another kind, or a grade reads a score that does not fit.
        """
        stores = self.stores
        versions, offered = scores.offered(stores.state, text)
        is_new = not versions or offered is not versions[-1]
        after = values_of(stores, offered.score, ScoreUnit.PERSON, None)
        before = values_of(stores, versions[-1].score, ScoreUnit.PERSON, None) if versions else None
        changed = len(after.subjects) if before is None else int(np.count_nonzero(_shown(before) != _shown(after)))
        enters, leaves = _would_cross(stores, offered.score)
        return ScorePlan(
            score=offered.score.id,
            kind=offered.score.kind,
            version=offered.version,
            is_new=is_new,
            subjects=len(after.subjects),
            changed=changed,
            before=None if before is None else _distribution(stores, ScoreUnit.PERSON, before, None),
            after=_distribution(stores, ScoreUnit.PERSON, after, None),
            enters=enters,
            leaves=leaves,
            differences=tuple(scores.differences(versions[-1].score, offered.score)) if versions else (),
        )

    @operation("scores")
    def save(self, text: str, *, who: str = "", why: str = "", base: int | None = None) -> ScoreVersion:
        """Keep a document (YAML or JSON) as a new version; one that changes nothing makes none.

        Crossings that follow from it are said at once.

        Raises:
            DocumentInvalid: with every problem of the document; nothing was kept.
            UsageError: when another version than `base` is the last one; nothing was kept.
        """
        stores = self.stores
        kept, is_new = scores.keep_version(stores.state, text, now=stores.clock.now(), who=who, why=why, base=base)
        if is_new and say_crossings(stores):
            stores.settle()
        return _summary(stores, kept)

    @operation("scores")
    def remove(self, score: str) -> None:
        """Remove all saved versions of a score; one that the product brings along holds again as it was brought.

        Raises:
            NotFound: naming the scores that are there.
            UsageError: when nothing of it was saved, or a grade reads it.
        """
        scores.remove(self.stores.state, score)

    @operation("scores")
    def distribution(
        self, score: str, unit: ScoreUnit = ScoreUnit.PERSON, at: datetime | None = None
    ) -> ScoreDistribution:
        """Count subjects by value or grade at an instant; now where none is given.

        Raises:
            NotFound: naming the scores that are there.
        """
        stores = self.stores
        return _distribution(stores, unit, values_of(stores, newest(stores, score), unit, at), at)

    @operation("scores")
    def top(
        self,
        score: str,
        unit: ScoreUnit = ScoreUnit.PERSON,
        page: int = 1,
        size: int = 50,
        at: datetime | None = None,
    ) -> ScorePage:
        """Return one page of the subjects, highest value or best grade first; equal ones by number.

        Raises:
            NotFound: naming the scores that are there.
            UsageError: when `size` is not from 1 to 500.
        """
        if not 1 <= size <= MOST_LINES:
            raise unknown_value("size", str(size), [f"1 to {MOST_LINES}"])
        stores = self.stores
        found = values_of(stores, newest(stores, score), unit, at)
        rank = -found.cents if found.grades is None else found.grades * 100_000 - found.cents
        chosen = np.lexsort((found.subjects, rank))[(max(1, page) - 1) * size :][:size].tolist()
        labels = _labels(stores, unit, {int(found.subjects[place]) for place in chosen})
        return ScorePage(len(found.subjects), tuple(_line(found, place, labels) for place in chosen))

    @operation("scores")
    def of(
        self,
        score: str,
        subject: int,
        unit: ScoreUnit = ScoreUnit.PERSON,
        solution: str = "",
        at: datetime | None = None,
    ) -> SubjectScore:
        """Return the score of one subject with all its contributions.

        Raises:
            NotFound: when there is no such score or subject.
        """
        return _of(self.stores, newest(self.stores, score), unit, subject, solution, moment_of(self.stores, at))

    @operation("scores")
    def all_of(self, subject: int, unit: ScoreUnit = ScoreUnit.PERSON) -> list[SubjectScore]:
        """Return all scores of one person or account; none of a person who objects to profiling.

        Raises:
            NotFound: when there is no such subject.
        """
        stores = self.stores
        moment = moment_of(stores, None)
        if unit is ScoreUnit.PERSON and subject in objecting_persons(stores):
            return []
        return [_of(stores, newest(stores, name), unit, subject, "", moment) for name in scores.score_ids(stores.state)]

    @operation("scores")
    def follow(self) -> int:
        """Say all crossings of thresholds up to now, and return how many were said."""
        said = say_crossings(self.stores)
        if said:
            self.stores.settle()
        return said


def _of(
    stores: Stores, score: scores.Score, unit: ScoreUnit, subject: int, solution: str, moment: Moment
) -> SubjectScore:
    label = _labels(stores, unit, {subject}).get(subject, f"#{subject}")
    points, value, grade = Decimal(0), 0, ""
    contributions: tuple[Contribution, ...] = ()
    crossed: tuple[Crossing, ...] = ()
    if isinstance(score, scores.GradeScore):
        fit = _of(stores, newest(stores, score.fit), unit, subject, solution, moment)
        engagement = _of(stores, newest(stores, score.engagement), unit, subject, solution, moment)
        place = scores.grades(score, *(np.array([int(one.value * 100)]) for one in (fit, engagement)))
        grade, value = scores.GRADES[int(place[0])], int(engagement.value * 100)
        points = engagement.points
        contributions = tuple(_made_of(one) for one in (fit, engagement))
    elif isinstance(score, scores.FitScore):
        numbers = subjects_of(stores, _fitting(unit), _there(stores, unit, subject))
        cents, parts = fit_of(stores, score, numbers, moment)
        own = [int(part[0]) for part in parts]
        value, points = int(cents[0]), scores.shown(sum(own))
        contributions = scores.fit_contributions(score, own, value)
    elif unit is ScoreUnit.BUYING_GROUP:
        value, contributions = _group(stores, score, subject, solution, moment)
        points = scores.shown(value)
    else:
        touches, number = touches_of(stores), _there(stores, unit, subject)
        value = int(touches.scored(score, unit, moment, [number]).of(np.array([number]))[0])
        points, contributions = scores.engagement_contributions(touches, score, unit, moment, number, value)
        crossed = tuple(_crossings(touches, score, unit, moment, number))
    return SubjectScore(
        score.id, score.kind, score.title, unit, subject, solution, label, moment.as_of, points,
        scores.shown(value), grade, contributions, crossed,
    )  # fmt: skip


def _crossings(
    touches: scores.Touches, score: scores.EngagementScore, unit: ScoreUnit, moment: Moment, number: int
) -> list[Crossing]:
    found = [
        Crossing(threshold.id, scores.instant_of(row["at"]), row["is_inside"], scores.shown(row["value"]))
        for threshold in score.thresholds
        if threshold.of is unit
        for row in scores.crossings(touches, score, threshold, moment, [number]).to_pylist()
    ]
    return sorted(found, key=lambda crossing: crossing.at)


def _group(
    stores: Stores, score: scores.EngagementScore, account: int, solution: str, moment: Moment
) -> tuple[int, tuple[Contribution, ...]]:
    for group in groups_of(stores, score, moment):
        if (group.account, group.solution) == (account, solution):
            labels = shown_labels(stores, {person for person, _, _ in group.persons})
            return group.value, tuple(
                scores.person_contribution(person, LocalizedText.of(labels.get(person, f"#{person}")), factor, share)
                for person, factor, share in group.persons
            )
    raise NotFound(f"buying group: expected one with members; account {account} has none for {solution[:60]!r}.")


def _made_of(one: SubjectScore) -> Contribution:
    words = LocalizedText(
        **{language.value: f"{one.title.get(language)}: {one.value}" for language in (Language.DE, Language.EN)}
    )
    return Contribution(one.score, one.title, one.points, one.value, 0, words)


def _there(stores: Stores, unit: ScoreUnit, subject: int) -> int:
    kind = _fitting(unit)
    if not len(subjects_of(stores, kind, subject)):
        raise NotFound(f"{kind}: expected the number of a {kind} with events; got {subject}. See the list.")
    return subject


def _fitting(unit: ScoreUnit) -> ScoreUnit:
    return ScoreUnit.PERSON if unit is ScoreUnit.PERSON else ScoreUnit.ACCOUNT


def _summary(stores: Stores, kept: scores.Kept) -> ScoreVersion:
    return scores.summary(kept, scores.inside(stores.state, kept.score.id))


def _labels(stores: Stores, unit: ScoreUnit, numbers: set[int]) -> dict[int, str]:
    found = shown_labels(stores, numbers, _fitting(unit).value)
    return {number: found.get(number) or f"#{number}" for number in numbers}


def _line(found: Values, place: int, labels: Mapping[int, str]) -> ScoreLine:
    subject = int(found.subjects[place])
    grade = "" if found.grades is None else scores.GRADES[int(found.grades[place])]
    return ScoreLine(subject, found.solutions[place], labels[subject], scores.shown(found.cents[place]), grade)


def _shown(found: Values) -> np.ndarray:
    return found.cents if found.grades is None else found.grades


def _distribution(stores: Stores, unit: ScoreUnit, found: Values, at: datetime | None) -> ScoreDistribution:
    if found.grades is not None:
        counts = scores.counted(found.grades)
    else:
        ranges = np.bincount(np.minimum(found.cents // 1_000, _RANGES - 1), minlength=_RANGES)
        counts = {str(place): int(count) for place, count in enumerate(ranges)}
    return ScoreDistribution(unit, at or stores.clock.now(), len(found.subjects), counts)


def _would_cross(stores: Stores, score: scores.Score) -> tuple[dict[str, int], dict[str, int]]:
    """Count who would enter and leave each threshold, beside what was said last."""
    enters: dict[str, int] = {}
    leaves: dict[str, int] = {}
    if score.kind is ScoreKind.ENGAGEMENT and isinstance(score, scores.EngagementScore):
        touches, moment = paths_of(stores), moment_of(stores, None)
        for threshold in score.thresholds:
            states = scores.last_of(scores.crossings(touches, score, threshold, moment))
            said = scores.said_before(stores.state, score.id, threshold.id)
            found = scores.to_say(score.id, threshold.id, threshold.of, states, said)
            enters[threshold.id] = sum(1 for one in found if one.is_inside)
            leaves[threshold.id] = len(found) - enters[threshold.id]
    return enters, leaves
