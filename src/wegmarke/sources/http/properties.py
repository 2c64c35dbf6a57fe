"""Properties as one flat map of texts per event, and what the event is worth, for all events of a group at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np
import pyarrow as pa

from wegmarke.sources.http.amounts import BadAmount, amount
from wegmarke.sources.http.items import Context, Item
from wegmarke.sources.http.limits import MOST_NAME, MOST_PROPERTIES, MOST_VALUE
from wegmarke.sources.http.personal import is_personal, is_personal_trait, is_trait_of_a_person, pruned
from wegmarke.sources.http.problems import Problem
from wegmarke.sources.http.strict_json import MOST_DEPTH, is_deep
from wegmarke.sources.http.texts import text_of
from wegmarke.sources.http.told import Told

Given = Mapping[str, object]
_NESTED = frozenset({dict, list})


class PropertyColumns:
    """Collects properties and amounts of events, one after the other, and what they tell for the vault.

    Attributes:
        persons, accounts: personal traits of persons and of accounts.
    """

    def __init__(self) -> None:
        self._names: list[str] = []
        self._values: list[str] = []
        self._ends = [0]
        self._minor: list[int | None] = []
        self._currency: list[str | None] = []
        self.persons, self.accounts = Told(), Told()

    def add(self, item: Item, context: Context) -> Problem | None:
        """Add one event's; with a problem it has none."""
        given, is_hidden = _given(item)
        problem, worth = None, None
        if given:
            problem, worth = self._add(given, is_hidden)
        if problem is None and (item.traits or context.traits):
            problem = self._tell(item, context)
        if problem is not None:
            start = self._ends[-1]
            del self._names[start:], self._values[start:]
            self.persons.leave_out(len(self._minor))
            self.accounts.leave_out(len(self._minor))
        self._ends.append(len(self._names))
        self._minor.append(worth[0] if worth else None)
        self._currency.append(worth[1] if worth else None)
        return problem

    def columns(self) -> dict[str, pa.Array]:
        """Return the columns `value_minor`, `currency` and `properties`."""
        offsets = pa.array(np.asarray(self._ends, dtype=np.int32))
        names, values = pa.array(self._names, pa.string()), pa.array(self._values, pa.string())
        return {
            "value_minor": pa.array(self._minor, pa.int64()),
            "currency": pa.array(self._currency, pa.string()),
            "properties": pa.MapArray.from_arrays(offsets, names, values),
        }

    def _tell(self, item: Item, context: Context) -> Problem | None:
        """Set personal traits aside; an identify call speaks for itself, else the context says who somebody is."""
        row, kind, traits = len(self._minor), item.type, item.traits or {}
        problem = None
        if kind == "group":
            problem = self._put_all(self.accounts, row, traits, is_personal_trait)
        of_person = traits if traits and kind == "identify" else context.traits
        if problem is None and of_person:
            problem = self._put_all(self.persons, row, of_person, is_trait_of_a_person)
        return problem

    def _put_all(self, told: Told, row: int, traits: Given, is_personal_here: Callable[[str], bool]) -> Problem | None:
        # Most traits are flat and none is personal.
        if not _any_of(tuple(traits), is_personal_here) and _NESTED.isdisjoint(map(type, traits.values())):
            return None
        for name, value in _personal_of(traits, is_personal_here).items():
            if problem := told.put(row, name, value):
                return problem
        return None

    def _add(
        self, given: Given, is_hidden: Callable[[str], bool]
    ) -> tuple[Problem | None, tuple[int, str, str] | None]:
        worth, used = None, ""
        if "currency" in given:
            try:
                worth = amount(given)
            except BadAmount as error:
                return ("bad_amount", str(error)), None
            used = worth[2] if worth is not None else ""
        if len(given) > MOST_PROPERTIES:
            return ("too_many_properties", f"{len(given):,}"), None
        names, values = self._names, self._values
        nested = False
        for name, value in given.items():
            if value is None or is_hidden(name) or (used and name in ("currency", used)):
                continue
            # Nearly all values are short texts.
            if type(value) is str and len(value) <= MOST_VALUE and len(name) <= MOST_NAME:
                names.append(name)
                values.append(value)
                continue
            if type(value) is dict:
                nested = True
                problem = self._add_nested(name, value)
            else:
                problem = self._put(name, value)
            if problem is not None:
                return problem, None
        return (self._twice() if nested else None), worth

    def _add_nested(self, outer: str, members: Given) -> Problem | None:
        for inner, value in members.items():
            name = f"{outer}.{inner}"
            if value is None or is_personal(name):
                continue
            if problem := self._put(name, value):
                return problem
        return None

    def _put(self, name: str, value: object) -> Problem | None:
        if isinstance(value, dict | list) and is_deep(value, MOST_DEPTH):
            return "too_deep", ""
        text = text_of(pruned(value))
        if len(name) > MOST_NAME:
            return "long_name", name
        if len(text) > MOST_VALUE:
            return "long_value", name
        self._names.append(name)
        self._values.append(text)
        return None

    def _twice(self) -> Problem | None:
        """Return the problem of a flattened name that is there already: `{"a.b": 1, "a": {"b": 2}}`."""
        names = self._names[self._ends[-1] :]
        if len(set(names)) == len(names):
            return None if len(names) <= MOST_PROPERTIES else ("too_many_properties", f"{len(names):,}")
        return "duplicate_property", next(name for name in names if names.count(name) > 1)


def _given(item: Item) -> tuple[Given, Callable[[str], bool]]:
    kind = item.type
    if kind in ("identify", "group"):
        return item.traits or {}, is_trait_of_a_person if kind == "identify" else is_personal_trait
    properties = item.properties or {}
    if kind in ("page", "screen") and (item.name or item.page_category):
        called = {"name": item.name or None, "category": item.page_category or None}
        return {**called, **properties}, is_personal
    return properties, is_personal


@lru_cache(maxsize=2_000)
def _any_of(names: tuple[str, ...], is_personal_here: Callable[[str], bool]) -> bool:
    return any(is_personal_here(name) and name.casefold() != "name" for name in names)


def _personal_of(traits: Given, is_personal_here: Callable[[str], bool]) -> dict[str, object]:
    """Return the personal ones of traits but the name, which is the label; a part of one as `contact.email`."""
    found: dict[str, object] = {}
    for name, value in traits.items():
        if value is None or name.casefold() == "name":
            continue
        if is_personal_here(name):
            found[name] = value
        elif type(value) is dict:
            parts = {f"{name}.{inner}": one for inner, one in value.items()}
            found |= {part: one for part, one in parts.items() if is_personal(part) or _is_cut(one)}
        elif _is_cut(value):
            found[name] = value
    return {name: value for name, value in found.items() if value is not None}


def _is_cut(value: object) -> bool:
    """Tell whether something personal is cut out of a nested value before it becomes a property."""
    return type(value) in (dict, list) and pruned(value) != value
