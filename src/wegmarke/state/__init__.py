"""The application database: people, documents, promises.

Purpose: connections, transactions and migrations of the state and inbox databases.
Reads: `state.sqlite3`, `inbox.sqlite3`.
Writes: their schema versions.
Used by: every package that owns tables there.
"""

from wegmarke.state.connection import Database, open_database, read_parts, read_rows
from wegmarke.state.metadata import inbox_metadata, state_metadata
from wegmarke.state.migrate import migrate, schema_differences

__all__ = [
    "Database",
    "inbox_metadata",
    "migrate",
    "open_database",
    "read_parts",
    "read_rows",
    "schema_differences",
    "state_metadata",
]
