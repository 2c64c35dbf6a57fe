"""Segments over open stores: `AtWork(stores)` takes events in, keeps documents, and says who is in which segment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

from event_builders import OpenStores, recognition

from wegmarke import segments
from wegmarke.domain.segments import SegmentSubject
from wegmarke.events import derive
from wegmarke.identity import read_labels
from wegmarke.rules import Moment
from wegmarke.segments import Affected, Upkeep
from wegmarke.workspace.live_paths import LivePaths
from wegmarke.workspace.segment_sources import RuleSources


def rule_sources(stores: OpenStores) -> RuleSources:
    """Return what rules are judged over, without a path index; a buying group needs a decider and a buyer."""
    paths = LivePaths(stores.engine, Path("paths that nobody starts"))
    return RuleSources(stores.engine, stores.state, stores.keys, paths, lambda: {"decider": 1, "buyer": 1})


class AtWork:
    """What a workspace does with segments, over stores that a test has open."""

    def __init__(self, stores: OpenStores) -> None:
        self.stores = stores
        self.recognition = recognition(quote_sent=1, order_placed=2)
        self.open()

    def open(self) -> None:
        """Begin anew, as a process that opens the stores does."""
        stores = self.stores
        self.sources = rule_sources(stores)
        self.upkeep = Upkeep(stores.state, stores.engine, self.sources, self.moment)

    def moment(self) -> Moment:
        return Moment(self.stores.clock.now(), UTC)

    def save(self, *texts: str) -> None:
        """Keep documents, and judge everybody by all that there are."""
        for text in texts:
            saving = segments.saving_of(self.upkeep.kept, segments.load_segment(text))
            with self.stores.state.write() as connection:
                segments.keep(connection, saving, self.stores.clock.now(), "", "", None)
            self.upkeep.read_again()
        self.upkeep.judge_everybody()

    def take_in(self, rows: Sequence[dict[str, Any]]) -> None:
        """Store events and derive touches, and nothing else."""
        self.stores.take_in(list(rows))

    def settle(self) -> None:
        """Derive touches, and judge whom that affects."""
        changed = derive(self.stores.engine, self.recognition)
        if changed:
            self.upkeep.advance(None if changed.is_all else Affected(changed.persons, changed.accounts), changed.before)

    def inside(self, name: str) -> set[str]:
        """Return how those are called that the tables say are in a segment."""
        kept = self.upkeep.kept[name]
        assert kept.document is not None
        subject = "person" if kept.document.subject is SegmentSubject.PERSON else "account"
        labels = read_labels(self.stores.state, self.stores.keys, subject)
        found = segments.reading.page_of(self.stores.state, kept.number, 0, 10_000)
        assert sorted(one.subject for one in found) == self.upkeep.present.of(kept.number).tolist()
        return {labels.get(one.subject, f"#{one.subject}") for one in found}
