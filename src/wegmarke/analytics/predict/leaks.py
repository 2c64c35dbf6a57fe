"""Guards against knowing the answer: columns that alone tell nearly everything were probably written after it."""

from __future__ import annotations

import numpy as np

from wegmarke.analytics.predict.quality import auc
from wegmarke.analytics.predict.samples import Floats, Int64s, Samples
from wegmarke.domain import UsageError
from wegmarke.domain.errors import Problem

SUSPICIOUS = 0.9
"""A column of a table whose values alone rank so well is refused: what is known before hardly ever does."""
SUSPICIOUS_TOUCHES = 0.97
"""The same for features of touches, which lie before the cut-off: only dates that were set back tell so much."""
_FEWEST_OF_LEVEL = 5


def column_auc(samples: Samples, outcome: Int64s) -> Floats:
    """Return how well each column alone ranks who did it, from 0.5 to 1, with what is not known as a value of its own.

    Categories, and parts of numbers, are ranked by the share that did it in the other half of the samples.
    """
    found = np.full(len(samples.features), 0.5)
    half = np.arange(samples.size) % 2 == 0
    for number, feature in enumerate(samples.features):
        column = samples.values[:, number]
        groups = _groups(column, is_category=bool(feature.levels))
        score = np.empty(column.size)
        for side in (half, ~half):
            score[side] = _shares(groups[~side], outcome[~side], int(groups.max(initial=0)) + 1)[groups[side]]
        ranked = [auc(score[side], outcome[side]) for side in (half, ~half)]
        known = [one for one in ranked if one is not None]
        if known:
            found[number] = max(float(np.mean(known)), 0.5)
    return found


def refuse_leaks(
    samples: Samples, outcome: Int64s, *, allowed: tuple[str, ...] = (), limit: float = SUSPICIOUS
) -> None:
    """Refuse columns that tell the answer.

    Args:
        samples: the columns.
        outcome: 1 or 0.
        allowed: columns that are known before, however well they tell.
        limit: AUC of one column alone from which on it is refused.

    Raises:
        UsageError: naming every such column and how well it alone ranks.
    """
    alone = column_auc(samples, outcome)
    problems = [
        Problem(
            feature.id, f"a column that is known before, with an AUC below {limit} alone", f"{alone[number]:.3f}",
            "Leave it out (known_after), or name it in `allowed` if it really is known before.", "leak",
        )
        for number, feature in enumerate(samples.features)
        if alone[number] >= limit and feature.id not in allowed
    ]  # fmt: skip
    if problems:
        raise UsageError("features: expected nothing that already tells the answer.", problems=problems)


def _groups(column: Floats, *, is_category: bool) -> Int64s:
    known = ~np.isnan(column)
    if is_category:
        return np.where(known, column + 1, 0).astype(np.int64)
    if not known.any():
        return np.zeros(column.size, np.int64)
    bounds = np.unique(np.quantile(column[known], np.linspace(0, 1, 21)[1:-1]))
    # the ends of a range matter: what only those have who did it may be one value
    return np.where(known, np.searchsorted(bounds, column, side="left") + 1, 0).astype(np.int64)


def _shares(groups: Int64s, outcome: Int64s, size: int) -> Floats:
    often = np.bincount(groups, minlength=size)
    done = np.bincount(groups, outcome, minlength=size)
    base = outcome.mean() if outcome.size else 0.0
    return np.asarray((done + base * _FEWEST_OF_LEVEL) / (often + _FEWEST_OF_LEVEL), np.float64)
