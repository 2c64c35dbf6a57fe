"""A million persons with three million identifiers; then one join and one split in a workspace with many touches.

    python -m benchmarks.identity [persons [touches]]

The identifiers come in batches as the sink hands them over, in an order that a seed has shuffled. Writing the same
number of rows into an empty table of the same disk is printed beside it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.figures import peak_memory_gb, report, timed
from benchmarks.touches import PLACE, fill
from wegmarke.domain import SystemClock
from wegmarke.identity import Act, Directory, join, remove_link, resolve
from wegmarke.privacy import KeyRing
from wegmarke.sources import EVENT_SCHEMA
from wegmarke.state import Database, migrate, open_database
from wegmarke.workspace import Workspace, open_workspace

BATCH = 200_000
SEED = 7
ROWS = "INSERT INTO plain (identifier, kind, hash, owner) VALUES (?, ?, ?, ?)"


def main() -> None:
    persons = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    touches = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000_000
    PLACE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=PLACE, prefix="identity-") as place:
        clusters(Path(place), persons)
    report("peak memory", f"{peak_memory_gb():.2f} GB")
    if touches:
        acts(PLACE / f"touches-{touches}", touches)


def clusters(place: Path, persons: int) -> None:
    database = open_database(place / "state.sqlite3")
    migrate(database, "state")
    directory, keys = Directory(), KeyRing(b"k" * 32)
    batches = list(mentions(persons))

    def observe() -> None:
        for batch in batches:
            resolve(database, keys, batch, directory)

    started = time.process_time()
    _, seconds = timed(observe)
    working = time.process_time() - started
    _, bare = timed(lambda: plain(database, 3 * persons))
    with database.read() as connection:
        found = connection.exec_driver_sql("SELECT count(DISTINCT owner), count(*) FROM identifier").one()
    report(
        f"{found[0]:,} persons of {found[1]:,} identifiers", f"{seconds:.1f} s", bar="60 s",
        yardstick=f"a processor worked {working:.1f} s of it; as many rows into one bare table {bare:.1f} s",
    )  # fmt: skip
    database.close()


def mentions(persons: int):
    """Two events for each person: user and mail address, then user and device."""
    order = np.random.default_rng(SEED).permutation(2 * persons)
    for start in range(0, len(order), BATCH):
        person, is_second = order[start : start + BATCH] % persons, order[start : start + BATCH] >= persons
        yield batch(person, is_second)


def batch(person: np.ndarray, is_second: np.ndarray) -> pa.Table:
    rows = len(person)
    kinds = np.stack([np.full(rows, "user_id"), np.where(is_second, "anonymous_id", "email")], axis=1).ravel()
    texts = person.astype(str)
    values = np.stack([np.char.add("u", texts), np.char.add(np.where(is_second, "d", "m"), texts)], axis=1).ravel()
    pairs = pa.StructArray.from_arrays([pa.array(kinds, pa.string()), pa.array(values, pa.string())], ["kind", "value"])
    lists = pa.ListArray.from_arrays(pa.array(np.arange(0, 2 * rows + 1, 2), pa.int32()), pairs)
    at = pa.scalar(datetime(2026, 1, 1, tzinfo=UTC), pa.timestamp("us", tz="UTC"))
    columns = {"source": pa.repeat(pa.scalar("bench"), rows), "occurred_at": pa.repeat(at, rows)}
    columns |= {"person_identifiers": lists, "account_identifiers": pa.nulls(rows, lists.type)}
    rest = {field.name: pa.nulls(rows, field.type) for field in EVENT_SCHEMA if field.name not in columns}
    return pa.table(columns | rest)


def plain(database: Database, rows: int) -> None:
    hashes = np.random.default_rng(SEED).bytes(16 * rows)
    with database.write() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE plain (identifier INTEGER PRIMARY KEY, kind TEXT, hash BLOB, owner INT)"
        )
        for start in range(0, rows, BATCH):
            part = range(start, min(rows, start + BATCH))
            connection.exec_driver_sql(ROWS, [(n, "email", hashes[16 * n : 16 * n + 16], n) for n in part])


def acts(folder: Path, touches: int) -> None:
    if not (folder / "complete").exists():
        fill(folder, touches)
    with open_workspace(folder) as workspace:
        stores, act = workspace.stores, Act("bench")
        first, second = stores.engine.query("SELECT person FROM person_end ORDER BY person LIMIT 2")[
            "person"
        ].to_pylist()
        seen(workspace)
        for what, decide in (
            ("one join, until the next analysis has it", lambda: join(stores.state, SystemClock(), act, first, second)),
            ("and taken back", lambda: remove_link(stores.state, SystemClock(), act, first, second)),
        ):
            _, seconds = timed(lambda decide=decide: (decide(), stores.settle(), seen(workspace)))
            report(f"{what} ({touches:,} touches)", f"{seconds:.2f} s", bar="5 s")


def seen(workspace: Workspace) -> None:
    workspace.analytics.paths("account")
    workspace.analytics.paths("person")


if __name__ == "__main__":
    main()
