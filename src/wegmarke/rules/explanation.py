"""Says in words what a rule recognises, in German and English."""

from __future__ import annotations

from typing import Final, cast

from wegmarke.domain import Language
from wegmarke.rules.tree import PROPERTY_PREFIX, Comparison, Rule, Scalar, Tree, comparison

_FIELDS: Final = {
    Language.DE: {"name": "Ereignis", "source": "Quelle", "channel": "Kanal", "value": "Wert"},
    Language.EN: {"name": "event", "source": "source", "channel": "channel", "value": "value"},
}
_OPERATORS: Final = {
    Language.DE: {
        "is": "ist {}",
        "is_not": "ist nicht {}",
        "in": "ist {}",
        "not_in": "ist weder {}",
        "contains": "enthält {}",
        "starts_with": "beginnt mit {}",
        "ends_with": "endet mit {}",
        "like": "sieht aus wie {}",
        "more_than": "ist größer als {}",
        "at_least": "ist mindestens {}",
        "less_than": "ist kleiner als {}",
        "at_most": "ist höchstens {}",
    },
    Language.EN: {
        "is": "is {}",
        "is_not": "is not {}",
        "in": "is {}",
        "not_in": "is neither {}",
        "contains": "contains {}",
        "starts_with": "starts with {}",
        "ends_with": "ends with {}",
        "like": "looks like {}",
        "more_than": "is more than {}",
        "at_least": "is at least {}",
        "less_than": "is less than {}",
        "at_most": "is at most {}",
    },
}
_WORDS: Final = {
    Language.DE: {"all": "und", "any": "oder", "not": "nicht", "or": "oder", "nor": "noch"},
    Language.EN: {"all": "and", "any": "or", "not": "not", "or": "or", "nor": "nor"},
}
_EXISTS: Final = {
    Language.DE: {True: "{} ist vorhanden", False: "{} fehlt"},
    Language.EN: {True: "{} is present", False: "{} is missing"},
}
_MARKS: Final = {Language.DE: "„{}“", Language.EN: "“{}”"}


def explain_rule(rule: Rule, language: Language = Language.EN) -> str:
    """Say in one sentence which events a rule recognises.

    >>> from wegmarke.rules import parse_rule
    >>> explain_rule(parse_rule({"all": [{"event": "lead_created"}, {"field": "properties.origin", "exists": False}]}))
    'event is “lead_created” and property origin is missing'
    """
    return _explain(rule.tree, language, outermost=True)


def _explain(tree: Tree, language: Language, *, outermost: bool = False) -> str:
    leaf = comparison(tree)
    words = _WORDS[language]
    if leaf is not None:
        return _leaf(leaf, language)
    if "not" in tree:
        return f"{words['not']} ({_explain(cast('Tree', tree['not']), language, outermost=True)})"
    group = "all" if "all" in tree else "any"
    members = [_explain(member, language) for member in cast("list[Tree]", tree[group])]
    text = f" {words[group]} ".join(members)
    return text if outermost or len(members) == 1 else f"({text})"


def _leaf(leaf: Comparison, language: Language) -> str:
    return explain_comparison(leaf, _name(leaf.field, language), language)


def explain_comparison(leaf: Comparison, name: str, language: Language) -> str:
    """Say a comparison of something that is called so."""
    if leaf.operator == "exists":
        return _EXISTS[language][bool(leaf.operand)].format(name)
    if not isinstance(leaf.operand, tuple):
        return f"{name} {_OPERATORS[language][leaf.operator].format(quote(leaf.operand, language))}"
    return f"{name} {_listed(leaf.operator, leaf.operand, language)}"


def _listed(operator: str, members: tuple[Scalar, ...], language: Language) -> str:
    quoted = [quote(member, language) for member in members]
    if len(quoted) == 1:
        return _OPERATORS[language]["is" if operator == "in" else "is_not"].format(quoted[0])
    if operator == "in":
        text = f"{', '.join(quoted[:-1])} {_WORDS[language]['or']} {quoted[-1]}"
    else:
        text = f" {_WORDS[language]['nor']} ".join(quoted)
    return _OPERATORS[language][operator].format(text)


def _name(name: str, language: Language) -> str:
    if name.startswith(PROPERTY_PREFIX):
        word = "Eigenschaft" if language is Language.DE else "property"
        return f"{word} {name.removeprefix(PROPERTY_PREFIX)}"
    return _FIELDS[language][name]


def quote(operand: Scalar | bool, language: Language) -> str:
    """Write a text or number of a rule as people read it."""
    if isinstance(operand, str):
        return _MARKS[language].format(operand)
    text = repr(operand)
    return text.replace(".", ",") if language is Language.DE else text
