"""Writes the parts of a draft for a template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from wegmarke.web.conditions import words
from wegmarke.web.conditions.comparisons import SPANS
from wegmarke.web.conditions.draft import (
    AMOUNTS,
    BEHAVIOURS,
    GROUPS,
    KINDS,
    Address,
    Draft,
    language_of,
    offered_details,
    show,
)
from wegmarke.web.conditions.fields import field_inputs, span_unit
from wegmarke.web.conditions.from_tree import is_day
from wegmarke.web.conditions.inputs import Button, Choice, Input, PartView, Row
from wegmarke.web.conditions.options import On, Options
from wegmarke.web.reader import Reader
from wegmarke.web.words import ROLES, word
from wegmarke.workspace import rule_language


@dataclass
class Writer:
    """Writes a draft for one reader.

    Attributes:
        problems: what is wrong, by the name of the field or the address of the part.
        focusable: ids that the keyboard can stand on, in the order of the page.
    """

    options: Options
    reader: Reader
    problems: Mapping[str, Sequence[str]]
    focusable: list[str] = field(default_factory=list)

    def part(self, part: Draft, address: Address, on: On, siblings: int = 1, between: str = "") -> PartView:
        """Write one part with everything inside it."""
        name = show(address)
        shape = "group" if part.kind in GROUPS else "events" if part.kind in ("selection", "step") else "leaf"
        head = tuple(self._head(part, address, on, shape))
        buttons = tuple(self._buttons(part, address, siblings))
        refresh = self._button(name, "refresh") if shape == "leaf" or shape == "group" else None
        rows = tuple(self._rows(part, address, on))
        parts = tuple(self._inner_parts(part, address, on))
        return PartView(
            id=name,
            shape=shape,
            title=self._title(address, shape),
            caption=self.say(words.DETAILS["then"]) if part.kind == "step" else "",
            head=head,
            tail=(self._negation(part, address),) if shape == "leaf" else (),
            buttons=buttons,
            rows=rows,
            parts=parts,
            problems=tuple(self.problems.get(name, ())),
            refresh=refresh,
            add=self._add(address, on) if shape == "group" else None,
            detail=self._detail(part, address),
            between=between,
        )

    def _title(self, address: Address, shape: str) -> str:
        t = self.reader.t
        if not address:
            return t.pgettext("condition", "Rule")
        place = ".".join(str(number + 1) for _, number in address)
        if shape == "group":
            return t.pgettext("condition", "Group %(place)s", place=place)
        if shape == "events":
            return t.pgettext("condition", "Events %(place)s", place=place)
        return t.pgettext("condition", "Condition %(place)s", place=place)

    def say(self, message: tuple[str, str]) -> str:
        """Translate a marked text."""
        return self.reader.t.label(message)

    def input_of(self, type_: str, name: str, label: str, value: str = "", **more: object) -> Input:
        """Make a field and note that the keyboard can stand on it."""
        given = {"id": name, **more}
        if type_ != "hidden":
            self.focusable.append(str(given["id"]))
        problems = tuple(self.problems.get(str(given["id"]), ()))
        if str(given["id"]) == f"{name}-0":
            problems += tuple(self.problems.get(name, ()))
        return Input(type=type_, name=name, label=label, value=value, problems=problems, **given)  # type: ignore[arg-type]

    def select(self, name: str, label: str, value: str, groups: Iterable[tuple[str, Iterable[tuple[str, str]]]],
               *, steering: bool = False, own_id: str = "") -> Input:  # fmt: skip
        """Make a list to choose from; what is chosen and not in it is added, so that nothing is lost."""
        lists = [(title, tuple(Choice(v, text, v == value) for v, text in choices)) for title, choices in groups]
        if not any(choice.is_chosen for _, choices in lists for choice in choices):
            lists.append(("", (Choice(value, value or "–", True),)))
        return self.input_of("select", name, label, value, groups=tuple(lists), is_steering=steering, id=own_id or name)

    def _button(self, place: str, act: str, *rest: str, label: str = "", icon: str = "", own_id: str = "") -> Button:
        found = Button(
            own_id or f"{place}:{act}", " ".join((act, place, *rest)), label or self.say(words.ACTS[act]), icon
        )
        self.focusable.append(found.id)
        return found

    def _head(self, part: Draft, address: Address, on: On, shape: str) -> Iterable[Input]:
        name = show(address)
        if shape == "events":
            yield self.input_of("hidden", f"{name}:kind", "", part.kind)
            return
        rest = part.nots - 1
        if shape == "group":
            kind = f"not-{part.kind}" if part.nots else part.kind
            choices = [(value, self.say(text)) for value, text in words.GROUP_KINDS.items()]
            yield self.select(f"{name}:kind", self.say(words.LABELS["group"]), kind, [("", choices)], steering=True)
            if part.is_bare:
                yield self.input_of("hidden", f"{name}:bare", "", "1")
        else:
            choices = [(kind, self.say(words.KINDS[kind])) for kind in words.KINDS if kind in KINDS[on]]
            label = self.say(words.LABELS["kind"])
            yield self.select(f"{name}:kind", label, part.kind, [("", choices)], steering=True)
        if rest > 0:
            yield self.input_of("hidden", f"{name}:not", "", str(rest))

    def _negation(self, part: Draft, address: Address) -> Input:
        return self.input_of("box", f"{show(address)}:not", self.say(words.LABELS["not"]), "1" if part.nots else "")

    def _buttons(self, part: Draft, address: Address, siblings: int) -> Iterable[Button]:
        if not address:
            return
        name, (slot, number) = show(address), address[-1]
        if slot in ("parts", "then") and siblings > 1:
            if number > 0:
                yield self._button(name, "up", icon="up")
            if number < siblings - 1:
                yield self._button(name, "down", icon="down")
        yield self._button(name, "remove", icon="remove")

    def _inner_parts(self, part: Draft, address: Address, on: On) -> Iterable[PartView]:
        inner_parts = part.inside("parts")
        t = self.reader.t
        between = t.pgettext("condition", "and") if part.kind == "all" else t.pgettext("condition", "or")
        for number, one in enumerate(inner_parts):
            yield self.part(one, (*address, ("parts", number)), on, len(inner_parts), between if number else "")

    def _add(self, address: Address, on: On) -> tuple[Input, Button]:
        name = show(address)
        groups = () if len(address) >= rule_language.MAX_DEPTH - 1 else GROUPS[::-1]
        choices = [(kind, self.say(text)) for kind, text in words.KINDS.items() if kind in (*KINDS[on], *groups)]
        chosen = choices[0][0]
        made = self.select(f"{name}:add", self.say(words.LABELS["add"]), chosen, [("", choices)])
        return made, self._button(name, "add", own_id=f"{name}:adds")

    def _detail(self, part: Draft, address: Address) -> tuple[Input, Button] | None:
        offered = offered_details(part)
        if not offered:
            return None
        name = show(address)
        choices = [(detail, self._detail_words(part, detail)) for detail in offered]
        wanted = next((detail for detail in ("where", "within") if detail in offered), offered[0])
        made = self.select(f"{name}:detail", self.say(words.LABELS["detail"]), wanted, [("", choices)])
        label = self.say(words.ACTS["add"])
        return made, self._button(name, "detail", label=label, own_id=f"{name}:details")

    def _detail_words(self, part: Draft, detail: str) -> str:
        return self.say(words.STEP_WITHIN if part.kind == "step" and detail == "within" else words.DETAILS[detail])

    def _rows(self, part: Draft, address: Address, on: On) -> Iterable[Row]:
        if part.kind == "field":
            yield Row("", items=tuple((made, None) for made in field_inputs(self, part, address, on)))
        elif part.kind == "event":
            yield self._names(part, address, "event", removable=False)
        else:
            yield from self._behaviour_rows(part, address, on)

    def _behaviour_rows(self, part: Draft, address: Address, on: On) -> Iterable[Row]:
        for name in ("event", "touchpoint"):
            if part.has(name):
                yield self._names(part, address, name)
        yield from self._inner(part, address, on, "where")
        if part.kind in AMOUNTS:
            yield self._amount(part, address)
        if part.kind in BEHAVIOURS and "op" in part.texts:
            yield self._count(part, address)
        if part.has("by"):
            hidden = self.input_of("hidden", f"{show(address)}:by", "", part.text("by"))
            remove = self._without(address, "by", self.say(words.DETAILS["by"]))
            items = ((hidden, None),)
            yield Row(self.say(words.BY), self.say(words.ANYBODY), items, remove=remove)
        if part.has("role"):
            yield self._names(part, address, "role")
        if part.has("within"):
            yield self._row(part, address, "within", self._span(address, "within", "withinunit", part))
        for name in ("since", "before"):
            yield from self._moment(part, address, on, name)
        if part.has("when"):
            yield self._when(part, address)
        yield from self._inner(part, address, on, "has")
        yield from self._inner(part, address, on, "then")

    def _row(self, part: Draft, address: Address, detail: str, inputs: Sequence[Input]) -> Row:
        items = tuple((made, None) for made in inputs)
        label = self._detail_words(part, detail)
        return Row(label, items=items, remove=self._without(address, detail, label))

    def _without(self, address: Address, detail: str, label: str) -> Button:
        title = self.reader.t.pgettext("condition act", "Remove: %(what)s", what=label)
        return self._button(show(address), "without", detail, label=title, icon="remove",
                            own_id=f"{show(address)}:without-{detail}")  # fmt: skip

    def _names(self, part: Draft, address: Address, field_name: str, *, removable: bool = True) -> Row:
        place, label = show(address), self.say(words.LABELS[field_name])
        name = f"{place}:{field_name}"
        typed = part.texts.get(field_name, ("",))
        items: list[tuple[Input, Button | None]] = []
        for number, text in enumerate(typed):
            made = self._name_input(name, number, label, text, field_name)
            title = self.reader.t.pgettext("condition act", "Remove: %(what)s", what=text or label)
            less = self._button(place, "less", field_name, str(number), label=title, icon="remove",
                                own_id=f"{name}-less-{number}") if len(typed) > 1 else None  # fmt: skip
            items.append((made, less))
        if part.text(f"{field_name}list"):
            items.append((self.input_of("hidden", f"{name}list", "", "1"), None))
        more = self._button(place, "more", field_name, own_id=f"{name}-more")
        row_label = self.say(words.DETAILS[field_name])
        remove = self._without(address, field_name, row_label) if removable else None
        return Row(row_label, items=tuple(items), more=more, remove=remove)

    def _name_input(self, name: str, number: int, label: str, text: str, field_name: str) -> Input:
        own_id = f"{name}-{number}"
        if field_name == "role":
            choices = [(role, word(ROLES, role, self.reader.t)) for role in ROLES]
            return self.select(name, label, text, [("", choices)], own_id=own_id)
        return self.input_of("text", name, label, text, id=own_id, proposals=f"seen-{field_name}s")

    def _count(self, part: Draft, address: Address) -> Row:
        name = show(address)
        allowed = [op for op in words.COUNTS if op or part.kind == "did"]
        choices = [(op, self.say(words.COUNTS[op])) for op in allowed]
        op = self.select(f"{name}:op", self.say(words.LABELS["op"]), part.text("op"), [("", choices)], steering=True)
        inputs = [op]
        if part.text("op"):
            label = self.say(words.LABELS["number"])
            inputs.append(self.input_of("number", f"{name}:number", label, part.text("number"), is_short=True))
        else:
            inputs.append(self.input_of("hidden", f"{name}:number", "", part.text("number")))
        return Row(self.say(words.COUNTED.get(part.kind, words.AMOUNT)), items=tuple((made, None) for made in inputs))

    def _amount(self, part: Draft, address: Address) -> Row:
        name = show(address)
        choices = [(of, self.say(text)) for of, text in words.OF.items()]
        inputs = [
            self.select(f"{name}:of", self.say(words.LABELS["of"]), part.text("of"), [("", choices)], steering=True)
        ]
        is_property = part.text("of") == "property"
        for field_name, label, shown in (
            ("ofname", "property", is_property),
            ("currency", "currency", not is_property),
        ):
            proposals = "seen-properties" if field_name == "ofname" else ""
            inputs.append(
                self.input_of("text" if shown else "hidden", f"{name}:{field_name}", self.say(words.LABELS[label]),
                             part.text(field_name), proposals=proposals, is_short=not is_property)
            )  # fmt: skip
        return Row(self.say(words.AMOUNT_OF), items=tuple((made, None) for made in inputs))

    def _span(self, address: Address, name: str, unit: str, part: Draft) -> list[Input]:
        place, label = show(address), self.say(words.LABELS["number"])
        number = self.input_of("number", f"{place}:{name}", label, part.text(name), is_short=True)
        return [number, span_unit(self, f"{place}:{unit}", part.text(unit))]

    def _moment(self, part: Draft, address: Address, on: On, name: str) -> Iterable[Row]:
        if name in part.texts:
            yield self._row(part, address, name, [self.date(f"{show(address)}:{name}", part.text(name))])
        if part.inside(name):
            yield Row(self.say(words.DETAILS[f"{name}_event"]), parts=self._slot(part, address, on, name))

    def date(self, name: str, text: str) -> Input:
        """Make a field for a date: the browser's own where it can hold what stands there."""
        label = self.say(words.LABELS["date"])
        return self.input_of("date" if not text or is_day(text) else "text", name, label, text)

    def _when(self, part: Draft, address: Address) -> Row:
        name = show(address)
        choices = [(op, self.say(text)) for op, text in words.WHEN.items()]
        label = self.say(words.LABELS["op"])
        inputs = [self.select(f"{name}:when", label, part.text("when"), [("", choices)], steering=True)]
        if part.text("when") in SPANS:
            inputs += self._span(address, "whenvalue", "whenunit", part)
        else:
            inputs.append(self.date(f"{name}:whenvalue", part.text("whenvalue")))
        return self._row(part, address, "when", inputs)

    def _inner(self, part: Draft, address: Address, on: On, slot: str) -> Iterable[Row]:
        if part.inside(slot):
            yield Row(
                "" if slot == "then" else self.say(words.DETAILS[slot]), parts=self._slot(part, address, on, slot)
            )

    def _slot(self, part: Draft, address: Address, on: On, slot: str) -> tuple[PartView, ...]:
        there = part.inside(slot)
        return tuple(
            self.part(inner, (*address, (slot, number)), language_of(slot, on), len(there))
            for number, inner in enumerate(there)
        )
