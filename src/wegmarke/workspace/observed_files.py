"""Writes observed paths to a file: all of it or nothing, piece by piece."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa

from wegmarke.domain import Language, Unit, UsageError
from wegmarke.domain.map_files import ObservedPaths
from wegmarke.maps import JourneyMap, observed
from wegmarke.paths import Period, Touches

XES: Final = ".xes"
OCEL: Final = ".ocel.json"


def read_unit(by: str) -> Unit:
    """Read a unit of analysis that a log may be about."""
    if by not in [*Unit]:
        raise UsageError(f"by: expected person or account; got {by!r}.")
    return Unit(by)


def is_observed(file: str) -> bool:
    """Tell whether the ending of a file names observed paths."""
    return file.lower().endswith((XES, OCEL))


def write_observed(
    document: JourneyMap, touches: Touches, path: Path, by: Unit, period: Period, small_n: int, language: Language
) -> ObservedPaths:
    """Write the paths at the touchpoints of a map as XES or OCEL 2.0, by the ending of the file.

    Raises:
        UsageError: for another ending or unit, a file that cannot be written, and fewer units than `small_n`.
    """
    if not is_observed(path.name):
        raise UsageError(f"file: expected the ending {XES} or {OCEL}; got {path.name!r}.")
    is_xes = path.name.lower().endswith(XES)
    others = () if is_xes else tuple(unit for unit in observed.OTHERS if _has_touches(touches, unit))
    units, batches = observed.observed_batches(document, touches, by, period, small_n, others)
    labels = observed.Labels.of(document, language)
    counted = _Counted(batches)
    if is_xes:
        parts = observed.xes_parts(iter(counted), labels, document.title.get(language), by)
    else:
        parts = observed.ocel_parts(iter(counted), labels, others)
    size = _write_whole(path, parts)
    return ObservedPaths(units, counted.rows, size)


class _Counted:
    """Batches on their way, with how many rows went by."""

    def __init__(self, batches: Iterator[pa.Table]) -> None:
        self._batches = batches
        self.rows = 0

    def __iter__(self) -> Iterator[pa.Table]:
        for batch in self._batches:
            self.rows += batch.num_rows
            yield batch


def _write_whole(path: Path, parts: Iterator[bytes]) -> int:
    """Write a file beside its place and put it there when it is whole; return its size."""
    try:
        number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UsageError(f"{path}: expected a file that can be written; {error.strerror}. Check the path.") from error
    beside = Path(name)
    try:
        with os.fdopen(number, "wb") as sink:
            for part in parts:
                sink.write(part)
        size = beside.stat().st_size
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    return size


def _has_touches(touches: Touches, unit: Unit) -> bool:
    """Tell whether the workspace knows such units."""
    try:
        return unit in touches.unit_touches and touches.unit_touches[unit] is not None
    except UsageError:
        return False
