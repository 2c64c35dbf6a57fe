"""Reads the fields of a posted form into a draft, and refuses a form that no builder has written.

A field is called `rule.p0.w0:event`: the address of its part, and its name. Every part posts its kind. The limits are
those of rules, with some room, so that a rule that is a little too large can still be seen and shortened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, NoReturn
from urllib.parse import parse_qsl

from wegmarke.domain import UsageError
from wegmarke.web.conditions.draft import KINDS, ROOT, SLOTS, Address, Draft, fitted, language_of
from wegmarke.web.conditions.options import On
from wegmarke.workspace import rule_language

Pairs = list[tuple[str, str]]

MOST_FIELDS: Final = 12_000
MOST_PARTS: Final = rule_language.MAX_PARTS + 20
DEEPEST: Final = rule_language.MAX_DEPTH + 5
_MOST_NOTS: Final = 30
_STEP: Final = re.compile(r"\.([pwhsbt])([0-9]{1,3})")
_NAME: Final = re.compile(rf"{ROOT}((?:\.[pwhsbt][0-9]{{1,3}})*):([a-z]{{1,20}})")
_EVENT_SLOTS: Final = frozenset({"where", "has"})
_SLOT_KINDS: Final = {"since": ("selection",), "before": ("selection",), "then": ("step",)}


def read_pairs(body: bytes) -> Pairs:
    """Read a posted form.

    Raises:
        UsageError: for more fields than a rule can have.
    """
    try:
        return parse_qsl(body.decode("latin-1"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise UsageError(
            f"form: expected at most {MOST_FIELDS} fields; got more. Split the rule into several."
        ) from None


def read_draft(pairs: Pairs, on: On) -> Draft:
    """Read the parts of a rule; fields of the page around it are left alone.

    Raises:
        UsageError: where the fields are none that a builder writes.
    """
    there: dict[Address, dict[str, list[str]]] = {}
    for name, typed in pairs:
        if name.startswith((f"{ROOT}.", f"{ROOT}:")):
            address, field = _place(name)
            there.setdefault(address, {}).setdefault(field, []).append(typed)
    if len(there) > MOST_PARTS:
        raise UsageError(f"rule: expected at most {MOST_PARTS} parts; got {len(there)}. Split the rule into several.")
    inside: dict[Address, dict[str, list[int]]] = {}
    for address in there:
        if address:
            slot, number = address[-1]
            inside.setdefault(address[:-1], {}).setdefault(slot, []).append(number)
        if address and address[:-1] not in there:
            _refuse("parts that hang together", _shown(address))
    return _Forest(there, inside).part((), on, ("all", "any"))


class _Forest:
    def __init__(
        self, fields: Mapping[Address, Mapping[str, list[str]]], inside: Mapping[Address, Mapping[str, list[int]]]
    ) -> None:
        self.fields = fields
        self.inside = inside

    def part(self, address: Address, on: On, allowed: Iterable[str]) -> Draft:
        texts = {name: tuple(typed) for name, typed in self.fields.get(address, {}).items()}
        stated = texts.pop("kind", ("",))[0]
        kind, is_negated = stated.removeprefix("not-"), stated.startswith("not-")
        if kind not in allowed:
            _refuse(f"one of the kinds {', '.join(allowed)}", repr(stated[:40]))
        is_bare = texts.pop("bare", ("",))[0] == "1"
        nots = sum(map(_nots, texts.pop("not", ()))) + is_negated
        slots = {
            slot: tuple(
                self.part((*address, (slot, number)), language_of(slot, on), _kinds_in(slot, on))
                for number in sorted(numbers)
            )
            for slot, numbers in self.inside.get(address, {}).items()
        }
        return fitted(Draft(kind, min(nots, _MOST_NOTS), is_bare, texts, slots))


def _kinds_in(slot: str, on: On) -> tuple[str, ...]:
    if slot in _EVENT_SLOTS:
        return ("all", "any")
    return _SLOT_KINDS.get(slot, ("all", "any", *KINDS[on]))


def _place(name: str) -> tuple[Address, str]:
    found = _NAME.fullmatch(name)
    if found is None:
        _refuse("names of fields as the builder writes them", repr(name[:40]))
    address = read_address(found[1])
    return address, found[2]


def read_address(text: str) -> Address:
    """Read an address without its root, such as `.p0.w0`.

    Raises:
        UsageError: for anything else, and for one that lies too deep.
    """
    steps = _STEP.findall(text)
    if "".join(f".{letter}{number}" for letter, number in steps) != text:
        _refuse("the address of a part", repr(text[:40]))
    if len(steps) > DEEPEST:
        _refuse(f"at most {rule_language.MAX_DEPTH} levels", f"{len(steps)}")
    return tuple((SLOTS[letter], int(number)) for letter, number in steps)


def _nots(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0


def _shown(address: Address) -> str:
    return f"{len(address)} levels without the part they hang on"


def _refuse(expected: str, came: str) -> NoReturn:
    raise UsageError(f"rule: expected {expected}; got {came}. Open the page again and write the rule there.")
