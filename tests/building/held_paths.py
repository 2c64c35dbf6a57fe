"""Everything a snapshot of the path index holds, as plain values."""

from __future__ import annotations

import numpy as np


def held(snapshot):
    """Everything a snapshot holds, by unit."""
    found = {}
    for part in snapshot.parts():
        columns = part.columns
        for place in np.nonzero(part.counts)[0]:
            assert columns.units[place] not in found
            span = slice(columns.starts[place], columns.starts[place + 1])
            path = [
                getattr(columns, name)[span].tolist() for name, _ in columns.all() if name not in ("units", "starts")
            ]
            found[int(columns.units[place])] = path
    return found
