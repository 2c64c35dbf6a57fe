"""Cuts, positions and outcomes: every implementation against a walk along each path."""

from __future__ import annotations
