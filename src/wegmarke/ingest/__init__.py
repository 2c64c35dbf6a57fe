"""The inbox: events are accepted once, durably, or rejected with a reason.

Purpose: the one door every event passes, and the memory of what was seen before.
Reads: batches of sources.
Writes: `inbox.sqlite3` (packets, event keys, rejected events, tallies).
Used by: events (the sink), workspace.
"""

from wegmarke.ingest import books, rejected
from wegmarke.ingest.accept import Inbox, Receipt
from wegmarke.ingest.keys import Verdict, claim
from wegmarke.ingest.rejected import keep_conflicts
from wegmarke.ingest.take import Batch, delete_stored, take

__all__ = [
    "Batch",
    "Inbox",
    "Receipt",
    "Verdict",
    "books",
    "claim",
    "delete_stored",
    "keep_conflicts",
    "rejected",
    "take",
]
