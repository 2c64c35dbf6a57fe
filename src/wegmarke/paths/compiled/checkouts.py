"""Which checkout each event of a payment belongs to: groups one after the other, in order of time."""

from __future__ import annotations

from numba import njit

BEGIN, NOTE, PAID, ORDER = 0, 1, 2, 3


@njit(cache=True, nogil=True)
def follow(first, last, starts, at, kind, person, window, rescue, of, concluded):
    """Write per row the row at which its checkout began, -1 for none, and there the row that concluded it."""
    for group in range(first, last):
        begin = starts[group]
        for place in range(begin, starts[group + 1]):
            own, anybody, own_done, done = -1, -1, -1, -1
            before = place - 1
            while before >= begin and at[place] - at[before] <= rescue:
                if kind[before] == BEGIN and of[before] == before:
                    is_own = person[before] == person[place]
                    if concluded[before] < 0:
                        own = before if is_own and own < 0 else own
                        anybody = before if anybody < 0 else anybody
                    elif at[place] - at[concluded[before]] <= window:
                        own_done = before if is_own and own_done < 0 else own_done
                        done = before if done < 0 else done
                before -= 1
            if kind[place] == BEGIN:
                is_same = own >= 0 and at[place] - at[own] <= window
                of[place] = own if is_same else place
            elif kind[place] == NOTE:
                of[place] = own if own >= 0 else anybody
            else:
                other = own_done if person[place] >= 0 else done
                is_told = other >= 0 and kind[concluded[other]] != kind[place]
                if own >= 0:
                    of[place] = own
                elif is_told:
                    of[place] = other
                elif anybody >= 0:
                    of[place] = anybody
                else:
                    of[place] = done
                if of[place] >= 0 and concluded[of[place]] < 0:
                    concluded[of[place]] = place
