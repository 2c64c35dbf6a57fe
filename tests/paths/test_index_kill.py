"""The index while its process is ended with SIGKILL at any moment, files half written or a fold under way.

Afterwards it is opened as the touches are, or built anew; never as they are not.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from event_builders import NOON, an_event, open_stores_in, recognition
from held_paths import held
from path_follower import Follower

from wegmarke.domain import TOUCH_UNITS
from wegmarke.events import derive, state_of_touches
from wegmarke.paths import index

CYCLES = 60 if os.environ.get("WEGMARKE_NIGHTLY") else 4
RULES = recognition(quote_sent=2)
LONGEST_SECONDS = 0.8


def work(folder: Path, cycle: int, is_ready) -> None:
    """Take events in, follow, fold and keep, again and again until killed."""
    stores = open_stores_in(folder)
    follower = Follower(stores, folder / "paths")
    is_ready.set()
    for turn in range(10_000):
        rows = [
            an_event(
                source_event_id=f"{cycle}-{turn}-{number}",
                person=f"p{(turn * 7 + number) % 90}",
                account=f"a{number % 20}",
                occurred_at=NOON + timedelta(minutes=(turn * 37 + number * 11) % 5_000),
            )
            for number in range(60)
        ]
        stores.take_in(rows)
        follower.told(derive(stores.engine, RULES))
        for paths in follower.indexes.values():
            (paths.keep, paths.fold, paths.build, paths.keep)[turn % 4]()


@pytest.mark.kill
@pytest.mark.timeout(900)
def test_a_killed_index_is_opened_right_or_built_anew(tmp_path):
    chance, context = random.Random(11), multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["wegmarke.workspace", "wegmarke.paths.index.rehearsal"])

    for cycle in range(CYCLES):
        is_ready = context.Event()
        child = context.Process(target=work, args=(tmp_path, cycle, is_ready))
        child.start()
        assert is_ready.wait(120)
        child.join(chance.uniform(0.0, LONGEST_SECONDS))
        os.kill(child.pid, signal.SIGKILL)
        child.join()

        stores = open_stores_in(tmp_path)
        stores.take_in([])
        derive(stores.engine, RULES)
        for by in TOUCH_UNITS:
            folder = tmp_path / "paths" / by.value
            opened = index.PathIndex(stores.engine, by, folder=folder, name_state=state_of_touches).open()
            anew = index.PathIndex(stores.engine, by, name_state=state_of_touches).build()
            assert held(opened) == held(anew), f"cycle {cycle}"
            assert opened.state == anew.state
        stores.close()
