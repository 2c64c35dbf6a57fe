"""Touches without a workspace: made of data that somebody brings along, in an engine in memory."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from wegmarke.domain import TOUCH_UNITS, Unit
from wegmarke.domain.errors import unknown_value
from wegmarke.engine import Engine, open_engine, quoted_name, text_literal
from wegmarke.events.tables import TOUCH_COLUMNS
from wegmarke.paths.given_columns import Given, instants, minor_units, read_given
from wegmarke.paths.index import PathIndex
from wegmarke.paths.readiness import warm_up_in_background
from wegmarke.paths.terms.zone import Calendar
from wegmarke.paths.touches import Touches

_MEMORY_MB: Final = 4096

_CODES: Final = """
CREATE TABLE code AS
SELECT 'event' AS kind, 1::USMALLINT AS code, 'touched' AS text
UNION ALL
SELECT 'touchpoint', row_number() OVER (ORDER BY touchpoint), touchpoint
FROM (SELECT DISTINCT touchpoint FROM given WHERE touchpoint IS NOT NULL)
"""

_ROWS: Final = """
CREATE TABLE arrived AS
SELECT g.unit, g.occurred_at, {is_day} AS precision_day, g.sequence,
    ('00000000-0000-4000-8000-' || lpad(g.number::VARCHAR, 12, '0'))::UUID AS event_id,
    c.code AS touchpoint, g.value_minor, g.currency, {properties} AS properties
FROM given g LEFT JOIN code c ON c.kind = 'touchpoint' AND c.text = g.touchpoint
"""

_TOUCHES: Final = """
INSERT INTO touch BY NAME
SELECT a.* EXCLUDE (properties), a.unit AS {column}, 1 AS source, 1 AS event{neighbours}
FROM arrived a
WINDOW path AS (PARTITION BY unit, touchpoint IS NULL ORDER BY occurred_at, sequence, event_id)
"""

_NEIGHBOURS: Final = """,
    CASE WHEN {is_placed} THEN row_number() OVER path END AS {column}_position,
    CASE WHEN {is_placed} THEN lag(touchpoint, 1, 0::USMALLINT) OVER path END AS {column}_previous,
    CASE WHEN {is_placed} THEN date_diff('microsecond', lag(occurred_at) OVER path, occurred_at) END AS {column}_gap
"""

_IS_PLACED: Final = "unit IS NOT NULL AND touchpoint IS NOT NULL"


def from_data(data: object, by: Unit | str = Unit.ACCOUNT, *, zone: str = "UTC", indexed: bool = False) -> Touches:
    """Make touches of data; see `wegmarke.paths.given_columns` for its columns.

    Args:
        data: an Arrow table, a pandas or polars frame, an ibis table, or the path of a Parquet file.
        by: what the column `unit` holds.
        zone: IANA zone of times without one, and of the midnights of dates.
        indexed: build the path index of the units, for many questions to the same data.

    Raises:
        UsageError: for a unit or zone that does not exist; for data with all problems at once.
    """
    if by not in set(Unit):
        raise unknown_value("by", str(by), [unit.value for unit in Unit])
    unit = Unit(by)
    Calendar.over(zone, None, None)  # refuses a zone that does not exist
    given = read_given(data)
    engine = open_engine(None, memory_mb=_MEMORY_MB)
    _fill(engine, given, unit, zone)
    return _touches(engine, given, unit, indexed=indexed)


def _fill(engine: Engine, given: Given, by: Unit, zone: str) -> None:
    is_stored = by in TOUCH_UNITS
    column = by.value if is_stored else "stated_account"
    rows = _ROWS.format(
        is_day=str(pa.types.is_date(given.rows.schema.field("time").type)).lower(), properties=_properties(given.rows)
    )
    with engine.write() as session:
        session.run(f"CREATE TABLE touch ({TOUCH_COLUMNS}, unit BIGINT)")
        with session.lend(given=_lent(given, zone)):
            session.run(_CODES)
            session.run(rows)
        neighbours = _NEIGHBOURS.format(column=column, is_placed=_IS_PLACED) if is_stored else ""
        session.run(_TOUCHES.format(column=column, neighbours=neighbours))
        session.run("CREATE TABLE event AS SELECT event_id, properties FROM arrived")
        session.run("DROP TABLE arrived")


def _lent(given: Given, zone: str) -> pa.Table:
    rows = given.rows
    number = pa.array(np.arange(rows.num_rows))
    minor, currency = minor_units(rows)
    return pa.table(
        {
            "unit": given.units,
            "touchpoint": rows["touchpoint"].cast(pa.string()),
            "occurred_at": instants(rows["time"], zone),
            "sequence": rows["order"].cast(pa.int64()) if "order" in rows.column_names else number,
            "number": number,
            "value_minor": minor,
            "currency": currency,
            **({"properties": rows["properties"]} if "properties" in rows.column_names else {}),
        }
    )


def _properties(rows: pa.Table) -> str:
    """Return the expression that makes a map of texts of the properties as they were given."""
    if "properties" not in rows.column_names:
        return "NULL::MAP(VARCHAR, VARCHAR)"
    kind = rows.schema.field("properties").type
    if pa.types.is_struct(kind):
        pairs = ", ".join(
            f"{text_literal(field.name)}: g.properties.{quoted_name(field.name)}::VARCHAR" for field in kind
        )
        return f"MAP {{{pairs}}}"
    if pa.types.is_map(kind) or pa.types.is_null(kind):
        return "g.properties::MAP(VARCHAR, VARCHAR)"
    return "g.properties::VARCHAR::JSON::MAP(VARCHAR, VARCHAR)"


def _touches(engine: Engine, given: Given, by: Unit, *, indexed: bool) -> Touches:
    touches, codes = engine.table("touch"), engine.table("code")
    indexes = {}
    if indexed:
        indexes[by] = PathIndex(engine, "unit").build()
        warm_up_in_background()
    named = codes.filter(codes.kind == "touchpoint")
    return Touches(
        touches=touches,
        events=engine.table("event"),
        codes=codes,
        touchpoint_codes=named.select("code", touchpoint=named.text),
        indexes=indexes,
        unit_touches={} if by in TOUCH_UNITS else {by: touches.filter(touches.unit.notnull())},
        unit_names=given.unit_names,
    )
