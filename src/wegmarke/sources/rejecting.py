"""Rows that cannot become events: their messages, their payload, and each of them only once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.sources.batch import REJECTED_SCHEMA
from wegmarke.sources.checks import Check
from wegmarke.sources.parts import PAYLOAD_CHARACTERS, BadRow

Rows = npt.NDArray[np.int64]
SHOWN_CHARACTERS = 100
_as_json = json.JSONEncoder(ensure_ascii=False).encode


@dataclass
class RejectedRows:
    """Remembers which rows of which kind of file were rejected already, so that each is counted once.

    Attributes:
        sizes: number of rows by name of the file.
    """

    sizes: dict[str, int]
    _seen: dict[str, npt.NDArray[np.bool_]] = field(default_factory=dict)

    def new(self, file: str, rows: Rows) -> npt.NDArray[np.bool_]:
        """Tell for each row whether it is rejected for the first time, and remember all of them."""
        seen = self._seen.setdefault(file, np.zeros(self.sizes[file], dtype=np.bool_))
        is_new = ~seen[rows]
        seen[rows] = True
        _, first = np.unique(rows, return_index=True)
        only_once = np.zeros(rows.size, dtype=np.bool_)
        only_once[first] = True
        return is_new & only_once


def rejected_table(file: str, bad: Iterable[BadRow]) -> pa.Table:
    """Return bad rows of one file as a table of `REJECTED_SCHEMA`."""
    rows = list(bad)
    columns = [
        pa.repeat(file, len(rows)),
        pa.array([row.line for row in rows], pa.int64()),
        pa.array([row.reason for row in rows], pa.string()),
        pa.array([row.message for row in rows], pa.string()),
        pa.array([row.payload for row in rows], pa.string()),
    ]
    return pa.table(columns, schema=REJECTED_SCHEMA)


def message(file: str, line: int, event: str, check: Check, came: str | None) -> str:
    """Return the sentence a user reads about a rejected row."""
    shown = "nothing" if came is None else repr(_shortened(came))
    return f"{file} line {line}, {event}: expected {check.expected}, got {shown}. {check.remedy}"


def incomplete_group(group: str) -> Check:
    """Return what is wrong with the sound rows of a group in which another row is not."""
    return Check(
        "",
        "group_incomplete",
        f"a group (same {group}) in which every row can be read",
        "",
        "Correct the other rejected rows of the group and import the file again.",
    )


def payload(names: Sequence[str], values: Sequence[str | None]) -> str:
    """Return a row as JSON text, without empty values."""
    pairs = zip(names, values, strict=True)
    return _as_json({name: value[:PAYLOAD_CHARACTERS] for name, value in pairs if value is not None})


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…"
