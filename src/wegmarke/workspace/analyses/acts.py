"""What somebody did since an instant that changes figures without any new event: identities, rules, maps, costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from wegmarke.domain import UsageError
from wegmarke.domain.changes import ChangeAct
from wegmarke.privacy import read_entries
from wegmarke.workspace.stores import Stores

_SUBJECTS: Final = ("person", "account", "cost")
_READING: Final = frozenset({"read", "exported", "duplicate_reopened", "duplicate_refused"})
_MOST: Final = 10_000


def acts_since(stores: Stores, since: datetime) -> list[ChangeAct]:
    """Return the acts, oldest first."""
    if since.tzinfo is None:
        raise UsageError(f"since: expected a time with its zone; got {since.isoformat()}. Add the zone.")
    found = [*_noted(stores, since), *_of_maps(stores, since)]
    return sorted(found, key=lambda act: (act.at, act.act))


def _noted(stores: Stores, since: datetime) -> Iterator[ChangeAct]:
    for subject in _SUBJECTS:
        for entry in read_entries(stores.state, most=_MOST, subject=subject):
            if entry.at < since:
                break
            if entry.act not in _READING:
                yield ChangeAct(entry.at, entry.act, subject, entry.by, str(entry.what.get("why", "")))


def _of_maps(stores: Stores, since: datetime) -> Iterator[ChangeAct]:
    for map_id in sorted({summary.id for summary in stores.library.summaries()}):
        for kept in stores.library.versions(map_id):
            if kept.created_at >= since:
                yield ChangeAct(kept.created_at, "map_kept", map_id, kept.who, kept.why)
        for act in stores.library.acts(map_id):
            if act.at >= since:
                yield ChangeAct(act.at, "map_moved", map_id, act.who, act.why)
