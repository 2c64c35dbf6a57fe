"""What hangs together: connected components of very many pairs at once.

Every number takes the smallest label among its neighbours, then the label of that label, until nothing changes
(Shiloach and Vishkin, "An O(log n) parallel connectivity algorithm", 1982).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_Numbers = npt.NDArray[np.int64]


def components(pairs: _Numbers) -> tuple[_Numbers, _Numbers]:
    """Return all numbers that pairs name, rising, and the smallest number that each is connected with.

    >>> components(np.array([[3, 2], [5, 9], [2, 1]]))[1].tolist()
    [1, 1, 1, 5, 5]
    """
    numbers, place = np.unique(pairs, return_inverse=True)
    ends = place.reshape(-1, 2)
    label = np.arange(len(numbers))
    while len(ends):
        least = label[ends].min(axis=1)
        np.minimum.at(label, label[ends[:, 0]], least)
        np.minimum.at(label, label[ends[:, 1]], least)
        while not np.array_equal(nearer := label[label], label):
            label = nearer
        ends = ends[label[ends[:, 0]] != label[ends[:, 1]]]
    return numbers, numbers[label]
