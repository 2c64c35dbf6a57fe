"""Files into the workspace: read by a recipe, accepted durably, stored, resolved, recognised.

An import can be killed at any moment and started again: what was accepted before is a duplicate the
second time, and the touches come out the same.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.config import Settings
from wegmarke.domain import SourceUnreadable
from wegmarke.domain.views import ImportReport, RejectedChoice, RejectedGroup
from wegmarke.events import reading
from wegmarke.ingest import rejected
from wegmarke.sources import Chunk, UnpackLimits, load_recipe, read_files
from wegmarke.workspace.operation import Door, Progress, operation
from wegmarke.workspace.overview_door import sources
from wegmarke.workspace.stores import Stores

_SETTLE_EVERY = 500_000
"""Events after which the sink runs, so that the inbox stays small."""


class SourcesDoor(Door):
    """Imports."""

    @operation("sources")
    def import_files(
        self, files: tuple[Path, ...], recipe: Path, dry_run: bool = False, progress: Progress | None = None
    ) -> ImportReport:
        """Import files by a recipe; with `dry_run` nothing is written.

        Raises:
            DocumentInvalid: the recipe has problems; nothing was imported.
            SourceUnreadable: a file cannot be read at all; what was accepted before it stays.
        """
        stores = self.stores
        if missing := [str(file) for file in files if not file.is_file()]:
            raise SourceUnreadable(f"{', '.join(missing)}: expected a file, there is none. Check the path.")
        known = load_recipe(recipe)
        limits = unpack_limits(stores.settings)
        chunks = read_files(known, files, default_zone=stores.settings.time_zone, limits=limits)
        if dry_run:
            return rehearse(stores, known.source, chunks, progress)
        return take_in(stores, known.source, chunks, progress)


def unpack_limits(settings: Settings) -> UnpackLimits:
    """Return how large packed files may become in a workspace."""
    megabytes = 1_000_000
    return UnpackLimits(
        unpacked_bytes=settings.unpacked_mb * megabytes,
        unpacked_ratio=settings.unpacked_ratio,
        workbook_bytes=settings.workbook_mb * megabytes,
    )


def take_in(stores: Stores, source: str, chunks: Iterable[Chunk], progress: Progress | None = None) -> ImportReport:
    """Accept all chunks of a source, store them and bring the touches up to date."""
    started = time.perf_counter()
    stores.settle()
    before, batch = _books(stores, source), reading.batch(stores.engine)
    rows, unsettled, notices, refused = 0, 0, _Notices(), _Refused(source)
    try:
        for chunk in chunks:
            receipt = stores.inbox.accept(source, chunk.events, chunk.rejected, origins=_origins(chunk, source))
            refused.add(receipt.refused)
            notices.add(chunk.notices)
            rows, unsettled = rows + chunk.rows, unsettled + receipt.accepted
            if unsettled >= _SETTLE_EVERY:
                stores.settle_inbox()
                unsettled = 0
            if progress is not None:
                progress(rows, 0)
    except OSError:
        # Whoever asked from another process has gone, by Ctrl-C or otherwise; what was accepted need not wait.
        stores.settle()
        raise
    stores.settle()
    after = _books(stores, source)
    counts = {name: after[name] - before[name] for name in after}
    return ImportReport(
        rows=rows,
        **counts,
        events=reading.stored_names(stores.engine, since=batch),
        notices=notices.all(),
        rejects=(*refused.groups(), *_conflicts(stores, source, counts["conflict"])),
        dry_run=False,
        seconds=time.perf_counter() - started,
    )


def _books(stores: Stores, source: str) -> dict[str, int]:
    names = ("received", "stored", "duplicate", "conflict", "rejected")
    line = next((line for line in sources(stores) if line.source == source), None)
    return {name: getattr(line, name) if line else 0 for name in names}


def _conflicts(stores: Stores, source: str, count: int) -> list[RejectedGroup]:
    choice = RejectedChoice(source=source, reason="conflict")
    return rejected.groups(stores.inbox_database, choice) if count else []


def _origins(chunk: Chunk, source: str) -> pa.ChunkedArray | str:
    return chunk.origins if chunk.origins is not None else source


def rehearse(stores: Stores, source: str, chunks: Iterable[Chunk], progress: Progress | None = None) -> ImportReport:
    """Read all chunks and say what would be offered and rejected; writes nothing."""
    started = time.perf_counter()
    rows, names, notices, refused = 0, Counter[str](), _Notices(), _Refused(source)
    for chunk in chunks:
        good, bad = stores.inbox.check(chunk.events, origins=_origins(chunk, source))
        refused.add(pa.concat_tables([chunk.rejected, bad]))
        notices.add(chunk.notices)
        names.update({str(row["values"]): int(row["counts"]) for row in pc.value_counts(good["name"]).to_pylist()})
        rows += chunk.rows
        if progress is not None:
            progress(rows, 0)
    return ImportReport(
        rows=rows,
        received=names.total() + refused.total(),
        stored=0,
        duplicate=0,
        conflict=0,
        rejected=refused.total(),
        events=dict(names.most_common()),
        notices=notices.all(),
        rejects=refused.groups(),
        dry_run=True,
        seconds=time.perf_counter() - started,
    )


class _Notices:
    def __init__(self) -> None:
        self._said: dict[str, None] = {}

    def add(self, notices: Iterable[str]) -> None:
        self._said.update(dict.fromkeys(notices))

    def all(self) -> tuple[str, ...]:
        return tuple(self._said)


class _Refused:
    """Rejected rows of one import, grouped as they come."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._groups: dict[tuple[str, str], RejectedGroup] = {}

    def add(self, rows: pa.Table) -> None:
        if not rows.num_rows:
            return
        counted = rows.group_by(["file", "reason"], use_threads=False).aggregate(
            [("message", "first"), ("line", "min"), ("line", "max"), ("reason", "count")]
        )
        for row in counted.to_pylist():
            self._merge(row)

    def _merge(self, row: dict[str, object]) -> None:
        key = (str(row["file"]), str(row["reason"]))
        was = self._groups.get(key)
        lines = [line for line in (row["line_min"], row["line_max"]) if isinstance(line, int)]
        if was is not None:
            lines += [line for line in (was.first_line, was.last_line) if line is not None]
        self._groups[key] = RejectedGroup(
            source=self._source,
            file=key[0],
            reason=key[1],
            message=was.message if was else str(row["message_first"]),
            rows=(was.rows if was else 0) + int(str(row["reason_count"])),
            first_line=min(lines, default=None),
            last_line=max(lines, default=None),
        )

    def total(self) -> int:
        return sum(group.rows for group in self._groups.values())

    def groups(self) -> tuple[RejectedGroup, ...]:
        return tuple(sorted(self._groups.values(), key=lambda group: (-group.rows, group.file, group.reason)))
