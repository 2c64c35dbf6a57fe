"""What surfaces need of the two rule languages: checking a tree, saying it in words, writing it as text and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from wegmarke.documents import read_text, write_text
from wegmarke.domain import DocumentInvalid, Language, LocalizedText, Problem
from wegmarke.rules import (
    MAX_DEPTH,
    MAX_PARTS,
    explain_rule,
    explain_subject_rule,
    parse_rule,
    parse_subject_rule,
    rule_problems,
    subject_rule_problems,
)

__all__ = ["MAX_DEPTH", "MAX_PARTS", "SUBJECTS", "checked", "in_words", "problems_of", "read_tree", "write_tree"]

SUBJECTS: Final = "subjects"
"""Rules on persons and accounts; every other name means rules on single events."""

Tree = dict[str, Any]


def problems_of(tree: object, on: str, fields: Mapping[str, str] | None = None) -> list[Problem]:
    """List all problems of a tree; `fields` are the known fields of subjects with their kinds."""
    if on == SUBJECTS:
        return subject_rule_problems(tree, "rule", fields)
    return rule_problems(tree, "rule")


def checked(tree: object, on: str) -> Tree:
    """Return a tree as it is kept.

    Raises:
        RuleInvalid: with all problems.
    """
    return parse_subject_rule(tree).tree if on == SUBJECTS else parse_rule(tree).tree


def in_words(tree: object, on: str) -> LocalizedText:
    """Say a rule in German and English.

    Raises:
        RuleInvalid: with all problems.
    """
    if on == SUBJECTS:
        subject_rule = parse_subject_rule(tree)
        words = {language: explain_subject_rule(subject_rule, language) for language in Language}
    else:
        rule = parse_rule(tree)
        words = {language: explain_rule(rule, language) for language in Language}
    return LocalizedText(de=words[Language.DE], en=words[Language.EN])


def write_tree(tree: object) -> str:
    """Write a tree as YAML."""
    content: Any = tree
    return write_text(content)


def read_tree(text: str, on: str) -> Tree:
    """Read a rule from YAML or JSON, also one that stands under the key `rule`.

    Raises:
        DocumentInvalid: with every problem, each with its line; of its shape, not of the fields it names.
    """
    document = read_text(text, "rule")
    content: Any = document.content
    is_wrapped = isinstance(content, dict) and list(content) == ["rule"]
    tree = content["rule"] if is_wrapped else content
    problems = problems_of(tree, on)
    if problems:
        raise DocumentInvalid("The text is not a valid rule.", problems=problems)
    return checked(tree, on)
