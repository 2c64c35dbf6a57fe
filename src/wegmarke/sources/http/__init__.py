"""Reads what other systems send over HTTP: bodies of the Segment specification and CloudEvents.

Purpose: turn the messages of requests into events; every message that cannot become one gets a reason.
Reads: the given bodies.
Writes: nothing.
Used by: ingest, workspace.
"""

from wegmarke.sources.http.browsers import OF_TODAY
from wegmarke.sources.http.columns import Habits
from wegmarke.sources.http.crashes import end_in_words, error_in_words
from wegmarke.sources.http.delivery import Refusal, Sender
from wegmarke.sources.http.event_names import event_name
from wegmarke.sources.http.limits import MOST_BYTES, MOST_ITEMS
from wegmarke.sources.http.reading import write_key_in
from wegmarke.sources.http.rounds import CLOUD_EVENTS, Parcel, Portion, Summary, given_up, read_round
from wegmarke.sources.http.unpacking import NotGzip, gunzip

CALLS = ("track", "identify", "group", "page", "screen", "alias", "batch")
"""Calls of the Segment specification."""

__all__ = [
    "CALLS",
    "CLOUD_EVENTS",
    "MOST_BYTES",
    "MOST_ITEMS",
    "OF_TODAY",
    "Habits",
    "NotGzip",
    "Parcel",
    "Portion",
    "Refusal",
    "Sender",
    "Summary",
    "end_in_words",
    "error_in_words",
    "event_name",
    "given_up",
    "gunzip",
    "read_round",
    "write_key_in",
]
