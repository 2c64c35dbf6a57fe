"""Values of a score for everybody, read from the open stores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.accounts import buying_groups
from wegmarke.domain.scores import ScoreUnit
from wegmarke.domain.segments import SegmentSubject
from wegmarke.rules import (
    NOBODY,
    Moment,
    SubjectKind,
    Subjects,
    Tables,
    compile_subject_rule,
)
from wegmarke.segments import scores
from wegmarke.workspace.objecting import objecting_persons
from wegmarke.workspace.stores import Stores

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Values:
    """Values of one score, of all units of a kind.

    Attributes:
        subjects: numbers of persons or accounts; of buying groups their accounts.
        solutions: of buying groups; empty texts for others.
        cents: values in hundredths; of a grade the engagement.
        grades: place in `GRADES`; None where the score is no grade.
    """

    subjects: Numbers
    solutions: Sequence[str]
    cents: Numbers
    grades: Numbers | None = None


def moment_of(stores: Stores, at: datetime | None) -> Moment:
    """Return an instant in the zone of the workspace; now where none is given."""
    return Moment(at or stores.clock.now(), ZoneInfo(stores.settings.time_zone))


def tables_of(stores: Stores) -> Tables:
    """Return the tables that scores read."""
    return Tables(*[stores.engine.table(name) for name in ("touch", "event", "code")])


def touches_of(stores: Stores) -> scores.Touches:
    """Return where the engagement of a few is read from, and the events behind it: all of one state."""
    return scores.Touches(stores.engine.query, tables_of(stores))


def paths_of(stores: Stores) -> scores.Touches:
    """Return where the engagement of many is read from: the path index where it is ready, else the touches."""
    return scores.Touches(stores.engine.query, tables_of(stores), stores.segments.sources.over_paths())


def newest(stores: Stores, name: str) -> scores.Score:
    """Return the document that holds."""
    return scores.read_versions(stores.state, name)[-1].score


def values_of(stores: Stores, score: scores.Score, unit: ScoreUnit, at: datetime | None) -> Values:
    """Return the values of a score for all persons, accounts or buying groups; kept until data or day change."""
    moment = moment_of(stores, at)
    when = at or (scores.day_of(moment.as_of, moment.zone), moment.as_of.hour, moment.as_of.minute)
    key = ("score values", scores.dump_score(score), _below(stores, score), unit, when)
    return stores.answers.keep(key, stores.state_of_data, lambda: _values(stores, score, unit, moment))


def subjects_of(stores: Stores, unit: ScoreUnit, number: int | None = None) -> Subjects:
    """Return all persons with the account of their last touch, or all accounts; or one of them.

    Persons who object to profiling are not there: they have no score.
    """
    where = "" if number is None else f"WHERE {unit.value} = {number}"
    if unit is ScoreUnit.PERSON:
        found = stores.engine.query(
            f"SELECT person, coalesce(account, {NOBODY}) AS account FROM person_end {where} ORDER BY person"
        )
        if objecting := objecting_persons(stores):
            found = found.filter(pc.invert(pc.is_in(found["person"], pa.array(objecting, found["person"].type))))
        return Subjects.of_persons(_column(found, "person"), _column(found, "account"), are_all=number is None)
    found = stores.engine.query(f"SELECT account FROM account_end {where} ORDER BY account")
    return Subjects.of_accounts(_column(found, "account"), are_all=number is None)


def fit_of(stores: Stores, score: scores.FitScore, subjects: Subjects, moment: Moment) -> tuple[Numbers, list[Numbers]]:
    """Return values in hundredths, and points in hundredths by part, in the order of the subjects."""
    names = {test.field for part in score.parts for test in compile_subject_rule(part.rule).tests}
    behaviours, fields = stores.segments.sources.asking(SegmentSubject(subjects.kind.value), names)
    return scores.fit_cents(score, subjects, moment, fields, behaviours)


def groups_of(stores: Stores, score: scores.EngagementScore, moment: Moment) -> list[scores.GroupScore]:
    """Return the scores of all buying groups with members."""
    rows = buying_groups.role_holders(stores.engine).to_pylist()
    holders = [scores.Holder(row["account"], row["solution"], row["person"], row["role"]) for row in rows]
    if not holders:
        return []
    persons = np.unique(np.array([holder.person for holder in holders], dtype=np.int64))
    return scores.group_scores(score, holders, paths_of(stores).scored(score, ScoreUnit.PERSON, moment, persons))


def _values(stores: Stores, score: scores.Score, unit: ScoreUnit, moment: Moment) -> Values:
    if isinstance(score, scores.GradeScore):
        engagement = _values(stores, newest(stores, score.engagement), unit, moment)
        fit = _values(stores, newest(stores, score.fit), unit, moment)
        places = scores.grades(score, fit.cents, engagement.cents)
        return Values(engagement.subjects, engagement.solutions, engagement.cents, places)
    if unit is ScoreUnit.BUYING_GROUP:
        return _group_values(stores, score, moment)
    subjects = subjects_of(stores, unit)
    if isinstance(score, scores.FitScore):
        cents, _ = fit_of(stores, score, subjects, moment)
    else:
        cents = paths_of(stores).scored(score, unit, moment).of(subjects.numbers)
    return Values(subjects.numbers, [""] * len(subjects), cents)


def _group_values(stores: Stores, score: scores.EngagementScore | scores.FitScore, moment: Moment) -> Values:
    if isinstance(score, scores.EngagementScore):
        groups = [(group.account, group.solution, group.value) for group in groups_of(stores, score, moment)]
    else:
        # A buying group fits as its account does.
        held = sorted(
            {(row["account"], row["solution"]) for row in buying_groups.role_holders(stores.engine).to_pylist()}
        )
        subjects = Subjects(SubjectKind.ACCOUNT, *2 * (np.unique(np.array([a for a, _ in held], dtype=np.int64)),))
        cents, _ = fit_of(stores, score, subjects, moment)
        known = dict(zip(subjects.numbers.tolist(), cents.tolist(), strict=True))
        groups = [(account, solution, known[account]) for account, solution in held]
    columns = [np.array([group[place] for group in groups], dtype=np.int64) for place in (0, 2)]
    return Values(columns[0], [solution for _, solution, _ in groups], columns[1])


def _below(stores: Stores, score: scores.Score) -> tuple[str, ...]:
    """Return the documents that a grade is made of, which may change without it."""
    if not isinstance(score, scores.GradeScore):
        return ()
    return tuple(scores.dump_score(newest(stores, name)) for name in (score.fit, score.engagement))


def _column(table: pa.Table, name: str) -> Numbers:
    found: Numbers = table[name].to_numpy().astype(np.int64)
    return found
