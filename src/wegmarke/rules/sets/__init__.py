"""Judging rules for sets of subjects: everybody, a micro-batch, the past.

Purpose: compile a rule once, ask sources of behaviour and fields narrow questions, compare and combine with arrays.
Reads: touches, their events and codes, roles in buying groups, a table of fields, all as they are handed in.
Writes: nothing.
Used by: the front door of `wegmarke.rules`, which loads it when it is first needed.
"""

from wegmarke.rules.sets.field_table import FieldTable
from wegmarke.rules.sets.judging import Judged, judge, judge_all
from wegmarke.rules.sets.matched import explain_part, matched_parts, watches_fields, windows_of
from wegmarke.rules.sets.plan import Plan, compile_subject_rule
from wegmarke.rules.sets.reasons import explain_subject
from wegmarke.rules.sets.sources import (
    NEVER,
    NOBODY,
    BehaviourSource,
    FieldSource,
    Moment,
    Quantity,
    Question,
    Subjects,
)
from wegmarke.rules.sets.touch_rows import Codes, Tables, coded_condition
from wegmarke.rules.sets.touch_tables import TouchTables

__all__ = [
    "NEVER",
    "NOBODY",
    "BehaviourSource",
    "Codes",
    "FieldSource",
    "FieldTable",
    "Judged",
    "Moment",
    "Plan",
    "Quantity",
    "Question",
    "Subjects",
    "Tables",
    "TouchTables",
    "coded_condition",
    "compile_subject_rule",
    "explain_part",
    "explain_subject",
    "judge",
    "judge_all",
    "matched_parts",
    "watches_fields",
    "windows_of",
]
