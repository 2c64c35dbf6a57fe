"""Of each person one answer counts per quarantine period, and that is the latest one.

A period begins with a person's first answer, and the next one with the first answer after its end. So what counts in a
period that is over does not change by whatever is answered later.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Int64s = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def latest_of_periods(person: Int64s, at: Int64s, length: int) -> Bools:
    """Tell which answers count.

    Args:
        person: whose answer; below 0 for nobody knows whose, which counts each.
        at: when, rising; of equal instants the later row is the later answer.
        length: of a period, in the unit of `at`; 0 lets every answer count.
    """
    counts = np.ones(person.size, np.bool_)
    known = np.flatnonzero(person >= 0)
    if not length or not known.size:
        return counts
    order = known[np.argsort(person[known], kind="stable")]
    counts[order] = _last_of_each(person[order], at[order], length)
    return counts


def _last_of_each(person: Int64s, at: Int64s, length: int) -> Bools:
    """Tell the same of answers by person and time: all persons step on together, one period at a step."""
    is_first = np.concatenate([[True], person[1:] != person[:-1]])
    begins = np.flatnonzero(is_first)
    ends = np.append(begins[1:], person.size)
    # one rising number per answer: persons stand further apart than a period is long
    span = int(at.max() - at.min()) + length + 1
    place = (np.cumsum(is_first) - 1) * span + (at - at.min())
    counts = np.zeros(person.size, np.bool_)
    while begins.size:
        following = np.minimum(np.searchsorted(place, place[begins] + length), ends)
        counts[following - 1] = True
        goes_on = following < ends
        begins, ends = following[goes_on], ends[goes_on]
    return counts
