"""Rights as tables of ticks: for each way out of the vault, kinds of fields by roles, and back from a form."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from wegmarke.domain import UsageError
from wegmarke.domain.rights import (
    ADDRESS,
    IDENTIFIERS,
    KINDS,
    MAIL,
    NAME,
    PHONE,
    REST,
    Grant,
    Rights,
    RightsVersion,
    Role,
    Way,
)
from wegmarke.i18n import marked
from wegmarke.web.reader import Reader

ROLES = {
    Role.ADMINISTRATOR: marked("reader role", "Administration"),
    Role.MARKETING: marked("reader role", "Marketing"),
    Role.SALES: marked("reader role", "Sales"),
    Role.ANALYST: marked("reader role", "Analysis"),
    Role.DATA_PROTECTION: marked("reader role", "Data protection"),
}
WAYS = {
    Way.PAGE: marked("way", "On pages"),
    Way.EXPORT: marked("way", "In exported tables"),
    Way.COMMAND: marked("way", "At the command line and from Python"),
}
FIELDS = {
    NAME: marked("vault", "Name"),
    MAIL: marked("vault", "Mail address"),
    PHONE: marked("vault", "Phone number"),
    ADDRESS: marked("vault", "Postal address"),
    IDENTIFIERS: marked("vault", "Other identifiers"),
    REST: marked("vault", "Everything else"),
}


@dataclass(frozen=True, slots=True)
class Tick:
    """One box: what it stands for, whether it is ticked, and its name for whoever does not see the table."""

    value: str
    is_set: bool
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of fields: its words, and whether it was written by a source and is no word of ours."""

    label: str
    is_code: bool
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class WayTable:
    """The lines of one way out of the vault."""

    id: str
    title: str
    lines: tuple[Line, ...]


def kind_words(kind: str, reader: Reader) -> str:
    """Return how a kind of fields is called; one that only a source knows as the source calls it."""
    return reader.t.label(FIELDS[kind]) if kind in FIELDS else kind


def role_words(role: Role, reader: Reader) -> str:
    """Return how a role is called."""
    return reader.t.label(ROLES[role])


def lines_of(rights: Rights, found: Collection[str]) -> list[str]:
    """Return the kinds to show: those with a line of their own, and those that the vault holds, the rest last."""
    own = dict.fromkeys([*rights.kinds, *sorted(found)])
    return [*(kind for kind in own if kind != REST), REST]


def way_tables(rights: Rights, kinds: Sequence[str], reader: Reader) -> list[WayTable]:
    """Write the table of each way."""
    return [
        WayTable(way, reader.t.label(title), tuple(_line(rights, way, kind, reader) for kind in kinds))
        for way, title in WAYS.items()
    ]


def _line(rights: Rights, way: Way, kind: str, reader: Reader) -> Line:
    words = kind_words(kind, reader)
    ticks = tuple(
        Tick(
            value=f"{way}.{role}.{kind}",
            is_set=(role, way, rights.line_of(kind)) in rights.grants,
            label=f"{reader.t.label(WAYS[way])}: {words}, {role_words(role, reader)}",
        )
        for role in Role
    )
    return Line(words, kind not in FIELDS, ticks)


def rights_from(granted: Sequence[str], kinds: Sequence[str], exporters: Sequence[str], most_rows: str) -> Rights:
    """Read rights from a form; a kind that is ticked like everything else gets no line of its own.

    Raises:
        UsageError: when the form says something that no page of ours does.
    """
    grants = {_grant(text) for text in granted}
    rest = {(role, way) for role, way, kind in grants if kind == REST}
    own = [
        kind
        for kind in kinds
        if kind not in KINDS and {(role, way) for role, way, other in grants if other == kind} != rest
    ]
    known = {*KINDS, *own}
    return Rights(
        grants=frozenset(grant for grant in grants if grant[2] in known),
        exporters=frozenset(_role(text) for text in exporters),
        most_rows=_rows(most_rows),
        kinds=(*KINDS[:-1], *own, REST),
    )


def version_words(version: RightsVersion, reader: Reader) -> str:
    """Say when a version was kept and by whom."""
    if version.at is None:
        return reader.t.pgettext("rights", "brought along")
    return f"{reader.formats.instant(version.at, reader.zone)} · {version.by}"


def _grant(text: str) -> Grant:
    way, _, rest = text.partition(".")
    role, _, kind = rest.partition(".")
    if way not in list(Way) or not kind:
        raise UsageError(f"grant: expected way, role and field with points between them; got {text[:60]!r}.")
    return _role(role), Way(way), kind


def _role(text: str) -> Role:
    if text not in list(Role):
        raise UsageError(f"role: expected one of {', '.join(Role)}; got {text[:60]!r}.")
    return Role(text)


def _rows(text: str) -> int:
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) < 10):
        raise UsageError(f"rows per export: expected a whole number of at least 1; got {text[:60]!r}.")
    return int(plain)
