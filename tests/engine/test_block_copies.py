"""Blocks that are written in place are put back where folding in ended before its header."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wegmarke.engine.block_copies import BlockCopies

SIZE, BLOCKS_AT = 512, 12_288


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "events.duckdb"
    file.write_bytes(bytes(4_096) + b"h" * 8_192 + b"".join(bytes([place]) * SIZE for place in range(5)))
    return file


@pytest.fixture
def copies(file: Path) -> Iterator[BlockCopies]:
    copies = BlockCopies(file)
    yield copies
    copies.close()


def tear(file: Path, place: int) -> None:
    with file.open("r+b") as opened:
        opened.seek(place)
        opened.write(b"x" * 100)


def test_a_torn_block_is_put_back(file: Path, copies: BlockCopies) -> None:
    whole = file.read_bytes()
    copies.keep([1, 3], SIZE)
    tear(file, BLOCKS_AT + 3 * SIZE + 50)

    assert copies.restore()

    assert file.read_bytes() == whole


def test_other_blocks_stay_as_they_are(file: Path, copies: BlockCopies) -> None:
    copies.keep([1, 3], SIZE)
    tear(file, BLOCKS_AT + 2 * SIZE)
    after = file.read_bytes()

    assert not copies.restore()

    assert file.read_bytes() == after


def test_nothing_is_put_back_behind_a_new_header(file: Path, copies: BlockCopies) -> None:
    copies.keep([1], SIZE)
    tear(file, BLOCKS_AT + SIZE)
    tear(file, 8_192)
    after = file.read_bytes()

    assert not copies.restore()

    assert file.read_bytes() == after


@pytest.mark.parametrize("length", [0, 10, 27, 600, -1])
def test_copies_that_are_not_whole_say_nothing(file: Path, copies: BlockCopies, length: int) -> None:
    copies.keep([1], SIZE)
    kept = file.with_name("events.duckdb.blocks")
    kept.write_bytes(kept.read_bytes()[:length])
    tear(file, BLOCKS_AT + SIZE)

    assert not copies.restore()


def test_later_copies_stand_in_the_place_of_earlier_ones(file: Path, copies: BlockCopies) -> None:
    copies.keep([0, 1, 2, 3, 4], SIZE)
    tear(file, BLOCKS_AT)
    copies.keep([2], SIZE)
    after = file.read_bytes()

    assert not copies.restore()

    assert file.read_bytes() == after


def test_closing_removes_copies_and_puts_right_before(file: Path, copies: BlockCopies) -> None:
    whole = file.read_bytes()
    copies.keep([1], SIZE)
    tear(file, BLOCKS_AT + SIZE)

    copies.close()

    assert file.read_bytes() == whole
    assert not file.with_name("events.duckdb.blocks").exists()
