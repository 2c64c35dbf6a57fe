"""The journey map of the demo company, as the document a new user sees first."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import resources

from wegmarke.demo.care import answers_shipped

# The days that stand in the file; a demo that ends on another day has others.
_SHIPPED, _DUE = "2025-09-02", "2026-05-29"


def demo_map_text(until: datetime | None = None) -> str:
    """Return the demo company's map as a YAML document of the native map format.

    Args:
        until: end of the two years; the initiative that shipped did so half a year before. Without it the days are
            those of a demo that ended on the first of March 2026.
    """
    text = resources.files(__package__).joinpath("fuchsberg.yaml").read_text(encoding="utf-8")
    if until is None:
        return text
    due = (until + timedelta(days=89)).date()
    return text.replace(_SHIPPED, answers_shipped(until).isoformat()).replace(_DUE, due.isoformat())
