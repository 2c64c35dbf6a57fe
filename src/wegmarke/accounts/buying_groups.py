"""Buying groups: who decides on one solution at one account, which roles are held, and which are missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from wegmarke.accounts.opportunities import USUAL, StageWords, opportunities_sql
from wegmarke.accounts.statements import load_steps
from wegmarke.engine import Engine, text_literal

_STATEMENTS = load_steps("buying_groups.sql", opportunities=opportunities_sql())


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many of the needed places are taken.

    Attributes:
        percent: places taken of places needed, 0..100, halves rounded up; None where nothing is needed.
        missing: places that nobody takes, by role.
    """

    percent: int | None
    missing: dict[str, int]


def completeness(assigned: Mapping[str, int], needed: Mapping[str, int]) -> Completeness:
    """Compare how many persons hold each role with how many are needed.

    >>> completeness({"decider": 3}, {"decider": 1, "buyer": 1}).percent
    50
    """
    wanted = {role: count for role, count in needed.items() if count > 0}
    taken = {role: min(assigned.get(role, 0), count) for role, count in wanted.items()}
    missing = {role: count - taken[role] for role, count in wanted.items() if taken[role] < count}
    places = sum(wanted.values())
    # Whole numbers: half a percent is rounded up without a detour over binary fractions.
    percent = (200 * sum(taken.values()) + places) // (2 * places) if places else None
    return Completeness(percent, missing)


def buying_groups(engine: Engine, words: StageWords = USUAL) -> pa.Table:
    """Return account, solution, opportunities, open_opportunities: one row per buying group."""
    return engine.query(_STATEMENTS["groups"], words.values())


def role_holders(engine: Engine, words: StageWords = USUAL) -> pa.Table:
    """Return account, solution, person, role, opportunity, source, since, event_id, last_touch_at of all groups.

    `opportunity` is null where a role is held for all opportunities. `last_touch_at` is the person's last recognised
    touch at this account.
    """
    return engine.query(_STATEMENTS["all_holders"], words.values())


def holders_sql(words: StageWords = USUAL) -> str:
    """Return the statement of who holds which role now, with nothing left to bind, to be part of another one."""
    statement = _STATEMENTS["holders"]
    for name, text in words.values().items():
        statement = statement.replace(f"${name}", text_literal(text))
    return statement


def placed_sql(opportunities: str | None = None) -> str:
    """Return the statement of all events about roles, placed at account and solution.

    It binds `StageWords.values()`, unless another statement of the opportunities is given.
    """
    if opportunities is None:
        return _STATEMENTS["placed"]
    return load_steps("buying_groups.sql", opportunities=opportunities)["placed"]


def role_holders_of(engine: Engine, account: int, solution: str, words: StageWords = USUAL) -> pa.Table:
    """Return the members of one buying group, with the same columns."""
    asked: dict[str, str | int] = {"account": account, "solution": solution}
    return engine.query(_STATEMENTS["holders_of"], {**words.values(), **asked})


def incomplete(engine: Engine, words: StageWords = USUAL) -> pa.Table:
    """Return event_id, source, occurred_at, person, account, solution, role of events that say too little."""
    return engine.query(_STATEMENTS["incomplete"], words.values())
