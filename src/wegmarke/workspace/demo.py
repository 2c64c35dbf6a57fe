"""Fill a new workspace with the demo company: its map first, then its events through the ordinary door."""

from __future__ import annotations

from collections.abc import Iterator

from wegmarke.demo import demo_map_text, estimate_events, generate
from wegmarke.domain.views import ImportReport
from wegmarke.sources import Chunk
from wegmarke.workspace.imports import take_in
from wegmarke.workspace.operation import Progress
from wegmarke.workspace.workspace import Workspace


def fill_with_demo(
    workspace: Workspace, *, persons: int = 2000, seed: int = 7, progress: Progress | None = None
) -> ImportReport:
    """Generate the demo company's two years up to now and take them in.

    Args:
        workspace: a workspace this process owns.
        persons: how many persons to invent, at least 1.
        seed: the same seed, persons and day give the same company.
        progress: told events taken in and the estimate of all.
    """
    stores = workspace.stores
    workspace.maps.put(demo_map_text())
    expected = estimate_events(persons)
    until = stores.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    chunks = generate(persons, seed, until=until)
    return take_in(stores, "demo", _counted(chunks, expected, progress))


def _counted(chunks: Iterator[Chunk], expected: int, progress: Progress | None) -> Iterator[Chunk]:
    done = 0
    for chunk in chunks:
        yield chunk
        done += chunk.events.num_rows
        if progress is not None:
            progress(min(done, expected), expected)
