"""What analysts read in SQL: views with stable names, without anything personal.

Persons and accounts are numbers, as everywhere outside the vault. docs/sql.md lists every view and column; a test holds
both together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class View:
    """One view.

    Attributes:
        name: how it is called in a statement.
        meaning: what one row is.
        columns: name and meaning of each column, in their order.
        sql: the SELECT behind it, over the tables of the event store.
    """

    name: str
    meaning: str
    columns: tuple[tuple[str, str], ...]
    sql: str


_CODES: Final = """
    LEFT JOIN code source ON source.kind = 'source' AND source.code = t.source
    LEFT JOIN code event ON event.kind = 'event' AND event.code = t.event
    LEFT JOIN code channel ON channel.kind = 'channel' AND channel.code = t.channel
    LEFT JOIN code touchpoint ON touchpoint.kind = 'touchpoint' AND touchpoint.code = t.touchpoint
"""

_EVENT_COLUMNS: Final = (
    ("event_id", "id of the event"),
    ("occurred_at", "when it happened, UTC"),
    ("precision_day", "only the date is known"),
    ("person", "number of the person, NULL for nobody known"),
    ("account", "number of the account at that time, NULL for none"),
    ("event", "name of the event"),
    ("touchpoint", "touchpoint whose rule recognised it"),
    ("phase", "position of the touchpoint's phase in the reference map, from 1"),
    ("channel", "kind of contact"),
    ("source", "name of the source"),
    ("value_minor", "value in minor units of its currency (cents)"),
    ("currency", "ISO 4217"),
    ("automated", "no human did it"),
    ("internal", "one of your own people did it"),
)

_EVENTS: Final = f"""
    SELECT t.event_id, t.occurred_at, t.precision_day, t.person, t.account, event.text AS event,
        touchpoint.text AS touchpoint, t.phase, channel.text AS channel, source.text AS source, t.value_minor,
        t.currency, t.automated, t.internal
    FROM touch t {_CODES}
"""

_TOUCHES: Final = f"""
    SELECT t.event_id, t.occurred_at, t.precision_day, t.person, t.account, event.text AS event,
        touchpoint.text AS touchpoint, t.phase, channel.text AS channel, source.text AS source, t.value_minor,
        t.currency, t.automated, t.internal, t.session, t.person_position, t.account_position
    FROM touch t {_CODES} WHERE t.touchpoint IS NOT NULL
"""


def _hops(unit: str) -> str:
    return f"""
    SELECT '{unit}' AS unit, t.{unit} AS number, coalesce(origin.text, '(start)') AS from_touchpoint,
        aim.text AS to_touchpoint, t.occurred_at, t.{unit}_gap / 1000000.0 AS seconds
    FROM touch t
    LEFT JOIN code origin ON origin.kind = 'touchpoint' AND origin.code = t.{unit}_previous
    JOIN code aim ON aim.kind = 'touchpoint' AND aim.code = t.touchpoint
    WHERE t.touchpoint IS NOT NULL AND t.{unit} IS NOT NULL
    """


def _units(unit: str, other: str, others: str) -> str:
    return f"""
    SELECT {unit}, count(*) AS events, count(touchpoint) AS touches, count(DISTINCT {other}) AS {others},
        min(occurred_at) AS first_at, max(occurred_at) AS last_at
    FROM touch WHERE {unit} IS NOT NULL GROUP BY {unit}
    """


_COUNTS: Final = (
    ("events", "events of theirs"),
    ("touches", "events at a touchpoint among them"),
)
_INSTANTS: Final = (("first_at", "first event, UTC"), ("last_at", "last event, UTC"))

VIEWS: Final = (
    View("events", "every event, recognised or not", _EVENT_COLUMNS, _EVENTS),
    View(
        "touches",
        "every event at a touchpoint, with its place in the paths",
        (
            *_EVENT_COLUMNS,
            ("session", "number of the visit within the person's path, from 1"),
            ("person_position", "place among the touches of the person, from 1"),
            ("account_position", "place among the touches of the account, from 1"),
        ),
        _TOUCHES,
    ),
    View(
        "transitions",
        "every step from one touch to the next one of the same person, and of the same account",
        (
            ("unit", "`person` or `account`: whose path it is; choose one, each touch stands in both"),
            ("number", "number of the person or account"),
            ("from_touchpoint", "touchpoint before, `(start)` at the beginning"),
            ("to_touchpoint", "touchpoint reached"),
            ("occurred_at", "when it was reached, UTC"),
            ("seconds", "time since the touch before, NULL at the beginning"),
        ),
        f"{_hops('person')} UNION ALL {_hops('account')}",
    ),
    View(
        "persons",
        "every person with an event",
        (("person", "number of the person"), *_COUNTS, ("accounts", "different accounts of these events"), *_INSTANTS),
        _units("person", "account", "accounts"),
    ),
    View(
        "accounts",
        "every account with an event",
        (("account", "number of the account"), *_COUNTS, ("persons", "different persons of these events"), *_INSTANTS),
        _units("account", "person", "persons"),
    ),
    View(
        "touchpoints",
        "every touchpoint that a rule recognises",
        (("touchpoint", "id of the touchpoint"), ("touches", "touches there")),
        """
        SELECT c.text AS touchpoint, count(t.touchpoint) AS touches
        FROM code c LEFT JOIN touch t ON t.touchpoint = c.code WHERE c.kind = 'touchpoint' GROUP BY c.text
        """,
    ),
)
"""All views, in the order in which they are shown."""
