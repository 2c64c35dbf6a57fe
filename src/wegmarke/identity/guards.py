"""What keeps strangers apart: how many identifiers one person may have, and what a shared device may join.

Every rule only ever says no to more: what is allowed for many identifiers is allowed for some of them. So whether
guards have anything to say about identifiers that hang together does not depend on the order in which they came.
Limits per kind as in Segment's identity resolution settings (user id 1, others 5); the rest is our own.
"""

from __future__ import annotations

from wegmarke.domain.persons import ANONYMOUS_KINDS, MOST_ADDRESSES, MOST_IDENTIFIERS

MOST_NEIGHBOURS = 20
"""An identifier that was named together with more others than these is shared, and joins nobody."""

_MOST = {"user_id": 1, "email": MOST_ADDRESSES}
_MOST_OF_A_KIND = 5


def is_weak(kind: str) -> bool:
    """Tell whether identifiers of a kind name a device and no person."""
    return kind in ANONYMOUS_KINDS


def most(kind: str) -> int:
    """Return how many identifiers of a kind one person or account may have."""
    return MOST_IDENTIFIERS if is_weak(kind) else _MOST.get(kind, _MOST_OF_A_KIND)
