"""Checks behaviours: which events, whose, when, in which order, and what is asked of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from wegmarke.domain import Problem
from wegmarke.domain.accounts import BuyingRole
from wegmarke.rules.check import rule_problems
from wegmarke.rules.operands import keys_of, list_problems, number_problems, problem, quoted
from wegmarke.rules.operands import text_problems as words_problems
from wegmarke.rules.subjects.field_check import date_problems, span_problems, when_problems
from wegmarke.rules.subjects.tree import AMOUNTS, AT_ACCOUNT, COMMON_KEYS, COUNTS, ENDS, SELECTION_KEYS
from wegmarke.rules.tree import PROPERTY_PREFIX, VALUE_FIELD

MAX_STEPS: Final = 8
MAX_COUNT: Final = 10**9
ROLES: Final = tuple(role.value for role in BuyingRole)

_CURRENCY: Final = re.compile(r"[A-Z]{3}")


def behaviour_problems(word: str, content: object, where: str, depth: int) -> Iterator[Problem]:
    """List what is wrong with a behaviour; depth is that of the rule it stands in."""
    if not isinstance(content, dict):
        yield problem(
            where, "a mapping with event", quoted(content), f"Write for example {word}: {{event: quote_sent}}."
        )
        return
    yield from _known_keys(content, (*COMMON_KEYS, *_own_keys(word)), where)
    yield from _selection(content, where, depth)
    yield from _by(content, f"{where}.by")
    if "within" in content:
        yield from span_problems(content["within"], f"{where}.within")
    for key in ("since", "before"):
        if key in content:
            yield from _moment(content[key], f"{where}.{key}", depth)
    if "then" in content and word in ("did", "did_not"):
        yield from _then(content["then"], f"{where}.then", depth)
    yield from _question(word, content, where, depth)


def _own_keys(word: str) -> tuple[str, ...]:
    if word in AMOUNTS:
        return ("of", "currency", *COUNTS)
    if word in ENDS:
        return ("has", "when")
    return {"did": ("then", *COUNTS), "did_not": ("then",), "distinct_days": COUNTS}[word]


def _question(word: str, content: Mapping[object, object], where: str, depth: int) -> Iterator[Problem]:
    if word in ENDS:
        yield from _end(content, where, depth)
    elif word in AMOUNTS:
        yield from _of(content, where)
        yield from _bound(content, where, whole=False, needed=True)
    elif word != "did_not":
        yield from _bound(content, where, whole=True, needed=word == "distinct_days")
    if "then" in content and any(key in content for key in COUNTS):
        remedy = "A sequence is there or not; leave the number out."
        yield problem(where, "then without a number", keys_of(content), remedy, "unknown_key")


def _known_keys(content: Mapping[object, object], known: tuple[str, ...], where: str) -> Iterator[Problem]:
    for key in content:
        if key not in known:
            remedy = f"Known here: {', '.join(known)}."
            yield problem(where, "keys that belong here", f"the key {quoted(key)}", remedy, "unknown_key")


def _selection(content: Mapping[object, object], where: str, depth: int) -> Iterator[Problem]:
    if not any(key in content for key in SELECTION_KEYS):
        expected = "event, touchpoint or where"
        yield problem(where, expected, keys_of(content), "Say which events count.", "missing_field")
    if "event" in content:
        yield from _names(content["event"], f"{where}.event", "an event name such as quote_sent")
    if "touchpoint" in content:
        yield from _names(content["touchpoint"], f"{where}.touchpoint", "the id of a touchpoint")
    if "where" in content:
        yield from _event_rule(content["where"], f"{where}.where", depth)


def _event_rule(tree: object, where: str, depth: int) -> Iterator[Problem]:
    yield from rule_problems(tree, where, depth + 1)


def _names(names: object, where: str, expected: str) -> Iterator[Problem]:
    if isinstance(names, list | tuple):
        yield from list_problems(names, where, numbers=False)
    else:
        yield from words_problems(names, where, expected, empty=False)


def _by(content: Mapping[object, object], where: str) -> Iterator[Problem]:
    by = content.get("by", AT_ACCOUNT)
    if by == AT_ACCOUNT and isinstance(by, str):
        return
    roles = by["role"] if isinstance(by, dict) and list(by) == ["role"] else None
    listed = [roles] if isinstance(roles, str) else roles
    if not isinstance(listed, list | tuple) or not listed or any(role not in ROLES for role in listed):
        expected = f"{AT_ACCOUNT}, or role with one or some of {', '.join(ROLES)}"
        came = keys_of(by) if isinstance(by, dict) and roles is None else quoted(by if roles is None else roles)
        yield problem(where, expected, came, "Leave by out for the subject itself.", "unknown_value")


def _moment(stated: object, where: str, depth: int) -> Iterator[Problem]:
    if isinstance(stated, dict):
        yield from _known_keys(stated, SELECTION_KEYS, where)
        yield from _selection(stated, where, depth)
    else:
        yield from date_problems(stated, where)


def _then(steps: object, where: str, depth: int) -> Iterator[Problem]:
    if not isinstance(steps, list | tuple) or not 0 < len(steps) <= MAX_STEPS:
        came = f"{len(steps)}" if isinstance(steps, list | tuple) else quoted(steps)
        remedy = "Write for example then: [{event: order_placed, within: 7 days}]."
        yield problem(where, f"a list of 1 to {MAX_STEPS} steps", came, remedy, "empty_group")
        return
    for position, step in enumerate(steps):
        place = f"{where}[{position}]"
        if not isinstance(step, dict):
            yield problem(place, "a mapping with event", quoted(step), "Write for example {event: order_placed}.")
            continue
        yield from _known_keys(step, (*SELECTION_KEYS, "within"), place)
        yield from _selection(step, place, depth)
        if "within" in step:
            yield from span_problems(step["within"], f"{place}.within")


def _bound(content: Mapping[object, object], where: str, *, whole: bool, needed: bool) -> Iterator[Problem]:
    words = [word for word in COUNTS if word in content]
    if len(words) > 1 or (needed and not words):
        expected = f"one comparison of {', '.join(COUNTS)}"
        yield problem(where, expected, keys_of(content), "Combine several with all or any.", "unknown_operator")
    for word in words:
        number, place = content[word], f"{where}.{word}"
        if whole and (isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= MAX_COUNT):
            yield problem(place, "a whole number from 0", quoted(number), "Write for example at_least: 3.")
        elif not whole:
            yield from number_problems(number, place)


def _of(content: Mapping[object, object], where: str) -> Iterator[Problem]:
    of, currency = content.get("of"), content.get("currency")
    is_property = isinstance(of, str) and of.startswith(PROPERTY_PREFIX) and of != PROPERTY_PREFIX
    if is_property:
        yield from words_problems(of, f"{where}.of", "the name of a property", empty=False)
    elif of != VALUE_FIELD:
        remedy = f"Write of: {VALUE_FIELD} with a currency, or for example of: {PROPERTY_PREFIX}seats."
        yield problem(f"{where}.of", f"{VALUE_FIELD} or {PROPERTY_PREFIX}…", quoted(of), remedy, "unknown_field")
    if is_property and "currency" in content:
        remedy = "A property is a plain number; leave currency out."
        yield problem(f"{where}.currency", "no currency", quoted(currency), remedy, "unknown_key")
    elif of == VALUE_FIELD and (not isinstance(currency, str) or not _CURRENCY.fullmatch(currency)):
        remedy = "Amounts of different currencies are not added up. Say which, with currency: EUR."
        yield problem(f"{where}.currency", "a code of three letters", quoted(currency), remedy, "missing_field")


def _end(content: Mapping[object, object], where: str, depth: int) -> Iterator[Problem]:
    if "has" not in content and "when" not in content:
        remedy = "Say what the event is like with has, or when it happened with when."
        yield problem(where, "has or when", keys_of(content), remedy, "missing_field")
    if "has" in content:
        yield from _event_rule(content["has"], f"{where}.has", depth)
    if "when" in content:
        yield from when_problems(content["when"], f"{where}.when")
