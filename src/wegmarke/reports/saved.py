"""Keep and find saved reports."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from wegmarke.domain import NotFound, UsageError
from wegmarke.domain.reports import SavedReport
from wegmarke.reports.tables import saved_reports
from wegmarke.state import Database

MOST_LETTERS: Final = 120
MOST_QUESTION: Final = 8_000

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_COLUMNS: Final = saved_reports.c


def save(state: Database, name: str, analysis: str, question: str, *, owner: str, at: datetime) -> SavedReport:
    """Keep a question under a name of its own.

    Raises:
        UsageError: for no name, a name that is taken, or a question that is too long.
    """
    name = _checked(name)
    if len(question) > MOST_QUESTION:
        raise UsageError(f"question: expected at most {MOST_QUESTION} letters; got {len(question)}. Ask a shorter one.")
    micros = _micros(at)
    with state.write() as connection:
        _refuse_taken(connection, name)
        kept = connection.execute(
            sa.insert(saved_reports)
            .values(name=name, analysis=analysis, question=question, owner=owner, created_at=micros, changed_at=micros)
            .returning(*_COLUMNS)
        ).one()
    return _report(kept)


def find(state: Database, search: str = "") -> list[SavedReport]:
    """Return the reports whose name or owner holds some words, by name."""
    with state.read() as connection:
        rows = connection.execute(sa.select(*_COLUMNS)).all()
    words = search.casefold()
    found = [_report(row) for row in rows if words in f"{row.name}\n{row.owner}".casefold()]
    return sorted(found, key=lambda report: report.name.casefold())


def get(state: Database, number: int) -> SavedReport:
    """Return a report, or raise `NotFound`."""
    with state.read() as connection:
        row = connection.execute(sa.select(*_COLUMNS).where(_COLUMNS.number == number)).one_or_none()
    if row is None:
        raise NotFound(f"Expected the number of a saved report; got {number}. It may have been removed.")
    return _report(row)


def rename(state: Database, number: int, name: str, *, at: datetime) -> SavedReport:
    """Give a report another name.

    Raises:
        NotFound: when there is no such report.
        UsageError: for no name, or one that is taken.
    """
    name = _checked(name)
    with state.write() as connection:
        _refuse_taken(connection, name, but=number)
        connection.execute(
            sa.update(saved_reports).where(_COLUMNS.number == number).values(name=name, changed_at=_micros(at))
        )
    return get(state, number)


def remove(state: Database, number: int) -> SavedReport:
    """Remove a report and return what it was; nothing that it asked about is touched."""
    report = get(state, number)
    with state.write() as connection:
        connection.execute(sa.delete(saved_reports).where(_COLUMNS.number == number))
    return report


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= MOST_LETTERS:
        raise UsageError(f"name: expected 1 to {MOST_LETTERS} letters; got {len(name)}. Write another name.")
    return name


def _refuse_taken(connection: sa.Connection, name: str, *, but: int | None = None) -> None:
    taken = connection.scalar(sa.select(_COLUMNS.number).where(_COLUMNS.name == name))
    if taken is not None and taken != but:
        raise UsageError(f"name: expected one that no report has yet; got {name!r}. Write another name.")


def _report(row: Any) -> SavedReport:  # noqa: ANN401  # a row of the table
    return SavedReport(
        row.number, row.name, row.analysis, row.question, row.owner, _instant(row.created_at), _instant(row.changed_at)
    )


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _instant(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)
