"""The sink: from the inbox into the event store, no event twice, none lost, whatever is killed when.

Keys and identifiers are written first and are idempotent; the events, the books and the inbox
position are then written in one transaction; the packets are removed last. A kill between any two of
these leaves a state from which the same batch can be done again with the same result.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from wegmarke import identity
from wegmarke.engine import Engine, Session
from wegmarke.events import markers
from wegmarke.events.codes import encode
from wegmarke.ingest import Batch, Verdict, claim, delete_stored, keep_conflicts, take
from wegmarke.privacy import KeyRing
from wegmarke.state import Database

_MICROSECONDS_PER_HOUR = 3_600_000_000

_KEYS = """
SELECT position,
       from_hex(left(sha256(source || chr(31) || source_event_id), 32)) AS key,
       from_hex(left(sha256(concat_ws(chr(31), $secret, name, epoch_us(coalesce(stated_at, occurred_at))::VARCHAR,
           precision,
           person_identifiers::VARCHAR, '|', account_identifiers::VARCHAR, '|', channel, '|', value_minor::VARCHAR,
           '|', currency, '|', list_sort(map_entries(properties))::VARCHAR)), 16)) AS content
FROM incoming ORDER BY position
"""

_STORE = """
INSERT INTO event
SELECT left(sha256(i.source || chr(31) || i.source_event_id), 32)::UUID, i.source_code, i.event_code,
       make_timestamp(epoch_us(i.occurred_at)), make_timestamp(i.received_at), i.precision = 'day',
       coalesce(i.sequence, 0), i.person_number, i.account_number, i.channel_code, i.value_minor, i.currency,
       i.properties, $batch
FROM incoming i ORDER BY i.position
"""

_TALLY = """
INSERT INTO tally
SELECT source, received_at // $hour, count(*) FILTER (first), count(*) FILTER (NOT first AND NOT conflict),
       count(*) FILTER (conflict)
FROM judged GROUP BY ALL ORDER BY ALL
"""


_MOVED = """
INSERT INTO moved
SELECT $subject, unnest([known.owner, changed.owner])
FROM {table} known JOIN changed USING (identifier) WHERE known.owner != changed.owner
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """What one run of the sink did, in events, and the inbox position it came to."""

    stored: int
    duplicate: int
    conflict: int
    position: int


class Sink:
    """Moves accepted events into the event store."""

    def __init__(self, inbox: Database, state: Database, engine: Engine, keys: KeyRing) -> None:
        self._inbox = inbox
        self._state = state
        self._engine = engine
        self._keys = keys

    def run_once(self, *, most: int = 200_000) -> Stored | None:
        """Store the next batch of waiting events; None when nothing waits."""
        position = markers.number(self._engine, "sink")
        delete_stored(self._inbox, until=position)
        batch = take(self._inbox, after=position, most=most)
        if batch is None:
            return None
        verdict = self._judge(batch)
        fresh = batch.events.filter(pa.array(verdict.first))
        numbers = identity.resolve(self._state, self._keys, fresh)
        for subject in ("person", "account"):
            identity.remember_labels(self._state, self._keys, subject, numbers[subject], fresh[f"{subject}_label"])
        self._store(batch, verdict, fresh, numbers)
        delete_stored(self._inbox, until=batch.last_position)
        conflicts = int(verdict.conflict.sum())
        duplicates = batch.events.num_rows - fresh.num_rows - conflicts
        return Stored(fresh.num_rows, duplicates, conflicts, batch.last_position)

    def _judge(self, batch: Batch) -> Verdict:
        with self._engine.write() as session, session.lend(incoming=batch.events):
            keyed = session.query(_KEYS, {"secret": self._keys.content_key})
        columns = [keyed[name].to_pylist() for name in ("key", "position", "content")]
        verdict = claim(self._inbox, *columns)
        keep_conflicts(self._inbox, batch.events.filter(pa.array(verdict.conflict)))
        return verdict

    def _store(self, batch: Batch, verdict: Verdict, fresh: pa.Table, numbers: dict[str, pa.Array]) -> None:
        judged = pa.table(
            {
                "source": batch.events["source"],
                "received_at": batch.events["received_at"],
                "first": verdict.first,
                "conflict": verdict.conflict,
            }
        )
        with self._engine.write() as session:
            if fresh.num_rows:
                incoming = _with_codes(session, fresh)
                for subject, column in numbers.items():
                    incoming = incoming.append_column(f"{subject}_number", column)
                with session.lend(incoming=incoming):
                    session.run(_STORE, {"batch": markers.number(session, "batch") + 1})
                markers.put(session, "batch", markers.number(session, "batch") + 1)
            with session.lend(judged=judged):
                session.run(_TALLY, {"hour": _MICROSECONDS_PER_HOUR})
            markers.put(session, "sink", batch.last_position)
            _copy_owners(session, self._state)


def _with_codes(session: Session, events: pa.Table) -> pa.Table:
    for column, kind in (("source", "source"), ("name", "event"), ("channel", "channel")):
        events = events.append_column(f"{kind}_code", encode(session, kind, events[column]))
    return events


def _copy_owners(session: Session, state: Database) -> None:
    known = markers.number(session, "identity")
    changed, last = identity.owners_since(state, known)
    for subject, owners in changed.items():
        if not owners.num_rows:
            continue
        with session.lend(changed=owners):
            table = f"{subject}_owner"
            session.run(_MOVED.format(table=table), {"subject": subject})
            session.run(f"DELETE FROM {table} WHERE identifier IN (SELECT identifier FROM changed)")
            session.run(f"INSERT INTO {table} SELECT identifier, owner FROM changed")
    if last != known:
        markers.put(session, "identity", last)
