"""Properties as one flat map of texts per event, and what the event is worth, for all events of a group at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa

from wegmarke.sources.http.amounts import BadAmount, amount
from wegmarke.sources.http.items import Item
from wegmarke.sources.http.limits import MOST_NAME, MOST_PROPERTIES, MOST_VALUE
from wegmarke.sources.http.personal import is_personal, is_personal_trait, pruned
from wegmarke.sources.http.problems import Problem
from wegmarke.sources.http.strict_json import MOST_DEPTH, is_deep
from wegmarke.sources.http.texts import text_of

Given = Mapping[str, object]


class PropertyColumns:
    """Collects properties and amounts of events, one after the other."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._values: list[str] = []
        self._ends = [0]
        self._minor: list[int | None] = []
        self._currency: list[str | None] = []

    def add(self, item: Item) -> Problem | None:
        """Add one event's; with a problem it has none."""
        given, is_hidden = _given(item)
        problem, worth = None, None
        if given:
            problem, worth = self._add(given, is_hidden)
        if problem is not None:
            start = self._ends[-1]
            del self._names[start:], self._values[start:]
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
        return item.traits or {}, is_personal_trait
    properties = item.properties or {}
    if kind in ("page", "screen") and (item.name or item.page_category):
        called = {"name": item.name or None, "category": item.page_category or None}
        return {**called, **properties}, is_personal
    return properties, is_personal
