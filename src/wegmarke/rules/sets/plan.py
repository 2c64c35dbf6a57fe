"""Compiles a rule once: its distinct questions about behaviour and its distinct tests of fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wegmarke.rules.sets.sources import Quantity, Question
from wegmarke.rules.subjects.reading import part_of
from wegmarke.rules.subjects.tree import (
    Amount,
    Did,
    DistinctDays,
    End,
    FieldTest,
    Group,
    Opposite,
    Part,
    SubjectRule,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled rule, for any set of subjects at any instant.

    Attributes:
        rule: what was compiled.
        part: its typed tree.
        questions: what a `BehaviourSource` must answer, each once.
        tests: what a `FieldSource` must answer, each once.
    """

    rule: SubjectRule
    part: Part
    questions: tuple[Question, ...]
    tests: tuple[FieldTest, ...]


def compile_subject_rule(rule: SubjectRule) -> Plan:
    """Compile a rule.

    >>> from wegmarke.rules import parse_subject_rule
    >>> len(compile_subject_rule(parse_subject_rule({"did": {"event": "quote_sent"}})).questions)
    1
    """
    part = part_of(rule.tree)
    leaves = list(_leaves(part))
    questions = dict.fromkeys(question for leaf in leaves for question in questions_of(leaf))
    tests = dict.fromkeys(leaf for leaf in leaves if isinstance(leaf, FieldTest))
    return Plan(rule, part, tuple(questions), tuple(tests))


def questions_of(part: Part) -> tuple[Question, ...]:
    """Return the questions of a leaf, in the order in which `judging` reads their answers."""
    match part:
        case Did():
            return (Question(part.behaviour, Quantity.COUNT),)
        case DistinctDays():
            return (Question(part.behaviour, Quantity.DAYS),)
        case Amount(word="average"):
            return (_amount(part, Quantity.SUM), _amount(part, Quantity.NUMBERS))
        case Amount():
            return (_amount(part, Quantity(part.word)),)
        case End():
            at = Question(part.behaviour, Quantity(f"{part.word}_at"))
            has = Question(part.behaviour, Quantity(f"{part.word}_has"), has=part.has)
            return (at,) if part.has is None else (at, has)
        case _:
            return ()


def _amount(part: Amount, quantity: Quantity) -> Question:
    return Question(part.behaviour, quantity, part.of, part.currency)


def _leaves(part: Part) -> Iterator[Part]:
    match part:
        case Group():
            for member in part.members:
                yield from _leaves(member)
        case Opposite():
            yield from _leaves(part.part)
        case _:
            yield part
