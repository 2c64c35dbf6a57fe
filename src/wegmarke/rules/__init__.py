"""The one rule language: a condition on an event, written as data.

Purpose: say which events count, check such a rule, explain it in words, and compile it to a query.
Reads: the columns name, source, channel, value_minor, currency and properties of a table of events.
Writes: nothing.
Used by: maps (touchpoints), events (touches), analytics, workspace.
"""

from wegmarke.rules.amounts import digits_of
from wegmarke.rules.check import MAX_DEPTH, MAX_PARTS, parse_rule, rule_problems
from wegmarke.rules.compilation import compile_rule
from wegmarke.rules.evaluation import matches
from wegmarke.rules.explanation import explain_rule
from wegmarke.rules.operands import MAX_TEXT
from wegmarke.rules.tree import Rule

__all__ = [
    "MAX_DEPTH",
    "MAX_PARTS",
    "MAX_TEXT",
    "Rule",
    "compile_rule",
    "digits_of",
    "explain_rule",
    "matches",
    "parse_rule",
    "rule_problems",
]
