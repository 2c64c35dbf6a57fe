"""Judges compiled rules for sets of subjects: asks the sources once, compares and combines with arrays."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

import numpy as np
import pyarrow as pa

from wegmarke.rules.amounts import digits_of
from wegmarke.rules.sets.plan import Plan, questions_of
from wegmarke.rules.sets.sources import (
    NEVER,
    BehaviourSource,
    Column,
    FieldSource,
    Moment,
    Numbers,
    Question,
    Subjects,
    Truths,
)
from wegmarke.rules.subjects.field_values import instants_that_fit
from wegmarke.rules.subjects.reference import MILLION
from wegmarke.rules.subjects.tree import Amount, Bound, Did, DistinctDays, End, FieldTest, Group, Opposite, Part
from wegmarke.rules.tree import VALUE_FIELD

_COMPARE: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "is": operator.eq,
    "more_than": operator.gt,
    "at_least": operator.ge,
    "less_than": operator.lt,
    "at_most": operator.le,
}


@dataclass(frozen=True)
class Judged:
    """Which of a set of subjects satisfy a rule.

    Attributes:
        subjects: the set.
        holds: True for those that do, in the order of the subjects.
        parts: the same for every part of the rule, by its place in the tree: `rule.all[0]`; empty unless asked for.
    """

    subjects: Subjects
    holds: Truths
    parts: Mapping[str, Truths] = field(default_factory=dict)

    @property
    def numbers(self) -> Numbers:
        """Return the subjects that satisfy the rule, ascending."""
        return self.subjects.numbers[self.holds]

    def table(self) -> pa.Table:
        """Return a table of the subjects that satisfy the rule: one column, named after their kind.

        Where parts were asked for, it has all subjects, the column `holds`, and one column per part.
        """
        kind = str(self.subjects.kind)
        if not self.parts:
            return pa.table({kind: self.numbers})
        return pa.table({kind: self.subjects.numbers, "holds": self.holds, **self.parts})


def judge(
    plan: Plan,
    subjects: Subjects,
    moment: Moment,
    behaviours: BehaviourSource,
    fields: FieldSource | None = None,
    *,
    with_parts: bool = False,
) -> Judged:
    """Judge one compiled rule; see `judge_all`."""
    return judge_all([plan], subjects, moment, behaviours, fields, with_parts=with_parts)[0]


def judge_all(
    plans: Sequence[Plan],
    subjects: Subjects,
    moment: Moment,
    behaviours: BehaviourSource,
    fields: FieldSource | None = None,
    *,
    with_parts: bool = False,
) -> list[Judged]:
    """Judge several compiled rules for one set of subjects; what they have in common is asked once.

    Args:
        plans: compiled rules.
        subjects: whom to judge.
        moment: when and in which zone.
        behaviours: answers the questions about behaviour.
        fields: answers the tests of fields; without it all fields are missing.
        with_parts: whether to say of every part whether it holds.
    """
    questions = tuple(dict.fromkeys(question for plan in plans for question in plan.questions))
    answers = behaviours.answers(questions, subjects, moment) if questions else []
    tests = dict.fromkeys(test for plan in plans for test in plan.tests)
    holds = {test: _field(test, subjects, moment, fields) for test in tests}
    judgement = _Judgement(subjects, moment, dict(zip(questions, answers, strict=True)), holds)
    return [_judged(judgement, plan, with_parts) for plan in plans]


def _judged(judgement: _Judgement, plan: Plan, with_parts: bool) -> Judged:
    parts: dict[str, Truths] = {}
    holds = judgement.holds(plan.part, "rule", parts)
    return Judged(judgement.subjects, holds, parts if with_parts else {})


def _field(test: FieldTest, subjects: Subjects, moment: Moment, fields: FieldSource | None) -> Truths:
    if fields is not None:
        return fields.holds(test, subjects, moment)
    is_absent = test.operator in ("is_not", "not_in") or (test.operator == "exists" and test.operand is False)
    return np.full(len(subjects), is_absent)


@dataclass(frozen=True)
class _Judgement:
    subjects: Subjects
    moment: Moment
    answers: Mapping[Question, Column]
    tests: Mapping[FieldTest, Truths]

    def holds(self, part: Part, place: str, parts: dict[str, Truths]) -> Truths:
        match part:
            case Group():
                inner = [
                    self.holds(member, f"{place}.{part.word}[{position}]", parts)
                    for position, member in enumerate(part.members)
                ]
                combine = np.logical_and if part.word == "all" else np.logical_or
                found = cast("Truths", combine.reduce(inner))
            case Opposite():
                found = ~self.holds(part.part, f"{place}.not", parts)
            case FieldTest():
                found = self.tests[part]
            case _:
                found = self._behaviour(part)
        parts[place] = found
        return found

    def _behaviour(self, part: Did | DistinctDays | Amount | End) -> Truths:
        answers = [self.answers[question] for question in questions_of(part)]
        match part:
            case Did() | DistinctDays():
                return _compared(answers[0], part.bound)
            case Amount():
                return _compared(_amount(part, answers), part.bound)
            case End():
                return self._end(part, answers)

    def _end(self, part: End, answers: Sequence[Column]) -> Truths:
        found = answers[0] != NEVER
        if part.when is not None:
            first, last = instants_that_fit(part.when, self.moment.as_of, self.moment.zone)
            found = found & (answers[0] >= first) & (answers[0] <= last)
        return cast("Truths", found & answers[1] if part.has is not None else found)


def _amount(part: Amount, answers: Sequence[Column]) -> Column:
    scale = 10 ** digits_of(part.currency) if part.of == VALUE_FIELD else MILLION
    amounts = cast("Column", answers[0] / scale)
    if part.word != "average":
        return amounts
    averages = np.full(len(amounts), np.nan)
    np.divide(amounts, answers[1], out=averages, where=answers[1] > 0)
    return averages


def _compared(amounts: Column, bound: Bound) -> Truths:
    return cast("Truths", _COMPARE[bound.operator](amounts, bound.number))
