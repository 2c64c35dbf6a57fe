"""Names of our own people, written for a reader, and read from a form."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from wegmarke.domain import UsageError
from wegmarke.domain.internal_names import InternalKind, InternalLine, InternalName, InternalPlan
from wegmarke.i18n import marked
from wegmarke.web.reader import Reader

INTERNAL = "/settings/internal"
MOST_WORDS = 500
KINDS = {
    InternalKind.DOMAIN: marked("internal", "Mail domain"),
    InternalKind.ACCOUNT: marked("internal", "Account, by its number"),
    InternalKind.PERSON: marked("internal", "Person, by their number"),
}
_SHORT = {
    InternalKind.DOMAIN: marked("internal", "Mail domain"),
    InternalKind.ACCOUNT: marked("internal", "Account"),
    InternalKind.PERSON: marked("internal", "Person"),
}
_PLACES = {InternalKind.ACCOUNT: "/people/accounts/", InternalKind.PERSON: "/people/persons/"}


class InternalForm(msgspec.Struct, frozen=True):
    """The form: what is named or, with `removed`, taken back, and which plan was seen."""

    kind: str = InternalKind.DOMAIN.value
    name: str = ""
    why: str = ""
    removed: str = ""
    seen: str = ""

    @property
    def is_removed(self) -> bool:
        """Tell whether a name is to be taken back."""
        return self.removed == "1"

    @property
    def act(self) -> str:
        """Return what a plan is made for."""
        return f"{self.kind} {self.name.strip()} {self.removed}"


@dataclass(frozen=True, slots=True)
class NameLine:
    """One name as the page shows it; `url` is empty for a domain, `persons` for anything else."""

    kind: str
    name: str
    shown: str
    url: str
    what: str
    persons: str
    since: str
    why: str


def name_of(form: InternalForm) -> InternalName:
    """Return what the form names.

    Raises:
        UsageError: when the form says something that no page of ours does.
    """
    if form.kind not in list(InternalKind):
        raise UsageError(f"kind: expected one of {', '.join(InternalKind)}; got {form.kind[:60]!r}. Choose one.")
    return InternalName(InternalKind(form.kind), form.name)


def kind_choices(reader: Reader) -> list[tuple[str, str]]:
    """Return the kinds there are to choose from, with their words."""
    return [(kind.value, reader.t.label(words)) for kind, words in KINDS.items()]


def name_lines(names: list[InternalLine], reader: Reader) -> list[NameLine]:
    """Write all names."""
    return [_line(line, reader) for line in names]


def shown_name(name: InternalName, reader: Reader) -> str:
    """Say what is named in one phrase.

    Accounts and persons are numbers; a domain is what it is called.
    """
    return f"{reader.t.label(_SHORT[name.kind])} {name.name}"


def figure_lines(plan: InternalPlan, reader: Reader) -> list[tuple[str, str]]:
    """Write what a plan counts."""
    t, number = reader.t, reader.formats.number
    return [
        (t.pgettext("units", "Persons"), number(plan.persons)),
        (t.pgettext("measure", "Touches"), number(plan.touches)),
        (t.pgettext("measure", "Events"), number(plan.events)),
    ]


def _line(line: InternalLine, reader: Reader) -> NameLine:
    is_domain = line.kind is InternalKind.DOMAIN
    return NameLine(
        kind=line.kind.value,
        name=line.name,
        shown=line.name if is_domain else line.label or f"#{line.name}",
        url="" if is_domain else f"{_PLACES[line.kind]}{line.name}",
        what=reader.t.label(_SHORT[line.kind]),
        persons=reader.formats.number(line.persons) if is_domain else "",
        since=f"{reader.formats.day(line.at, reader.zone)} · {line.by}",
        why=line.why,
    )
