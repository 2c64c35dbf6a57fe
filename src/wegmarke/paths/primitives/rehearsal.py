"""Measure the stays and losses of one unit once, so that their passes are compiled or loaded from the disk."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wegmarke.paths.primitives.cancelled import cancelled
from wegmarke.paths.primitives.checkouts import follow_checkouts
from wegmarke.paths.primitives.pauses import pause_limits
from wegmarke.paths.primitives.phase_measures import advances, count_moves, stay_lengths
from wegmarke.paths.primitives.survival import survival
from wegmarke.paths.terms.staying import Stays

_DAY = 86_400_000_000


def rehearse() -> None:
    """Ask every measure once."""
    days = np.array([0, 1, 2], np.int64) * _DAY
    stays = Stays.of(np.array([1]), np.array([3]), np.array([1, 2, 1], np.uint8), days)
    leads_on = np.array([False, True, True])
    count_moves(stays, leads_on, 0)
    survival(stay_lengths(stays, 3, 0, 3 * _DAY)[1])
    advances(stays, leads_on, 0, 3 * _DAY, days[1:2], np.array([0, 1]))
    _rehearse_losses(days)


def _rehearse_losses(days: npt.NDArray[np.int64]) -> None:
    starts, marks, none = np.array([0, 3]), np.array([0, 1, 1]), np.full(3, -1, np.int64)
    pause_limits(starts, days, _DAY, 950)
    cancelled(starts, marks, np.array([9, 5, 5]), np.zeros(3, np.int64), none, np.empty(0, np.int64), [False, False])
    follow_checkouts(starts, days, marks, none, _DAY, _DAY)
