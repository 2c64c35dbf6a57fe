"""Duplicates: which records are probably one person or one account.

Purpose: suggest pairs with probability and reasons, and clusters that do not swallow their neighbours.
Reads: tables of records that the caller has decrypted; decisions of people (state database).
Writes: decisions on pairs (state database); nothing of the records.
Used by: workspace.
"""

from wegmarke.duplicates.accounts import ACCOUNTS
from wegmarke.duplicates.clusters import cluster
from wegmarke.duplicates.measurement import PairQuality, pair_quality
from wegmarke.duplicates.persons import PERSONS
from wegmarke.duplicates.shape import Guards, Shape
from wegmarke.duplicates.suggestion import Suggestions, suggest
from wegmarke.duplicates.verdicts import decide, decided, refused, undecided

__all__ = [
    "ACCOUNTS",
    "PERSONS",
    "Guards",
    "PairQuality",
    "Shape",
    "Suggestions",
    "cluster",
    "decide",
    "decided",
    "pair_quality",
    "refused",
    "suggest",
    "undecided",
]
