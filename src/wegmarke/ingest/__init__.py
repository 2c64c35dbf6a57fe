"""The inbox: events are accepted once, durably, or rejected with a reason.

Purpose: the one door every event passes, and the tracking plan it is held against.
Reads: batches of sources.
Writes: `inbox.sqlite3` (packets, rejected events, tallies); the versions of the plan in `state.sqlite3`.
Used by: events (the sink), workspace.
"""

from wegmarke.ingest import books, rejected, replay
from wegmarke.ingest.accept import Inbox, Receipt, microseconds
from wegmarke.ingest.commit import GroupCommit, Outcome
from wegmarke.ingest.plan_coverage import SeenEvent, SeenProperty, compare
from wegmarke.ingest.plan_personal import is_personal
from wegmarke.ingest.plan_proposal import propose
from wegmarke.ingest.plan_reading import parse_plan
from wegmarke.ingest.plan_values import PATTERNS
from wegmarke.ingest.plan_versions import held_plan, keep_plan, plan_history, read_plan, removed_so_far
from wegmarke.ingest.reader import LocalReader, ProcessReader, Ways
from wegmarke.ingest.rejected import keep_verdicts
from wegmarke.ingest.take import Batch, delete_stored, take

__all__ = [
    "PATTERNS",
    "Batch",
    "GroupCommit",
    "Inbox",
    "LocalReader",
    "Outcome",
    "ProcessReader",
    "Receipt",
    "SeenEvent",
    "SeenProperty",
    "Ways",
    "books",
    "compare",
    "delete_stored",
    "held_plan",
    "is_personal",
    "keep_plan",
    "keep_verdicts",
    "microseconds",
    "parse_plan",
    "plan_history",
    "propose",
    "read_plan",
    "rejected",
    "removed_so_far",
    "replay",
    "take",
]
