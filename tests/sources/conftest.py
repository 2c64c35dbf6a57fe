from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from wegmarke.sources import EVENT_SCHEMA, REJECTED_SCHEMA, Chunk, parse_recipe, read_files

LEADS = """
format: recipe/1
source: crm
time_zone: Europe/Berlin
currency: EUR
files:
  leads: leads*
events:
  - name: lead_created
    from: leads
    id: id
    time: created
"""


@dataclass(frozen=True)
class Read:
    """What came out of files, as plain values."""

    chunks: list[Chunk]

    @property
    def table(self) -> pa.Table:
        return pa.concat_tables([chunk.events for chunk in self.chunks] or [EVENT_SCHEMA.empty_table()])

    @property
    def events(self) -> list[dict[str, Any]]:
        return self.table.to_pylist()

    @property
    def ids(self) -> list[str]:
        return [event["source_event_id"] for event in self.events]

    @property
    def rejected(self) -> list[dict[str, Any]]:
        tables = [chunk.rejected for chunk in self.chunks]
        return pa.concat_tables(tables or [REJECTED_SCHEMA.empty_table()]).to_pylist()

    @property
    def reasons(self) -> list[tuple[int, str]]:
        return [(row["line"], row["reason"]) for row in self.rejected]

    @property
    def rows(self) -> int:
        return sum(chunk.rows for chunk in self.chunks)

    @property
    def notices(self) -> list[str]:
        return [notice for chunk in self.chunks for notice in chunk.notices]


Reader = Callable[..., Read]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Return a function that writes files and reads them with a recipe; names are given with `__` for the dot."""

    def reader(recipe: str = LEADS, *, chunk_rows: int = 50_000, **files: str | bytes | pa.Table) -> Read:
        paths = []
        for name, content in files.items():
            path = tmp_path / name.replace("__", ".")
            if isinstance(content, pa.Table):
                pa.parquet.write_table(content, path)
            else:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
            paths.append(path)
        chunks = read_files(parse_recipe(recipe), paths, default_zone="Europe/Berlin", chunk_rows=chunk_rows)
        return Read(list(chunks))

    return reader
