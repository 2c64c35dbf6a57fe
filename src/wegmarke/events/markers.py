"""Positions the event store keeps beside its rows, changed in the same transaction as the rows."""

from __future__ import annotations

from wegmarke.engine import Engine, Session


def number(store: Engine | Session, name: str) -> int:
    """Return a marker as a number, 0 where it was never set."""
    return int(text(store, name) or 0)


def text(store: Engine | Session, name: str) -> str | None:
    """Return a marker as text, None where it was never set."""
    rows = store.query("SELECT value FROM marker WHERE name = $name", {"name": name})["value"].to_pylist()
    return str(rows[0]) if rows else None


def put(session: Session, name: str, value: int | str) -> None:
    """Set a marker."""
    session.run(
        "INSERT OR REPLACE INTO marker (name, value) VALUES ($name, $value)", {"name": name, "value": str(value)}
    )
