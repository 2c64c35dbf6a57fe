"""The one rule language: a condition on an event or on a subject, written as data.

Purpose: say which events count and which persons or accounts, check such a rule, say it in words, and judge it.
Reads: columns of events; for rules on subjects, touches and fields through the sources that are handed in.
Writes: nothing.
Used by: documents, maps (touchpoints), events (touches), stages, analytics, paths, segments, workspace.
"""

import importlib
from typing import TYPE_CHECKING

from wegmarke.rules.amounts import digits_of
from wegmarke.rules.check import MAX_DEPTH, MAX_PARTS, parse_rule, rule_problems
from wegmarke.rules.compilation import compile_rule
from wegmarke.rules.evaluation import matches
from wegmarke.rules.explanation import explain_rule
from wegmarke.rules.operands import MAX_TEXT
from wegmarke.rules.subjects.check import MAX_SIZE, parse_subject_rule, subject_rule_problems
from wegmarke.rules.subjects.costs import MAX_COST, has_property
from wegmarke.rules.subjects.history import Event, History, SubjectKind
from wegmarke.rules.subjects.reference import Answer, answer_for, subject_matches
from wegmarke.rules.subjects.schema import subject_rule_schema
from wegmarke.rules.subjects.spans import read_span
from wegmarke.rules.subjects.tree import Behaviour, FieldTest, Selection, Step, SubjectRule
from wegmarke.rules.subjects.words import explain_answer, explain_subject_rule
from wegmarke.rules.tree import Comparison, Rule

if TYPE_CHECKING:
    from wegmarke.rules.sets import (
        CODED,
        DIGITS,
        NEVER,
        NOBODY,
        ORDER_WORDS,
        BehaviourSource,
        Codes,
        Column,
        FieldSource,
        FieldTable,
        Judged,
        Moment,
        Plan,
        Quantity,
        Question,
        Rows,
        Subjects,
        Tables,
        TouchTables,
        code_table,
        coded_condition,
        compile_subject_rule,
        digits_places,
        explain_part,
        explain_subject,
        fields_of,
        judge,
        judge_all,
        judged_by_leaf,
        matched_parts,
        no_answer,
        rule_of,
        selected,
        value_bounds,
        watches_fields,
        windows_of,
    )

__all__ = [
    "CODED",
    "DIGITS",
    "MAX_COST",
    "MAX_DEPTH",
    "MAX_PARTS",
    "MAX_SIZE",
    "MAX_TEXT",
    "NEVER",
    "NOBODY",
    "ORDER_WORDS",
    "Answer",
    "Behaviour",
    "BehaviourSource",
    "Codes",
    "Column",
    "Comparison",
    "Event",
    "FieldSource",
    "FieldTable",
    "FieldTest",
    "History",
    "Judged",
    "Moment",
    "Plan",
    "Quantity",
    "Question",
    "Rows",
    "Rule",
    "Selection",
    "Step",
    "SubjectKind",
    "SubjectRule",
    "Subjects",
    "Tables",
    "TouchTables",
    "answer_for",
    "code_table",
    "coded_condition",
    "compile_rule",
    "compile_subject_rule",
    "digits_of",
    "digits_places",
    "explain_answer",
    "explain_part",
    "explain_rule",
    "explain_subject",
    "explain_subject_rule",
    "fields_of",
    "has_property",
    "judge",
    "judge_all",
    "judged_by_leaf",
    "matched_parts",
    "matches",
    "no_answer",
    "parse_rule",
    "parse_subject_rule",
    "read_span",
    "rule_of",
    "rule_problems",
    "selected",
    "subject_matches",
    "subject_rule_problems",
    "subject_rule_schema",
    "value_bounds",
    "watches_fields",
    "windows_of",
]


def __getattr__(name: str) -> object:
    """Load what judges sets when it is first asked for: it needs arrays and an engine, documents and maps do not."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module("wegmarke.rules.sets"), name)
