"""Lift of a treatment: what treated units did beside units that were left out at random, with intervals.

Only a random holdout makes the difference a consequence of the treatment. Whoever asks says that there was one; without
that nothing is computed. Rates: score interval of Newcombe (1998) for the difference of two independent shares. Means,
such as spend: Welch's interval. The z of shares is the pooled one.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.definition import Definition
from wegmarke.analytics.intervals import wilson
from wegmarke.analytics.predict.samples import Floats, Truths
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.small_numbers import Guard
from wegmarke.domain import LocalizedText, UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import as_arrow

_COLUMNS = [
    ("part", pa.string()), ("outcome", pa.string()), ("n_treated", pa.int64()), ("n_holdout", pa.int64()),
    ("treated", pa.float64()), ("holdout", pa.float64()), ("lift", pa.float64()), ("low", pa.float64()),
    ("high", pa.float64()), ("relative", pa.float64()), ("z", pa.float64()),
]  # fmt: skip


def lift(
    data: object,
    group: str,
    treated: str,
    holdout: str,
    outcomes: tuple[str, ...],
    *,
    is_random: bool = False,
    parts: str | None = None,
) -> Result:
    """Compare a treated group with a random holdout.

    Args:
        data: one row per unit: an Arrow table, a frame, an ibis table, or the path of a Parquet file.
        group: column that says in which group a unit is.
        treated: its value for those who were treated.
        holdout: its value for those who were left out at random.
        outcomes: columns of numbers; those of 0 and 1 are compared as shares, others as means.
        is_random: somebody declares that chance alone decided who is in the holdout.
        parts: column by which the lift is told apart, too.

    Returns:
        One row per outcome, and per part and outcome: size of both groups, what both did, lift with its 95 % interval,
        lift ÷ holdout, and z.

    Raises:
        UsageError: without a random holdout, or for columns or groups that are not there.
    """
    if not is_random:
        raise UsageError(
            "lift: expected a holdout that chance alone decided, declared with is_random; got none. Without one, "
            "groups differ for other reasons, too, and no difference says what the treatment did."
        )
    table = data if isinstance(data, pa.Table) else as_arrow(data, None)
    is_treated, is_holdout = _groups(table, [group, *outcomes, *([parts] if parts else [])], treated, holdout)
    rows = []
    for part, inside in _parts(table, parts):
        for name in outcomes:
            column = np.asarray(pc.fill_null(table[name].cast(pa.float64()), 0.0).to_numpy(), np.float64)
            found: dict[str, str | float | int | None] = {"part": part, "outcome": name}
            found.update(_compare(column[is_treated & inside], column[is_holdout & inside]))
            rows.append(found)
    answer = pa.Table.from_pylist(rows, pa.schema(_COLUMNS))
    fewest = pc.min_element_wise(answer["n_treated"], answer["n_holdout"])
    return Result(
        "lift", answer, _definition(treated, holdout),
        intervals=(Interval("lift", "low", "high", "Newcombe or Welch"),),
        guards=(Guard(("lift", "low", "high", "relative", "z"), fewest),),
    )  # fmt: skip


def _groups(table: pa.Table, wanted: list[str], treated: str, holdout: str) -> tuple[Truths, Truths]:
    if missing := [name for name in wanted if name not in table.column_names]:
        raise unknown_value("columns", ", ".join(missing), table.column_names)
    names = table[wanted[0]].cast(pa.string())
    known = pc.unique(names).to_pylist()
    if missing := [name for name in (treated, holdout) if name not in known]:
        raise unknown_value("group", ", ".join(missing), [str(name) for name in known])
    one, other = (np.asarray(pc.equal(names, name).fill_null(False), np.bool_) for name in (treated, holdout))
    return one, other


def _definition(treated: str, holdout: str) -> Definition:
    return Definition(
        (
            LocalizedText(
                de=f"Wirkung: „{treated}“ gegenüber der zufälligen Kontrollgruppe „{holdout}“. Zufall allein hat "
                "zugeteilt; so wurde es angegeben.",
                en=f"Lift: {treated!r} against the random holdout {holdout!r}. Chance alone decided, as was declared.",
            ),
            LocalizedText(
                de="Differenz der Anteile mit Intervall nach Newcombe, der Mittelwerte nach Welch, je 95 %.",
                en="Difference of shares with Newcombe's interval, of means with Welch's, 95 % each.",
            ),
        )
    )


def _parts(table: pa.Table, parts: str | None) -> list[tuple[str | None, Truths]]:
    everybody = (None, np.ones(table.num_rows, np.bool_))
    if parts is None:
        return [everybody]
    texts = table[parts].cast(pa.string())
    names = sorted(pc.unique(pc.drop_null(texts)).to_pylist())
    return [everybody, *((name, np.asarray(pc.equal(texts, name).fill_null(False), np.bool_)) for name in names)]


def _compare(treated: Floats, holdout: Floats) -> dict[str, float | int | None]:
    sizes: dict[str, float | int | None] = {"n_treated": treated.size, "n_holdout": holdout.size}
    if not treated.size or not holdout.size:
        return sizes
    one, other = float(treated.mean()), float(holdout.mean())
    are_shares = bool(np.isin(treated, (0, 1)).all() and np.isin(holdout, (0, 1)).all())
    low, high, z = (_of_shares if are_shares else _of_means)(treated, holdout)
    relative = (one - other) / other if other else None
    return sizes | {
        "treated": one, "holdout": other, "lift": one - other, "low": low, "high": high, "relative": relative, "z": z
    }  # fmt: skip


def _of_shares(treated: Floats, holdout: Floats) -> tuple[float, float, float | None]:
    (a, n), (b, m) = ((int(group.sum()), group.size) for group in (treated, holdout))
    one, other = a / n, b / m
    (low_one, high_one), (low_other, high_other) = wilson(a, n), wilson(b, m)
    low = one - other - sqrt((one - low_one) ** 2 + (high_other - other) ** 2)
    high = one - other + sqrt((high_one - one) ** 2 + (other - low_other) ** 2)
    both = (a + b) / (n + m)
    error = sqrt(both * (1 - both) * (1 / n + 1 / m))
    return low, high, (one - other) / error if error else None


def _of_means(treated: Floats, holdout: Floats) -> tuple[float | None, float | None, float | None]:
    from scipy.stats import t

    if min(treated.size, holdout.size) < 2:
        return None, None, None
    one, other = treated.var(ddof=1) / treated.size, holdout.var(ddof=1) / holdout.size
    error = sqrt(one + other)
    difference = float(treated.mean() - holdout.mean())
    if not error:
        return difference, difference, None
    free = (one + other) ** 2 / (one**2 / (treated.size - 1) + other**2 / (holdout.size - 1))
    half = float(t.ppf(0.975, free)) * error
    return difference - half, difference + half, difference / error
