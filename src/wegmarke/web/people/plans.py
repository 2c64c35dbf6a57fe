"""Plans, written for a reader: who would be one, who two, what speaks against it, and which numbers change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wegmarke.domain.persons import (
    Figure,
    FigureChange,
    Guard,
    PlanSide,
)
from wegmarke.i18n import MISSING
from wegmarke.web.people.person import kind_words, no_account
from wegmarke.web.people.persons import account_label, account_url, person_label, person_url
from wegmarke.web.reader import Reader


@dataclass(frozen=True, slots=True)
class SideColumn:
    """A person as a column of a plan; `url` is empty for somebody who does not exist yet."""

    label: str
    number: str
    url: str
    identifiers: tuple[str, ...]
    accounts: tuple[tuple[str, str], ...]
    touches: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A number before and after."""

    label: str
    before: str
    after: str
    difference: str


@dataclass(frozen=True, slots=True)
class Question:
    """What stands under a plan: whether it is to be done.

    Attributes:
        url: where the answer goes.
        fields: what the form says again.
        note: what follows from it.
        act: words of the button.
        back_url, back: where to go without changing anything, and how that is called.
        root_url, root: the list it began with, and how that is called; else the persons.
    """

    url: str
    fields: dict[str, str]
    note: str
    act: str
    back_url: str
    back: str
    root_url: str = "/people/persons"
    root: str = ""


def side_column(side: PlanSide, reader: Reader) -> SideColumn:
    """Write one person of a plan."""
    f = reader.formats
    return SideColumn(
        label=person_label(side.person, side.label, reader),
        number=f"#{side.person}" if side.person is not None else MISSING,
        url=person_url(side.person) if side.person is not None else "",
        identifiers=tuple(f"{f.number(count.count)} × {kind_words(count.kind, reader)}" for count in side.identifiers),
        accounts=tuple((account_label(name, reader), account_url(name.account)) for name in side.accounts),
        touches=f.number(side.touches),
        first=f.day(side.first_at, reader.zone),
        last=f.day(side.last_at, reader.zone),
    )


def guard_words(guard: Guard, reader: Reader) -> str:
    """Say what speaks against a merge."""
    t = reader.t
    match guard:
        case Guard.BOTH_KNOWN:
            return t.gettext("Both are known by an identifier of their own; two people may share a device.")
        case Guard.LABELS_DIFFER:
            return t.gettext("The sources give them different names.")
        case Guard.MANY_IDENTIFIERS:
            return t.gettext("Together they have more identifiers than the rules allow one person.")
        case Guard.MANY_ADDRESSES:
            return t.gettext("Together they have more e-mail addresses than the rules allow one person.")
        case Guard.MANY_ACCOUNTS:
            return t.gettext("Together they had touches at more accounts than the rules allow one person.")
        case Guard.TWO_ACCOUNTS:
            return t.gettext("They are at different accounts now.")


def figure_rows(figures: Sequence[FigureChange], reader: Reader) -> tuple[FigureRow, ...]:
    """Write numbers before and after."""
    f = reader.formats
    return tuple(
        FigureRow(
            label=_figure_words(change, reader),
            before=f.number(change.before),
            after=f.number(change.after),
            difference=f.signed(change.after - change.before, 0),
        )
        for change in figures
    )


def _figure_words(change: FigureChange, reader: Reader) -> str:
    t = reader.t
    account = account_label(change.account, reader) if change.account else no_account(reader)
    match change.figure:
        case Figure.PERSONS:
            return t.gettext("Persons in all analyses")
        case Figure.ACCOUNTS:
            return t.gettext("Accounts in all analyses")
        case Figure.TOUCHES:
            return t.gettext("Touches on the path of the person that stays")
        case Figure.PERSONS_AT_ACCOUNT:
            return t.gettext("Persons with touches at %(account)s", account=account)
        case Figure.TOUCHES_AT_ACCOUNT:
            return t.gettext("Touches at %(account)s", account=account)
