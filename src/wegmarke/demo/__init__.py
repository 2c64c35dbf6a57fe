"""The demo company: a fictional German supplier of drives, generated from a seed.

Purpose: show a new user a living map without any file of their own.
Reads: nothing; the map document is package data.
Writes: nothing; `generate` yields events like any other source.
Used by: workspace, cli.
"""

from wegmarke.demo.generate import estimate_events, generate
from wegmarke.demo.sheet import demo_map_text
from wegmarke.demo.spending import spending
from wegmarke.demo.vocabulary import NAMES as EVENT_NAMES
from wegmarke.demo.vocabulary import NOTES

COMPANY = "Fuchsberg Antriebstechnik (Demo)"

__all__ = ["COMPANY", "EVENT_NAMES", "NOTES", "demo_map_text", "estimate_events", "generate", "spending"]
