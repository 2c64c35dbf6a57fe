"""What keeps strangers apart: how many identifiers one person may have, and what a shared device may join.

Every rule only ever says no to more: what is allowed for many identifiers is allowed for some of them. So whether
guards have anything to say about identifiers that hang together does not depend on the order in which they came.
The numbers are settings of the workspace (`domain.identity_rules`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from wegmarke.domain.identity_rules import Limit
from wegmarke.domain.persons import ANONYMOUS_KINDS

_MICROSECOND = timedelta(microseconds=1)

EARLIER_USE = "earlier_use"
"""Kind of the identifier that stands for what happened on a device and belongs to nobody who is known there."""


def is_weak(kind: str) -> bool:
    """Tell whether identifiers of a kind name a device and no person."""
    return kind in ANONYMOUS_KINDS


def densest(seen: Sequence[int], limit: Limit) -> int:
    """Return how many of the times (µs since 1970) lie in the fullest stretch as long as the limit's period.

    >>> densest([0, 1, 86_400_000_000 * 7], Limit(2, Period.WEEK))
    2
    """
    if limit.per.length is None:
        return len(seen)
    length, ordered, start, most = limit.per.length // _MICROSECOND, sorted(seen), 0, 0
    for end, at in enumerate(ordered):
        while at - ordered[start] >= length:
            start += 1
        most = max(most, end - start + 1)
    return most
