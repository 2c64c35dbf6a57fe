"""What every door hands over: a table of events that have not been accepted yet, and one of rows that cannot be.

Both are Arrow tables, because files hold millions of rows. Columns of `EVENT_SCHEMA`:

| column | meaning |
|---|---|
| source | name of the system, the same for a whole recipe |
| source_event_id | the source's own id; with `source` it identifies the event for ever |
| name | event name, object then past verb: `lead_created` |
| occurred_at | instant in UTC |
| precision | `instant` or `day`; a `day` stands at local midnight of the source |
| sequence | order inside the source for equal times; for files the line number |
| person_identifiers, account_identifiers | (kind, value) pairs, strongest first; may be empty |
| person_label, account_label | how people are called in lists and timelines; goes to the vault only |
| channel | kind of contact, one of the channels of the map specification, or null |
| value_minor, currency | amount in minor units and its ISO 4217 code; both or neither |
| properties | everything else, as text; never personal |

`REJECTED_SCHEMA`: file, line (1-based physical line; null where unknown), reason (stable code), message
(what was expected, what came, what to do), payload (the row as JSON text).
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

IDENTIFIERS = pa.list_(pa.struct([("kind", pa.string()), ("value", pa.string())]))

EVENT_SCHEMA = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("source_event_id", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("occurred_at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("precision", pa.string(), nullable=False),
        pa.field("sequence", pa.int64()),
        pa.field("person_identifiers", IDENTIFIERS),
        pa.field("account_identifiers", IDENTIFIERS),
        pa.field("person_label", pa.string()),
        pa.field("account_label", pa.string()),
        pa.field("channel", pa.string()),
        pa.field("value_minor", pa.int64()),
        pa.field("currency", pa.string()),
        pa.field("properties", pa.map_(pa.string(), pa.string())),
    ]
)

PERSONAL = "personal"
"""A column that events have in addition where something personal of the person is to go to the vault: texts by name, as
in `properties`."""

ACCOUNT_PERSONAL = "account_personal"
"""The same for what is personal at an account: phone and mail of a firm."""

REJECTED_SCHEMA = pa.schema(
    [
        pa.field("file", pa.string(), nullable=False),
        pa.field("line", pa.int64()),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("message", pa.string(), nullable=False),
        pa.field("payload", pa.string(), nullable=False),
    ]
)


@dataclass(frozen=True)
class Chunk:
    """A part of what a door read: events to offer, rows to reject, and how many rows both came from.

    Attributes:
        events: table of `EVENT_SCHEMA`.
        rejected: table of `REJECTED_SCHEMA`.
        rows: rows of the source files that this chunk accounts for.
        notices: sentences a careful reader should see, each said once per import.
        origins: file of each event, where the source reads files.
    """

    events: pa.Table
    rejected: pa.Table
    rows: int
    notices: tuple[str, ...] = ()
    origins: pa.ChunkedArray | None = None
