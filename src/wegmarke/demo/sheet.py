"""The journey map of the demo company, as the document a new user sees first."""

from __future__ import annotations

from importlib import resources


def demo_map_text() -> str:
    """Return the demo company's map as a YAML document of the native map format."""
    return resources.files(__package__).joinpath("fuchsberg.yaml").read_text(encoding="utf-8")
