"""The inbox: events are accepted once, durably, or rejected with a reason.

Purpose: the one door every event passes, and the memory of what was seen before.
Reads: batches of sources.
Writes: `inbox.sqlite3` (packets, event keys, rejected events, tallies).
Used by: events (the sink), workspace.
"""

from wegmarke.ingest.accept import Inbox, Receipt
from wegmarke.ingest.keys import Verdict, claim
from wegmarke.ingest.rejected import keep_conflicts
from wegmarke.ingest.take import Batch, forget, take

__all__ = ["Batch", "Inbox", "Receipt", "Verdict", "claim", "forget", "keep_conflicts", "take"]
