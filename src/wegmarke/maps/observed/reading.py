"""Asks for the paths of an export, and refuses one that would tell about too few."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from typing import Final

import pyarrow as pa

from wegmarke.domain import TOUCH_UNITS, Unit, UsageError
from wegmarke.maps.document import JourneyMap
from wegmarke.paths import Period, Touches, count_observed, read_observed

OTHERS: Final = (Unit.OPPORTUNITY, Unit.ORDER)


def observed_batches(
    document: JourneyMap, touches: Touches, by: Unit, period: Period, small_n: int, others: Collection[Unit] = ()
) -> tuple[int, Iterator[pa.Table]]:
    """Return how many units have a path at the touchpoints of a map, and their touches (see `read_observed`).

    Raises:
        UsageError: for a unit that is neither person nor account, and for fewer units than the workspace shows.
    """
    if by not in TOUCH_UNITS:
        raise UsageError(f"by: expected {' or '.join(TOUCH_UNITS)}; got {by.value!r}.")
    touchpoints = [one.id for one in document.touchpoints]
    units, _ = count_observed(touches, by, period, touchpoints)
    if units < small_n:
        raise UsageError(
            f"observed paths: expected at least {small_n} units ({by.value}) with a touch at this map; got {units}. "
            "So few could be recognised. Choose a longer period."
        )
    return units, read_observed(touches, by, period, touchpoints, secrets.token_hex(32), others)
