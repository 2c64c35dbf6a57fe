"""Models of a table that somebody brings along: one row per unit, columns known before, and what came of it.

With a column of instants the newest rows are held out; without one a part drawn at random is, and the card says that
this is no test on later time. Columns known only after the outcome are named and left out; others that alone tell the
answer are refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.predict import quality
from wegmarke.analytics.predict.calibration import fit_calibration, probability
from wegmarke.analytics.predict.leaks import refuse_leaks
from wegmarke.analytics.predict.samples import Feature, Floats, Int64s, Samples, Truths
from wegmarke.analytics.predict.training import Trained, better_kind, figures, finished, fit, fold_figures, refuse_few
from wegmarke.domain import LocalizedText, UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.domain.predictions import LeftOutColumn, ModelKind
from wegmarke.paths import as_arrow

_MOST_LEVELS = 200
_TURNS = 5
_DIFFERENT_ROWS = 0.9
KNOWN_AFTER = LocalizedText(de="erst danach bekannt", en="known only afterwards")
_NAMES = LocalizedText(de="fast jede Zeile hat einen eigenen Wert", en="nearly every row has a value of its own")
_SAME = LocalizedText(de="überall derselbe Wert", en="the same value everywhere")


@dataclass(frozen=True)
class TrainedTable:
    """A model of a table.

    Attributes:
        trained: model and figures, about the part that was held out.
        samples: all rows; `held_out` tells which were held out.
        outcome: 1 or 0 per row.
        held_out: of shape (rows,).
        left_out: columns that were not used, with the reason.
        by_time: whether the newest rows were held out.
    """

    trained: Trained
    samples: Samples
    outcome: Int64s
    held_out: Truths
    left_out: tuple[LeftOutColumn, ...]
    by_time: bool


def train_table(
    data: object,
    target: str,
    positive: str | int | bool = True,  # a value of the column, whatever its type
    *,
    known_after: Sequence[str] | Mapping[str, str] = (),
    allowed: Sequence[str] = (),
    instant: str | None = None,
    held_out: float = 0.2,
    kind: ModelKind | str | None = None,
    seed: int = 7,
) -> TrainedTable:
    """Fit a model of a table and test it on rows that were held out.

    Args:
        data: an Arrow table, a pandas or polars frame, an ibis table, or the path of a Parquet file.
        target: column with what is foretold.
        positive: its value for those who did it.
        known_after: columns that are written only afterwards; as a mapping with the reason.
        allowed: columns that are known before, however well they tell the answer.
        instant: column with the instant of each row; the newest part is held out then.
        held_out: which part, above 0 and below 1.
        kind: linear or trees; None takes what does better within the other rows.
        seed: of every draw.

    Raises:
        UsageError: for unknown columns, fewer than 100 rows of either outcome, or columns that tell the answer.
    """
    table = data if isinstance(data, pa.Table) else as_arrow(data, None)
    given = [target, *known_after, *([instant] if instant else [])]
    if missing := [name for name in given if name not in table.column_names]:
        raise unknown_value("columns", ", ".join(missing), table.column_names)
    if not 0 < held_out < 1:
        raise UsageError(f"held_out: expected a part above 0 and below 1; got {held_out:g}. Take 0.2 for a fifth.")
    if kind is not None and kind not in set(ModelKind):
        raise unknown_value("kind", kind, list(ModelKind))
    outcome = _outcome(table[target], positive)
    refuse_few(int(outcome.sum()), outcome.size)
    reasons = dict(known_after) if isinstance(known_after, Mapping) else dict.fromkeys(known_after, "")
    samples, left_out = _read(table, {target, *([instant] if instant else [])}, reasons)
    apart = _apart(table, instant, outcome, held_out, seed)
    trained = _train(samples, outcome, apart, ModelKind(kind) if kind else None, seed, tuple(allowed))
    return TrainedTable(trained, samples, outcome, apart, tuple(left_out), instant is not None)


def _train(
    samples: Samples, outcome: Int64s, apart: Truths, kind: ModelKind | None, seed: int, allowed: tuple[str, ...]
) -> Trained:
    known, truth = samples.only(~apart), outcome[~apart]
    refuse_leaks(known, truth, allowed=allowed)
    raws = {one: _in_turns(known, truth, one, seed) for one in ([kind] if kind else list(ModelKind))}
    losses = {one: quality.log_loss(probability(raw), truth) for one, raw in raws.items()}
    best = better_kind(losses)
    model = finished(fit(known, truth, best, seed), fit_calibration(raws[best], truth), known)
    asked = samples.only(apart)
    chance = model.probabilities(asked)
    return figures(
        model, known, chance, outcome[apart], asked.unit, seed,
        losses={one.value: loss for one, loss in losses.items()}, folds=(fold_figures(0, chance, outcome[apart]),),
    )  # fmt: skip


def _in_turns(samples: Samples, outcome: Int64s, kind: ModelKind, seed: int) -> Floats:
    """Return log-odds of each row by a model that did not see it."""
    turn = np.random.default_rng(seed).permutation(samples.size) % _TURNS
    raw = np.empty(samples.size)
    for one in range(_TURNS):
        fitted = fit(samples.only(turn != one), outcome[turn != one], kind, seed)
        raw[turn == one] = fitted.raw(samples.values[turn == one])[:, 0]
    return raw


def _outcome(column: pa.ChunkedArray, positive: str | int | bool) -> Int64s:
    if pa.types.is_boolean(column.type):
        found = column
    else:
        found = pc.equal(column.cast(pa.string()), str(int(positive) if isinstance(positive, bool) else positive))
    return np.asarray(pc.fill_null(found, False).to_numpy(), np.int64)


def _apart(table: pa.Table, instant: str | None, outcome: Int64s, part: float, seed: int) -> Truths:
    if instant is not None:
        at = np.asarray(table[instant].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy())
        return np.asarray(at > np.quantile(at, 1 - part), np.bool_)
    chance, apart = np.random.default_rng(seed), np.zeros(outcome.size, np.bool_)
    for value in (0, 1):
        rows = chance.permutation(np.flatnonzero(outcome == value))
        apart[rows[: round(rows.size * part)]] = True
    return apart


def _read(table: pa.Table, target: set[str], known_after: Mapping[str, str]) -> tuple[Samples, list[LeftOutColumn]]:
    features, columns, left_out = [], [], []
    for name in table.column_names:
        if name in target:
            continue
        if name in known_after:
            said = known_after[name]
            left_out.append(LeftOutColumn(name, LocalizedText.of(said) if said else KNOWN_AFTER))
            continue
        column, levels = _numbers(table[name])
        different = len(levels) if levels else np.unique(column[~np.isnan(column)]).size
        is_whole = not levels and bool(np.all(np.mod(column[~np.isnan(column)], 1) == 0))
        if different > _DIFFERENT_ROWS * table.num_rows and (levels or is_whole):
            left_out.append(LeftOutColumn(name, _NAMES))
        elif different < 2 and not np.isnan(column).any():
            left_out.append(LeftOutColumn(name, _SAME))
        else:
            features.append(Feature(name, LocalizedText.of(name), levels[:_MOST_LEVELS]))
            columns.append(np.where(column >= _MOST_LEVELS, np.nan, column) if levels else column)
    numbers = np.arange(table.num_rows, dtype=np.int64)
    values = np.column_stack(columns) if columns else np.empty((table.num_rows, 0))
    return Samples(tuple(features), values, numbers, np.zeros(table.num_rows, np.int64)), left_out


def _numbers(column: pa.ChunkedArray) -> tuple[Floats, tuple[str, ...]]:
    """Return a column as numbers, or as places among its values with the most frequent first."""
    kind = column.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return np.asarray(pc.fill_null(column.cast(pa.float64()), float("nan")).to_numpy(), np.float64), ()
    texts = column.cast(pa.string())
    if (numbers := _read_numbers(texts)) is not None:
        return numbers, ()
    counted = pc.value_counts(pc.drop_null(texts)).to_pylist()
    order = [one["values"] for one in sorted(counted, key=lambda one: (-one["counts"], one["values"]))]
    place = pc.index_in(texts, pa.array(order, pa.string()))
    return np.asarray(pc.fill_null(place.cast(pa.float64()), float("nan")).to_numpy(), np.float64), tuple(order)


def _read_numbers(texts: pa.ChunkedArray) -> Floats | None:
    """Return texts that are numbers or blank as numbers; None where any is something else."""
    trimmed = pc.utf8_trim_whitespace(texts)
    filled = pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)
    if filled.null_count == len(filled):
        return None
    try:
        return np.asarray(pc.fill_null(filled.cast(pa.float64()), float("nan")).to_numpy(), np.float64)
    except pa.ArrowInvalid:
        return None
