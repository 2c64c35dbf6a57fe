"""A recipe: which files belong to a source, and which of their rows become which events.

The values here are what `parse_recipe` makes of the YAML document; docs/sources.md describes every name for people.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from wegmarke.sources.formulas import PLAIN, Formula, Notation

FORMAT = "recipe/1"


class JoinKind(enum.StrEnum):
    """What happens to a row without a counterpart in the joined file."""

    LEFT = "left"  # it stays, the other file's columns are empty
    INNER = "inner"  # it becomes no event


class Pick(enum.StrEnum):
    """Which time stands for a group of rows."""

    EARLIEST = "earliest"  # the first thing that happened
    LATEST = "latest"  # the last thing that happened


@dataclass(frozen=True, slots=True)
class FileSpec:
    """One kind of file of the source.

    Attributes:
        name: what events call it.
        patterns: file names that belong to it, with `*` and `?`.
        optional: whether its events may be missing when it is not given.
        separator, encoding: how the CSV file is written.
        joins_torn: whether rows are joined that a line break inside a value tore apart.
        notation: how it writes numbers.
        columns: names for a file without a header line.
        sheet: name of the sheet of a workbook; None for the first.
        header: row of a sheet that holds the names; None for the first that is not empty.
    """

    name: str
    patterns: tuple[str, ...]
    optional: bool = False
    separator: str = ","
    encoding: str = "utf-8"
    notation: Notation = PLAIN
    columns: tuple[str, ...] = ()
    sheet: str | None = None
    header: int | None = None
    joins_torn: bool = False


@dataclass(frozen=True, slots=True)
class JoinSpec:
    """Rows of another file that belong to a row.

    Attributes:
        file: name of the other file.
        pairs: (column of the event's own file or of an earlier join, column of the other file), all equal.
        kind: what happens to rows without a counterpart.
        where: place in the recipe.
    """

    file: str
    pairs: tuple[tuple[str, str], ...]
    kind: JoinKind
    where: str


@dataclass(frozen=True, slots=True)
class TimeSpec:
    """When the event happened.

    Attributes:
        formula: text of the time.
        layout: `auto`, `epoch`, or a pattern like `%m/%d/%Y`.
        pick: which row's time stands for a group.
    """

    formula: Formula
    layout: str = "auto"
    pick: Pick = Pick.EARLIEST


@dataclass(frozen=True, slots=True)
class ChannelSpec:
    """The kind of contact.

    Attributes:
        formula: text that is a channel, or that `values` translates.
        always: the one channel of all these events; then there is no formula.
        values: channel for each text; None for no channel. Empty if the formula gives channels itself.
        otherwise: channel for texts that `values` does not name.
    """

    formula: Formula | None = None
    always: str | None = None
    values: Mapping[str, str | None] = field(default_factory=dict)
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class EventSpec:
    """Rows that become events of one name.

    Attributes:
        name: object, then past verb: `invoice_issued`.
        where: place in the recipe.
        file: name of the file whose rows are read.
        joins: other files, in order.
        only: condition that rows must satisfy.
        group_by: rows that agree in these become one event.
        id: what makes an event unique under its name; empty means the content of the row, or the group.
        time: when it happened.
        person, account: identifiers by kind, strongest first.
        person_label, account_label: how people call them.
        channel: kind of contact.
        value: amount in major units; `currency` is its formula or None for the recipe's.
        properties: everything else worth keeping, by name.
    """

    name: str
    where: str
    file: str
    time: TimeSpec
    joins: tuple[JoinSpec, ...] = ()
    only: Formula | None = None
    group_by: tuple[Formula, ...] = ()
    id: tuple[Formula, ...] = ()
    person: tuple[tuple[str, Formula], ...] = ()
    account: tuple[tuple[str, Formula], ...] = ()
    person_label: Formula | None = None
    account_label: Formula | None = None
    channel: ChannelSpec | None = None
    value: Formula | None = None
    currency: Formula | None = None
    properties: tuple[tuple[str, Formula], ...] = ()

    def formulas(self) -> list[Formula]:
        """Return what is computed for each event, apart from its time."""
        named = [formula for _, formula in (*self.person, *self.account, *self.properties)]
        channel = self.channel.formula if self.channel is not None else None
        single = [self.person_label, self.account_label, channel, self.value, self.currency]
        return [*self.id, *named, *(formula for formula in single if formula is not None)]


@dataclass(frozen=True, slots=True)
class Recipe:
    """A whole recipe.

    Attributes:
        name: name of the document, for messages.
        source: name of the system, part of every event's identity.
        files: kinds of files by name.
        events: what their rows become, in the order they are read.
        time_zone: zone of stamps without offset; None for the workspace's.
        currency: currency of values without their own.
    """

    name: str
    source: str
    files: Mapping[str, FileSpec]
    events: tuple[EventSpec, ...]
    time_zone: str | None = None
    currency: str | None = None
