"""What is compared: a shape says how records of one kind are prepared, compared, blocked and guarded.

A comparison has levels from equal to different; the first that holds counts. Conditions are SQL over the prepared
columns of two records, `_l` and `_r`. Weights are no part of a shape: they are learned from the records themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

RARELY = 0.05
"""How often duplicates agree in what is rarely met at all, such as swapped names, before anything is learned; where
nothing can be learned, strangers do a hundred times more rarely."""


@dataclass(frozen=True)
class Level:
    """One degree of agreement.

    Attributes:
        name: word for explanations, e.g. `equal`, `similar`, `different`.
        condition: SQL over columns `…_l` and `…_r`.
        frequency: column whose rare values say more than frequent ones, or nothing.
        chance: how often strangers agree so far, computed from the prepared columns; for what is too rare to be
            met in a sample of random pairs.
    """

    name: str
    condition: str
    frequency: str = ""
    chance: Callable[[pa.Table], float] | None = None


@dataclass(frozen=True)
class Comparison:
    """How one property of two records is compared.

    Attributes:
        name: the property, e.g. `born_on`.
        columns: prepared columns it reads; it is left out when one of them is empty in all records.
        unknown: SQL condition under which it says nothing.
        levels: from equal downwards; `different` is what remains.
        silent: agreements that other comparisons have counted already; they are named and speak for nothing.
    """

    name: str
    columns: tuple[str, ...]
    unknown: str
    levels: tuple[Level, ...]
    silent: tuple[Level, ...] = ()


Key = tuple[str, ...]
"""Prepared columns; only records that agree in all of them are compared."""


@dataclass(frozen=True)
class Guards:
    """What keeps clusters from swallowing their neighbours.

    Attributes:
        cohesion: smallest mean probability between two clusters that are joined; pairs never suggested count as 0.
            Without it (0), one pair above the threshold is enough, as in connected components.
        far_dates: columns of records with dates; two that are far from each other are never in one cluster.
    """

    cohesion: float = 0.0
    far_dates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shape:
    """Everything about one kind of record.

    Attributes:
        subject: person or account.
        prepare: makes the compared columns out of records.
        comparisons: what is compared.
        keys: which pairs are compared at all, in this order; too frequent ones are left out.
        training: keys of the sessions in which weights are learned; each leaves out what it blocks on.
        certain: keys whose pairs are nearly always right; they tell how frequent duplicates are.
        guards: for clustering.
        threshold: probability from which a pair may join a cluster.
    """

    subject: str
    prepare: Callable[[pa.Table], pa.Table]
    comparisons: tuple[Comparison, ...]
    keys: tuple[Key, ...]
    training: tuple[Key, ...]
    certain: tuple[Key, ...]
    guards: Guards
    threshold: float


def unknown(*columns: str) -> str:
    """Return the condition that a column is null on one side; of several, that all are."""
    return " AND ".join(f"({column}_l IS NULL OR {column}_r IS NULL)" for column in columns)


def equal(column: str, name: str = "equal") -> Level:
    """Return the level of equal values, where a rare value says more."""
    return Level(name, f"{column}_l = {column}_r", column)


def similar(column: str, least: float, name: str = "similar") -> Level:
    """Return the level of texts that resemble each other by Jaro-Winkler similarity."""
    return Level(name, f"jaro_winkler_similarity({column}_l, {column}_r) >= {least}")


def mistyped(column: str, letters: int, name: str = "mistyped") -> Level:
    """Return the level of texts that differ by so many added, missing, wrong or exchanged letters."""
    return Level(name, f"damerau_levenshtein({column}_l, {column}_r) <= {letters}")
