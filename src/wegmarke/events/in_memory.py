"""Derive touches of a few new events in memory: the rows behind them are fetched, walked, and written back.

It gives the rows that the statements of `touches` give. Those take their time per statement, however little there is
to do; these are few, and read and write only. What is rare is left to the statements: identifiers that changed hands,
persons who left an account, and very long paths.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.engine import Session, load_statements
from wegmarke.events.changed import Changed, rewritten
from wegmarke.events.internal import InternalOwners
from wegmarke.events.owned import Owners
from wegmarke.events.tables import EVENTS
from wegmarke.events.walk import NEVER
from wegmarke.events.walked import OF_ACCOUNT, OF_EVENT, Ends, numbers_of, walk_accounts, walk_persons, without_path

_STATEMENTS = load_statements("wegmarke.events", "in_memory.sql")
_ARRIVED_NAMED = _STATEMENTS["arrived_named"].replace(
    "{events}",
    EVENTS.format(
        person="coalesce(d.person_identifier, e.person_identifier)", account="e.account_identifier", owners=""
    ),
)
_MOST_BEHIND = 300_000
_AT = pa.timestamp("us")


_TOUCHES = pa.schema(
    [("place", pa.int64()), ("account", pa.int64()), ("person", pa.int64()), ("stated_account", pa.int64()),
     ("occurred_at", _AT), ("precision_day", pa.bool_()),
     ("automated", pa.bool_()), ("internal", pa.bool_()), ("says_internal", pa.bool_()),
     ("sequence", pa.int64()), ("event_id", pa.string()),
     ("source", pa.uint16()), ("event", pa.uint16()), ("touchpoint", pa.uint16()), ("phase", pa.uint16()),
     ("channel", pa.uint16()), ("value_minor", pa.int64()), ("currency", pa.string()), ("session", pa.int32()),
     ("person_position", pa.int32()), ("person_previous", pa.uint16()), ("person_gap", pa.int64()),
     ("account_position", pa.int32()), ("account_previous", pa.uint16()), ("account_gap", pa.int64())]
)  # fmt: skip


def derive_few(
    session: Session,
    recognised: str,
    phases: pa.Table,
    touched: int,
    internal: InternalOwners,
    owners: Owners | None = None,
) -> Changed | None:
    """Derive the touches of new events; returns what changed.

    Args:
        session: the transaction.
        recognised: statement that adds a column `touchpoint` to the view `events`.
        phases: phase of each touchpoint that has one (touchpoint, phase).
        touched: the last batch of events that has touches.
        internal: persons and accounts of our own.
        owners: whom all identifiers belong to; without it the event store is asked.

    Returns:
        None where it has to be done by statements; nothing has changed then.
    """
    arrived = _arrived(session, recognised, touched, owners)
    arrived = arrived.append_column("phase", _phase_of(arrived["touchpoint"], phases))
    found = _persons(session, arrived)
    if found is None:
        return None
    ends, rows, old = found
    walked, person_ends = walk_persons(ends, rows)
    walked = internal.flagged(walked)
    persons = rewritten("person", walked)
    nobody = internal.flagged(without_path(arrived.filter(pc.is_null(arrived["person"])).select(OF_EVENT)))
    walked = pa.concat_tables([walked, nobody])
    accounts = _accounts(session, walked, old)
    if accounts is None:
        return None
    account_ends, cuts, others, starts = accounts
    walked = pa.concat_tables([walked, others.select(walked.column_names)])
    again = pa.concat_tables([old.select(["place"]), others.select(["place"])])
    touches, new_account_ends = walk_accounts(account_ends, starts, walked)
    _write(session, touches, person_ends, new_account_ends, again)
    _count(session, arrived)
    return Changed(
        touches=arrived.num_rows + old.num_rows,
        person_paths=persons,
        account_paths=rewritten("account", touches, cuts),
    )


def _arrived(session: Session, recognised: str, touched: int, owners: Owners | None) -> pa.Table:
    if owners is None:
        return session.query(_STATEMENTS["arrived"].replace("{recognised}", recognised), {"touched": touched})
    return owners.given(session.query(_ARRIVED_NAMED.replace("{recognised}", recognised), {"touched": touched}))


def _persons(session: Session, arrived: pa.Table) -> tuple[Ends, pa.Table, pa.Table] | None:
    """Return the ends from which paths of persons go on, the rows to walk, and the touches among them."""
    named = arrived.filter(pc.is_valid(arrived["person"])).select([*OF_EVENT, "ends"])
    asked = named.group_by("person", use_threads=False).aggregate([("occurred_at", "min"), ("stated_account", "max")])
    with session.lend_again(persons_asked=asked.select(["person"])):
        ends = Ends.of(session.query(_STATEMENTS["person_ends"]), "person")
    if pc.any(arrived["ends"]).as_py() or ends.table["open_accounts"].null_count < ends.table.num_rows:
        return None
    units = numbers_of(asked, "person")
    last_at = ends.at(units, "occurred_at", NEVER)
    is_late = last_at >= numbers_of(asked, "occurred_at_min")
    # Touches had no account, or one that was stated later, until now.
    turns = (
        (numbers_of(asked, "stated_account_max") != 0) & (last_at != NEVER) & (ends.at(units, "stated_account") == 0)
    )
    again = units[is_late | turns]
    old = _TOUCHES.empty_table()
    if len(again):
        with session.lend_again(persons_again=pa.table({"person": again})):
            old = session.query(_STATEMENTS["of_persons"], {"most": _MOST_BEHIND})
        if old.num_rows == _MOST_BEHIND:
            return None
    kept = ends.table.filter(pa.array(~np.isin(ends.units, again)))
    rows = pa.concat_tables([named.select(OF_EVENT), old.select(OF_EVENT)])
    return Ends.of(kept, "person"), rows, old


def _accounts(session: Session, walked: pa.Table, old: pa.Table) -> tuple[Ends, pa.Table, pa.Table, pa.Table] | None:
    """Return ends of accounts, since when each is walked, touches of others behind that, and all that were there."""
    both = pa.concat_tables([table.select(["account", "occurred_at"]) for table in (walked, old)])
    named = both.filter(pc.is_valid(both["account"])).group_by("account", use_threads=False)
    asked = named.aggregate([("occurred_at", "min")])
    asked = asked.rename_columns({"occurred_at_min": "since"})
    earliest = pc.min(asked["since"]).as_py()
    with session.lend_again(accounts_asked=asked):
        ends = Ends.of(session.query(_STATEMENTS["account_ends"]), "account")
        others = session.query(
            _STATEMENTS["of_accounts"],
            {"earliest": "infinity" if earliest is None else earliest.isoformat(), "most": _MOST_BEHIND},
        )
    if others.num_rows == _MOST_BEHIND:
        return None
    others = others.filter(pc.invert(pc.is_in(others["place"], old["place"].combine_chunks())))
    columns = ["account", "occurred_at", *OF_ACCOUNT]
    behind = pa.concat_tables([old.select(columns), others.select(columns)])
    return ends, asked, others, behind.filter(pc.is_valid(behind["account"]))


def _write(session: Session, touches: pa.Table, person_ends: pa.Table, account_ends: pa.Table, again: pa.Table) -> None:
    # DuckDB 2.0 loses values of an insert that follows an insert of no rows in the same transaction: what is empty is
    # left out.
    for name, rows, statements in (
        ("touches_again", again, ["drop_touches"]),
        ("touches_walked", touches, ["keep_touches"]),
        ("person_ends_now", person_ends, ["drop_person_ends", "keep_person_ends"]),
        ("account_ends_now", account_ends, ["drop_account_ends", "keep_account_ends"]),
    ):
        if rows.num_rows:
            with session.lend_again(**{name: rows}):
                for statement in statements:
                    session.run(_STATEMENTS[statement])


def _count(session: Session, arrived: pa.Table) -> None:
    """Add what arrived to the totals by event name and touchpoint."""
    at, one_each = arrived["occurred_at"], np.ones(arrived.num_rows, dtype=np.int64)
    new = arrived.select(["event", "touchpoint"])
    for name, column in (("touches", pa.array(one_each)), ("first_at", at), ("last_at", at)):
        new = new.append_column(name, column)
    both = pa.concat_tables([session.query(_STATEMENTS["totals"]), new])
    totals = both.group_by(["event", "touchpoint"], use_threads=False).aggregate(
        [("touches", "sum"), ("first_at", "min"), ("last_at", "max")]
    )
    names = {"touches_sum": "touches", "first_at_min": "first_at", "last_at_max": "last_at"}
    with session.lend_again(totals_now=totals.rename_columns(names)):
        session.run(_STATEMENTS["drop_totals"])
        session.run(_STATEMENTS["keep_totals"])


def _phase_of(touchpoints: pa.ChunkedArray, phases: pa.Table) -> pa.ChunkedArray:
    return phases["phase"].take(pc.index_in(touchpoints, phases["touchpoint"].combine_chunks()))
