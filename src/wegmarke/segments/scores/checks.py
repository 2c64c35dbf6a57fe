"""Checks what a score document says, after its fields have been read: ids, points, spans, thresholds."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Final

from wegmarke.documents import Path, Reading, show_path
from wegmarke.domain import Problem
from wegmarke.domain.scores import ScoreUnit
from wegmarke.rules import compile_subject_rule
from wegmarke.segments.scores.document import (
    EngagementScore,
    EventPart,
    FieldPart,
    FitScore,
    GradeScore,
    Score,
    Threshold,
)

MAX_ID: Final = 100
MAX_PARTS: Final = 50
MAX_POINTS: Final = 10_000
MAX_SCALE: Final = 1_000_000
MAX_DAYS: Final = 3_650
MAX_PER_DAY: Final = 1_000
MAX_FACTOR: Final = 100
FULL: Final = 100

_ID: Final = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_.-]{{0,{MAX_ID - 1}}}")


def score_problems(score: Score, reading: Reading | None = None) -> list[Problem]:
    """List what is wrong with a score; `reading` tells lines and which values are placeholders."""
    return list(_Checks(score, reading or Reading({}, "score document")).all())


class _Checks:
    """The checks of one document."""

    def __init__(self, score: Score, reading: Reading) -> None:
        self.score = score
        self.reading = reading

    def all(self) -> Iterator[Problem]:
        """Yield every problem, in the order of the document."""
        score = self.score
        yield from self._id(score.id, ("id",))
        match score:
            case EngagementScore():
                yield from self._engagement(score)
            case FitScore():
                yield from self._parts(score.parts)
                for place, part in enumerate(score.parts):
                    yield from self._fields_alone(part, ("parts", place, "rule"))
            case GradeScore():
                yield from self._grade(score)

    def _engagement(self, score: EngagementScore) -> Iterator[Problem]:
        yield from self._days(score, ())
        yield from self._between(score.scale, ("scale",), 1, MAX_SCALE, "points")
        if score.account_scale is not None:
            yield from self._between(score.account_scale, ("account_scale",), 1, MAX_SCALE, "points")
        yield from self._parts(score.parts)
        for place, part in enumerate(score.parts):
            yield from self._event_part(part, ("parts", place))
        yield from self._roles(score)
        yield from self._once([threshold.id for threshold in score.thresholds], ("thresholds",), "id")
        for place, threshold in enumerate(score.thresholds):
            yield from self._threshold(threshold, ("thresholds", place))

    def _parts(self, parts: Sequence[EventPart | FieldPart]) -> Iterator[Problem]:
        if ("parts",) not in self.reading.unreadable and not any(part.points > 0 for part in parts):
            came = "none" if not parts else "no part with points above 0"
            remedy = "Say at least what counts for somebody."
            yield self._problem(("parts",), "parts with points", came, remedy, "no_parts")
        if len(parts) > MAX_PARTS:
            remedy = "Put some together; nobody reads so many."
            yield self._problem(("parts",), f"at most {MAX_PARTS} parts", f"{len(parts)}", remedy, "too_large")
        yield from self._once([part.id for part in parts], ("parts",), "id")
        for place, part in enumerate(parts):
            yield from self._id(part.id, ("parts", place, "id"))
            yield from self._points(part.points, ("parts", place, "points"))

    def _event_part(self, part: EventPart, path: Path) -> Iterator[Problem]:
        is_unread = any(place[: len(path) + 1] == (*path, "rule") for place in self.reading.unreadable)
        if part.rule is None and not part.touchpoints and path not in self.reading.unreadable and not is_unread:
            remedy = "Say which events count, e.g. rule: {event: form_submitted}."
            yield self._problem((*path, "rule"), "a rule or touchpoints", "nothing", remedy, "missing_field")
        if part.most_per_day is not None:
            yield from self._between(part.most_per_day, (*path, "most_per_day"), 1, MAX_PER_DAY, "events")
        yield from self._days(part, path)

    def _days(self, part: EngagementScore | EventPart, path: Path) -> Iterator[Problem]:
        if part.half_life_days is not None:
            yield from self._between(part.half_life_days, (*path, "half_life_days"), 1, MAX_DAYS, "days")
        if part.window_days is not None:
            yield from self._between(part.window_days, (*path, "window_days"), 1, MAX_DAYS, "days")

    def _roles(self, score: EngagementScore) -> Iterator[Problem]:
        yield from self._once([stated.role.value for stated in score.roles], ("roles",), "role")
        for place, stated in enumerate(score.roles):
            path: Path = ("roles", place, "factor")
            if path not in self.reading.unreadable and not 0 <= stated.factor <= MAX_FACTOR:
                remedy = "0 leaves the role out; 2 counts it twice."
                expected = f"a number from 0 to {MAX_FACTOR}"
                yield self._problem(path, expected, f"{stated.factor:g}", remedy, "out_of_range")

    def _threshold(self, threshold: Threshold, path: Path) -> Iterator[Problem]:
        yield from self._id(threshold.id, (*path, "id"))
        if threshold.of is ScoreUnit.BUYING_GROUP:
            remedy = "Roles in buying groups are those of now, so there is no past to go by. Use the account."
            yield self._problem((*path, "of"), "person or account", threshold.of.value, remedy, "misfit")
        for name in ("enter_at", "leave_below"):
            yield from self._value(getattr(threshold, name), (*path, name))
        if threshold.leave_below > threshold.enter_at:
            expected = f"at most enter_at, {threshold.enter_at:g}"
            remedy = "Leave below what is entered at; the distance keeps somebody from going in and out."
            yield self._problem((*path, "leave_below"), expected, f"{threshold.leave_below:g}", remedy, "out_of_order")

    def _grade(self, score: GradeScore) -> Iterator[Problem]:
        for name in ("letters_from", "digits_from"):
            bounds = getattr(score, name)
            if any(place[:1] == (name,) for place in self.reading.unreadable):
                continue
            is_falling = all(above > below for above, below in itertools.pairwise(bounds))
            if len(bounds) != len("ABC") or not is_falling:
                came = ", ".join(f"{bound:g}" for bound in bounds) or "none"
                remedy = "Write for example [75, 50, 25]; what is below the last is the lowest."
                yield self._problem((name,), "three numbers, each below the one before", came, remedy, "out_of_order")
            for place, bound in enumerate(bounds):
                yield from self._value(bound, (name, place))
        for name in ("fit", "engagement"):
            yield from self._id(getattr(score, name), (name,))

    def _fields_alone(self, part: FieldPart, path: Path) -> Iterator[Problem]:
        if any(place[: len(path)] == path for place in self.reading.unreadable) or part.rule is None:
            return
        if compile_subject_rule(part.rule).questions:
            remedy = "Put what somebody does into a score of the kind engagement."
            yield self._problem(path, "a rule on fields alone", "a rule on behaviour", remedy, "misfit")

    def _points(self, points: float, path: Path) -> Iterator[Problem]:
        if path in self.reading.unreadable:
            return
        if not abs(points) <= MAX_POINTS or points == 0 or round(points, 2) != points:
            expected = f"a number from -{MAX_POINTS} to {MAX_POINTS}, not 0, with at most two digits behind the point"
            yield self._problem(path, expected, f"{points:g}", "Negative points take away.", "out_of_range")

    def _value(self, value: float, path: Path) -> Iterator[Problem]:
        if path not in self.reading.unreadable and (not 0 < value < FULL or round(value, 2) != value):
            expected = f"a value above 0 and below {FULL}, with at most two digits behind the point"
            yield self._problem(path, expected, f"{value:g}", "Values of a score go from 0 to 100.", "out_of_range")

    def _between(self, number: float, path: Path, least: int, most: int, what: str) -> Iterator[Problem]:
        if path not in self.reading.unreadable and not least <= number <= most:
            expected = f"{least} to {most} {what}"
            yield self._problem(path, expected, f"{number:g}", "Choose a number in between.", "out_of_range")

    def _once(self, ids: Sequence[str], path: Path, name: str) -> Iterator[Problem]:
        for place, found in enumerate(ids):
            at = (*path, place, name)
            if found and at not in self.reading.unreadable and ids.index(found) != place:
                came = f"{found!r}, as in {path[0]}[{ids.index(found)}]"
                remedy = "Keep one of them, or give one another id."
                yield self._problem(at, f"every {name} once", came, remedy, "duplicate_id")

    def _id(self, found: str, path: Path) -> Iterator[Problem]:
        if found and not _ID.fullmatch(found):
            expected = f"up to {MAX_ID} letters a–z, digits, _ . - with a letter or digit first"
            remedy = "Choose another id; titles may hold any text."
            yield self._problem(path, expected, repr(found[:60]), remedy, "bad_id")

    def _problem(self, path: Path, expected: str, came: str, remedy: str, code: str) -> Problem:
        return Problem(show_path(path, self.reading.lines, self.reading.what), expected, came, remedy, code)
