"""Read the event store for pages about persons: the list, one person's path, who was at an account."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from wegmarke.engine import Engine, load_statements

_STATEMENTS = load_statements("wegmarke.events", "person_reading.sql")
_LEAVING = load_statements("wegmarke.events", "leaving.sql")["leaving"].format(rows="path")


def persons(engine: Engine) -> pa.Table:
    """Return one row per person: person, account (0 for none), touches, last_at (µs since 1970, UTC)."""
    return engine.query(_STATEMENTS["persons"])


def beginnings(engine: Engine) -> pa.Table:
    """Return person and first_at (µs since 1970, UTC) of every person, by number."""
    return engine.query(_STATEMENTS["beginnings"])


def owners(engine: Engine) -> pa.Table:
    """Return identifier and owner of all identifiers of persons."""
    return engine.query(_STATEMENTS["owners"])


def some_persons(engine: Engine, wanted: Iterable[int]) -> pa.Table:
    """Return person, first_at and accounts (how many) of some persons."""
    return _about(engine, "some_persons", "person", wanted)


def persons_at(engine: Engine, account: int) -> pa.Array:
    """Return the numbers of all persons with touches at an account."""
    return engine.query(_STATEMENTS["persons_at"], {"account": account})["person"].combine_chunks()


def at_account(engine: Engine, account: int, *, skipped: int, size: int) -> pa.Table:
    """Return person, touches, first_at, last_at at an account, and the total of persons there."""
    return engine.query(_STATEMENTS["at_account"], {"account": account, "skipped": skipped, "size": size})


def spells(engine: Engine, person: int) -> pa.Table:
    """Return account, first_at, last_at, touches, events of each stretch of a path at one account, in order."""
    return engine.query(_STATEMENTS["spells"], {"person": person})


def person_timeline(engine: Engine, person: int, *, skipped: int, size: int) -> pa.Table:
    """Return events of a person in path order: see the statement for the columns."""
    return engine.query(_STATEMENTS["person_timeline"], {"person": person, "skipped": skipped, "size": size})


def stated_path(engine: Engine, person: int) -> pa.Table:
    """Return occurred_at, sequence, stated_account, account, is_recognised, leaves of touches in path order.

    `leaves` is true of an event by which the person leaves the account that it names.
    """
    return engine.query(_STATEMENTS["stated_path"].format(leaving=_LEAVING), {"person": person})


def last_touch_at(engine: Engine, person: int, account: int) -> pa.Table:
    """Return last_at of the recognised touches of a person at an account, null without any."""
    return engine.query(_STATEMENTS["last_touch_at"], {"person": person, "account": account})


def identified(engine: Engine, identifiers: Iterable[int]) -> pa.Table:
    """Return identifier, first_at and events of those that were the strongest one of at least one event."""
    return _about(engine, "identified", "identifier", identifiers)


def touches_by_identifier(engine: Engine, person: int) -> pa.Table:
    """Return identifier, account, touches, first_at, last_at of a person's touches."""
    return engine.query(_STATEMENTS["touches_by_identifier"], {"person": person})


def accounts_of(engine: Engine, wanted: Iterable[int]) -> pa.Table:
    """Return person, account, touches, first_at and last_at; per person the account of the last touch first."""
    return _about(engine, "accounts_of", "person", wanted)


def persons_of(engine: Engine, accounts: Iterable[int]) -> pa.Table:
    """Return account, persons and touches of some accounts."""
    return _about(engine, "persons_of", "account", accounts)


def _about(engine: Engine, statement: str, column: str, wanted: Iterable[int]) -> pa.Table:
    listed = ", ".join(str(int(number)) for number in wanted) or "NULL"
    return engine.query(_STATEMENTS[statement].replace(f"SELECT {column} FROM wanted", listed))
