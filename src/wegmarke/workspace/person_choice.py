"""Which persons are meant, and in which order: over columns of all of them, kept until the data changes."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pyarrow as pa

from wegmarke.domain.errors import unknown_value
from wegmarke.domain.persons import PersonChoice
from wegmarke.events import person_reading
from wegmarke.identity import LABEL, reading
from wegmarke.privacy import read_rights
from wegmarke.workspace.person_index import (
    Flags,
    Labels,
    Numbers,
    Persons,
    order_by,
    order_by_label,
    owners_with_hash,
    read_persons,
    with_text,
)
from wegmarke.workspace.shown_labels import sees_labels
from wegmarke.workspace.stores import Stores
from wegmarke.workspace.viewing import the_viewer

SORTS = ("last", "label", "touches", "identifiers", "first")


def all_persons(stores: Stores) -> Persons:
    """Return all persons as of the present state of the data."""
    return stores.answers.keep(
        "persons",
        stores.state_of_data,
        lambda: read_persons(stores.engine, stores.person_identifiers.follow(stores.state)),
    )


def chosen(stores: Stores, persons: Persons, choice: PersonChoice, sort: str) -> Numbers:
    """Return the places of the chosen persons, in order.

    Raises:
        UsageError: when `sort` is none of `SORTS`.
    """
    if sort not in SORTS:
        raise unknown_value("sort", sort, SORTS)
    if sort == "label" and not sees_labels(stores):
        sort = "last"
    # Orders belong to the columns they were computed from; those may be older than the data is by now.
    if sort not in persons.orders:
        persons.orders[sort] = _order(stores, persons, sort)
    order = persons.orders[sort]
    if choice == PersonChoice():
        return order
    found: Numbers = order[_is_chosen(stores, persons, choice)[order]]
    return found


def beginnings(stores: Stores, persons: Persons) -> Numbers:
    """Return the first touch of each person in µs since 1970."""
    rows = person_reading.beginnings(stores.engine)
    known: Numbers = rows["person"].to_numpy()
    begun = persons.last_at.copy()
    places = np.minimum(np.searchsorted(known, persons.person), max(0, len(known) - 1))
    if len(known):
        same = known[places] == persons.person
        begun[same] = rows["first_at"].to_numpy()[places[same]]
    return begun


def _order(stores: Stores, persons: Persons, sort: str) -> Numbers:
    if sort == "label":
        return order_by_label(persons, _labels(stores, "person labels", stores.person_labels))
    if sort == "first":
        return order_by(beginnings(stores, persons), downward=False)
    columns = {"last": persons.last_at, "touches": persons.touches, "identifiers": persons.identifiers}
    return order_by(columns[sort], downward=True)


def _is_chosen(stores: Stores, persons: Persons, choice: PersonChoice) -> Flags:
    is_chosen = np.ones(len(persons.person), dtype=bool)
    if choice.search.strip():
        is_chosen &= _fits(stores, persons, choice.search.strip())
    if choice.account is not None:
        is_chosen &= np.isin(persons.person, person_reading.persons_at(stores.engine, choice.account).to_numpy())
    if choice.has_account is not None:
        is_chosen &= (persons.account > 0) == choice.has_account
    if choice.start is not None:
        is_chosen &= persons.last_at >= _micros(choice.start)
    if choice.end is not None:
        is_chosen &= persons.last_at < _micros(choice.end)
    if choice.is_anonymous:
        is_chosen &= persons.is_anonymous
    return is_chosen


def _fits(stores: Stores, persons: Persons, text: str) -> Flags:
    """Tell which persons a text means: by label, by label of the account, by identifier, by number.

    Who may not see a name or an identifier does not find anybody by it either: that would tell whose it is.
    """
    known = stores.person_identifiers.follow(stores.state)
    rights, viewer = read_rights(stores.state), the_viewer()
    kinds = [kind for kind in reading.kinds_among(known) if rights.shows_identifier(viewer, kind)]
    named = [np.empty(0, dtype=np.int64)]
    if kinds:
        named.append(owners_with_hash(stores.engine, known, reading.hash_heads(stores.keys, kinds, text)))
    if rights.shows(viewer, LABEL):
        named.append(with_text(_labels(stores, "person labels", stores.person_labels), text))
    number = text.removeprefix("#")
    if number.isascii() and number.isdigit():
        named.append(np.array([int(number[:18])]))
    accounts = with_text(_labels(stores, "account labels", stores.account_labels), text)
    fits: Flags = np.isin(persons.person, np.concatenate(named)) | np.isin(persons.account, accounts)
    return fits


def _labels(stores: Stores, question: str, labels: Labels) -> pa.Table:
    return stores.answers.keep(question, stores.state_of_data, lambda: labels.follow(stores.state, stores.keys))


def _micros(instant: datetime) -> int:
    return int(instant.timestamp() * 1_000_000)
