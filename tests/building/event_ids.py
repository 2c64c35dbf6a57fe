"""Which events a workspace holds, by the ids their senders gave them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from wegmarke.workspace import Workspace


def event_id(source: str, message_id: str) -> str:
    digest = hashlib.sha256(f"{source}\x1f{message_id}".encode()).hexdigest()[:32]
    return "-".join([digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:]])


def lost(workspace: Workspace, acknowledged: Iterable[str], source: str = "shop") -> list[str]:
    """Return acknowledged ids whose event is not stored; only the owner can ask."""
    found = workspace.stores.engine.query("SELECT event_id::VARCHAR AS id FROM event")["id"].to_pylist()
    stored = set(found)
    return [one for one in acknowledged if event_id(source, one) not in stored]
