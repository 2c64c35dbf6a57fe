"""The persons of a workspace: the list, one person's page, and the links that guards hold."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from wegmarke import identity
from wegmarke.domain import NotFound
from wegmarke.domain.persons import (
    AccountName,
    AccountSpell,
    HeldBy,
    HeldLine,
    HeldPage,
    IdentifierLine,
    PeopleAtAccount,
    PersonAtAccount,
    PersonChoice,
    PersonLine,
    PersonPage,
    PersonView,
)
from wegmarke.domain.rights import Way
from wegmarke.events import person_reading
from wegmarke.events import reading as event_reading
from wegmarke.identity import read_labels, reading
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.person_choice import all_persons, chosen
from wegmarke.workspace.person_export import export_table
from wegmarke.workspace.person_index import Numbers, Persons
from wegmarke.workspace.shown_labels import ShownPerson, sees_labels, shown_labels, shown_person
from wegmarke.workspace.stores import Stores
from wegmarke.workspace.timelines import timeline_entries
from wegmarke.workspace.viewing import seen_by

EVERYBODY = PersonChoice()


class PersonsDoor(Door):
    """Persons by number."""

    @operation("persons")
    def list(self, choice: PersonChoice = EVERYBODY, sort: str = "last", page: int = 1, size: int = 50) -> PersonPage:
        """Return one page of the chosen persons.

        Raises:
            UsageError: when `sort` is none of last, label, touches, identifiers, first.
        """
        persons = all_persons(self.stores)
        found = chosen(self.stores, persons, choice, sort)
        start = (max(1, page) - 1) * size
        lines = tuple(_lines(self.stores, persons, found[start : start + size]))
        return PersonPage(len(found), lines, names_withheld=not sees_labels(self.stores))

    @operation("persons")
    def export(self, choice: PersonChoice = EVERYBODY, sort: str = "last", only: tuple[int, ...] = ()) -> pa.Table:
        """Return the chosen persons as a table with the fields of a line; of them only those named, where some are.

        Names, mail addresses and phone numbers are there as far as the role goes.

        Raises:
            NotAllowed: when the role may not export persons.
            UsageError: when they are more than one export may hold.
        """
        persons = all_persons(self.stores)
        with seen_by(replace(self.viewer, way=Way.EXPORT)):
            found = chosen(self.stores, persons, choice, sort)
            if only:
                found = found[np.isin(persons.person[found], only)]
            return export_table(self.stores, persons, found)

    @operation("persons")
    def get(self, person: int, page: int = 1, size: int = 100) -> PersonView:
        """Return one person with a page of its events in path order.

        Raises:
            NotFound: when no event belongs to the person.
        """
        stores = self.stores
        persons = all_persons(stores)
        place = _place(persons, person)
        rows = person_reading.person_timeline(stores.engine, person, skipped=(max(1, page) - 1) * size, size=size)
        stretches = person_reading.spells(stores.engine, person).to_pylist()
        spells = _spells(stores, stretches)
        accounts = {spell.account.account: spell.account for spell in spells if spell.account}
        begun = {"first_at": stretches[0]["first_at"], "accounts": len(accounts)} if stretches else None
        shown = shown_person(stores, person)
        return PersonView(
            person=_line(persons, place, begun, shown.label, accounts.get(int(persons.account[place]))),
            sessions=max((row["sessions"] for row in stretches), default=0),
            spells=spells,
            identifiers=tuple(_identifiers(stores, person, shown)),
            links=tuple(reading.links_of(stores.state, person)),
            total=sum(row["events"] for row in stretches),
            entries=timeline_entries(stores, rows.to_pylist()),
            known=shown.values,
        )

    @operation("persons")
    def at_account(self, account: int, page: int = 1, size: int = 50) -> PeopleAtAccount:
        """Return persons with touches at an account, last touch first; nobody where the account has no events."""
        stores = self.stores
        skipped = (max(1, page) - 1) * size
        rows = person_reading.at_account(stores.engine, account, skipped=skipped, size=size).to_pylist()
        labels = shown_labels(stores, [row["person"] for row in rows])
        persons = tuple(
            PersonAtAccount(
                person=row["person"],
                label=labels.get(row["person"], ""),
                touches=row["touches"],
                first_at=event_reading.known_utc(row["first_at"]),
                last_at=event_reading.known_utc(row["last_at"]),
            )
            for row in rows
        )
        return PeopleAtAccount(rows[0]["total"] if rows else 0, persons)

    @operation("persons")
    def held(self, held_by: HeldBy | None = None, page: int = 1, size: int = 50) -> HeldPage:
        """Return one page of the links that guards hold, of all guards or of one."""
        stores = self.stores
        counts = identity.held_counts(stores.state)
        total = sum(counts.values()) if held_by is None else counts.get(held_by, 0)
        rows = identity.held_links(stores.state, held_by=held_by, skipped=(max(1, page) - 1) * size, size=size)
        labels = shown_labels(stores, sorted({row[side] for row in rows for side in ("first", "second")}))
        return HeldPage(total, tuple(_held(row, labels) for row in rows), counts)


def _held(row: dict[str, Any], labels: dict[int, str]) -> HeldLine:
    at = row["observed_at"]
    return HeldLine(
        identifier=row["identifier"],
        kind=row["kind"],
        other=row["other"],
        other_kind=row["other_kind"],
        first=row["first"],
        first_label=labels.get(row["first"], ""),
        second=row["second"],
        second_label=labels.get(row["second"], ""),
        held_by=HeldBy(row["guard"]),
        source=row["source"],
        observed_at=_instant(at) if at else None,
    )


def person_line(stores: Stores, person: int) -> PersonLine:
    """Return the line of one person, or raise `NotFound`."""
    persons = all_persons(stores)
    (line,) = _lines(stores, persons, np.array([_place(persons, person)]))
    return line


def _place(persons: Persons, person: int) -> int:
    place = int(np.searchsorted(persons.person, person))
    if place == len(persons.person) or persons.person[place] != person:
        raise NotFound(f"person: expected the number of a person with events; got {person}. See the list.")
    return place


def _lines(stores: Stores, persons: Persons, places: Numbers) -> builtins.list[PersonLine]:
    wanted = persons.person[places].tolist()
    rows = person_reading.some_persons(stores.engine, wanted).to_pylist() if wanted else []
    found = {row["person"]: row for row in rows}
    labels = shown_labels(stores, wanted)
    at = persons.account[places].tolist()
    accounts = account_names(stores, at)
    return [
        _line(persons, place, found.get(person), labels.get(person, ""), accounts.get(account))
        for place, person, account in zip(places.tolist(), wanted, at, strict=True)
    ]


def _line(
    persons: Persons, place: int, found: dict[str, Any] | None, label: str, account: AccountName | None
) -> PersonLine:
    """Write one line; somebody who was merged since the columns were read has no touches to be found."""
    last_at = _instant(int(persons.last_at[place]))
    return PersonLine(
        person=int(persons.person[place]),
        label=label,
        account=account,
        earlier=max(0, found["accounts"] - (account is not None)) if found else 0,
        touches=int(persons.touches[place]),
        identifiers=int(persons.identifiers[place]),
        is_anonymous=bool(persons.is_anonymous[place]),
        first_at=event_reading.known_utc(found["first_at"]) if found else last_at,
        last_at=last_at,
    )


def account_names(stores: Stores, accounts: Iterable[int | None]) -> dict[int | None, AccountName]:
    """Return the names of accounts by number."""
    wanted = {account for account in accounts if account}
    labels = read_labels(stores.state, stores.keys, "account", wanted)
    return {account: AccountName(account, labels.get(account, "")) for account in wanted}


def _instant(micros: int) -> datetime:
    return event_reading.known_utc(np.datetime64(micros, "us").astype(datetime))


def _spells(stores: Stores, rows: Sequence[dict[str, Any]]) -> tuple[AccountSpell, ...]:
    names = account_names(stores, {row["account"] for row in rows})
    return tuple(
        AccountSpell(
            account=names.get(row["account"]),
            first_at=event_reading.known_utc(row["first_at"]),
            last_at=event_reading.known_utc(row["last_at"]),
            touches=row["touches"],
        )
        for row in rows
    )


def _identifiers(stores: Stores, person: int, shown: ShownPerson) -> builtins.list[IdentifierLine]:
    known = reading.identifiers_of(stores.state, "person", person)
    rows = person_reading.identified(stores.engine, [number for number, _ in known]).to_pylist()
    seen = {row["identifier"]: row for row in rows}
    return [
        IdentifierLine(
            identifier=number,
            kind=kind,
            first_at=event_reading.known_utc(seen[number]["first_at"]) if number in seen else None,
            events=seen[number]["events"] if number in seen else 0,
            text=shown.identifiers.get(number),
            is_withheld=number in shown.withheld_identifiers,
        )
        for number, kind in known
    ]
