"""Reads what is stored about single subjects, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from wegmarke.engine import compile_sql
from wegmarke.rules.sets.touch_rows import Tables
from wegmarke.rules.subjects.history import Event

if TYPE_CHECKING:
    import ibis

_TEXTS: Final = {"event": "name", "source": "source", "channel": "channel", "touchpoint": "touchpoint"}


def codes_sql(tables: Tables) -> str:
    """Write the statement that reads all codes."""
    code = tables.code
    return compile_sql(code.select("kind", "code", "text").order_by(["kind", "code"]))


def roles_sql(role: ibis.Table) -> str:
    """Write the statement that reads the roles at `$account`."""
    return (
        f"SELECT person, role FROM ({compile_sql(role.select('account', 'person', 'role'))}) WHERE account = $account"
    )


def holders_sql(role: ibis.Table, roles: Sequence[str]) -> str:
    """Write the statement that reads who has one of these roles where."""
    return compile_sql(role.filter(role["role"].isin(roles)).select("account", "person").distinct())


def history_sql(tables: Tables) -> str:
    """Write the statement that reads all events of `$persons` and `$accounts` up to `$now`, with texts for codes."""
    touch = compile_sql(
        tables.touch.select(
            "event_id", "occurred_at", "sequence", "person", "account",
            "event", "source", "channel", "touchpoint", "value_minor", "currency",
        )
    )  # fmt: skip
    event = compile_sql(tables.event.select("event_id", "properties"))
    texts = ", ".join(f"{kind}.text AS {name}" for kind, name in _TEXTS.items())
    joins = "\n".join(f"LEFT JOIN codes {kind} ON {kind}.kind = '{kind}' AND {kind}.code = t.{kind}" for kind in _TEXTS)
    return f"""WITH touches AS ({touch}), events AS ({event}), codes AS ({codes_sql(tables)})
SELECT t.event_id, t.occurred_at, t.sequence, t.person, t.account, t.value_minor, t.currency, e.properties, {texts}
FROM touches t LEFT JOIN events e USING (event_id)
{joins}
WHERE t.occurred_at <= make_timestamp(CAST($now AS BIGINT))
  AND (t.person IN (SELECT TRY_CAST(unnest(string_split($persons, ',')) AS BIGINT))
       OR t.account IN (SELECT TRY_CAST(unnest(string_split($accounts, ',')) AS BIGINT)))"""


def event_of(row: Mapping[str, Any]) -> Event:
    """Make an event of a row."""
    return Event(
        event_id=row["event_id"] if isinstance(row["event_id"], UUID) else UUID(str(row["event_id"])),
        occurred_at=row["occurred_at"].replace(tzinfo=UTC),
        name=row["name"],
        person=row["person"],
        account=row["account"],
        sequence=row["sequence"],
        source=row["source"],
        channel=row["channel"],
        touchpoint=row["touchpoint"],
        value_minor=row["value_minor"],
        currency=row["currency"],
        properties=dict(row["properties"] or {}),
    )
