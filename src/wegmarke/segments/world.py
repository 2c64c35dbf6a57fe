"""Who there is, and for whom time does something: what segments read of the event store."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

from wegmarke.domain.segments import SegmentSubject
from wegmarke.engine import Engine, load_statements
from wegmarke.events import reading, state_of_touches
from wegmarke.rules import Subjects
from wegmarke.segments.kept import microseconds
from wegmarke.segments.stays import NOBODY_AT_ALL, Numbers

_STATEMENTS = load_statements("wegmarke.segments", "world.sql")
_MINUTE_US = 60_000_000


def everybody(engine: Engine, subject: SegmentSubject) -> Subjects:
    """Return all persons or all accounts that have touches."""
    if subject is SegmentSubject.ACCOUNT:
        return Subjects.of_accounts(_numbers(engine.query(_STATEMENTS["all_accounts"]), "account"), are_all=True)
    found = engine.query(_STATEMENTS["all_persons"])
    return Subjects.of_persons(_numbers(found, "person"), _numbers(found, "account"), are_all=True)


def some(engine: Engine, subject: SegmentSubject, numbers: Numbers, accounts: Numbers = NOBODY_AT_ALL) -> Subjects:
    """Return those of some persons or accounts that have touches, and the persons that are at some accounts now."""
    with engine.snapshot(asked=_table(numbers), near=_table(accounts)) as session:
        if subject is SegmentSubject.ACCOUNT:
            return Subjects.of_accounts(_numbers(session.query(_STATEMENTS["some_accounts"]), "account"))
        found = session.query(_STATEMENTS["some_persons"])
    return Subjects.of_persons(_numbers(found, "person"), _numbers(found, "account"))


def those_whom_time_changes(
    engine: Engine, spans: Collection[timedelta], before: datetime, now: datetime
) -> tuple[Numbers, Numbers]:
    """Return persons and accounts one of whose touches left a window, or was reached, between two instants.

    A touch leaves a window of 30 days when 30 days are over. Whole minutes are looked at, so that a few more may be
    among them; who is judged for nothing stays where he is.

    Args:
        engine: the event store.
        spans: lengths of windows; 0 is the length of what lies ahead.
        before: when this was looked at last.
        now: the end, included.
    """
    minutes = [
        np.arange((microseconds(before - span) // _MINUTE_US), -(-microseconds(now - span) // _MINUTE_US) + 1)
        for span in spans
    ]
    if not minutes:
        return NOBODY_AT_ALL, NOBODY_AT_ALL
    asked = pa.table({"minute": pa.array(np.unique(np.concatenate(minutes)), pa.int64())})
    with engine.snapshot(asked=asked) as session:
        found = session.query(_STATEMENTS["in_minutes"])
    return _distinct(found, "person"), _distinct(found, "account")


def stored_state(engine: Engine) -> str:
    """Return the name of the state of the touches."""
    with engine.snapshot() as session:
        return state_of_touches(session)


def batch_of(engine: Engine) -> int:
    """Return the number of the last batch of events that was stored."""
    return reading.batch(engine)


def names_arrived(engine: Engine, batch: int) -> set[str]:
    """Return the names of the events that were stored behind a batch."""
    return {str(name) for (name,) in engine.rows(_STATEMENTS["arrived"], {"batch": batch})}


def _table(numbers: Numbers) -> pa.Table:
    return pa.table({"number": pa.array(numbers, pa.int64())})


def _distinct(table: pa.Table, column: str) -> Numbers:
    found: Numbers = np.unique(table[column].drop_null().to_numpy())
    return found


def _numbers(table: pa.Table, column: str) -> Numbers:
    found: Numbers = table[column].to_numpy().astype(np.int64)
    return found
