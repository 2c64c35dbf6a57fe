"""Positions the event store keeps beside its rows, changed in the same transaction as the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wegmarke.engine import Engine, Session


@dataclass(frozen=True, slots=True)
class Markers:
    """All markers as they stood at one moment."""

    values: Mapping[str, str]

    def number(self, name: str) -> int:
        """Return a marker as a number, 0 where it was never set."""
        return int(self.values.get(name, 0))

    def text(self, name: str) -> str | None:
        """Return a marker as text, None where it was never set."""
        return self.values.get(name)


def read(store: Engine | Session) -> Markers:
    """Read all markers at once."""
    return Markers({str(name): str(value) for name, value in store.rows("SELECT name, value FROM marker")})


def put(session: Session, values: Mapping[str, int | str]) -> None:
    """Set markers."""
    # Nearly always they are there: changing them takes half as long as INSERT OR REPLACE.
    bound = _bound(values)
    choices = " ".join(f"WHEN $name{place} THEN $value{place}" for place in range(len(values)))
    names = ", ".join(f"$name{place}" for place in range(len(values)))
    changed = f"UPDATE marker SET value = CASE name {choices} END WHERE name IN ({names}) RETURNING name"
    there = {name for (name,) in session.rows(changed, bound)}
    new = {name: value for name, value in values.items() if name not in there}
    if new:
        rows = ", ".join(f"($name{place}, $value{place})" for place in range(len(new)))
        session.run(f"INSERT INTO marker (name, value) VALUES {rows}", _bound(new))


def _bound(values: Mapping[str, int | str]) -> dict[str, str]:
    bound = {f"name{place}": name for place, name in enumerate(values)}
    return bound | {f"value{place}": str(value) for place, value in enumerate(values.values())}
