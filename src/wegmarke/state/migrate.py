"""Bring a database to the newest schema, each version in one transaction that can be interrupted."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from wegmarke.domain import StoreTooNew
from wegmarke.state.connection import Database

_VERSIONS = Path(__file__).parent / "versions"


def migrate(database: Database, line: str) -> None:
    """Apply the missing versions of one migration line, `state` or `inbox`, oldest first.

    A kill between or inside versions leaves the database at the last complete version; the next
    call goes on from there.

    Raises:
        StoreTooNew: when the database has a version this program does not know; nothing was changed.
    """
    versions = sorted(file.name.split("_")[0] for file in (_VERSIONS / line).glob("[0-9]*.py"))
    applied = _applied(database)
    if applied is not None and applied not in versions:
        raise StoreTooNew(
            f"{database.file}: expected a schema up to version {versions[-1]}, got {applied}. A newer Wegmarke has "
            "changed this workspace; use that one. Nothing was changed."
        )
    missing = [version for version in versions if applied is None or version > applied]
    if missing:
        _apply(database, line, missing)


def _applied(database: Database) -> str | None:
    with database.read() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none()


def schema_differences(database: Database, metadata: sa.MetaData) -> list[object]:
    """Return what differs between the declared tables and the migrated database."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with database.read() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))


def _apply(database: Database, line: str, missing: list[str]) -> None:
    # alembic is slow to import, and most openings have nothing to migrate
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(_VERSIONS), version_locations=[str(_VERSIONS / line)])
    for version in missing:
        script = scripts.get_revision(version)
        with database.write() as connection:
            context = MigrationContext.configure(connection)
            context._ensure_version_table()  # noqa: SLF001  # alembic offers no public way outside its own runner
            with Operations.context(context):
                script.module.upgrade()
            connection.exec_driver_sql("DELETE FROM alembic_version")
            connection.execute(sa.text("INSERT INTO alembic_version (version_num) VALUES (:v)"), {"v": version})
