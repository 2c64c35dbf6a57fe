"""Measure the stays of one unit once, so that the passes over stays are compiled or loaded from the disk."""

from __future__ import annotations

import numpy as np

from wegmarke.paths.primitives.phase_measures import advances, count_moves, stay_lengths
from wegmarke.paths.primitives.survival import survival
from wegmarke.paths.terms.staying import Stays

_DAY = 86_400_000_000


def rehearse() -> None:
    """Ask every measure of stays once."""
    days = np.array([0, 1, 2], np.int64) * _DAY
    stays = Stays.of(np.array([1]), np.array([3]), np.array([1, 2, 1], np.uint8), days)
    leads_on = np.array([False, True, True])
    count_moves(stays, leads_on, 0)
    survival(stay_lengths(stays, 3, 0, 3 * _DAY)[1])
    advances(stays, leads_on, 0, 3 * _DAY, days[1:2], np.array([0, 1]))
