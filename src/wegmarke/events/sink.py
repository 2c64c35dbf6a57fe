"""The sink: from the inbox into the event store, no event twice, none lost, whatever is killed when.

Identifiers, conflicts and what became of replays are written first and are idempotent; the events, the books and the
inbox position are then committed in one transaction, and the touches with them where the caller derives them in it;
the packets are removed last. A kill between any two of these
leaves a state from which the same batch can be done again with the same result.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import pyarrow as pa

from wegmarke import identity
from wegmarke.engine import Engine, Session
from wegmarke.events import markers
from wegmarke.events.codes import encode
from wegmarke.events.device_uses import DeviceUses, Numbers
from wegmarke.events.devices import cut
from wegmarke.events.internal import follow_internal
from wegmarke.events.markers import Markers
from wegmarke.events.occurrences import Occurrences, Verdict
from wegmarke.events.owned import Owners
from wegmarke.events.owners import copy_owners
from wegmarke.identity import Directory
from wegmarke.ingest import Batch, delete_stored, keep_verdicts, take
from wegmarke.privacy import KeyRing
from wegmarke.sources import ACCOUNT_PERSONAL, PERSONAL, http
from wegmarke.state import Database

_CODED = {"source": "source", "event": "name", "channel": "channel"}
_MICROSECONDS_PER_HOUR = 3_600_000_000
_MOST_VALUES = 100

# Neither joined nor sorted: events can be large, and the order they are lent in is that of their positions.
_STORE = """
INSERT INTO event
SELECT i.event_id::UUID, i.source_code, i.event_code,
       make_timestamp(epoch_us(i.occurred_at)), make_timestamp(i.received_at), i.precision = 'day',
       coalesce(i.sequence, 0), i.person_number, i.account_number, i.channel_code, i.value_minor, i.currency,
       i.properties, $batch, i.content, i.device_number
