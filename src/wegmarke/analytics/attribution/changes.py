"""Why an answer changed between two states of the data: by touchpoint, and by which events."""

from __future__ import annotations


def changes() -> None:
    """Stand in until it is written."""
