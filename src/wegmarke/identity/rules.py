"""The rules of a workspace, kept by version: limits, blocked values, whose the time on a shared device is."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from wegmarke.domain.identity_rules import IdentityRules
from wegmarke.state import Database

_NEWEST = "SELECT version, document FROM identity_rule ORDER BY version DESC LIMIT 1"


def rules_of(database: Database) -> IdentityRules:
    """Return the rules that hold."""
    with database.read() as connection:
        return read_rules(connection)[1]


def rules_version(database: Database) -> int:
    """Return the number of the rules that hold, 0 where nobody set any."""
    with database.read() as connection:
        return read_rules(connection)[0]


def read_rules(connection: sa.Connection) -> tuple[int, IdentityRules]:
    """Return the number of the rules that hold and the rules, 0 and the defaults where nobody set any."""
    found = connection.exec_driver_sql(_NEWEST).one_or_none()
    if found is None:
        return 0, IdentityRules()
    return int(found.version), msgspec.json.decode(found.document, type=IdentityRules)


def write_rules(connection: sa.Connection, rules: IdentityRules, at: int) -> int:
    """Keep rules as the next version, in the transaction at hand; `at` is µs since 1970. Returns its number."""
    version = read_rules(connection)[0] + 1
    row = (version, msgspec.json.encode(rules).decode(), at)
    connection.exec_driver_sql("INSERT INTO identity_rule (version, document, at) VALUES (?, ?, ?)", row)
    return version
