"""Opportunities with the history of their stages and amounts, from events `opportunity_changed`.

An opportunity is the source's number for it. Each event says how it was from then on; what it does not mention stays
as it was. Won and lost are told by the properties `is_won` and `is_lost`, or by the name of the stage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from wegmarke.accounts.statements import load_steps
from wegmarke.engine import Engine

_STATEMENTS = load_steps("opportunities.sql")
_BETWEEN = "\x1f"

WON = ("won", "closed won", "closed-won", "closedwon", "gewonnen", "auftrag", "abgeschlossen und gewonnen")
LOST = ("lost", "closed lost", "closed-lost", "closedlost", "closed lost to competition", "verloren",
        "abgeschlossen und verloren", "abgesagt")  # fmt: skip


@dataclass(frozen=True, slots=True)
class StageWords:
    """What the names of stages say.

    Attributes:
        won, lost: names of stages in which an opportunity is won or lost, in small letters.
        order: open stages in the order of progress; without it, only a stage that was left before is a step back.
    """

    won: Sequence[str] = WON
    lost: Sequence[str] = LOST
    order: Sequence[str] = ()

    def values(self) -> dict[str, str]:
        """Return what the statements bind."""
        return {
            name: _BETWEEN.join(word.casefold() for word in words)
            for name, words in (("won", self.won), ("lost", self.lost), ("order", self.order))
        }


USUAL = StageWords()


def opportunities(engine: Engine, words: StageWords = USUAL) -> pa.Table:
    """Return one row per opportunity, the latest change first.

    Columns: source, opportunity, account, person, solution, owner, stage, outcome (open, won, lost), amount_minor,
    currency, close_date (as the source expects it), created_at, closed_at (null while it is open), changed_at, changes,
    times_back. Times are UTC.
    """
    return _ask(engine, "all_opportunities", words)


def history(engine: Engine, source: str, opportunity: str, words: StageWords = USUAL) -> pa.Table:
    """Return occurred_at, stage, outcome, amount_minor, currency, previous_stage, went_back, event_id, oldest first."""
    values = {**words.values(), "source": source, "opportunity": opportunity}
    return engine.query(_STATEMENTS["one_history"], values)


def steps_back(engine: Engine, words: StageWords = USUAL) -> pa.Table:
    """Return source, opportunity, occurred_at, stage, previous_stage, event_id of every change that went back."""
    return _ask(engine, "steps_back", words)


def nameless(engine: Engine) -> pa.Table:
    """Return event_id, source, occurred_at, account of changes that do not say of which opportunity."""
    return engine.query(_STATEMENTS["nameless"])


def latest_property(engine: Engine, name: str) -> pa.Table:
    """Return source, opportunity, value: the latest value of a property of each opportunity."""
    return engine.query(_STATEMENTS["property"], {"name": name})


def opportunities_sql() -> str:
    """Return the statement of one row per opportunity, to be part of another; it binds `StageWords.values()`."""
    return _STATEMENTS["opportunities"]


def _ask(engine: Engine, statement: str, words: StageWords) -> pa.Table:
    return engine.query(_STATEMENTS[statement], words.values())
