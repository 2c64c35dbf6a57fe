"""Who a message is about: identifiers and labels of persons and accounts, for all messages of a group at once."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np
import pyarrow as pa

from wegmarke.sources.batch import IDENTIFIERS
from wegmarke.sources.http.items import Context, Item, decode_context

_NO_CONTEXT = Context()
_SPOKEN_OF = (b'"campaign"', b'"traits"', b'"groupId"')


class Identifiers:
    """A column of (kind, value) pairs, strongest first."""

    def __init__(self) -> None:
        self.kinds: list[str] = []
        self.values: list[str] = []
        self._ends = [0]

    def put(self, kind: str, value: object) -> None:
        """Add an identifier of the event at hand; nothing where it is empty."""
        if value is None or value is msgspec.UNSET or value == "":
            return
        self.kinds.append(kind)
        self.values.append(str(value))

    def end(self) -> None:
        """Close the event at hand."""
        self._ends.append(len(self.kinds))

    def column(self) -> pa.Array:
        """Return the column."""
        pairs = pa.StructArray.from_arrays(
            [pa.array(self.kinds, pa.string()), pa.array(self.values, pa.string())], fields=list(IDENTIFIERS.value_type)
        )
        return pa.ListArray.from_arrays(pa.array(np.asarray(self._ends, dtype=np.int32)), pairs, type=IDENTIFIERS)


class Contexts:
    """Reads the parts of `context` that matter; messages of one batch mostly repeat it."""

    def __init__(self) -> None:
        self._known: dict[bytes, Context] = {}

    def read(self, given: bytes | None) -> Context:
        """Return what a context says; one that cannot be read says nothing."""
        if given is None:
            return _NO_CONTEXT
        known = self._known.get(given)
        if known is None:
            known = self._known[given] = _read(given)
        return known


def _read(given: bytes) -> Context:
    if not any(word in given for word in _SPOKEN_OF):
        return _NO_CONTEXT
    try:
        return decode_context(given)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _NO_CONTEXT


class PeopleColumns:
    """Collects identifiers, labels and nothing else about persons and accounts."""

    def __init__(self) -> None:
        self._persons, self._accounts = Identifiers(), Identifiers()
        self._person_labels: list[str | None] = []
        self._account_labels: list[str | None] = []

    def add(self, item: Item, context: Context) -> None:
        """Add one message's."""
        persons, accounts = self._persons, self._accounts
        kind, traits = item.type, item.traits
        if item.person:
            persons.put("user_id", item.person)
        if item.anonymous:
            persons.put("anonymous_id", item.anonymous)
        if kind == "alias":
            persons.put("user_id", item.previous)
            persons.put("anonymous_id", item.previous)
        if group := item.group or context.group:
            accounts.put("group_id", group)
        account_label = _name(traits) if traits and kind == "group" else None
        person_label = None
        if person_traits := traits if traits and kind == "identify" else context.traits:
            person_label = _person_name(person_traits)
            persons.put("email", _mail(person_traits))
        persons.end()
        accounts.end()
        self._person_labels.append(person_label)
        self._account_labels.append(account_label)

    def columns(self) -> dict[str, pa.Array]:
        """Return the columns of identifiers and labels."""
        return {
            "person_identifiers": self._persons.column(),
            "account_identifiers": self._accounts.column(),
            "person_label": pa.array(self._person_labels, pa.string()),
            "account_label": pa.array(self._account_labels, pa.string()),
        }


def _name(traits: Mapping[str, object]) -> str | None:
    name = traits.get("name")
    return name.strip()[:1000] or None if isinstance(name, str) else None


def _person_name(traits: Mapping[str, object]) -> str | None:
    if name := _name(traits):
        return name
    parts = [traits.get("firstName", traits.get("first_name")), traits.get("lastName", traits.get("last_name"))]
    return " ".join(part.strip() for part in parts if isinstance(part, str) and part.strip())[:1000] or None


def _mail(traits: Mapping[str, object]) -> str | None:
    mail = traits.get("email")
    return mail.strip() if isinstance(mail, str) and 2 < len(mail) <= 1000 and "@" in mail.strip()[1:-1] else None
