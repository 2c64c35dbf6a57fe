"""The list of persons, written for a reader, and what narrows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wegmarke.domain import UsageError
from wegmarke.domain.persons import AccountName, PersonChoice, PersonLine
from wegmarke.i18n import MISSING, marked
from wegmarke.web.listing import read_search
from wegmarke.web.reader import Reader
from wegmarke.web.selection import Choice, Selection, period_text, with_params

PERSONS = "/people/persons"
SORTS = ("last", "label", "touches", "identifiers", "first")
NUMBERS = frozenset({"last", "touches", "identifiers", "first"})
UPWARD = frozenset({"first"})

PLACES = {
    "": marked("persons", "All persons"),
    "some": marked("persons", "With account"),
    "none": marked("persons", "Without account"),
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person; `is_named` tells a label of a source from a pseudonym."""

    number: int
    url: str
    label: str
    is_named: bool
    is_anonymous: bool
    account: str
    account_url: str
    earlier: str
    touches: str
    identifiers: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One thing that narrows the list, and the way to take it back."""

    label: str
    value: str
    url: str


def read_person_choice(params: Mapping[str, str], selection: Selection) -> PersonChoice:
    """Read which persons are meant from the URL; raise `UsageError` that says what was expected."""
    place = params.get("account", "")
    if place not in PLACES and not _is_number(place):
        raise UsageError(f"account: expected some, none or the number of an account; got {place[:40]!r}.")
    return PersonChoice(
        search=read_search(params),
        account=int(place) if _is_number(place) else None,
        has_account={"some": True, "none": False}.get(place),
        start=selection.start,
        end=selection.end,
        is_anonymous=params.get("anonymous") == "1",
    )


def choice_params(params: Mapping[str, str], selection: Selection) -> dict[str, str]:
    """Return the URL parameters that choose and sort persons, without those of other pages."""
    kept = {name: params.get(name, "") for name in ("q", "account", "anonymous", "sort")}
    period = {name: value for name, value in selection.params.items() if name != "by"}
    return {name: value for name, value in (kept | period).items() if value}


def place_choices(params: Mapping[str, str], reader: Reader) -> tuple[Choice, ...]:
    """Build the chooser between persons with and without an account."""
    return tuple(
        Choice(
            label=reader.t.label(label),
            url=with_params(PERSONS, params, account=place, page=None),
            current=params.get("account", "") == place,
        )
        for place, label in PLACES.items()
    )


def anonymous_choice(params: Mapping[str, str], reader: Reader) -> Choice:
    """Build the switch that shows only persons without any identifier but those of devices."""
    is_on = params.get("anonymous") == "1"
    return Choice(
        label=reader.t.pgettext("persons", "Anonymous only"),
        url=with_params(PERSONS, params, anonymous=None if is_on else "1", page=None),
        current=is_on,
    )


def narrowings(
    params: Mapping[str, str], selection: Selection, account: AccountName | None, reader: Reader
) -> list[Narrowing]:
    """Write what narrows the list and cannot be seen from its choosers."""
    found = []
    if account is not None:
        label = reader.t.pgettext("persons", "Touches at")
        found.append(Narrowing(label, account_label(account, reader), with_params(PERSONS, params, account=None)))
    if selection.first or selection.last:
        label = reader.t.pgettext("accounts", "Last touch")
        url = with_params(PERSONS, params, **{"from": None, "to": None})
        found.append(Narrowing(label, period_text(selection, reader), url))
    return found


def person_row(line: PersonLine, reader: Reader) -> PersonRow:
    """Write one line of the list."""
    f, t = reader.formats, reader.t
    return PersonRow(
        number=line.person,
        url=person_url(line.person),
        label=person_label(line.person, line.label, reader),
        is_named=bool(line.label),
        is_anonymous=line.is_anonymous,
        account=account_label(line.account, reader) if line.account else MISSING,
        account_url=account_url(line.account.account) if line.account else "",
        earlier=t.ngettext("%(n)s earlier", "%(n)s earlier", line.earlier) if line.earlier else "",
        touches=f.number(line.touches),
        identifiers=f.number(line.identifiers),
        first=f.day(line.first_at, reader.zone),
        last=f.day(line.last_at, reader.zone),
    )


def person_url(person: int) -> str:
    """Return the address of a person's page."""
    return f"{PERSONS}/{person}"


def account_url(account: int) -> str:
    """Return the address of an account's page."""
    return f"/people/accounts/{account}"


def person_label(person: int | None, label: str, reader: Reader) -> str:
    """Write how a person is called; without a label by number, without a number as a new person."""
    if label:
        return label
    if person is None:
        return reader.t.pgettext("person", "New person")
    return reader.t.pgettext("person", "Person #%(n)s", n=person)


def account_label(account: AccountName, reader: Reader) -> str:
    """Write how an account is called."""
    return account.label or reader.t.pgettext("account", "Account %(n)s", n=account.account)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16
