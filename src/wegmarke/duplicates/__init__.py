"""Duplicates: which records are probably one person or one account.

Purpose: suggest pairs with probability and reasons, and clusters that do not swallow their neighbours.
Reads: tables of records that the caller has decrypted; decisions of people (state database).
Writes: pairs as numbers, and decisions on them (state database); nothing of the records.
Used by: workspace.
"""

from wegmarke.duplicates.accounts import ACCOUNTS
from wegmarke.duplicates.clusters import cluster
from wegmarke.duplicates.keeping import Kept, keep, kept, last_search
from wegmarke.duplicates.measurement import PairQuality, pair_quality
from wegmarke.duplicates.persons import PERSONS
from wegmarke.duplicates.property_names import ACCOUNT_PROPERTIES, HOUSE_NUMBER, PERSON_PROPERTIES, columns_of
from wegmarke.duplicates.shape import Guards, Shape
from wegmarke.duplicates.suggestion import LEAST_PROBABILITY, Suggestions, suggest
from wegmarke.duplicates.verdicts import Ruling, confirmed, decide, decided, refused, take_back, undecided

__all__ = [
    "ACCOUNTS",
    "ACCOUNT_PROPERTIES",
    "HOUSE_NUMBER",
    "LEAST_PROBABILITY",
    "PERSONS",
    "PERSON_PROPERTIES",
    "Guards",
    "Kept",
    "PairQuality",
    "Ruling",
    "Shape",
    "Suggestions",
    "cluster",
    "columns_of",
    "confirmed",
    "decide",
    "decided",
    "keep",
    "kept",
    "last_search",
    "pair_quality",
    "refused",
    "suggest",
    "take_back",
    "undecided",
]
