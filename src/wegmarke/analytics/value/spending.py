"""Costs by month, of one group of scopes and in one currency: figures of different groups are never mixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.value.money import priced
from wegmarke.domain import Language, LocalizedText, UsageError
from wegmarke.domain.costs import GROUP_WORDS, SCOPE_WORDS, SCOPES_OF, CostGroup
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import Floats

COLUMNS: Final = ("month", "scope", "amount_minor", "currency")
_PLACES: Final = ("touchpoint", "channel")


@dataclass(frozen=True)
class Spending:
    """Costs of one group.

    Attributes:
        month: of each cost, as months since 1970.
        minor: amounts in minor units of `currency`.
        rows: the table they came from, row by row.
        group: which scopes count.
        currency: of all amounts.
        said: which costs count, and what was done about currencies.
    """

    month: npt.NDArray[np.int64]
    minor: Floats
    rows: pa.Table
    group: CostGroup
    currency: str
    said: tuple[LocalizedText, ...]

    def of_month(self, month: int) -> float:
        """Return what was spent in a month."""
        return float(self.minor[self.month == month].sum())

    @property
    def months(self) -> tuple[int, int] | None:
        """Return the first and the last month with a cost."""
        return (int(self.month.min()), int(self.month.max())) if self.month.size else None

    def by_place(self, name: str, first: int, last: int) -> dict[str, float]:
        """Return what was spent from one month to another, both included, per touchpoint or channel that is named."""
        sums: dict[str, float] = {}
        inside = (self.month >= first) & (self.month <= last)
        for place, minor, counts in zip(self.rows[name].to_pylist(), self.minor.tolist(), inside.tolist(), strict=True):
            if counts and place is not None:
                sums[place] = sums.get(place, 0.0) + minor
        return sums


def read_spending(
    costs: pa.Table, group: CostGroup | str | Sequence[str], currency: str | None, rates: Mapping[str, float]
) -> Spending:
    """Read a table of costs.

    Args:
        costs: columns month (a date), scope, amount_minor, currency, and where wanted touchpoint and channel.
        group: `media` for media alone, `full` for all scopes.
        currency: of all amounts; None for the one with the largest sum.
        rates: what one unit of another currency is worth in it; costs in currencies without a rate do not count.

    Raises:
        UsageError: for missing columns, and for more than one group.
    """
    chosen = group_of(group)
    if missing := [name for name in COLUMNS if name not in costs.column_names]:
        raise UsageError(f"costs: expected the columns {', '.join(COLUMNS)}; {', '.join(missing)} is missing.")
    allowed = pa.array([scope.value for scope in SCOPES_OF[chosen]])
    costs = costs.filter(pc.is_in(costs["scope"].cast(pa.string()), value_set=allowed))
    for name in _PLACES:
        if name not in costs.column_names:
            costs = costs.append_column(name, pa.nulls(costs.num_rows, pa.string()))
    money = priced(costs["amount_minor"], costs["currency"].cast(pa.string()), currency, rates, "costs")
    counts = np.isfinite(money.minor)
    month = costs["month"].cast(pa.date32()).to_numpy().astype("datetime64[M]").astype(np.int64)
    said = (_group_sentence(chosen), *money.said)
    return Spending(month[counts], money.minor[counts], costs.filter(pa.array(counts)), chosen, money.currency, said)


def group_of(group: CostGroup | str | Sequence[str]) -> CostGroup:
    """Return the one group of scopes that is asked for.

    Raises:
        UsageError: for an unknown one, and for several: ratios of different groups are no ratios.
    """
    names = [group] if isinstance(group, str) else list(group)
    if unknown := [name for name in names if name not in list(CostGroup)]:
        raise unknown_value("group", ", ".join(unknown), [one.value for one in CostGroup])
    if len(set(names)) != 1:
        raise UsageError(
            f"group: expected one group of cost scopes; got {', '.join(names) or 'none'}. Costs of different scopes "
            "are never put into one figure: ask once for each."
        )
    return CostGroup(names[0])


def _group_sentence(group: CostGroup) -> LocalizedText:
    words = GROUP_WORDS[group]
    german, english = (", ".join(SCOPE_WORDS[scope].get(one) for scope in SCOPES_OF[group]) for one in Language)
    return LocalizedText(
        de=f"Kosten: {words.de} ({german}); Zahlen verschiedener Kostenarten werden nie gemischt.",
        en=f"Costs: {words.en} ({english}); figures of different cost scopes are never mixed.",
    )
