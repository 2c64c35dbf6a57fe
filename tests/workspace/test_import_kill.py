"""An import killed with SIGKILL at any moment and started again gives the same touches, bit for bit."""

from __future__ import annotations

import functools
import hashlib
import multiprocessing
import os
import random
import shutil
import signal
import time
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from wegmarke.workspace import Workspace, init, open_workspace

ROWS = 12_000
MOMENTS = 25 if os.environ.get("WEGMARKE_NIGHTLY") else 6
TOUCHES = "SELECT * FROM touch ORDER BY account NULLS LAST, person NULLS LAST, occurred_at, sequence, event_id"
RECIPE = """\
format: recipe/1
source: shop
time_zone: Europe/Berlin
currency: EUR
files:
  rows: {match: orders.csv}
events:
  - name: order_placed
    from: rows
    id: id
    time: placed
    person: {email: email, crm: contact}
    account: {crm: account}
    value: amount
    properties: {origin: origin}
  - name: order_delivered
    from: rows
    where: "delivered IS NOT NULL AND delivered <> ''"
    id: id
    time: delivered
    person: {crm: contact}
    account: {crm: account}
"""
MAP = """\
format: journey-map/1
id: shop
title: Shop
phases:
- {id: buy, title: Buy, canonical: decision}
- {id: use, title: Use, canonical: service}
steps:
- {id: s1, phase: buy, title: Order}
- {id: s2, phase: use, title: Receive}
touchpoints:
- {id: t_order, title: Order, rule: {event: order_placed}}
- {id: t_delivery, title: Delivery, rule: {event: order_delivered}}
placements:
- {step: s1, touchpoint: t_order}
- {step: s2, touchpoint: t_delivery}
"""


def write_orders(file: Path) -> None:
    """Write orders of 900 people at 200 companies, with duplicates, conflicts, bad dates and shared identifiers."""
    chance = random.Random(11)
    lines = ["id,placed,delivered,email,contact,account,amount,origin"]
    for number in range(ROWS):
        person = chance.randrange(900)
        day, month = chance.randrange(1, 29), chance.randrange(1, 13)
        placed = f"2024-{month:02}-{day:02}T{chance.randrange(24):02}:00:00" if number % 97 else "2024-02-30"
        delivered = f"2024-12-{day:02}" if chance.random() < 0.6 else ""
        email = f"p{person}@firma.example" if chance.random() < 0.7 else ""
        id_ = number if number % 50 else max(0, number - 3)
        lines.append(f"{id_},{placed},{delivered},{email},c{person},a{person % 200},{person}.50,o{number % 5}")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def digest(workspace: Workspace) -> str:
    rows = workspace.stores.engine.query(TOUCHES)
    return hashlib.sha256(repr(rows.to_pylist()).encode()).hexdigest()


def import_in_small_steps(workspace: Workspace, data: Path) -> None:
    import wegmarke.workspace.imports as imports

    whole = imports.read_files
    imports.read_files = functools.partial(whole, chunk_rows=1500)
    imports._SETTLE_EVERY = 4000
    try:
        workspace.sources.import_files((data / "orders.csv",), data / "recipe.yaml")
    finally:
        imports.read_files = whole


def import_until_killed(folder: Path, data: Path, started: Event) -> None:
    with open_workspace(folder) as workspace:
        started.set()
        import_in_small_steps(workspace, data)


@pytest.mark.kill
@pytest.mark.timeout(900)
def test_import_killed_at_any_moment_gives_the_same_touches(tmp_path: Path) -> None:
    data, fresh = tmp_path / "data", tmp_path / "fresh"
    data.mkdir()
    write_orders(data / "orders.csv")
    (data / "recipe.yaml").write_text(RECIPE)
    with init(fresh) as workspace:
        workspace.maps.put(MAP)
    whole = shutil.copytree(fresh, tmp_path / "whole")
    with open_workspace(whole) as workspace:
        begun = time.perf_counter()
        import_in_small_steps(workspace, data)
        seconds = time.perf_counter() - begun
        expected, books = digest(workspace), workspace.overview().sources
    chance = random.Random(5)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["wegmarke.workspace"])

    interrupted = 0
    for moment in range(MOMENTS):
        folder = shutil.copytree(fresh, tmp_path / f"killed-{moment}")
        started = context.Event()
        child = context.Process(target=import_until_killed, args=(folder, data, started))
        child.start()
        assert started.wait(timeout=60)
        time.sleep(chance.uniform(0, seconds))
        if child.is_alive():
            os.kill(child.pid or 0, signal.SIGKILL)
        child.join()
        interrupted += child.exitcode == -signal.SIGKILL

        with open_workspace(folder) as workspace:
            import_in_small_steps(workspace, data)
            assert digest(workspace) == expected, f"moment {moment}"
            assert workspace.check() == []
            assert workspace.overview().sources[0].stored == books[0].stored
        shutil.rmtree(folder)
    assert interrupted >= MOMENTS // 2
