"""Personal traits of a group of messages: one flat map of texts per event, on its way to the vault."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from wegmarke.sources.http.limits import MOST_NAME, MOST_VALUE
from wegmarke.sources.http.personal import is_secret, without_secrets
from wegmarke.sources.http.problems import Problem
from wegmarke.sources.http.strict_json import MOST_DEPTH, is_deep
from wegmarke.sources.http.texts import text_of


class Told:
    """Collects what messages tell about people, or about accounts; most tell nothing."""

    def __init__(self) -> None:
        self._rows: list[int] = []
        self._names: list[str] = []
        self._values: list[str] = []

    def put(self, row: int, name: str, value: object) -> Problem | None:
        """Add one trait of the event in a row; an object is laid out flat, as `address.city`."""
        if not isinstance(value, dict):
            return self._put(row, name, value)
        for inner, one in value.items():
            if one is not None and (problem := self._put(row, f"{name}.{inner}", one)):
                return problem
        return None

    def leave_out(self, row: int) -> None:
        """Take back what was added for the event in a row, which is the last one."""
        while self._rows and self._rows[-1] == row:
            del self._rows[-1], self._names[-1], self._values[-1]

    def column(self, rows: int) -> pa.Array | None:
        """Return the column of a table of so many rows, null where nothing is told; None where nothing is at all."""
        if not self._rows:
            return None
        lengths = np.bincount(self._rows, minlength=rows)
        offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
        keys, items = pa.array(self._names, pa.string()), pa.array(self._values, pa.string())
        return pa.MapArray.from_arrays(offsets, keys, items, mask=pa.array(lengths == 0))

    def _put(self, row: int, name: str, value: object) -> Problem | None:
        if is_secret(name):
            return None
        if isinstance(value, dict | list) and is_deep(value, MOST_DEPTH):
            return "too_deep", ""
        text = text_of(without_secrets(value)).strip()
        if len(name) > MOST_NAME:
            return "long_name", name
        if len(text) > MOST_VALUE:
            return "long_value", name
        if text:
            self._rows.append(row)
            self._names.append(name)
            self._values.append(text)
        return None
