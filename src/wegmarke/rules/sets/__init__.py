"""Judging rules for sets of subjects: everybody, a micro-batch, the past.

Purpose: compile a rule once, ask sources of behaviour and fields narrow questions, compare and combine with arrays.
Reads: touches, their events and codes, roles in buying groups, a table of fields, all as they are handed in.
Writes: nothing.
Used by: the front door of `wegmarke.rules`, which loads it when it is first needed.
"""

from wegmarke.rules.sets.code_tables import (
    CODED,
    DIGITS,
    ORDER_WORDS,
    code_table,
    digits_places,
    fields_of,
    judged_by_leaf,
    rule_of,
    value_bounds,
)
from wegmarke.rules.sets.field_table import FieldTable
from wegmarke.rules.sets.judging import Judged, judge, judge_all
from wegmarke.rules.sets.matched import explain_part, matched_parts, watches_fields, windows_of
from wegmarke.rules.sets.plan import Plan, compile_subject_rule
from wegmarke.rules.sets.reasons import explain_subject
from wegmarke.rules.sets.sources import (
    NEVER,
    NOBODY,
    BehaviourSource,
    Column,
    FieldSource,
    Moment,
    Quantity,
    Question,
    Subjects,
    no_answer,
)
from wegmarke.rules.sets.touch_rows import Codes, Rows, Tables, coded_condition, selected
from wegmarke.rules.sets.touch_tables import TouchTables

__all__ = [
    "CODED",
    "DIGITS",
    "NEVER",
    "NOBODY",
    "ORDER_WORDS",
    "BehaviourSource",
    "Codes",
    "Column",
    "FieldSource",
    "FieldTable",
    "Judged",
    "Moment",
    "Plan",
    "Quantity",
    "Question",
    "Rows",
    "Subjects",
    "Tables",
    "TouchTables",
    "code_table",
    "coded_condition",
    "compile_subject_rule",
    "digits_places",
    "explain_part",
    "explain_subject",
    "fields_of",
    "judge",
    "judge_all",
    "judged_by_leaf",
    "matched_parts",
    "no_answer",
    "rule_of",
    "selected",
    "value_bounds",
    "watches_fields",
    "windows_of",
]
