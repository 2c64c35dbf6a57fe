"""Lookup: which of these many keys are known, and as what?

Purpose: find tens of thousands of scattered keys among millions in milliseconds.
Reads: nothing; its owners fill it from their own tables.
Writes: nothing; it lives in memory and can be filled anew at any time.
Used by: identity, events.
"""

from wegmarke.lookup.sorted_keys import SortedKeys

__all__ = ["SortedKeys"]
