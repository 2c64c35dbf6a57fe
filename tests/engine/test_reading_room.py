from __future__ import annotations

import pyarrow as pa
import pytest

from wegmarke.domain import SourceUnreadable
from wegmarke.engine.reading import ReadingRoom


@pytest.fixture
def room(tmp_path):
    # The engine may use its folder for spilling; everything else is outside.
    with ReadingRoom(tmp_path / "spill") as opened:
        yield opened


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('{file}')",
        "SELECT * FROM read_text('{file}')",
        "SELECT * FROM '{file}'",
        "COPY (SELECT 1) TO '{file}'",
        "ATTACH '{file}'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET threads = 8",
        "SELECT * FROM rows_of_python",
    ],
)
def test_nothing_outside_can_be_reached(room, tmp_path, statement):
    file = tmp_path / "secret.csv"
    file.write_text("a\n1\n")
    rows_of_python = pa.table({"a": [1]})

    with pytest.raises(SourceUnreadable):
        room.table(statement.format(file=file))

    assert rows_of_python.num_rows == 1
    assert file.read_text() == "a\n1\n"


def test_rows_leave_in_the_order_they_came(room):
    room.create("t", pa.schema([("n", pa.int64())]))
    for start in range(0, 300_000, 50_000):
        room.append("t", pa.table({"n": range(start, start + 50_000)}))

    parts = [part["n"].to_pylist() for part in room.parts("SELECT n FROM t WHERE n % 3 = 0", 10_000)]

    assert len(parts) > 5
    assert [n for part in parts for n in part] == [*range(0, 300_000, 3)]


def test_questions_may_be_asked_while_parts_are_taken(room):
    room.replace("t", pa.table({"n": range(30_000)}))
    parts = room.parts("SELECT n FROM t", 10_000)

    first = next(parts)
    counted = room.table("SELECT count(*) AS n FROM t")
    rest = sum(part.num_rows for part in parts)

    assert (counted["n"][0].as_py(), first.num_rows + rest) == (30_000, 30_000)


def test_more_than_memory_spills_into_the_folder(tmp_path):
    with ReadingRoom(tmp_path, memory_megabytes=100) as room:
        room.create("t", pa.schema([("n", pa.int64()), ("s", pa.string())]))
        for start in range(0, 1_000_000, 100_000):
            text = [f"{n * 2654435761 % 2**64:020d}" * 8 for n in range(start, start + 100_000)]
            room.append("t", pa.table({"n": range(start, start + 100_000), "s": text}))

        counted = room.table("SELECT count(DISTINCT s) AS n FROM t")

    assert counted["n"][0].as_py() == 1_000_000
