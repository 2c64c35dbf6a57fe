"""The implementations that the engine suite holds against each other, each answering with plain rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from ibis.backends.sql.compilers.clickhouse import compiler as clickhouse
from unit_histories import SCHEMA, Seen, as_rows

from wegmarke.domain import Unit
from wegmarke.engine import Engine, compile_sql, open_engine
from wegmarke.events.tables import TOUCH_COLUMNS
from wegmarke.paths import Period, Touches, index, transition_codes, transition_unit_codes
from wegmarke.paths import cohort_grid as cohort_expression
from wegmarke.paths import first_last_before as before_expression
from wegmarke.paths import sessions as session_expression
from wegmarke.paths import time_in_phase as phase_expression
from wegmarke.paths import variants as variant_expression
from wegmarke.paths import windowed_counts as count_expression
from wegmarke.paths import windowed_matches as match_expression

Row = Mapping[str, Any]
_NO_TABLE = ibis.table({"code": "uint16", "touchpoint": "string"}, name="nothing")


class Kernels:
    """Compiled passes over an index that was built at once."""

    def __init__(self) -> None:
        self.engine = _memory()

    def snapshot(self, history: list[Seen], by: Unit) -> index.Snapshot:
        fill(self.engine, history)
        return index.PathIndex(self.engine, by).build()

    def transitions(self, history: list[Seen], by: Unit, period: Period) -> list[Row]:
        return index.transitions(self.snapshot(history, by), period).to_pylist()

    def transition_units(self, history: list[Seen], by: Unit, period: Period) -> list[Row]:
        rows = index.transition_units(self.snapshot(history, by), period).to_pylist()
        return [row for row in rows if row["from_code"] and row["to_code"]]

    def variants(self, history: list[Seen], by: Unit, period: Period, **asked: Any) -> list[Row]:
        rows = index.variants(self.snapshot(history, by), period, **asked).table.to_pylist()
        return [{"spelled": tuple(row["touchpoints"]), "units": row["units"]} for row in rows]

    def windowed_matches(self, history: list[Seen], by: Unit, period: Period, steps: Any, **asked: Any) -> list[Row]:
        return index.windowed_matches(self.snapshot(history, by), steps, period, **asked).table().to_pylist()

    def sessions(self, history: list[Seen], by: Unit, period: Period) -> list[Row]:
        return index.sessions(self.snapshot(history, by), period).to_pylist()

    def time_in_phase(self, history: list[Seen], by: Unit, period: Period, **asked: Any) -> list[Row]:
        return index.time_in_phase(self.snapshot(history, by), period, **asked).to_pylist()

    def cohort_grid(self, history: list[Seen], by: Unit, period: Period, calendar: Any, **asked: Any) -> list[Row]:
        return index.cohort_grid(self.snapshot(history, by), calendar, period, **asked).to_pylist()

    def windowed_counts(self, history: list[Seen], by: Unit, period: Period, **asked: Any) -> list[Row]:
        found = index.windowed_counts(self.snapshot(history, by), period, **asked)
        return pa.table(
            {
                "unit": found.units,
                "touches": found.touches,
                "first_at": pa.array(found.first_at.view("datetime64[us]"), pa.timestamp("us")),
                "last_at": pa.array(found.last_at.view("datetime64[us]"), pa.timestamp("us")),
                "value_minor": found.value_minor,
            }
        ).to_pylist()

    def first_last_before(self, history: list[Seen], by: Unit, period: Period, anchors: Any, **asked: Any) -> list[Row]:
        return index.first_last_before(self.snapshot(history, by), anchors, period, **asked).to_pylist()


class BaseAndDelta(Kernels):
    """Compiled passes over a base that lacks some touches, and a delta with the units these belong to."""

    def snapshot(self, history: list[Seen], by: Unit) -> index.Snapshot:
        earlier = [touch for number, touch in enumerate(history) if number % 3]
        fill(self.engine, earlier)
        paths = index.PathIndex(self.engine, by)
        paths.build()
        fill(self.engine, history)
        changed = {getattr(touch, by.value) for touch in history} - {None}
        late = {getattr(touch, by.value) for touch in history if touch not in earlier} - {None}
        assert late <= changed
        return paths.update(np.array(sorted(late), np.int64))


class Expressions:
    """Expressions on the embedded engine."""

    def __init__(self) -> None:
        self.engine = _memory()

    def rows(self, history: list[Seen], expression: ibis.Table) -> list[Row]:
        fill(self.engine, history)
        return self.engine.query(compile_sql(expression)).to_pylist()

    def transitions(self, history: list[Seen], by: Unit, period: Period) -> list[Row]:
        return self.rows(history, transition_codes(_touches(), by, period))

    def transition_units(self, history: list[Seen], by: Unit, period: Period) -> list[Row]:
        return self.rows(history, transition_unit_codes(_touches(), by, period))

    def variants(self, history: list[Seen], by: Unit, period: Period, **asked: Any) -> list[Row]:
        rows = self.rows(history, variant_expression(_touches(), by, period, **asked))
        return [{"spelled": tuple(map(int, row["spelled"].split())), "units": row["units"]} for row in rows]

    def windowed_matches(self, history: list[Seen], by: Unit, period: Period, steps: Any, **asked: Any) -> list[Row]:
        return self.rows(history, match_expression(_touches(), by, period, steps, **asked))

    def sessions(self, history: list[Seen], by: Unit, period: Period) -> list[Row]:
        return self.rows(history, session_expression(_touches(), by, period))

    def time_in_phase(self, history: list[Seen], by: Unit, period: Period, **asked: Any) -> list[Row]:
        return self.rows(history, phase_expression(_touches(), by, period, **asked))

    def cohort_grid(self, history: list[Seen], by: Unit, period: Period, calendar: Any, **asked: Any) -> list[Row]:
        return self.rows(history, cohort_expression(_touches(), by, period, calendar, **asked))

    def windowed_counts(self, history: list[Seen], by: Unit, period: Period, **asked: Any) -> list[Row]:
        return self.rows(history, count_expression(_touches(), by, period, **asked))

    def first_last_before(self, history: list[Seen], by: Unit, period: Period, anchors: Any, **asked: Any) -> list[Row]:
        return self.rows(history, before_expression(_touches(), by, period, anchors, **asked))


class ClickHouse(Expressions):
    """The same expressions in the dialect of ClickHouse, on its embedded build."""

    def __init__(self) -> None:
        from chdb import session

        self.session = session.Session()

    def rows(self, history: list[Seen], expression: ibis.Table) -> list[Row]:
        touch = as_rows(history)  # the statement reads it by the name of this variable
        assert touch.num_columns
        sql = clickhouse.to_sqlglot(expression.unbind()).sql("clickhouse")
        sql = re.sub(r'"touch" AS', "Python(touch) AS", sql)
        return [_plain(row) for row in self.session.query(sql, "ArrowTable").to_pylist()]


@cache
def implementation(name: str) -> Any:
    """Return an implementation by name, the same one each time in a process."""
    return {"kernels": Kernels, "base and delta": BaseAndDelta, "duckdb": Expressions, "clickhouse": ClickHouse}[name]()


def fill(engine: Engine, history: list[Seen]) -> None:
    """Let the touch table hold a history and nothing else."""
    with engine.write() as session:
        session.run("DELETE FROM touch")
        if history:
            with session.lend(given=as_rows(history)):
                session.run("INSERT INTO touch BY NAME SELECT *, false AS precision_day, 1 AS source FROM given")


def _memory() -> Engine:
    engine = open_engine(None)
    with engine.write() as session:
        session.run(f"CREATE TABLE touch ({TOUCH_COLUMNS})")
    return engine


def _touches() -> Touches:
    touch = ibis.table(ibis.Schema.from_pyarrow(SCHEMA), name="touch").mutate(precision_day=False)
    return Touches(touch, _NO_TABLE, _NO_TABLE, _NO_TABLE)


def _plain(row: Row) -> Row:
    """Take the zone off instants: ClickHouse names the one in which it runs."""
    return dict(_without_zone(row))


def _without_zone(row: Row) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        yield name, value.replace(tzinfo=None) if getattr(value, "tzinfo", None) is not None else value
