"""Bring a database to the newest schema, each version in one transaction that can be interrupted."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory

from wegmarke.state.connection import Database

_VERSIONS = Path(__file__).parent / "versions"


def migrate(database: Database, line: str) -> None:
    """Apply the missing versions of one migration line, `state` or `inbox`, oldest first.

    A kill between or inside versions leaves the database at the last complete version; the next
    call goes on from there.
    """
    scripts = ScriptDirectory(str(_VERSIONS), version_locations=[str(_VERSIONS / line)])
    ordered = [script for script in reversed(list(scripts.walk_revisions())) if script.revision]
    with database.read() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    known = [script.revision for script in ordered]
    for script in ordered[known.index(current) + 1 if current in known else 0 :]:
        _apply(database, script.module, script.revision)


def schema_differences(database: Database, metadata: sa.MetaData) -> list[object]:
    """Return what differs between the declared tables and the migrated database."""
    with database.read() as connection:
        context = MigrationContext.configure(connection)
        return list(compare_metadata(context, metadata))


def _apply(database: Database, module: object, revision: str) -> None:
    with database.write() as connection:
        context = MigrationContext.configure(connection)
        context._ensure_version_table()  # noqa: SLF001  # alembic offers no public way outside its own runner
        with Operations.context(context):
            module.upgrade()  # type: ignore[attr-defined]  # every version script defines it
        connection.exec_driver_sql("DELETE FROM alembic_version")
        connection.execute(sa.text("INSERT INTO alembic_version (version_num) VALUES (:v)"), {"v": revision})
