"""Reads Parquet files: every typed column becomes text with nothing lost, and the row number stands for the line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet

from wegmarke.domain import SourceUnreadable
from wegmarke.sources.parts import FilePart, text_part

_MAGIC = b"PAR1"
_BATCH_ROWS = 100_000


@dataclass(frozen=True)
class ParquetFile:
    """A Parquet file whose schema has been read.

    Attributes:
        path: where it is.
        columns: names of its columns that can be read as text, in order.
        unreadable: names of nested or binary columns, which cannot.
        notices: things to know about the file as a whole.
    """

    path: Path
    columns: tuple[str, ...]
    unreadable: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    def parts(self, wanted: Sequence[str]) -> Iterator[FilePart]:
        """Read the rows part by part, with the wanted columns only."""
        row = 1
        with _clear_errors(self.path), pyarrow.parquet.ParquetFile(self.path) as file:
            for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=list(wanted), use_threads=False):
                lines = pa.array(range(row, row + batch.num_rows), type=pa.int64())
                values = [as_text(pa.chunked_array([batch.column(name)])) for name in wanted]
                yield FilePart(text_part(wanted, values, lines), (), batch.num_rows)
                row += batch.num_rows


def is_parquet(path: Path) -> bool:
    """Tell by its first bytes whether a file is Parquet."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def open_parquet(path: Path) -> ParquetFile:
    """Open a Parquet file and read its schema.

    Raises:
        SourceUnreadable: the file is damaged.
    """
    with _clear_errors(path), pyarrow.parquet.ParquetFile(path) as file:
        schema = file.schema_arrow
    unreadable = tuple(field.name for field in schema if not _has_text(field.type))
    return ParquetFile(path, tuple(name for name in schema.names if name not in unreadable), unreadable)


def as_text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return typed values as text: stamps in ISO 8601, with `Z` where they have a zone.

    >>> as_text(pa.chunked_array([pa.array([17850.0, None])])).to_pylist()
    ['17850', None]
    """
    kind = values.type
    if pa.types.is_dictionary(kind):
        return as_text(values.cast(kind.value_type))
    if pa.types.is_timestamp(kind):
        zone = "UTC" if kind.tz else None
        return values.cast(pa.timestamp("us", tz=zone), safe=False).cast(pa.string())
    return values.cast(pa.string())


def _has_text(kind: pa.DataType) -> bool:
    types = pa.types
    if types.is_dictionary(kind):
        return _has_text(kind.value_type)
    return not (types.is_nested(kind) or types.is_binary(kind) or types.is_large_binary(kind))


@contextmanager
def _clear_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        detail = str(error).splitlines()[0]
        raise SourceUnreadable(
            f"{path.name}: expected a Parquet file, but it is cut off or damaged ({detail}). "
            "Transfer or export the file again."
        ) from error
