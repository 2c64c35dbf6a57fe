"""Saved reports: names for questions that people ask again.

Purpose: keep, find, rename and remove them; what they ask is answered by whoever shows them.
Reads: the table `saved_report`.
Writes: the table `saved_report`.
Used by: workspace.
"""

from wegmarke.reports import tables
from wegmarke.reports.saved import find, get, remove, rename, save

__all__ = ["find", "get", "remove", "rename", "save", "tables"]
