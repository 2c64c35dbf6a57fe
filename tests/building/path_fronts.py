"""One history as the touches of a workspace, with a path index beside them and without one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from uuid import UUID

import pyarrow as pa
from path_engines import fill
from unit_histories import Seen

from wegmarke.domain import TOUCH_UNITS
from wegmarke.engine import Engine, open_engine
from wegmarke.events.tables import TOUCH_COLUMNS
from wegmarke.paths import Touches, index, warm_up

TOUCHPOINTS = {1: "tp_one", 2: "tp_two", 3: "tp_three", 7: "tp_seven", 300: "tp_last"}


def both_ways(
    history: list[Seen], properties: Mapping[UUID, Mapping[str, str]] | None = None
) -> tuple[Touches, Touches]:
    """Return the touches as a workspace without an index sees them, and with one that passes can be asked of."""
    engine = _engine()
    fill(engine, history)
    _fill_events(engine, properties or {})
    alone = Touches(engine.table("touch"), engine.table("event"), engine.table("code"), engine.table("named"))
    indexes = {unit: index.PathIndex(engine, unit).build() for unit in TOUCH_UNITS}
    return alone, Touches(alone.touches, alone.events, alone.codes, alone.touchpoint_codes, indexes)


def _fill_events(engine: Engine, properties: Mapping[UUID, Mapping[str, str]]) -> None:
    rows = [{"event_id": str(event), "properties": list(said.items())} for event, said in properties.items()]
    schema = pa.schema([("event_id", pa.string()), ("properties", pa.map_(pa.string(), pa.string()))])
    with engine.write() as session:
        session.run("DELETE FROM event")
        if rows:
            with session.lend(given=pa.Table.from_pylist(rows, schema=schema)):
                session.run("INSERT INTO event BY NAME FROM given")


@cache
def _engine() -> Engine:
    warm_up()
    engine = open_engine(None)
    named = pa.table({"code": pa.array(TOUCHPOINTS, pa.uint16()), "touchpoint": list(TOUCHPOINTS.values())})
    with engine.write() as session:
        session.run(f"CREATE TABLE touch ({TOUCH_COLUMNS})")
        session.run("CREATE TABLE event (event_id UUID, properties MAP(VARCHAR, VARCHAR))")
        session.run("CREATE TABLE code (kind VARCHAR, code USMALLINT, text VARCHAR)")
        with session.lend(given=named):
            session.run("CREATE TABLE named AS FROM given")
    return engine
