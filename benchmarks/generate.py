"""Write generated events of the demo company to a Parquet file, for benchmarks of any size.

Run `python benchmarks/generate.py events.parquet --persons 520000` for about 10 million events.
"""

from __future__ import annotations

import argparse
import time
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq

from wegmarke.demo import estimate_events, generate
from wegmarke.sources import EVENT_SCHEMA


def write_events(path: Path, persons: int, seed: int, until: datetime) -> int:
    rows = 0
    with pq.ParquetWriter(path, EVENT_SCHEMA, compression="zstd") as writer:
        for chunk in generate(persons, seed, until=until):
            writer.write_table(chunk.events)
            rows += chunk.rows
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--persons", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--until", type=datetime.fromisoformat, default=datetime.fromisoformat("2026-01-31T12:00+01:00")
    )
    asked = parser.parse_args()
    began = time.perf_counter()
    rows = write_events(asked.path, asked.persons, asked.seed, asked.until)
    seconds = time.perf_counter() - began
    print(f"{rows} events ({estimate_events(asked.persons)} estimated) in {seconds:.1f} s: {asked.path}")


if __name__ == "__main__":
    main()
