"""How much one request may bring. docs/http.md names the same figures."""

from __future__ import annotations

MOST_BYTES = 8 * 1024 * 1024
"""Bytes of a body, before and after unpacking."""

MOST_ITEMS = 10_000
"""Messages in one batch."""

MOST_ID = 1_000
"""Characters of a message id, a person's or an account's id."""

MOST_NAME = 200
"""Characters of the name of an event or property."""

MOST_VALUE = 100_000
"""Characters of one property."""

MOST_PROPERTIES = 1_000
"""Properties of one event."""

MOST_EVENT_NAMES = 10_000
"""Different event names in one workspace: a name that changes with each event is a mistake of its sender."""
