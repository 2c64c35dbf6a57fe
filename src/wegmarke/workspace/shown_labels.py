"""How persons are called, read for somebody who sees it: an entry says so, or they are shown by number."""

from __future__ import annotations

from collections.abc import Iterable

from wegmarke.identity import LABEL, read_labels
from wegmarke.privacy import UNNAMED, note_reading
from wegmarke.workspace.stores import Stores


def shown_labels(stores: Stores, numbers: Iterable[int], subject: str = "person") -> dict[int, str]:
    """Return how some persons or accounts are called.

    Those of persons are written down as shown; where that cannot be written, there are none.
    """
    labels = read_labels(stores.state, stores.keys, subject, numbers)
    if subject == "person" and not note_reading(stores.state, stores.clock, by=UNNAMED, numbers=labels, fields=[LABEL]):
        return {}
    return labels
