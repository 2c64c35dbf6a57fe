"""Fill a new workspace with the demo company: its map first, then its events through the ordinary door.

What is being filled stands in `files/demo.json` until it is complete, so that a demo that was stopped
half-way goes on with the same company when it is started again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from wegmarke.demo import demo_map_text, estimate_events, generate, spending
from wegmarke.domain.views import ImportReport
from wegmarke.sources import Chunk
from wegmarke.workspace.imports import take_in
from wegmarke.workspace.operation import Progress
from wegmarke.workspace.workspace import Workspace

_NOTE = "demo.json"


class _Script(msgspec.Struct, frozen=True):
    persons: int
    seed: int
    until: datetime


def fill_with_demo(
    workspace: Workspace, *, persons: int = 2000, seed: int = 7, progress: Progress | None = None
) -> ImportReport:
    """Generate the demo company's two years up to today and take them in.

    Args:
        workspace: a workspace this process owns.
        persons: how many persons to invent, at least 1.
        seed: the same seed, persons and day give the same script.
        progress: told events taken in and the estimate of all.
    """
    until = workspace.stores.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    script = _Script(persons, seed, until)
    note = workspace.folder.files / _NOTE
    note.write_bytes(msgspec.json.encode(script))
    workspace.maps.put(demo_map_text(script.until))
    report = _take_in(workspace, script, progress)
    note.unlink()
    return report


def finish_demo(workspace: Workspace, *, progress: Progress | None = None) -> ImportReport | None:
    """Go on with a demo company that was not filled to its end; None when there is nothing to do."""
    note = workspace.folder.files / _NOTE
    if not workspace.is_owner or not note.exists():
        return None
    script = msgspec.json.decode(note.read_bytes(), type=_Script)
    workspace.maps.put(demo_map_text(script.until))
    report = _take_in(workspace, script, progress)
    note.unlink()
    return report


def _take_in(workspace: Workspace, script: _Script, progress: Progress | None) -> ImportReport:
    expected = estimate_events(script.persons)
    workspace.costs.import_table(spending(script.persons, script.seed, until=script.until), name="demo")
    chunks = generate(script.persons, script.seed, until=script.until)
    return take_in(workspace.stores, "demo", _counted(chunks, expected, progress))


def _counted(chunks: Iterator[Chunk], expected: int, progress: Progress | None) -> Iterator[Chunk]:
    done = 0
    for chunk in chunks:
        yield chunk
        done += chunk.events.num_rows
        if progress is not None:
            progress(min(done, expected), expected)
