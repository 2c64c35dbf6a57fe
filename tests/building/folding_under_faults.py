"""A program: folds the write-ahead file in on a disk that tears one write after the other, and opens what that leaves.

Ends with an error when a database cannot be read any more, or lacks what was stored; prints how often blocks that were
torn had to be put back.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from pathlib import Path

from failing_writes import ENOSPC, WRITES, Fault, Faults

from wegmarke.domain import StoreRefuses
from wegmarke.engine import Engine, open_engine
from wegmarke.engine.block_copies import BlockCopies

TABLES = 15
_INSERT = """
INSERT INTO t{} SELECT range + {}, random()::VARCHAR, uuid(), TIMESTAMP '2025-01-01', 3 FROM range({})
"""
_HELD = " UNION ALL ".join(f"SELECT count(*) AS n, sum(i) AS i, sum(length(a)) AS a FROM t{k}" for k in range(TABLES))


def main(before: int, rounds: int) -> None:
    faults, counted = Faults.of_this_process(), _count_restored()
    with tempfile.TemporaryDirectory() as folder:
        file, torn = Path(folder) / "events.duckdb", Path(folder) / "torn.duckdb"
        _folded(file, range(before))
        for turn in range(before, before + rounds):
            number, failed = 1, True
            while failed:
                shutil.copy(file, torn)
                failed = _tear(faults, torn, turn, number)
                number += 1
            _folded(file, [turn])
    print(counted[0])


def _tear(faults: Faults, file: Path, turn: int, number: int) -> bool:
    engine = open_engine(file, memory_mb=256)
    _change(engine, turn)
    held = engine.query(_HELD).to_pylist()
    faults.begin(Fault(file.name, number, ENOSPC, WRITES, number + 1))
    try:
        engine.checkpoint()
    except StoreRefuses:
        failed = True
    else:
        failed = False
    faults.end()
    assert engine.query(_HELD).to_pylist() == held, (turn, number)
    engine.close()
    again = open_engine(file, memory_mb=256)
    assert again.query(_HELD).to_pylist() == held, (turn, number)
    again.close()
    return failed


def _folded(file: Path, turns: range | list[int]) -> None:
    engine = open_engine(file, memory_mb=256)
    for turn in turns:
        _change(engine, turn)
        engine.checkpoint()
    engine.close()


def _change(engine: Engine, turn: int) -> None:
    chance = random.Random(turn)
    with engine.write() as session:
        for k in range(TABLES):
            session.run(f"CREATE TABLE IF NOT EXISTS t{k} (i BIGINT, a VARCHAR, b UUID, d TIMESTAMP, e USMALLINT)")
            if chance.random() < 0.7:
                session.run(_INSERT.format(k, turn * 1000, chance.randint(1, 800)))
            if chance.random() < 0.4:
                session.run(f"DELETE FROM t{k} WHERE i % 7 = {chance.randint(0, 6)} AND i > {(turn - 2) * 1000}")


def _count_restored() -> list[int]:
    found, restore = [0], BlockCopies.restore

    def counting(self: BlockCopies) -> bool:
        changed = restore(self)
        found[0] += changed
        return changed

    BlockCopies.restore = counting  # type: ignore[method-assign]
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
