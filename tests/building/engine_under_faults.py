"""A program: random writes to an analytic database on a disk that fails now and then.

Ends with an error when a transaction that succeeded is gone, or one that nobody began is there.
"""

from __future__ import annotations

import contextlib
import random
import sys
import tempfile
from pathlib import Path

from failing_writes import BOTH, EIO, ENOSPC, FOR_EVER, SYNCS, WRITES, Fault, Faults

from wegmarke.domain import StoreRefuses
from wegmarke.engine import Engine, open_engine

_FILL = "INSERT INTO t SELECT {}, random()::VARCHAR || random() || random() FROM range({})"


def main(first: int, last: int) -> None:
    faults = Faults.of_this_process()
    for seed in range(first, last):
        with tempfile.TemporaryDirectory() as folder:
            try:
                write_and_read(random.Random(seed), faults, Path(folder) / "events.duckdb")
            finally:
                faults.end()


def write_and_read(chance: random.Random, faults: Faults, file: Path) -> None:
    engine = open_engine(file, memory_mb=256)
    with engine.write() as session:
        session.run("CREATE TABLE t (a BIGINT, b VARCHAR)")
    begun, succeeded = set[int](), set[int]()
    for _ in range(6):
        first = chance.randint(1, 12)
        until = chance.choice([first, first + 1, first + 2, FOR_EVER])
        kinds = chance.choice([BOTH, WRITES, SYNCS])
        faults.begin(Fault("events.duckdb*", first, chance.choice([ENOSPC, EIO]), kinds, until))
        for _ in range(chance.randint(1, 5)):
            begun.add(len(begun))
            with contextlib.suppress(StoreRefuses):
                write(engine, len(begun) - 1, chance.choice([1, 50, 3000]), checkpoints=chance.random() < 0.2)
                succeeded.add(len(begun) - 1)
        faults.end()
        compare(engine, begun, succeeded)
        if chance.random() < 0.5:
            engine.mend()
    engine.close()
    again = open_engine(file, memory_mb=256)
    compare(again, begun, succeeded)
    again.close()


def write(engine: Engine, number: int, rows: int, *, checkpoints: bool) -> None:
    with engine.write() as session:
        session.run(_FILL.format(number, rows))
    if checkpoints:
        with contextlib.suppress(StoreRefuses):
            engine.checkpoint()


def compare(engine: Engine, begun: set[int], succeeded: set[int]) -> None:
    found = set(engine.query("SELECT DISTINCT a FROM t")["a"].to_pylist())
    assert succeeded <= found, f"lost: {succeeded - found}"
    assert found <= begun, f"never begun: {found - begun}"


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
