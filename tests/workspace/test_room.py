from __future__ import annotations

from collections import namedtuple
from pathlib import Path

import pytest

from wegmarke.workspace.room import Room

MIB = 1024 * 1024
Disk = namedtuple("Disk", "total used free")


@pytest.mark.parametrize(
    ("total", "free", "accepts", "stores"),
    [
        (100_000, 64, True, True),
        (100_000, 63, False, True),
        (100_000, 32, False, True),
        (100_000, 31, False, False),
        (40, 10, True, True),
        (40, 9, False, True),
        (40, 4, False, False),
    ],
)
def test_door_closes_before_the_sink_rests(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, total: int, free: int, accepts: bool, stores: bool
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: Disk(total * MIB, (total - free) * MIB, free * MIB))
    room = Room(tmp_path)

    assert (room.is_enough_to_accept(), room.is_enough_to_store()) == (accepts, stores)
