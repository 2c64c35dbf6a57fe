"""Primitives of phases and of retention as the engine suite asks them: of every implementation, with plain rows."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from path_engines import Kernels, implementation, touch_tables

from wegmarke.paths import index
from wegmarke.paths.expressions.phase_stays import phase_stays as stay_expression
from wegmarke.paths.expressions.returns import period_amounts as amount_expression
from wegmarke.paths.expressions.returns import return_marks as mark_expression
from wegmarke.paths.primitives.returns import of_marks


def stays_of(name, history, by, period, phase_of):
    """Return {unit: [(phase, entered_at), …]}."""
    engine = implementation(name)
    found = {}
    if isinstance(engine, Kernels):
        stays = index.phase_stays(engine.snapshot(history, by), phase_of, period)
        at = pa.array(stays.entered_at.view("datetime64[us]"), pa.timestamp("us")).to_pylist()
        units = np.repeat(stays.units, np.diff(stays.starts)).tolist()
        rows = list(zip(units, stays.phase.tolist(), at, strict=True))
    else:
        asked = engine.rows(history, stay_expression(touch_tables(), by, period, phase_of))
        rows = sorted((row["unit"], row["entered_at"], row["phase"]) for row in asked)
        rows = [(unit, phase, at) for unit, at, phase in rows]
    for unit, phase, at in rows:
        found.setdefault(unit, []).append((phase, at))
    return found


def returns_of(name, history, by, period, calendar, asked):
    """Return {(cohort, periods since): units}, and members under None."""
    engine = implementation(name)
    if isinstance(engine, Kernels):
        begins, members, marks = index.return_marks(engine.snapshot(history, by), calendar, asked, period)
        back = asked.back(members, marks)
    else:
        rows = engine.rows(history, mark_expression(touch_tables(), by, period, calendar, asked))
        schema = pa.schema([("cohort", pa.date32()), ("mark", pa.int64()), ("units", pa.int64())])
        rows = [{key: row[key] for key in schema.names} for row in rows]
        cohorts = of_marks(pa.Table.from_pylist(rows, schema), asked)
        begins, members, back = cohorts.begins, cohorts.belonging, cohorts.back
    found = {(begin, None): int(size) for begin, size in zip(begins, members, strict=True)}
    for place, begin in enumerate(begins):
        found |= {(begin, since): int(units) for since, units in enumerate(back[place]) if units}
    return found


def amounts_of(name, history, by, period, calendar, length, touchpoints):
    """Return {(unit, currency, first day): value}."""
    engine = implementation(name)
    if isinstance(engine, Kernels):
        snapshot = engine.snapshot(history, by)
        rows = index.period_amounts(snapshot, calendar, length, period, touchpoints=touchpoints).to_pylist()
        rows = [row | {"currency": index.currency_of(row["currency"])} for row in rows]
    else:
        asked = amount_expression(touch_tables(), by, period, calendar, length, touchpoints=touchpoints)
        rows = engine.rows(history, asked)
    assert len(rows) == len({(row["unit"], row["currency"], row["begins"]) for row in rows})
    return {(row["unit"], row["currency"], row["begins"]): row["value_minor"] for row in rows}
