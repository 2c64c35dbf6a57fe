"""What is stored, by event name and property: the other half of the tracking plan's coverage."""

from __future__ import annotations

from wegmarke.domain.tracking_plan import PropertyKind
from wegmarke.engine import Engine, load_statements
from wegmarke.events.reading import known_utc
from wegmarke.ingest import PATTERNS, SeenEvent, SeenProperty

_STATEMENTS = load_statements("wegmarke.events", "coverage.sql")
_COLUMNS = {"numbers": PropertyKind.NUMBER, "booleans": PropertyKind.BOOLEAN, "dates": PropertyKind.DATE}


def seen_events(engine: Engine) -> list[SeenEvent]:
    """Count stored events by name, most frequent first."""
    rows = engine.query(_STATEMENTS["seen_events"]).to_pylist()
    return [SeenEvent(row["name"], row["events"], known_utc(row["last_at"])) for row in rows]


def seen_properties(engine: Engine) -> list[SeenProperty]:
    """Count stored events by name and property, in one pass over all of them."""
    rows = engine.query(_STATEMENTS["seen_properties"]).to_pylist()
    return [SeenProperty(row["event"], row["name"], row["events"], known_utc(row["last_at"])) for row in rows]


def property_kinds(engine: Engine) -> dict[tuple[str, str], PropertyKind]:
    """Tell what all values of a property read as, by event name and property; this looks at every value."""
    patterns = {kind.value: PATTERNS[kind] for kind in _COLUMNS.values()}
    rows = engine.query(_STATEMENTS["property_kinds"], patterns).to_pylist()
    return {
        (row["event"], row["name"]): next((kind for column, kind in _COLUMNS.items() if row[column]), PropertyKind.TEXT)
        for row in rows
    }
