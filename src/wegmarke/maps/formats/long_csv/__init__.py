"""A map as one long table: a row per card, emotion, metric, use of a touchpoint, improvement and initiative.

Purpose: edit many texts, values, targets and states at once, or read them into a tool for analysis.
Reads: map documents, measured numbers; bytes of CSV files.
Writes: nothing.
Used by: maps.
"""

from wegmarke.maps.formats.long_csv.reading import read
from wegmarke.maps.formats.long_csv.writing import write

__all__ = ["read", "write"]
