"""Identity: identifiers become persons and accounts; labels stay in the vault.

Purpose: say who an event belongs to, by keyed hash, without the event store knowing a name.
Reads: identifiers of accepted events.
Writes: identifiers, links, labels (state database).
Used by: events, workspace.
"""

from wegmarke.identity import reading
from wegmarke.identity.changes import owners_since
from wegmarke.identity.directory import Directory
from wegmarke.identity.normalise import BLOCKED
from wegmarke.identity.resolve import Resolved, resolve
from wegmarke.identity.vault import read_labels, remember_labels

__all__ = ["BLOCKED", "Directory", "Resolved", "owners_since", "read_labels", "reading", "remember_labels", "resolve"]
