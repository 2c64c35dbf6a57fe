"""Which parts of a rule are the reason that it holds, and what time alone can change about it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final, cast

import numpy as np

from wegmarke.domain import Language
from wegmarke.rules.sets.judging import Judged
from wegmarke.rules.sets.plan import Plan
from wegmarke.rules.sets.sources import Truths
from wegmarke.rules.subjects.reading import canonical
from wegmarke.rules.subjects.spans import read_span
from wegmarke.rules.subjects.tree import SPANS, End, FieldTest, Group, Opposite, Part, SubjectRule
from wegmarke.rules.subjects.words import explain_subject_rule

ROOT: Final = "rule"


def matched_parts(plan: Plan, judged: Judged) -> dict[str, Truths]:
    """Return, for each part without parts of its own, for whom it is a reason: it holds, and so do all around it.

    Args:
        plan: the compiled rule.
        judged: its answers, with parts.

    Returns:
        Truths by the place of the part, `rule.all[0]`. What is written with `not` is one part.
    """
    return dict(_matched(plan.part, ROOT, judged.parts, judged.holds))


def explain_part(rule: SubjectRule, place: str, language: Language = Language.EN) -> str:
    """Say in one sentence what stands at a place of a rule.

    >>> from wegmarke.rules import parse_subject_rule
    >>> rule = parse_subject_rule({"all": [{"did": {"event": "seen"}}, {"field": "account.country", "is": "DE"}]})
    >>> explain_part(rule, "rule.all[0]")
    '“seen” happened'
    """
    found: object = rule.tree
    for word in place.replace("[", ".[").split(".")[1:]:
        found = cast("list[object]", found)[int(word[1:-1])] if word.startswith("[") else _inside(found, word)
    return explain_subject_rule(SubjectRule(json.dumps(canonical(found), ensure_ascii=False)), language)


def windows_of(plan: Plan) -> frozenset[timedelta]:
    """Return the lengths of time that a rule looks back with: when one is over for an event, the answer may change.

    Nothing else changes about behaviour when nothing happens, but that an event that lies ahead is reached: so there is
    always the length 0.
    """
    spans = {question.behaviour.within for question in plan.questions} - {None}
    stated = {read_span(str(end.when.operand)) for end in _ends(plan.part) if end.when is not None} - {None}
    return frozenset({timedelta(), *cast("set[timedelta]", spans | stated)})


def watches_fields(plan: Plan) -> bool:
    """Tell whether a rule compares dates of fields with the instant of judgement."""
    return any(isinstance(test, FieldTest) and test.operator in SPANS for test in plan.tests)


def _matched(part: Part, place: str, parts: Mapping[str, Truths], above: Truths) -> Iterator[tuple[str, Truths]]:
    holds = np.logical_and(above, parts[place])
    if not isinstance(part, Group):
        yield place, holds
        return
    for position, inner in enumerate(part.members):
        yield from _matched(inner, f"{place}.{part.word}[{position}]", parts, holds)


def _ends(part: Part) -> Iterator[End]:
    match part:
        case Group():
            for inner in part.members:
                yield from _ends(inner)
        case Opposite():
            yield from _ends(part.part)
        case End():
            yield part
        case _:
            return


def _inside(found: object, word: str) -> object:
    return cast("Mapping[str, object]", found)[word]
