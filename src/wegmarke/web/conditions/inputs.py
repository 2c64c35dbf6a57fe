"""What a builder's template repeats: fields, rows, parts, each with its words ready."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a list to choose from."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Input:
    """One field of the form.

    Attributes:
        type: `select`, `text`, `number`, `date`, `area`, `box` or `hidden`.
        groups: lists to choose from, each with its title, which may be empty.
        proposals: id of the list of suggestions; empty for none.
        problems: what is wrong with what stands in it.
        is_steering: choosing something else changes which fields there are.
        is_short: needs room for a number only.
        lines: height of an area.
    """

    type: str
    name: str
    id: str
    label: str
    value: str = ""
    groups: tuple[tuple[str, tuple[Choice, ...]], ...] = ()
    proposals: str = ""
    problems: tuple[str, ...] = ()
    is_steering: bool = False
    is_short: bool = False
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Button:
    """A button that posts a step; `label` says what it acts upon."""

    id: str
    act: str
    label: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a part: what it says, its fields, and the way to take it away; `text` needs no field."""

    label: str
    text: str = ""
    items: tuple[tuple[Input, Button | None], ...] = ()
    more: Button | None = None
    remove: Button | None = None
    parts: tuple[PartView, ...] = ()


@dataclass(frozen=True, slots=True)
class PartView:
    """One part of the rule.

    Attributes:
        id: its address.
        shape: `group`, `leaf` or `events` (a selection or step, which has no kind of its own to choose).
        title: how it is called, for screen readers.
        head, tail: fields of its first line, before and behind those of its only row.
        caption: what stands in place of the kind, where there is none to choose.
        add, detail: what can be added, and the button that does it.
        between: how it belongs to the part before it.
    """

    id: str
    shape: str
    title: str
    caption: str
    head: tuple[Input, ...]
    tail: tuple[Input, ...]
    buttons: tuple[Button, ...]
    rows: tuple[Row, ...]
    parts: tuple[PartView, ...]
    problems: tuple[str, ...]
    refresh: Button | None = None
    add: tuple[Input, Button] | None = None
    detail: tuple[Input, Button] | None = None
    between: str = ""
