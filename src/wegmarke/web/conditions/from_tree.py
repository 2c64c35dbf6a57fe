"""Writes a checked tree into the fields of a form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias

from wegmarke.domain import Language
from wegmarke.web.conditions.comparisons import COUNTS, LISTS, NUMBERS, SPANS, TEXTS, has_numbers
from wegmarke.web.conditions.draft import AMOUNTS, BEHAVIOURS, ENDS, GROUPS, Draft
from wegmarke.web.conditions.options import On, Tree
from wegmarke.web.conditions.typed import write_number, write_scalar, write_span, write_text

JSON: TypeAlias = Any
"""Checked plain values; their shape is known from the key they stand under."""

PROPERTY_PREFIX: Final = "properties."
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def draft_of(tree: Tree, on: On, language: Language) -> Draft:
    """Return the form of a rule, which is always a group at its root; its shape must have been checked."""
    inner, nots = _stripped(tree)
    if next(iter(inner)) in GROUPS:
        return _part(tree, on, language)
    return Draft("all", is_bare=True, slots={"parts": (replace(_leaf(inner, on, language), nots=nots),)})


def _part(tree: Tree, on: On, language: Language) -> Draft:
    inner, nots = _stripped(tree)
    word = next(iter(inner))
    if word in GROUPS:
        inner_parts = tuple(_part(one, on, language) for one in inner[word])
        return Draft(word, nots, slots={"parts": inner_parts})
    return replace(_leaf(inner, on, language), nots=nots)


def _stripped(tree: Tree) -> tuple[Tree, int]:
    nots = 0
    while "not" in tree:
        tree, nots = tree["not"], nots + 1
    return tree, nots


def _leaf(tree: Tree, on: On, language: Language) -> Draft:
    if "field" in tree:
        return _field(tree, on, language)
    if "event" in tree:
        return Draft("event", texts=_names(tree, "event"))
    word = next(word for word in BEHAVIOURS if word in tree)
    return _behaviour(word, tree[word], language)


def _field(tree: Tree, on: On, language: Language) -> Draft:
    name = tree["field"]
    comparison, operand = next((word, operand) for word, operand in tree.items() if word != "field")
    texts: dict[str, tuple[str, ...]] = {"field": (write_text(name),)}
    if on is On.EVENTS and name.startswith(PROPERTY_PREFIX):
        texts = {"field": (PROPERTY_PREFIX,), "property": (write_text(name.removeprefix(PROPERTY_PREFIX)),)}
    if comparison == "exists":
        return Draft("field", texts=texts | {"op": ("exists" if operand else "missing",), "value": ("",)})
    return Draft("field", texts=texts | {"op": (comparison,)} | _operand(comparison, operand, name, on, language))


def _operand(comparison: str, operand: JSON, name: str, on: On, language: Language) -> dict[str, tuple[str, ...]]:
    if comparison in SPANS:
        number, unit = write_span(operand)
        return {"value": (number,), "unit": (unit,)}
    if comparison in LISTS:
        lines = [_scalar(one, comparison, name, on, language) for one in operand]
        return {"value": ("\n".join(lines),)}
    return {"value": (_scalar(operand, comparison, name, on, language),)}


def _scalar(scalar: JSON, comparison: str, name: str, on: On, language: Language) -> str:
    if comparison in NUMBERS and not isinstance(scalar, str):
        return write_number(scalar, language)
    if comparison in TEXTS or not has_numbers(name, on):
        return write_text(scalar)
    return write_scalar(scalar, language)


def _behaviour(word: str, content: Tree, language: Language) -> Draft:
    texts = _selection_texts(content)
    slots = _selection_slots(content, language)
    if word == "did" or word == "distinct_days" or word in AMOUNTS:
        texts |= _count(content, language)
    if word in AMOUNTS:
        texts |= _of(content)
    if "by" in content:
        texts |= _by(content["by"])
    texts |= _within(content)
    for key in ("since", "before"):
        if isinstance(content.get(key), dict):
            slots[key] = (_selection("selection", content[key], language),)
        elif key in content:
            texts[key] = (content[key],)
    if "then" in content:
        slots["then"] = tuple(_selection("step", step, language) for step in content["then"])
    if word in ENDS:
        texts |= _when(content)
        if "has" in content:
            slots["has"] = (draft_of(content["has"], On.EVENTS, language),)
    return Draft(word, texts=texts, slots=slots)


def _selection(kind: str, content: Tree, language: Language) -> Draft:
    texts = _selection_texts(content) | _within(content)
    return Draft(kind, texts=texts, slots=_selection_slots(content, language))


def _selection_texts(content: Tree) -> dict[str, tuple[str, ...]]:
    return _names(content, "event") | _names(content, "touchpoint")


def _selection_slots(content: Tree, language: Language) -> dict[str, tuple[Draft, ...]]:
    return {"where": (draft_of(content["where"], On.EVENTS, language),)} if "where" in content else {}


def _names(content: Tree, key: str) -> dict[str, tuple[str, ...]]:
    if key not in content:
        return {}
    stated: str | Sequence[str] = content[key]
    if isinstance(stated, str):
        return {key: (write_text(stated),)}
    return {key: tuple(write_text(name) for name in stated), f"{key}list": ("1",)}


def _by(by: JSON) -> dict[str, tuple[str, ...]]:
    return {"by": (by,)} if isinstance(by, str) else _names(by, "role")


def _within(content: Tree) -> dict[str, tuple[str, ...]]:
    if "within" not in content:
        return {}
    number, unit = write_span(content["within"])
    return {"within": (number,), "withinunit": (unit,)}


def _count(content: Tree, language: Language) -> dict[str, tuple[str, ...]]:
    word = next((word for word in COUNTS if word in content), "")
    return {"op": (word,), "number": (write_number(content[word], language) if word else "",)}


def _of(content: Tree) -> dict[str, tuple[str, ...]]:
    of = content["of"]
    if of.startswith(PROPERTY_PREFIX):
        return {"of": ("property",), "ofname": (write_text(of.removeprefix(PROPERTY_PREFIX)),), "currency": ("",)}
    return {"of": ("value",), "ofname": ("",), "currency": (content["currency"],)}


def _when(content: Tree) -> dict[str, tuple[str, ...]]:
    if "when" not in content:
        return {}
    comparison, operand = next(iter(content["when"].items()))
    if comparison not in SPANS:
        return {"when": (comparison,), "whenvalue": (operand,), "whenunit": ("day",)}
    number, unit = write_span(operand)
    return {"when": (comparison,), "whenvalue": (number,), "whenunit": (unit,)}


def is_day(text: str) -> bool:
    """Tell whether a text is a day alone, which a browser's date field can hold."""
    return _DAY.fullmatch(text) is not None
