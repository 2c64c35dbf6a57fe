"""The versions of the tracking plan in the state database, and what was removed on its account."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from wegmarke.domain import NotFound, UsageError
from wegmarke.domain.tracking_plan import PlanVersion, TrackingPlan
from wegmarke.ingest.plan_reading import parse_plan
from wegmarke.ingest.tables import plans, removed_properties
from wegmarke.state import Database

MOST_REMOVED = 5_000
"""Different pairs of event and property that are counted by name; whoever sends more is counted as `(other)`."""

_LONGEST_NAME = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def keep_plan(state: Database, text: str, now: datetime, *, base: int | None = None) -> tuple[PlanVersion, bool]:
    """Keep a plan as the version that holds from now on; returns it and whether anything changed.

    Args:
        state: the state database.
        text: YAML document.
        now: when it begins to hold.
        base: the version the text was written from; None to replace whatever holds.

    Raises:
        DocumentInvalid: with every problem of the document; nothing was kept.
        UsageError: when another version holds than the one the text was written from.
    """
    plan = parse_plan(text)
    with state.write() as connection:
        last = connection.execute(sa.select(plans).order_by(plans.c.version.desc()).limit(1)).one_or_none()
        held = last.version if last is not None else 0
        if base is not None and base != held:
            raise UsageError(
                f"tracking plan: expected a text written from version {held}, got one written from version {base}. "
                "Somebody changed the plan meanwhile: open the newest version and make the change there."
            )
        if last is not None and last.document == text:
            return PlanVersion(held, _instant(last.created_at), text, plan), False
        at = _microseconds(now)
        connection.execute(plans.insert().values(version=held + 1, document=text, created_at=at))
    return PlanVersion(held + 1, _instant(at), text, plan), True


def read_plan(state: Database, version: int | None = None) -> PlanVersion | None:
    """Return a version of the plan, the one that holds where none is named; None where there is no plan.

    Raises:
        NotFound: when the named version does not exist.
    """
    query = sa.select(plans).order_by(plans.c.version.desc()).limit(1)
    if version is not None:
        query = query.where(plans.c.version == version)
    with state.read() as connection:
        row = connection.execute(query).one_or_none()
    if row is None and version is not None:
        raise NotFound(f"tracking plan: expected the number of a version; got {version}. See `wegmarke plan show`.")
    if row is None:
        return None
    return PlanVersion(row.version, _instant(row.created_at), row.document, parse_plan(row.document))


def plan_history(state: Database) -> list[tuple[int, datetime]]:
    """Return number and beginning of every version, newest first."""
    query = sa.select(plans.c.version, plans.c.created_at).order_by(plans.c.version.desc())
    with state.read() as connection:
        return [(version, _instant(created_at)) for version, created_at in connection.execute(query)]


def held_plan(state: Database) -> TrackingPlan | None:
    """Return the plan that holds; None where there is none."""
    version = read_plan(state)
    return version.plan if version is not None else None


def count_removed(connection: sa.Connection, removed: pa.Table, now: int) -> None:
    """Count removed properties (table of `plan_check.REMOVED_SCHEMA`) in the transaction at hand."""
    if not removed.num_rows:
        return
    c = removed_properties.c
    full = (connection.scalar(sa.select(sa.func.count()).select_from(removed_properties)) or 0) >= MOST_REMOVED
    for row in removed.to_pylist():
        key = [c.event == row["event"][:_LONGEST_NAME], c.property == row["property"][:_LONGEST_NAME]]
        known = not full or connection.scalar(sa.select(sa.func.count()).where(*key, c.why == row["why"]))
        name, event = (row["property"], row["event"]) if known else ("(other)", "(other)")
        values = {"event": event[:_LONGEST_NAME], "property": name[:_LONGEST_NAME], "why": row["why"]}
        statement = insert(removed_properties).values(**values, events=row["events"], last_at=now)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["event", "property", "why"],
                set_={"events": c.events + row["events"], "last_at": now},
            )
        )


def removed_so_far(inbox: Database) -> list[tuple[str, str, str, int, datetime]]:
    """Return event, property, why, number of events and last arrival of everything that was removed."""
    with inbox.read() as connection:
        rows = connection.execute(sa.select(removed_properties)).all()
    return [(row.event, row.property, row.why, row.events, _instant(row.last_at)) for row in rows]


def _instant(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def _microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)
