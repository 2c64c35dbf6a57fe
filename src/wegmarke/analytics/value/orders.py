"""Orders of units, in one currency, with what is left of each."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.definition import Definition
from wegmarke.analytics.facts import Facts
from wegmarke.analytics.phase_look import instant_of, microseconds
from wegmarke.analytics.value.money import digits_of
from wegmarke.domain import LocalizedText
from wegmarke.paths import Calendar, Floats, Touches

Int64s = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Orders:
    """Orders and credits by unit and instant.

    Attributes:
        unit: numbers of units, rising.
        at: microseconds since 1970, rising within a unit.
        value: in minor units of the currency; below 0 for a credit, which is no order and lessens what is left.
        margin: what is left of it, in minor units.
        currency: of all values.
        until: the state of the data in microseconds; 0 without data.
        said: which touches are orders, what was done about currencies and credits.
        said_of_margin: what is left of orders.
        known: the facts of the period.
        touches: where they were read, for further questions.
        unit_names: where units had texts for names: that of unit n at place n - 1.
    """

    unit: Int64s
    at: Int64s
    value: Floats
    margin: Floats
    currency: str
    until: int
    said: tuple[LocalizedText, ...]
    said_of_margin: tuple[LocalizedText, ...]
    known: Facts
    touches: Touches
    unit_names: pa.Array | None = None

    def only(self, chosen: npt.NDArray[np.bool_]) -> Orders:
        """Return some of them."""
        return replace(
            self, unit=self.unit[chosen], at=self.at[chosen], value=self.value[chosen], margin=self.margin[chosen]
        )

    @property
    def placed(self) -> Orders:
        """Return the orders without credits."""
        return self.only(self.value >= 0)

    @property
    def digits(self) -> int:
        """Return the digits of the currency's minor unit."""
        return digits_of(self.currency)

    @property
    def since(self) -> int | None:
        """Return the begin of the period in microseconds: units whose first order lies before do not count."""
        start = self.known.period.start
        return None if start is None else microseconds(start)

    @property
    def margin_share(self) -> float:
        """Return the share of the value of all orders and credits that is left; 1 without any."""
        value = float(self.value.sum())
        return float(self.margin.sum()) / value if value else 1.0

    def calendar(self) -> Calendar:
        """Return the clock of the zone from the first order to the state of the data."""
        first = int(self.at.min()) if self.at.size else self.until
        return Calendar.over(self.known.zone, instant_of(first), instant_of(max(first, self.until)))

    def definition(self, *what: LocalizedText, with_margin: bool = True) -> Definition:
        """Say what was computed of them."""
        return self.known.definition(*what, *self.said, *(self.said_of_margin if with_margin else ()))

    def named(self, rows: pa.Table) -> pa.Table:
        """Return rows with names in the column `unit` where units had such."""
        if self.unit_names is None:
            return rows
        place = rows.schema.get_field_index("unit")
        return rows.set_column(place, "unit", self.unit_names.take(pc.subtract(rows["unit"], 1)))
