"""Which pairs are compared: records that agree in a key, as long as the key is not shared by too many.

A key such as the birthday alone finds pairs that nothing else finds, and makes millions of them where records are
many or the birthday is often the first of January. So keys are counted before they are used.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.duplicates.shape import Key

PAIRS_PER_RECORD = 20
"""Most pairs per record that one key may make."""

ALL_PAIRS_PER_RECORD = 100
"""Most pairs per record that all keys together may make, those found by several counted several times."""


def affordable(table: pa.Table, keys: Sequence[Key]) -> list[Key]:
    """Return the keys that make some pairs and not too many, in their order."""
    chosen, spent = [], 0
    for key, pairs in ((key, pair_count(table, key)) for key in keys):
        enough = 0 < pairs <= PAIRS_PER_RECORD * table.num_rows
        if enough and spent + pairs <= ALL_PAIRS_PER_RECORD * table.num_rows:
            chosen.append(key)
            spent += pairs
    return chosen


def pair_count(table: pa.Table, key: Key) -> int:
    """Return how many pairs of records agree in all columns of the key."""
    known = table.select(list(key)).drop_null()
    sizes = known.group_by(list(key)).aggregate([([], "count_all")])["count_all"]
    return int(pc.sum(pc.divide(pc.multiply(sizes, pc.subtract(sizes, 1)), 2)).as_py() or 0)
