"""The list of accounts, written for a reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wegmarke.domain import Money
from wegmarke.domain.views import AccountLine
from wegmarke.i18n import MISSING
from wegmarke.web.reader import Reader
from wegmarke.web.titles import Titles

SORTS = ("last", "label", "touches", "persons", "first")
NUMBERS = frozenset({"last", "touches", "persons", "first"})
UPWARD = frozenset({"first"})


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account."""

    number: int
    url: str
    label: str
    phase: str
    shade: int
    touches: str
    persons: str
    first: str
    last: str
    value: str


def account_row(line: AccountLine, titles: Titles, reader: Reader) -> AccountRow:
    """Write one line of the list."""
    f = reader.formats
    return AccountRow(
        number=line.account,
        url=f"/people/accounts/{line.account}",
        label=line.label or reader.t.pgettext("account", "Account %(n)s", n=line.account),
        phase=titles.phase(line.phase) or MISSING,
        shade=titles.shade(line.phase),
        touches=f.number(line.touches),
        persons=f.number(line.persons),
        first=f.day(line.first_at, reader.zone),
        last=f.day(line.last_at, reader.zone),
        value=amounts(line.values, reader),
    )


def amounts(values: Iterable[Money], reader: Reader) -> str:
    """Write sums of money, one currency after the other."""
    return " · ".join(reader.formats.money(value, short=True) for value in values) or MISSING
