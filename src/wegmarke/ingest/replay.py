"""Rejected events get a second chance: corrected, offered again, or erased.

A replay goes through the same check as any arrival. What is accepted gets a packet, a place in the books (as one more
arrival) and a mark on the row, in one transaction; so nothing is added twice, whatever is killed when. What is
refused again stays as it is, with the new reason, and is no arrival.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from wegmarke.domain import DocumentInvalid, UsageError
from wegmarke.domain.views import RejectedChoice, ReplayReport
from wegmarke.ingest.accept import Inbox, Judged, enter, microseconds
from wegmarke.ingest.event_json import is_event, read_event
from wegmarke.ingest.packet import ORIGIN, STATED_AT
from wegmarke.ingest.plan_check import REMOVED_SCHEMA
from wegmarke.ingest.rejected import chosen, gone, is_replayed, read_key
from wegmarke.ingest.tables import rejected, replays
from wegmarke.sources import ACCOUNT_PERSONAL, EVENT_SCHEMA, PERSONAL, REJECTED_SCHEMA
from wegmarke.state import Database

CHUNK = 1_000
"""Rows replayed in one transaction: other arrivals wait for it."""

_MOST_MESSAGES = 20
_SCHEMA = EVENT_SCHEMA.append(pa.field(STATED_AT, EVENT_SCHEMA.field("occurred_at").type))
NO_EVENT = (
    "This row never was an event: expected one that the door read, got a row of a file or a foreign payload. "
    "Correct the file or its recipe and import again, or let the sender send it again."
)


def edit(database: Database, row_id: str, text: str) -> None:
    """Keep a corrected payload beside the one that came; an unchanged text takes the correction back.

    Raises:
        NotFound: when the row is not there any more.
        DocumentInvalid: when the text is no event; nothing was changed.
        UsageError: when the row was replayed, or never was an event.
    """
    read_event(text)
    c = rejected.c
    with database.write() as connection:
        found = connection.execute(
            sa.select(c.payload, replays.c.at)
            .select_from(rejected.outerjoin(replays, replays.c.key == c.key))
            .where(c.key == read_key(row_id))
        ).one_or_none()
        if found is None:
            raise gone(row_id)
        if found.at is not None:
            raise UsageError("This row was replayed already: expected one that was not. Nothing was changed.")
        if not is_event(found.payload):
            raise UsageError(NO_EVENT)
        edited = None if _says_the_same(text, found.payload) else text
        connection.execute(rejected.update().where(c.key == read_key(row_id)).values(edited=edited))


def _says_the_same(text: str, payload: str) -> bool:
    # Pages show the payload in lines; whoever saves it unchanged has not corrected it.
    return bool(json.loads(text) == json.loads(payload))


def replay(database: Database, inbox: Inbox, keys: Sequence[bytes], now: datetime) -> ReplayReport:
    """Offer rows again; see `replayable` for their keys.

    Args:
        database: the inbox database.
        inbox: the door that decides.
        keys: of the rejected rows.
        now: the instant of this arrival.
    """
    reports = [_replay_chunk(database, inbox, keys[at : at + CHUNK], now) for at in range(0, len(keys), CHUNK)]
    messages = dict.fromkeys(message for report in reports for message in report.messages)
    return ReplayReport(
        accepted=sum(report.accepted for report in reports),
        refused=sum(report.refused for report in reports),
        skipped=sum(report.skipped for report in reports),
        messages=tuple(messages)[:_MOST_MESSAGES],
    )


def replayable(database: Database, choice: RejectedChoice) -> list[bytes]:
    """Return the keys of chosen rows that were not replayed yet, in the order in which they came."""
    query = sa.select(rejected.c.key).where(*chosen(choice), ~is_replayed())
    with database.read() as connection:
        return list(connection.scalars(query.order_by(rejected.c.at, rejected.c.file, rejected.c.line, rejected.c.key)))


def _replay_chunk(database: Database, inbox: Inbox, keys: Sequence[bytes], now: datetime) -> ReplayReport:
    with database.write() as connection:
        candidates = _candidates(connection, keys)
        accepted, messages = 0, []
        for source in dict.fromkeys(candidate.event["source"] for candidate in candidates):
            part = [candidate for candidate in candidates if candidate.event["source"] == source]
            taken, said = _offer_again(connection, inbox, source, part, microseconds(now))
            accepted += taken
            messages += said
    refused = len(candidates) - accepted
    return ReplayReport(accepted, refused, len(keys) - len(candidates), tuple(dict.fromkeys(messages)))


class _Candidate:
    def __init__(self, key: bytes, file: str, event: dict[str, Any]) -> None:
        self.key = key
        self.file = file
        self.event = event


def _candidates(connection: sa.Connection, keys: Sequence[bytes]) -> list[_Candidate]:
    """Return the rows that are events and were not replayed; the transaction at hand keeps it so."""
    c = rejected.c
    query = (
        sa.select(c.key, c.file, c.payload, c.edited)
        .where(c.key.in_(keys), ~is_replayed())
    )  # fmt: skip
    found = {row.key: row for row in connection.execute(query)}
    candidates = []
    for key in dict.fromkeys(keys):
        row = found.get(key)
        if row is not None and is_event(row.payload):
            try:
                candidates.append(_Candidate(key, row.file, read_event(row.edited or row.payload)))
            except DocumentInvalid:
                continue
    return candidates


def _offer_again(
    connection: sa.Connection, inbox: Inbox, source: str, candidates: list[_Candidate], now: int
) -> tuple[int, list[str]]:
    """Judge the candidates of one source, enter those that are good, and mark their rows."""
    judged = inbox.judge(_table(candidates), origins=_files(candidates))
    messages: list[str] = []
    if judged.refused.num_rows:
        # Which ones they were is asked singly: a table of refusals does not say.
        candidates, judged, messages = _one_by_one(connection, inbox, candidates)
    if candidates:
        first = enter(connection, source, judged, now)
        _mark(connection, [candidate.key for candidate in candidates], first, now)
    return len(candidates), messages


def _one_by_one(
    connection: sa.Connection, inbox: Inbox, candidates: list[_Candidate]
) -> tuple[list[_Candidate], Judged, list[str]]:
    good: list[tuple[_Candidate, Judged]] = []
    messages: list[str] = []
    for candidate in candidates:
        judged = inbox.judge(_table([candidate]), origins=candidate.file)
        if not judged.refused.num_rows:
            good.append((candidate, judged))
            continue
        (refusal,) = judged.refused.to_pylist()
        messages.append(refusal["message"])
        values = {"reason": refusal["reason"], "message": refusal["message"]}
        connection.execute(rejected.update().where(rejected.c.key == candidate.key).values(**values))
    together = Judged(
        pa.concat_tables(
            [_table([]).append_column(ORIGIN, _files([])), *(judged.good for _, judged in good)],
            promote_options="default",
        ),
        REJECTED_SCHEMA.empty_table(),
        pa.concat_tables([REMOVED_SCHEMA.empty_table(), *(judged.removed for _, judged in good)]),
    )
    return [candidate for candidate, _ in good], together, messages


def _table(candidates: Sequence[_Candidate]) -> pa.Table:
    # What the sender stated goes along, so that the same event sent once more is a duplicate and no conflict.
    schema = _SCHEMA
    for name in (PERSONAL, ACCOUNT_PERSONAL):
        if any(name in candidate.event for candidate in candidates):
            schema = schema.append(EVENT_SCHEMA.field("properties").with_name(name))
    return pa.Table.from_pylist([candidate.event for candidate in candidates], schema)


def _files(candidates: Sequence[_Candidate]) -> pa.Array:
    return pa.array([candidate.file for candidate in candidates], pa.string())


def _mark(connection: sa.Connection, keys: Sequence[bytes], first: int, now: int) -> None:
    values = [
        {
            "key": key,
            "at": now,
            "position": first + place,
        }
        for place, key in enumerate(keys)
    ]
    connection.execute(replays.insert(), values)


def erase(database: Database, keys: Sequence[bytes]) -> int:
    """Erase rows with everything they held; returns how many there were. The books keep their count."""
    erased = 0
    for at in range(0, len(keys), CHUNK):
        part = keys[at : at + CHUNK]
        with database.write() as connection:
            connection.execute(replays.delete().where(replays.c.key.in_(part)))
            erased += connection.execute(rejected.delete().where(rejected.c.key.in_(part))).rowcount
    if erased:
        database.fold()
    return erased


def erase_older(database: Database, *, days: int, now: datetime) -> int:
    """Erase rows that were rejected more than some days ago; returns how many there were."""
    before = microseconds(now - timedelta(days=days))
    with database.read() as connection:
        keys = list(connection.scalars(sa.select(rejected.c.key).where(rejected.c.at < before)))
    return erase(database, keys)


def keys_of(database: Database, choice: RejectedChoice) -> list[bytes]:
    """Return the keys of all chosen rows."""
    with database.read() as connection:
        return list(connection.scalars(sa.select(rejected.c.key).where(*chosen(choice)).order_by(rejected.c.key)))
