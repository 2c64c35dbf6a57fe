"""Keep the beginning of some paths and copy stretches of columns, path by path."""

from __future__ import annotations

from numba import njit


@njit(cache=True, nogil=True)
def kept_touches(places, since, starts, occurred_at, out):
    """Write how many touches of the path at each place happened before an instant; 0 where the place is -1."""
    for unit in range(places.size):
        out[unit] = 0
        if places[unit] < 0:
            continue
        begin, end = starts[places[unit]], starts[places[unit] + 1]
        low, high = begin, end
        while low < high:
            middle = (low + high) // 2
            if occurred_at[middle] < since[unit]:
                low = middle + 1
            else:
                high = middle
        out[unit] = low - begin


@njit(cache=True, nogil=True)
def copy_stretches(places, lengths, targets, starts, values, out):
    """Copy the first touches of the path at each place to a target; a place of -1 has none."""
    for unit in range(places.size):
        if places[unit] >= 0:
            begin, target = starts[places[unit]], targets[unit]
            for offset in range(lengths[unit]):
                out[target + offset] = values[begin + offset]