FROM fresh_event i
"""

_TALLY = "INSERT INTO tally VALUES {rows}"


@dataclass(frozen=True, slots=True)
class Stored:
    """What one run of the sink did, in events, and the inbox position it came to.

    `owners` says whom all identifiers belong to now; None where the sink cannot say it without looking.
    """

    stored: int
    duplicate: int
    conflict: int
    position: int
    owners: Owners | None = field(default=None, compare=False, repr=False)


class Sink:
    """Moves accepted events into the event store; remembers what is stored and who is known between its runs."""

    def __init__(self, inbox: Database, state: Database, engine: Engine, keys: KeyRing) -> None:
        self._inbox = inbox
        self._state = state
        self._engine = engine
        self._keys = keys
        self._occurrences = Occurrences()
        self._directory = Directory()
        self._uses = DeviceUses()

    def run_once(
        self, *, most: int = 200_000, in_same: Callable[[Session, Stored], None] | None = None
    ) -> Stored | None:
        """Store the next batch of waiting events; None when nothing waits.

        Args:
            most: how many events at once.
            in_same: what else belongs into the transaction that stores them.
        """
        try:
            return self._run_once(most, in_same)
        except BaseException:
            # What it was told about devices may not be stored.
            self._uses = DeviceUses()
            raise

    def _run_once(self, most: int, in_same: Callable[[Session, Stored], None] | None) -> Stored | None:
        marked = self._follow_identity(markers.read(self._engine))
        position = marked.number("sink")
        delete_stored(self._inbox, until=position)
        batch = take(self._inbox, after=position, most=most)
        if batch is None:
            return None
        with self._engine.write() as session:
            done = self._store_batch(session, batch, marked)
            if in_same is not None:
                in_same(session, done)
        delete_stored(self._inbox, until=batch.last_position)
        return done

    def _follow_identity(self, marked: Markers) -> Markers:
        """Copy who is who where somebody joined or split persons by hand, or an earlier run was ended half-way."""
        known = marked.number("identity")
        # An older version wrote no rules down, and cut fewer devices.
        if identity.last_change(self._state) == known and marked.text("identity_rules") is not None:
            return marked
        owners, change = identity.owners_since(self._state, known)
        version = identity.rules_version(self._state)
        self._uses.follow(self._engine)
        changed = owners["person"]["identifier"].to_numpy()
        with self._engine.write() as session:
            copy_owners(session, owners)
            follow_internal(session, identity.internal_identifiers(self._state))
            if str(version) == marked.text("identity_rules"):
                change = self._cut(session, self._uses.with_logins(changed), change)
            else:
                every = self._uses.all_that_need(identity.rules_of(self._state))
                change = self._cut(session, np.union1d(every, self._uses.with_logins(changed)), change)
            markers.put(session, {"identity": change, "identity_rules": version})
        return markers.read(self._engine)

    def _cut(self, session: Session, devices: Numbers, change: int) -> int:
        """Cut the time of devices anew; returns the number of the last change of identity then."""
        if not len(devices):
            return change
        needed = self._uses.needs_cut(self._directory.follow_rules(self._state), devices)
        about = identity.device_facts(self._state, self._keys, self._directory, devices, needed)
        copy_owners(session, {"person": about.owners})
        cut(session, pa.array(devices), about)
        self._uses.write_down(about.devices, devices)
        return about.change

    def _store_batch(self, session: Session, batch: Batch, marked: Markers) -> Stored:
        verdict = self._judge(session, batch, marked)
        new: dict[str, int | str] = {"sink": batch.last_position}
        owners = None
        first = pa.array(verdict.first)
        fresh = batch.events.filter(first)
        if fresh.num_rows:
            stored, owners = self._store(session, fresh, verdict.keys.filter(first), marked)
            new |= stored
        _count(session, batch, verdict)
        markers.put(session, new)
        conflicts = int(verdict.conflict.sum())
        duplicates = batch.events.num_rows - fresh.num_rows - conflicts
        return Stored(fresh.num_rows, duplicates, conflicts, batch.last_position, owners)

    def _judge(self, session: Session, batch: Batch, marked: Markers) -> Verdict:
        with session.lend_again(incoming=batch.events):
            verdict = self._occurrences.judge(
                session, marked.number("batch"), secret=self._keys.content_key, of_today=http.OF_TODAY
            )
        keep_verdicts(self._inbox, batch, verdict.first, verdict.conflict)
        return verdict

    def _store(
        self, session: Session, fresh: pa.Table, keys: pa.Table, marked: Markers
    ) -> tuple[dict[str, int], Owners | None]:
        """Store events that were never seen before; returns the markers this changes, and who is known since."""
        self._uses.follow(session)
        resolved = identity.resolve(self._state, self._keys, fresh, self._directory)
        columns = {kind: fresh[name].combine_chunks() for kind, name in _CODED.items()}
        incoming = fresh.append_column("event_id", keys["event_id"]).append_column("content", keys["content"])
        for kind, codes in encode(session, columns).items():
            incoming = incoming.append_column(f"{kind}_code", codes)
        occurred_at = fresh["occurred_at"].cast(pa.int64())
        for subject, column in resolved.numbers.items():
            labels = identity.label_entries(column, fresh[f"{subject}_label"], fresh["source"], occurred_at)
            identity.keep(self._state, self._keys, subject, labels)
            incoming = incoming.append_column(f"{subject}_number", column)
        for subject, name in (("person", PERSONAL), ("account", ACCOUNT_PERSONAL)):
            told = identity.property_entries(resolved.numbers[subject], fresh[name], fresh["source"], occurred_at)
            identity.keep(self._state, self._keys, subject, told)
        incoming = incoming.append_column("device_number", resolved.devices)
        number = marked.number("batch") + 1
        with session.lend_again(fresh_event=incoming):
            session.run(_STORE, {"batch": number})
        self._occurrences.learn(keys, number)
        if resolved.change != resolved.before:
            copy_owners(session, resolved.owners, resolved.new_from)
        if resolved.has_internal:
            follow_internal(session, identity.internal_identifiers(self._state))
        change = self._cut(session, self._used(resolved, occurred_at), resolved.change)
        is_known = change == resolved.change
        owners = Owners(self._directory["person"].owners, self._directory["account"].owners) if is_known else None
        return {"batch": number, "identity": change}, owners

    def _used(self, resolved: identity.Resolved, occurred_at: pa.ChunkedArray) -> Numbers:
        """Learn who used which device; returns those whose time may have to be cut anew."""
        at, person = occurred_at.combine_chunks(), resolved.numbers["person"]
        logins = pa.table({"device": resolved.devices, "occurred_at": at, "person": person}).drop_null()
        alone = pa.table({"device": resolved.alone, "occurred_at": at}).drop_null()
        found = self._uses.observe(self._directory.rules, logins, alone)
        return np.union1d(found, self._uses.with_logins(resolved.touched)) if len(resolved.touched) else found


def _count(session: Session, batch: Batch, verdict: Verdict) -> None:
    kinds = {"stored": verdict.first, "duplicate": ~verdict.first & ~verdict.conflict, "conflict": verdict.conflict}
    hours = batch.events["received_at"].to_numpy() // _MICROSECONDS_PER_HOUR
    judged = pa.table(
        {"source": batch.events["source"], "hour": hours}
        | {kind: flags.astype(np.int64) for kind, flags in kinds.items()}
    )
    tally = judged.group_by(["source", "hour"], use_threads=False).aggregate([(kind, "sum") for kind in kinds])
    # A source or two: to lend a table would take longer than to write it.
    tally = tally.select(["source", "hour", *(f"{kind}_sum" for kind in kinds)])
    tally = tally.sort_by([(name, "ascending") for name in tally.column_names])
    lines = list(zip(*(column.to_pylist() for column in tally.columns), strict=True))
    for first in range(0, len(lines), _MOST_VALUES):
        part = lines[first : first + _MOST_VALUES]
        names = [[f"v{row}_{place}" for place in range(len(line))] for row, line in enumerate(part)]
        rows = ", ".join(f"({', '.join(f'${name}' for name in line)})" for line in names)
        session.run(_TALLY.format(rows=rows), dict(zip(chain(*names), chain(*part), strict=True)))
