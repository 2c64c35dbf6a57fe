"""The implementations that the engine suite holds against each other, each answering with plain rows."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from hypothesis import reject
from ibis.backends.sql.compilers.clickhouse import compiler as clickhouse
from spark_cluster import spark
from unit_histories import SCHEMA, Seen, as_rows

from wegmarke.domain import Unit
from wegmarke.engine import Engine, compile_sql, open_engine
from wegmarke.events.tables import TOUCH_COLUMNS
from wegmarke.paths import (
    KINDS,
    Chosen,
    ConversionPaths,
    Cut,
    Endings,
    Period,
    Touches,
    all_variants,
    conversion_touches,
    credit_by_age,
    credit_by_place,
    credit_by_presence,
    index,
    path_rows,
    set_counts_of,
    state_counts_of,
    transition_codes,
    transition_unit_codes,
)
from wegmarke.paths import cohort_grid as cohort_expression
from wegmarke.paths import first_last_before as before_expression
from wegmarke.paths import funnel_attempts as attempt_expression
from wegmarke.paths import outcomes as outcome_expression
from wegmarke.paths import positions as position_expression
from wegmarke.paths import sessions as session_expression
from wegmarke.paths import tally as tally_expression
from wegmarke.paths import time_in_phase as phase_expression
from wegmarke.paths import transition_wait_codes as wait_expression
from wegmarke.paths import variants as variant_expression
from wegmarke.paths import windowed_counts as count_expression

Row = Mapping[str, Any]
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # tables hold UTC without a zone
NAMES = pa.table({"code": pa.array([1, 2, 3, 7, 300], pa.uint16()), "touchpoint": ["ad", "fair", "demo", "buy", "nps"]})
_CODES = ibis.table(ibis.Schema.from_pyarrow(NAMES.schema), name="touchpoint_code")


def _credited(found: ConversionPaths, credited: index.Credits) -> list[Row]:
    rows = zip(found.touchpoints, credited.conversions.tolist(), credited.touches.tolist(), strict=True)
    return [{"touchpoint": int(name), "conversions": won, "touches": int(n)} for name, won, n in rows if n]


def _a_set(touchpoints: tuple[int, ...], conversions: float, paths: float) -> Row:
    return {"touchpoints": tuple(sorted(touchpoints)), "conversions": int(conversions), "paths": int(paths)}


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

    def cut_transitions(self, history: list[Seen], by: Unit, period: Period, cut: Cut, **asked: Any) -> list[Row]:
        snapshot = self.snapshot(history, by)
        return index.transitions(
            snapshot, period, selection=index.select_stretch(snapshot, cut, period), **asked
        ).to_pylist()

    def cut_transition_units(self, history: list[Seen], by: Unit, period: Period, cut: Cut, **asked: Any) -> list[Row]:
        snapshot = self.snapshot(history, by)
        selection = index.select_stretch(snapshot, cut, period)
        rows = index.transition_units(snapshot, period, selection=selection, **asked).to_pylist()
        return [row for row in rows if row["from_code"] and row["to_code"]]

    def positions(
        self, history: list[Seen], by: Unit, period: Period, last: int, cut: Cut | None, **asked: Any
    ) -> list[Row]:
        snapshot = self.snapshot(history, by)
        selection = None if cut is None else index.select_stretch(snapshot, cut, period)
        return index.positions(snapshot, last, period, selection=selection, **asked).to_pylist()

    def outcomes(self, history: list[Seen], by: Unit, period: Period, endings: Endings) -> list[Row]:
        snapshot = self.snapshot(history, by)
        found = index.outcomes(snapshot, endings, period)
        rows = []
        for part, numbers, values in zip(snapshot.parts(), found.numbers, found.values, strict=True):
            told = zip(part.columns.units.tolist(), numbers.tolist(), values.tolist(), strict=True)
            rows += [{"unit": u, "outcome": n, "value_minor": value} for u, n, value in told if n >= 0]
        return rows

    def ended_variants(
        self, history: list[Seen], by: Unit, period: Period, endings: Endings, cut: Cut, **asked: Any
    ) -> list[Row]:
        snapshot = self.snapshot(history, by)
        selection, ended = index.select_stretch(snapshot, cut, period), index.outcomes(snapshot, endings, period)
        found = index.variants(snapshot, period, selection=selection, outcomes=ended, top=1_000, **asked)
        return [row | {"touchpoints": tuple(row["touchpoints"])} for row in found.table.to_pylist()]

    def waits(self, history: list[Seen], by: Unit, period: Period, cut: Cut | None, **asked: Any) -> list[Row]:
        snapshot = self.snapshot(history, by)
        stretch = None if cut is None else index.select_stretch(snapshot, cut, period)
        return index.transition_waits(snapshot, period, selection=stretch, **asked).to_pylist()

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

    def funnel_attempts(self, history: list[Seen], by: Unit, period: Period, course: Any, marking: Any) -> list[Row]:
        return index.funnel_attempts(self.snapshot(history, by), course, marking, period).to_pylist()

    def tally(
        self, history: list[Seen], by: Unit, period: Period, left_out: frozenset[str], units: list[int]
    ) -> list[Row]:
        snapshot = self.snapshot(history, by)
        kinds = {kind: KINDS[kind] for kind in sorted(left_out)}
        chosen = index.select_units(snapshot, np.array(units, np.int64))
        return index.tally(snapshot, period, kinds=kinds, units=chosen).to_pylist()

    def conversion_paths(self, history: list[Seen], by: Unit, period: Period, **asked: Any) -> ConversionPaths:
        converting, codes = asked.pop("converting"), asked.pop("touchpoints")
        names = {code: str(code) for code in codes}
        return index.conversion_paths(self.snapshot(history, by), converting, names, period, **asked)

    def conversion_touches(self, history: list[Seen], by: Unit, period: Period, **asked: Any) -> list[Row]:
        rows = path_rows(self.conversion_paths(history, by, period, **asked)).to_pylist()
        return [
            {"unit": row["unit"], "is_won": row["conversions"] == 1, "touchpoints": tuple(map(int, row["touchpoints"]))}
            for row in rows
            if row["touchpoints"]
        ]

    def credit_by_place(
        self, history: list[Seen], by: Unit, period: Period, shares: tuple[float, float, float], **asked: Any
    ) -> list[Row]:
        found = self.conversion_paths(history, by, period, **asked)
        return _credited(found, index.credit_by_place(found, *shares))

    def credit_by_age(
        self, history: list[Seen], by: Unit, period: Period, half_life: timedelta, **asked: Any
    ) -> list[Row]:
        found = self.conversion_paths(history, by, period, **asked)
        return _credited(found, index.credit_by_age(found, half_life))

    def credit_by_presence(
        self, history: list[Seen], by: Unit, period: Period, shared: bool, **asked: Any
    ) -> list[Row]:
        found = self.conversion_paths(history, by, period, **asked)
        return _credited(found, index.credit_by_presence(found, shared=shared))

    def set_counts(self, history: list[Seen], by: Unit, period: Period, **asked: Any) -> list[Row]:
        found = self.conversion_paths(history, by, period, **asked)
        counts = index.set_counts(found)
        rows = zip(counts.sets.tolist(), counts.conversions.tolist(), counts.paths.tolist(), strict=True)
        return [
            _a_set(tuple(int(name) for place, name in enumerate(found.touchpoints) if among >> place & 1), won, paths)
            for among, won, paths in rows
            if among
        ]

    def state_counts(self, history: list[Seen], by: Unit, period: Period, order: int, **asked: Any) -> list[Row]:
        found = self.conversion_paths(history, by, period, **asked)
        counts = index.state_counts(found, order)

        def text(state: int) -> str:
            digits = [state // counts.base**place % counts.base for place in reversed(range(order))]
            return " ".join(found.touchpoints[digit - 1] for digit in digits if digit)

        rows = Counter[tuple[str, int]]()
        for gram, often in zip(counts.grams.tolist(), counts.gram_counts.tolist(), strict=True):
            state, after = divmod(gram, counts.base)
            rows[text(state), int(found.touchpoints[after - 1])] += int(often)
        ends = zip(counts.ended.tolist(), counts.conversions.tolist(), counts.nulls.tolist(), strict=True)
        for state, won, lost in ends:
            rows[text(state), 0] += int(won)
            rows[text(state), -1] += int(lost)
        return [{"state": state, "following": after, "often": often} for (state, after), often in rows.items() if often]


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
        return self.rows(history, transition_codes(touch_tables(), by, period))

    def transition_units(self, history: list[Seen], by: Unit, period: Period) -> list[Row]:
        return self.rows(history, transition_unit_codes(touch_tables(), by, period))

    def variants(self, history: list[Seen], by: Unit, period: Period, **asked: Any) -> list[Row]:
        rows = self.rows(history, variant_expression(touch_tables(), by, period, **asked))
        return [{"spelled": tuple(map(int, row["spelled"].split())), "units": row["units"]} for row in rows]

    def waits(self, history: list[Seen], by: Unit, period: Period, cut: Cut | None, **asked: Any) -> list[Row]:
        return self.rows(history, wait_expression(touch_tables(), by, period, cut=cut, **asked))

    def sessions(self, history: list[Seen], by: Unit, period: Period) -> list[Row]:
        return self.rows(history, session_expression(touch_tables(), by, period))

    def time_in_phase(self, history: list[Seen], by: Unit, period: Period, **asked: Any) -> list[Row]:
        return self.rows(history, phase_expression(touch_tables(), by, period, **asked))

    def cohort_grid(self, history: list[Seen], by: Unit, period: Period, calendar: Any, **asked: Any) -> list[Row]:
        return self.rows(history, cohort_expression(touch_tables(), by, period, calendar, **asked))

    def windowed_counts(self, history: list[Seen], by: Unit, period: Period, **asked: Any) -> list[Row]:
        return self.rows(history, count_expression(touch_tables(), by, period, **asked))

    def first_last_before(self, history: list[Seen], by: Unit, period: Period, anchors: Any, **asked: Any) -> list[Row]:
        return self.rows(history, before_expression(touch_tables(), by, period, anchors, **asked))

    def funnel_attempts(self, history: list[Seen], by: Unit, period: Period, course: Any, marking: Any) -> list[Row]:
        rows = self.rows(history, attempt_expression(touch_tables(), by, period, course, marking))
        return [
            {name: _of_column(name, value) for name, value in row.items() if not name.startswith("label")}
            for row in rows
        ]

    def conversion_touches(self, history: list[Seen], by: Unit, period: Period, **asked: Any) -> list[Row]:
        rows = self.rows(history, conversion_touches(touch_tables(), by, period, **asked))
        paths: dict[tuple[Any, ...], list[tuple[int, int]]] = {}
        for row in rows:
            key = (row["unit"], row["closed_place"], bool(row["is_won"]))
            paths.setdefault(key, []).append((row["number"], row["touchpoint"]))
        return [
            {"unit": unit, "is_won": won, "touchpoints": tuple(int(code) for _, code in sorted(touches))}
            for (unit, _, won), touches in paths.items()
        ]

    def credit_by_place(
        self, history: list[Seen], by: Unit, period: Period, shares: tuple[float, float, float], **asked: Any
    ) -> list[Row]:
        met = conversion_touches(touch_tables(), by, period, **asked)
        rows = self.rows(history, credit_by_place(met, *shares))
        return [{name: _of_column(name, value) for name, value in row.items()} for row in rows]

    def credit_by_age(
        self, history: list[Seen], by: Unit, period: Period, half_life: timedelta, **asked: Any
    ) -> list[Row]:
        met = conversion_touches(touch_tables(), by, period, **asked)
        rows = self.rows(history, credit_by_age(met, half_life))
        return [{name: _of_column(name, value) for name, value in row.items()} for row in rows]

    def credit_by_presence(
        self, history: list[Seen], by: Unit, period: Period, shared: bool, **asked: Any
    ) -> list[Row]:
        met = conversion_touches(touch_tables(), by, period, **asked)
        rows = self.rows(history, credit_by_presence(met, shared=shared))
        return [{name: _of_column(name, value) for name, value in row.items()} for row in rows]

    def set_counts(self, history: list[Seen], by: Unit, period: Period, **asked: Any) -> list[Row]:
        met, codes = conversion_touches(touch_tables(), by, period, **asked), asked["touchpoints"]
        return [
            _a_set(
                tuple(code for place, code in enumerate(codes) if int(row["among"]) >> place & 1),
                row["conversions"], row["conversions"] + row["nulls"],
            )
            for row in self.rows(history, set_counts_of(met, codes))
        ]  # fmt: skip

    def state_counts(self, history: list[Seen], by: Unit, period: Period, order: int, **asked: Any) -> list[Row]:
        met = conversion_touches(touch_tables(), by, period, **asked)
        counted = Counter[tuple[str, int]]()
        for row in self.rows(history, state_counts_of(met, order)):
            after = int(row["following"] or 0)
            counted[row["state"], after if after or row["is_won"] else -1] += int(row["often"])
        return [{"state": state, "following": after, "often": often} for (state, after), often in counted.items()]

    def tally(
        self, history: list[Seen], by: Unit, period: Period, left_out: frozenset[str], units: list[int]
    ) -> list[Row]:
        tables = touch_tables()
        theirs = tables.touches.filter(tables.touches[by.value].notnull())
        chosen = Chosen(np.array(units, np.int64), left_out=left_out, by=by)
        rows = self.rows(history, tally_expression(replace(tables, touches=theirs, chosen=chosen), by, period))
        code = dict(zip(NAMES["touchpoint"].to_pylist(), NAMES["code"].to_pylist(), strict=True))
        # an engine that knows columns without NULL answers with an empty text
        return [
            {"code": code.get(row["touchpoint"], 0)}
            | {name: row[name] or None for name in ("currency", "left_out")}
            | {name: _of_column(name, row[name]) for name in ("events", "value_minor", "first_at", "last_at")}
            for row in rows
        ]

    def cut_transitions(self, history: list[Seen], by: Unit, period: Period, cut: Cut, **asked: Any) -> list[Row]:
        return self.rows(history, transition_codes(touch_tables(), by, period, cut=cut, **asked))

    def cut_transition_units(self, history: list[Seen], by: Unit, period: Period, cut: Cut, **asked: Any) -> list[Row]:
        return self.rows(history, transition_unit_codes(touch_tables(), by, period, cut=cut, **asked))

    def positions(
        self, history: list[Seen], by: Unit, period: Period, last: int, cut: Cut | None, **asked: Any
    ) -> list[Row]:
        return self.rows(history, position_expression(touch_tables(), by, period, last, cut=cut, **asked))

    def outcomes(self, history: list[Seen], by: Unit, period: Period, endings: Endings) -> list[Row]:
        return self.rows(history, outcome_expression(touch_tables(), by, period, endings))

    def ended_variants(
        self, history: list[Seen], by: Unit, period: Period, endings: Endings, cut: Cut, **asked: Any
    ) -> list[Row]:
        expression = all_variants(touch_tables(), by, period, endings=endings, cut=cut, **asked)
        return [
            {name: count for name, count in row.items() if name != "spelled"}
            | {"touchpoints": tuple(map(int, row["spelled"].split()))}
            for row in self.rows(history, expression)
        ]


class ClickHouse(Expressions):
    """The same expressions in the dialect of ClickHouse, on its embedded build."""

    def __init__(self) -> None:
        from chdb import session

        self.session = session.Session()

    def rows(self, history: list[Seen], expression: ibis.Table) -> list[Row]:
        touch = as_rows(history)  # the statement reads it by the name of this variable
        assert touch.num_columns
        sql = clickhouse.to_sqlglot(expression.unbind()).sql("clickhouse")
        touchpoint_code = NAMES
        assert touchpoint_code.num_columns
        sql = re.sub(r'"(touch|touchpoint_code)" AS', r"Python(\1) AS", sql)
        return [_plain(row) for row in self.session.query(sql, "ArrowTable").to_pylist()]


class Spark(Expressions):
    """The same expressions on a cluster of Spark; each test asks few of its examples."""

    def __init__(self) -> None:
        self.elsewhere = spark()
        self.asked: Counter[str] = Counter()

    def rows(self, history: list[Seen], expression: ibis.Table) -> list[Row]:
        test = os.environ["PYTEST_CURRENT_TEST"]
        if self.asked[test] == _FEW:
            reject()
        self.asked[test] += 1
        for name, rows in (("touch", as_rows(history)), ("touchpoint_code", NAMES)):
            self.elsewhere.backend.lend(name, rows)
        return self.elsewhere.query(expression.unbind()).to_pylist()


_FEW = int(os.environ.get("WEGMARKE_SPARK_EXAMPLES", "10"))
_IMPLEMENTATIONS = {
    "kernels": Kernels,
    "base and delta": BaseAndDelta,
    "duckdb": Expressions,
    "clickhouse": ClickHouse,
    "spark": Spark,
}


@cache
def implementation(name: str) -> Any:
    """Return an implementation by name, the same one each time in a process."""
    return _IMPLEMENTATIONS[name]()


def fill(engine: Engine, history: list[Seen]) -> None:
    """Let the touch table hold a history and nothing else."""
    with engine.write() as session:
        session.run("DELETE FROM touch")
        if history:
            with session.lend(given=as_rows(history)):
                session.run("INSERT INTO touch BY NAME SELECT *, 1 AS source FROM given")


def _memory() -> Engine:
    engine = open_engine(None)
    with engine.write() as session:
        session.run(f"CREATE TABLE touch ({TOUCH_COLUMNS})")
        with session.lend(names=NAMES):
            session.run("CREATE TABLE touchpoint_code AS FROM names")
    return engine


def touch_tables() -> Touches:
    """Return the tables that expressions are written over; those that no primitive asks stand for each other."""
    touch = ibis.table(ibis.Schema.from_pyarrow(SCHEMA), name="touch")
    return Touches(touch, _CODES, _CODES, _CODES)


def _of_column(name: str, value: Any) -> Any:
    """Return an instant for microseconds, and a truth for 0 or 1."""
    if value is None or not name.startswith(("at_", "day_", "next_at")):
        return value
    return bool(value) if name.startswith("day_") else _EPOCH + timedelta(microseconds=value)


def _plain(row: Row) -> Row:
    """Take the zone off instants: ClickHouse names the one in which it runs."""
    return dict(_without_zone(row))


def _without_zone(row: Row) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        yield name, value.replace(tzinfo=None) if getattr(value, "tzinfo", None) is not None else value
