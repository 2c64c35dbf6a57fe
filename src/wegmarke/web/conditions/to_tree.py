"""Reads the fields of a form back into a tree, and remembers which field each part of the tree came from.

What cannot be read, such as a number that is none, stays in the tree as it was typed: the rule's own check says what
is wrong with it, and the places say beside which field that belongs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from wegmarke.domain import Language
from wegmarke.web.conditions.comparisons import LISTS, NUMBERS, PRESENCE, SPANS, TEXTS, VALUE_FIELD, has_numbers
from wegmarke.web.conditions.draft import AMOUNTS, ENDS, GROUPS, ROOT, Address, Draft, language_of, show
from wegmarke.web.conditions.from_tree import PROPERTY_PREFIX
from wegmarke.web.conditions.options import On, Tree
from wegmarke.web.conditions.typed import read_number, read_scalar, read_span, read_text

JSON: TypeAlias = Any
"""What was typed, as far as it can be read: a text, a number, or a list of them."""


@dataclass
class Written:
    """A tree and the way back to the form.

    Attributes:
        places: field of the form (or address of a part) by place in the tree, such as `rule.did.within`.
    """

    tree: Tree
    places: dict[str, str] = field(default_factory=dict)

    def place_of(self, where: str) -> str:
        """Return the field or part that a problem belongs to: the nearest one that is known."""
        while where and where not in self.places:
            where = where[: max(where.rfind("."), where.rfind("["), 0)]
        return self.places.get(where, ROOT)


def written(root: Draft, on: On, language: Language) -> Written:
    """Read a draft into a tree."""
    found = Written({})
    found.tree = _Reading(found.places, language).part(root, (), "rule", on)
    return found


class _Reading:
    def __init__(self, places: dict[str, str], language: Language) -> None:
        self.places = places
        self.language = language

    def part(self, part: Draft, address: Address, where: str, on: On) -> Tree:
        inner_parts = part.inside("parts")
        for _ in range(part.nots):
            self.places[where] = show(address)
            where += ".not"
        self.places[where] = show(address)
        if part.kind not in GROUPS:
            tree = self._leaf(part, address, where, on)
        elif part.is_bare and len(inner_parts) == 1:
            tree = self.part(inner_parts[0], (*address, ("parts", 0)), where, on)
        else:
            tree = {part.kind: list(self._inner_parts(inner_parts, address, f"{where}.{part.kind}", on))}
        for _ in range(part.nots):
            tree = {"not": tree}
        return tree

    def _inner_parts(self, inner_parts: tuple[Draft, ...], address: Address, where: str, on: On) -> Iterator[Tree]:
        self.places[where] = show(address)
        for number, one in enumerate(inner_parts):
            yield self.part(one, (*address, ("parts", number)), f"{where}[{number}]", on)

    def _leaf(self, part: Draft, address: Address, where: str, on: On) -> Tree:
        if part.kind == "field":
            return self._field(part, address, where, on)
        if part.kind == "event":
            return self._names(part, address, where, "event")
        return {part.kind: self._behaviour(part, address, f"{where}.{part.kind}", on)}

    def _field(self, part: Draft, address: Address, where: str, on: On) -> Tree:
        name = read_text(part.text("field"))
        self._note(f"{where}.field", address, "field")
        if on is On.EVENTS and name == PROPERTY_PREFIX:
            name += read_text(part.text("property"))
            self._note(f"{where}.field", address, "property")
        comparison = part.text("op")
        if comparison in PRESENCE:
            return {"field": name, "exists": comparison == "exists"}
        self._note(f"{where}.{comparison}", address, "value")
        return {"field": name, comparison: self._operand(part, comparison, name, on)}

    def _operand(self, part: Draft, comparison: str, name: str, on: On) -> JSON:
        typed = part.text("value")
        if comparison in SPANS:
            return read_span(typed, part.text("unit"))
        if comparison in LISTS:
            return [self._scalar(line, comparison, name, on) for line in typed.splitlines() if line.strip()]
        return self._scalar(typed, comparison, name, on)

    def _scalar(self, typed: str, comparison: str, name: str, on: On) -> JSON:
        if comparison in NUMBERS or (on is On.EVENTS and name == VALUE_FIELD):
            return read_number(typed, self.language)
        if comparison in TEXTS or not has_numbers(name, on):
            return read_text(typed)
        return read_scalar(typed, self.language)

    def _behaviour(self, part: Draft, address: Address, where: str, on: On) -> Tree:
        self.places[where] = show(address)
        content = self._selection(part, address, where, on)
        if part.has("by"):
            content["by"] = part.text("by")
        if part.has("role"):
            content["by"] = {"role": self._names(part, address, f"{where}.by", "role")["role"]}
            self._note(f"{where}.by", address, "role")
        self._moments(part, address, where, content, on)
        if part.inside("then"):
            content["then"] = [
                self._step(step, (*address, ("then", number)), f"{where}.then[{number}]", on)
                for number, step in enumerate(part.inside("then"))
            ]
        if part.kind in AMOUNTS:
            self._of(part, address, where, content)
        if part.kind in ENDS:
            self._end(part, address, where, content, on)
        elif part.text("op"):
            content[part.text("op")] = read_number(part.text("number"), self.language)
            self._note(f"{where}.{part.text('op')}", address, "number")
        return content

    def _selection(self, part: Draft, address: Address, where: str, on: On) -> Tree:
        self.places[where] = show(address)
        content: Tree = {}
        for name in ("event", "touchpoint"):
            if part.has(name):
                content |= self._names(part, address, where, name)
        self._inner(part, address, where, "where", content, on)
        return content

    def _inner(self, part: Draft, address: Address, where: str, slot: str, content: Tree, on: On) -> None:
        for inner in part.inside(slot):
            place = (*address, (slot, 0))
            content[slot] = self.part(inner, place, f"{where}.{slot}", language_of(slot, on))

    def _step(self, part: Draft, address: Address, where: str, on: On) -> Tree:
        content = self._selection(part, address, where, on)
        return content | self._within(part, address, where)

    def _within(self, part: Draft, address: Address, where: str) -> Tree:
        if not part.has("within"):
            return {}
        self._note(f"{where}.within", address, "within")
        return {"within": read_span(part.text("within"), part.text("withinunit"))}

    def _moments(self, part: Draft, address: Address, where: str, content: Tree, on: On) -> None:
        content |= self._within(part, address, where)
        for key in ("since", "before"):
            for inner in part.inside(key):
                content[key] = self._selection(inner, (*address, (key, 0)), f"{where}.{key}", on)
            if key in part.texts:
                content[key] = part.text(key).strip()
                self._note(f"{where}.{key}", address, key)

    def _of(self, part: Draft, address: Address, where: str, content: Tree) -> None:
        is_property = part.text("of") == "property"
        content["of"] = PROPERTY_PREFIX + read_text(part.text("ofname")) if is_property else VALUE_FIELD
        self._note(f"{where}.of", address, "ofname" if is_property else "of")
        if not is_property:
            content["currency"] = part.text("currency").strip().upper()
            self._note(f"{where}.currency", address, "currency")

    def _end(self, part: Draft, address: Address, where: str, content: Tree, on: On) -> None:
        self._inner(part, address, where, "has", content, on)
        if not part.has("when"):
            return
        comparison, typed = part.text("when"), part.text("whenvalue").strip()
        stated = read_span(typed, part.text("whenunit")) if comparison in SPANS else typed
        content["when"] = {comparison: stated}
        self._note(f"{where}.when", address, "when")
        self._note(f"{where}.when.{comparison}", address, "whenvalue")

    def _names(self, part: Draft, address: Address, where: str, name: str) -> Tree:
        """Read repeated names; blank ones count only where nothing else stands."""
        self._note(f"{where}.{name}", address, name)
        typed = part.texts.get(name, ())
        names = [read_text(text) for text in typed if text.strip()]
        for position, number in enumerate(number for number, text in enumerate(typed) if text.strip()):
            self._note(f"{where}.{name}[{position}]", address, f"{name}-{number}")
        if not names:
            return {name: ""}
        return {name: names if len(names) > 1 or part.text(f"{name}list") else names[0]}

    def _note(self, where: str, address: Address, name: str) -> None:
        self.places[where] = f"{show(address)}:{name}"
