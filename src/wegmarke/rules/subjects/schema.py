"""The JSON Schema (2020-12) of rules on subjects, for editors and for whoever writes rules by program.

What it accepts, the checker accepts too, and the other way round, apart from what a schema cannot say: levels, parts,
size and cost of the whole rule, and days that no calendar has.
"""

from __future__ import annotations

from typing import Any, Final

from wegmarke.rules.amounts import MAX_NUMBER
from wegmarke.rules.operands import MAX_TEXT
from wegmarke.rules.subjects.behaviour_check import MAX_COUNT, MAX_STEPS, ROLES
from wegmarke.rules.subjects.spans import INSTANT_PATTERN, SPAN_PATTERN
from wegmarke.rules.subjects.tree import (
    AMOUNTS,
    AT_ACCOUNT,
    COUNTS,
    DATES,
    ENDS,
    FIELD_PREFIXES,
    SELECTION_KEYS,
    SPANS,
    WHEN_OPERATORS,
)
from wegmarke.rules.tree import EQUALITY, LISTS, ORDERS, TEXT_FIELDS, TEXTS, VALUE_FIELD

Schema = dict[str, Any]

_ALLOWED: Final = r"^[^\u0000]*$"


def subject_rule_schema() -> Schema:
    """Return the schema as plain dictionaries and lists."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Wegmarke rule on subjects",
        "$ref": "#/$defs/rule",
        "$defs": {**_values(), **_event_rules(), **_subject_rules()},
    }


def _values() -> Schema:
    number = {"type": "number", "minimum": -MAX_NUMBER, "maximum": MAX_NUMBER}
    text = {"type": "string", "maxLength": MAX_TEXT, "pattern": _ALLOWED}
    return {
        "number": number,
        "text": text,
        "filled": {**text, "minLength": 1},
        "scalar": {"oneOf": [_ref("text"), _ref("number")]},
        "names": {"oneOf": [_ref("filled"), _listed(_ref("text"))]},
        "date": {"type": "string", "pattern": f"^{INSTANT_PATTERN}$"},
        "span": {"type": "string", "pattern": f"^{SPAN_PATTERN}$"},
        "count": {"type": "integer", "minimum": 0, "maximum": MAX_COUNT},
    }


def _event_rules() -> Schema:
    text_field = {"field": {"enum": list(TEXT_FIELDS)}}
    value = {"field": {"const": VALUE_FIELD}}
    named = {"field": {**_named("properties"), "maxLength": MAX_TEXT}}
    exists = {"exists": {"type": "boolean"}}
    forms = [
        _form({"event": _ref("names")}),
        *_groups("event_rule"),
        *_comparisons(text_field, EQUALITY, _ref("text")),
        *_comparisons(text_field, LISTS, _listed(_ref("text"))),
        *_comparisons(text_field, TEXTS, _ref("filled")),
        *_comparisons(value, (*EQUALITY, *ORDERS), _ref("number")),
        *_comparisons(value, LISTS, _listed(_ref("number"))),
        *_comparisons(named, EQUALITY, _ref("scalar")),
        *_comparisons(named, LISTS, _listed(_ref("scalar"))),
        *_comparisons(named, TEXTS, _ref("filled")),
        *_comparisons(named, ORDERS, _ref("number")),
        *[_form({**field, **exists}) for field in (text_field, value, named)],
    ]
    return {"event_rule": {"oneOf": forms}}


def _subject_rules() -> Schema:
    field = {"field": {"oneOf": [_named(prefix) for prefix in FIELD_PREFIXES], "maxLength": MAX_TEXT}}
    count = [{word: _ref("count")} for word in COUNTS]
    number = [{word: _ref("number")} for word in COUNTS]
    steps = {"type": "array", "items": _ref("step"), "minItems": 1, "maxItems": MAX_STEPS}
    value = {"of": {"const": VALUE_FIELD}, "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}}
    named = {"of": {**_named("properties"), "maxLength": MAX_TEXT}}
    forms = [
        *_groups("rule"),
        *_comparisons(field, EQUALITY, _ref("scalar")),
        *_comparisons(field, LISTS, _listed(_ref("scalar"))),
        *_comparisons(field, TEXTS, _ref("filled")),
        *_comparisons(field, ORDERS, _ref("number")),
        *_comparisons(field, DATES, _ref("date")),
        *_comparisons(field, SPANS, _ref("span")),
        _form({**field, "exists": {"type": "boolean"}}),
        _form({"did": {"oneOf": [_behaviour(), *map(_behaviour, count), _behaviour({"then": steps})]}}),
        _form({"did_not": {"oneOf": [_behaviour(), _behaviour({"then": steps})]}}),
        _form({"distinct_days": {"oneOf": [_behaviour(word) for word in count]}}),
        *[
            _form({amount: {"oneOf": [_behaviour({**of, **word}) for of in (value, named) for word in number]}})
            for amount in AMOUNTS
        ],
        *[_form({end: _end()}) for end in ENDS],
    ]
    when = {"oneOf": [_form({word: _ref("date" if word in DATES else "span")}) for word in WHEN_OPERATORS]}
    return {"rule": {"oneOf": forms}, "step": _step(), "marks": _selecting({}, {}), "when": when}


def _behaviour(own: Schema | None = None) -> Schema:
    roles = {"enum": list(ROLES)}
    role = _form({"role": {"oneOf": [roles, _listed(roles)]}})
    moment = {"oneOf": [_ref("date"), _ref("marks")]}
    may = {
        "by": {"oneOf": [{"const": AT_ACCOUNT}, role]},
        "within": _ref("span"),
        "since": moment,
        "before": moment,
    }
    return _selecting(own or {}, may)


def _end() -> Schema:
    end = _behaviour()
    end["properties"] |= {"has": _ref("event_rule"), "when": _ref("when")}
    return {"allOf": [end, {"anyOf": [{"required": ["has"]}, {"required": ["when"]}]}]}


def _step() -> Schema:
    return _selecting({}, {"within": _ref("span")})


def _selecting(needed: Schema, may: Schema) -> Schema:
    """Describe a mapping that says which events, with other keys that it needs or may have."""
    selecting = {"event": _ref("names"), "touchpoint": _ref("names"), "where": _ref("event_rule")}
    return {
        "type": "object",
        "properties": {**selecting, **may, **needed},
        "required": list(needed),
        "anyOf": [{"required": [key]} for key in SELECTION_KEYS],
        "additionalProperties": False,
    }


def _groups(inner: str) -> list[Schema]:
    members = _listed(_ref(inner))
    return [_form({"all": members}), _form({"any": members}), _form({"not": _ref(inner)})]


def _comparisons(field: Schema, words: tuple[str, ...], operand: Schema) -> list[Schema]:
    return [_form({**field, word: operand}) for word in words]


def _form(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _named(prefix: str) -> Schema:
    return {"type": "string", "pattern": rf"^{prefix}\.[^\u0000]+$"}


def _listed(items: Schema) -> Schema:
    return {"type": "array", "items": items, "minItems": 1}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}
