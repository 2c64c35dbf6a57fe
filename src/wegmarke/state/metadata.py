"""Where packages declare their tables, so that queries, migrations and privacy read one declaration.

A column says whether it is personal: `Column("label", LargeBinary, info={"personal": True})`.
"""

from __future__ import annotations

from sqlalchemy import MetaData

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

state_metadata = MetaData(naming_convention=_NAMES)
"""Tables of `state.sqlite3`: vault, maps and everything that must not lose a commit."""

inbox_metadata = MetaData(naming_convention=_NAMES)
"""Tables of `inbox.sqlite3`: accepted events not yet stored, event keys, rejected events."""
