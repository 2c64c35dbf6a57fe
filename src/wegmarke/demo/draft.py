"""The sheet on which the processes write down what happened, column by column.

Each call of `add` is one kind of event at many accounts at once. Positions before the first or after
the last open day are left out on the spot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wegmarke.demo.vocabulary import CHANNEL_CODE, KIND_CODE, KINDS

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
AnyIntegers = NDArray[np.integer]

SLOTS = 3  # facts an event may carry
NOBODY = -1


@dataclass(frozen=True)
class Columns:
    """All events of a block, in no order yet. `person` is -1 where only the account is known."""

    kind: Integers
    at: Floats
    seconds: Floats
    account: Integers
    person: Integers
    channel: Integers
    value: Integers
    facts: Integers


@dataclass
class Draft:
    """Collects events; `columns` joins them."""

    end: float
    _parts: list[tuple[Integers | Floats, ...]] = field(default_factory=list)

    def add(
        self,
        name: str,
        *,
        at: Floats,
        account: Integers,
        person: Integers | None = None,
        channel: str | Integers | None = None,
        value: Integers | None = None,
        facts: Sequence[AnyIntegers] = (),
        seconds: Floats | None = None,
    ) -> None:
        """Write down one kind of event.

        Args:
            name: the event name.
            at: positions on the axis of open days.
            account: at which account.
            person: who it was; without one only the account is known.
            channel: one name for all, codes one by one, or the usual channel of the event.
            value: minor units of EUR, -1 for none.
            facts: up to three columns of fact codes; -1 in a column means this event has none.
            seconds: added to the instant, for what follows within one session.
        """
        kept = np.flatnonzero((at >= 0) & (at < self.end))
        kind = KIND_CODE[name]
        usual = KINDS[kind].channel if channel is None else channel
        slots = np.full((len(kept), SLOTS), -1)
        for slot, codes in enumerate(facts):
            slots[:, slot] = codes[kept]
        self._parts.append(
            (
                np.full(len(kept), kind),
                at[kept],
                np.zeros(len(kept)) if seconds is None else seconds[kept],
                account[kept],
                np.full(len(kept), NOBODY) if person is None else person[kept],
                np.full(len(kept), CHANNEL_CODE[usual]) if isinstance(usual, str) else usual[kept],
                np.full(len(kept), -1) if value is None else value[kept],
                slots,
            )
        )

    def columns(self) -> Columns:
        """Join everything that was written down."""
        return Columns(*(np.concatenate(column) for column in zip(*self._parts, strict=True)))
