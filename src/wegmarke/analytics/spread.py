"""A distribution of days in five figures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wegmarke.domain import Spread

Days = npt.NDArray[np.int64]


def spread(days: Days) -> Spread:
    """Describe days; quantiles between two values are interpolated linearly, as numpy and pandas do."""
    if len(days) == 0:
        return Spread(0, None, None, None, None, None)
    low, median, p90, high = (float(figure) for figure in np.quantile(days, [0, 0.5, 0.9, 1]))
    return Spread(len(days), low, median, float(np.mean(days)), p90, high)
