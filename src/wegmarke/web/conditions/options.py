"""What the page that shows a builder says about it: which rules, which fields, what was seen, how many satisfy it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from wegmarke.domain import Unit

Tree: TypeAlias = dict[str, Any]
"""A rule as plain dictionaries, lists, texts, numbers and truth values."""

MOST_BYTES: Final = 1_500_000
"""Largest form of a page with a builder: 64,000 characters of a rule, each written as nine, and the names of fields."""


class On(enum.StrEnum):
    """What a rule judges."""

    SUBJECTS = "subjects"  # persons or accounts: behaviour and fields
    EVENTS = "events"  # single events: names and fields


@dataclass(frozen=True, slots=True)
class Field:
    """A field that rules may compare.

    Attributes:
        kind: `text`, `number` or `date`.
        title: in the reader's language; empty where the name says it.
        values: some values it has, offered while typing.
    """

    kind: str
    title: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen, most frequent first, offered while typing; nothing has to be chosen from it.

    Attributes:
        events: names of events.
        touchpoints: titles by id.
        properties: names of properties, without prefix.
        channels: channels of touchpoints.
        sources: names of sources.
    """

    events: tuple[str, ...] = ()
    touchpoints: Mapping[str, str] = field(default_factory=dict)
    properties: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Size:
    """How many satisfy a rule, of how many, in words such as `1,234 of 5,678 persons`."""

    text: str


@dataclass(frozen=True, slots=True)
class Options:
    """How a builder is set up.

    Attributes:
        on: which of the two languages of rules.
        subject: persons or accounts; what `itself` means.
        fields: known fields of subjects; empty where any may be written.
        seen: what is offered while typing.
        size: says how many satisfy a checked rule; None shows no size.
    """

    on: On = On.SUBJECTS
    subject: Unit = Unit.PERSON
    fields: Mapping[str, Field] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)
    size: Callable[[Tree], Size] | None = None
