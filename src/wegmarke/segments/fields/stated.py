"""Properties that sources state about persons and accounts: the newest value of each by time.

Properties that are personal are no fields: those that the tracking plan marks, and those that it says nothing about and
whose name is a usual one for something personal. The vault stays shut: what is in it is read by those who may, one by
one, and judged by nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from wegmarke.engine import Engine, load_statements
from wegmarke.segments.stays import Numbers

_STATEMENTS = load_statements("wegmarke.segments.fields", "known.sql")
STATING: Final = {"person": ("person_identified",), "account": ("account_described", "account_assigned")}
"""Events that say something about a person or an account that lasts."""
_UNITS: Final = {"person": "person", "account": "stated_account"}
_NEWEST: Final = "nullif(arg_max(nullif(trim(properties[$p{0}]), ''), path), '-') AS f{0}"

_MOST_VALUES: Final = 50

Personal = Callable[[str, str], bool]
"""Tells for `person` or `account` and the name of a property whether it is personal."""


def stated(engine: Engine, unit: str, names: Sequence[str], wanted: Numbers | None, is_personal: Personal) -> pa.Table:
    """Return subject and the named properties of persons or accounts; personal ones are not there.

    Args:
        engine: the event store.
        unit: `person` or `account`.
        names: of properties.
        wanted: whose; None for all.
        is_personal: which of them are no fields.
    """
    allowed = [name for name in dict.fromkeys(names) if not is_personal(unit, name)]
    if not allowed:
        return pa.table({"subject": pa.array([], pa.int64())})
    columns = ", ".join(_NEWEST.format(place) for place in range(len(allowed)))
    values = {f"p{place}": name for place, name in enumerate(allowed)} | {"names": ",".join(STATING[unit])}
    column = _UNITS[unit]
    statement = _STATEMENTS["stated"].format(columns=columns, unit=column, wanted=condition(column, wanted))
    with engine.snapshot(asked=asked_table(wanted)) as session:
        return session.query(statement, values).rename_columns(["subject", *allowed])


def stated_names(engine: Engine, unit: str, is_personal: Personal) -> list[str]:
    """Return the names of the properties that are fields of persons or of accounts."""
    found = engine.query(_STATEMENTS["stated_names"], {"names": ",".join(STATING[unit])})["name"].to_pylist()
    return [name for name in found if name and not is_personal(unit, name)]


def stated_values(engine: Engine, unit: str, is_personal: Personal) -> dict[str, tuple[str, ...]]:
    """Return values by property that several persons or accounts share: what only one has would tell who it is."""
    values: dict[str, str | int] = {"names": ",".join(STATING[unit]), "most": _MOST_VALUES}
    rows = engine.query(_STATEMENTS["stated_values"].format(unit=_UNITS[unit]), values).to_pylist()
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["name"], []).append(row["value"])
    return {name: tuple(shared) for name, shared in found.items() if not is_personal(unit, name)}


def touched(engine: Engine, unit: str, wanted: Numbers | None) -> pa.Table:
    """Return subject, touches (recognised ones) and last_touch_at (UTC) of persons or accounts."""
    statement = _STATEMENTS[f"touched_{unit}"].format(wanted=condition(unit, wanted))
    with engine.snapshot(asked=asked_table(wanted)) as session:
        return session.query(statement)


def condition(column: str, wanted: Numbers | None) -> str:
    """Return the condition that a row is about one of those who are asked for."""
    return "true" if wanted is None else f"{column} IN (SELECT number FROM asked)"


def asked_table(wanted: Numbers | None) -> pa.Table:
    """Return the table that `condition` reads."""
    return pa.table({"number": pa.array(np.empty(0, dtype=np.int64) if wanted is None else wanted, pa.int64())})
