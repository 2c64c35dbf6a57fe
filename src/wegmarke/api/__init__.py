"""The product over HTTP for other systems: events in, the description of it, and its health.

Purpose: answer requests that carry a write key; what they bring is read, judged and written by the workspace.
Reads: requests.
Writes: nothing itself.
Used by: server.
"""

from wegmarke.api.application import IngestApplication, is_ours
from wegmarke.api.description import description
from wegmarke.api.loop import Loop

__all__ = ["IngestApplication", "Loop", "description", "is_ours"]
