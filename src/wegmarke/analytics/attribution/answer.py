"""A model's credits as a result: rounded so that they add up, checked, with intervals and costs where asked for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from wegmarke.analytics.attribution.asking import Found
from wegmarke.analytics.attribution.costs import cost_columns
from wegmarke.analytics.attribution.models import model_named
from wegmarke.analytics.attribution.question import Question
from wegmarke.analytics.attribution.shared import Model, Shared
from wegmarke.analytics.attribution.sums import check_sums, largest_remainder
from wegmarke.analytics.result import Interval, Result
from wegmarke.domain import LocalizedText, UsageError
from wegmarke.paths import Floats

UNATTRIBUTED = "(unattributed)"


def answer(found: Found, name: str, asked: Question) -> Result:
    """Share the conversions by one model.

    Columns: touchpoint, touches, conversions, share, low, high (of conversions, NULL without draws), value_minor (whole
    minor units that sum to the total), value (the same with broken parts, in whole units), currency; then what the
    model says beside, and costs. The last row is `(unattributed)`, for conversions with no touch before them.
    """
    model = model_named(name, asked, found.new_lead, found.new_opportunity)
    shared = _share(found, model)
    columns = _columns(found, model, shared)
    said = [model.said, *shared.said]
    low, high = _intervals(found, model, asked)
    columns["low"], columns["high"] = low, high
    if asked.intervals:
        said.append(_drawn(asked.intervals))
    table = pa.table({name: columns[name] for name in _ORDER if name in columns} | _beside(shared))
    if asked.costs:
        costs, sentences = cost_columns(table, asked.costs, found.priced.digits)
        table = pa.table({**{name: table[name] for name in table.column_names}, **costs})
        said += sentences
    table = _ordered(table)
    intervals = (Interval("conversions", "low", "high", "Poisson bootstrap"),) if asked.intervals else ()
    return Result("attribution", table, found.definition(*said), found.excluded, intervals=intervals)


def compare(found: Found, names: Sequence[str], asked: Question) -> Result:
    """Share the conversions by several models: one row per model and touchpoint."""
    if not names:
        raise UsageError("models: expected the name of a model; got none. Name some.")
    answers = [answer(found, name, asked) for name in names]
    shown = ("touchpoint", "touches", "conversions", "share", "low", "high", "value_minor", "value", "currency")
    tables = [
        one.rows.select(shown).add_column(0, "model", pa.array([name] * one.rows.num_rows, pa.string()))
        for name, one in zip(names, answers, strict=True)
    ]
    models = [model_named(name, asked, found.new_lead, found.new_opportunity).said for name in names]
    return Result(
        "attribution_models", pa.concat_tables(tables), found.definition(*models), found.excluded,
        intervals=answers[0].intervals,
    )  # fmt: skip


_ORDER = ("touchpoint", "touches", "conversions", "share", "low", "high", "value_minor", "value", "currency")


def _drawn(draws: int) -> LocalizedText:
    return LocalizedText(
        de=f"95-%-Intervalle: aus {draws} Ziehungen der Einheiten mit Zurücklegen (Poisson-Bootstrap).",
        en=f"95 % intervals: from {draws} draws of units with replacement (Poisson bootstrap).",
    )


def _share(found: Found, model: Model) -> Shared:
    if model.needs_instants and not found.paths.has_instants:
        raise UsageError(
            f"{model.id}: expected touches with times; got whole paths. Give touches (unit, touchpoint, time), or "
            f"use a "
            "model that looks at places."
        )
    return model.share(found.paths)


def _columns(found: Found, model: Model, shared: Shared) -> dict[str, pa.Array]:
    paths = found.paths
    untouched, untouched_value = paths.untouched
    conversions = [*shared.credits.conversions.tolist(), untouched]
    value = [*shared.credits.value.tolist(), untouched_value]
    total = round(paths.value)
    if model.adds_up:
        check_sums(conversions, paths.conversions, "conversions")
        check_sums(value, paths.value, "minor units")
        minor = largest_remainder(value, total)
        if sum(minor) != total:
            check_sums([float(one) for one in minor], float(total), "minor units")
    else:
        minor = [round(one) for one in value]
    whole = paths.conversions
    size = len(value)
    return {
        "touchpoint": pa.array([*paths.touchpoints, UNATTRIBUTED], pa.string()),
        "touches": pa.array([*shared.credits.touches.astype(np.int64).tolist(), 0], pa.int64()),
        "conversions": pa.array(conversions, pa.float64()),
        "share": pa.array([one / whole if whole else 0.0 for one in conversions], pa.float64()),
        "value_minor": pa.array(minor, pa.int64()),
        "value": pa.array([one / 10.0**found.priced.digits for one in value], pa.float64()),
        "currency": pa.array([found.currency] * size, pa.string()),
    }


def _beside(shared: Shared) -> dict[str, pa.Array]:
    return {name: pa.array([*column.tolist(), None], pa.float64()) for name, column in shared.beside.items()}


def _intervals(found: Found, model: Model, asked: Question) -> tuple[pa.Array, pa.Array]:
    size = len(found.paths.touchpoints) + 1
    if not asked.intervals:
        return pa.nulls(size, pa.float64()), pa.nulls(size, pa.float64())
    chance = np.random.default_rng(asked.seed)
    drawn = np.empty((asked.intervals, size))
    for number in range(asked.intervals):
        again = found.paths.drawn_again(chance)
        drawn[number] = [*model.share(again).credits.conversions, again.untouched[0]]
    bounds: Floats = np.quantile(drawn, [0.025, 0.975], axis=0)
    return pa.array(bounds[0]), pa.array(bounds[1])


def _ordered(table: pa.Table) -> pa.Table:
    """Put the largest credit first; what is unattributed stays last."""
    rows = table.num_rows - 1
    conversions, names = table["conversions"].to_pylist(), table["touchpoint"].to_pylist()
    order = sorted(range(rows), key=lambda row: (-conversions[row], names[row]))
    return table.take(pa.array([*order, rows], pa.int64()))
