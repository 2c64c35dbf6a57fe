"""One look at who is a customer from when to when, on which all questions about churn stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import pyarrow.compute as pc

from wegmarke.analytics.churn import words
from wegmarke.analytics.churn.lives import Lives, of_contracts, of_pauses
from wegmarke.analytics.churn.question import USUAL_ORDERS, Question
from wegmarke.analytics.facts import Facts, facts
from wegmarke.analytics.meanings import Meanings
from wegmarke.analytics.phase_look import data_state, microseconds
from wegmarke.domain import LocalizedText, Unit
from wegmarke.paths import Period, Touches, primitives

_DAY = 86_400_000_000


@dataclass(frozen=True)
class Look:
    """Who was a customer when.

    Attributes:
        known: the facts of the period.
        asked: the question.
        lives: all of them up to the state of the data.
        state: the state of the data in microseconds; 0 without data.
        said: what exactly was looked at.
    """

    known: Facts
    asked: Question
    lives: Lives
    state: int
    said: tuple[LocalizedText, ...]

    @property
    def bounds(self) -> tuple[int, int]:
        """Return the first instant of the period and the state of the data, in microseconds."""
        start = self.known.period.start
        return (0 if start is None else microseconds(start)), self.state


def look_at_lives(
    touches: Touches, by: Unit | str, asked: Question, start: datetime | None, end: datetime | None, zone: str
) -> Look:
    """Find all lives up to the end of the period, from the beginning of what is known."""
    known = facts(touches, by, start, end, zone=zone)
    state = data_state(touches, end)
    until = 0 if state is None else microseconds(state)
    meanings = Meanings(touches)
    said = [name for name in ("ends_on", "contract", "breakdown") if getattr(asked, name) is not None]
    properties = [str(getattr(asked, name)) for name in said]
    if asked.is_contractual:
        marks = [meanings.mark(name, getattr(asked, name)) for name in ("starts", "ends", "notices")]
        rows = primitives.marked_events(touches, known.by, Period(None, end), marks, properties)
        lives, skipped = of_contracts(rows, until, zone, said, notice_ends=not asked.ends)
        return Look(known, asked, lives, until, words.contracts(asked, skipped))
    asked = asked if asked.orders else replace(asked, orders=meanings.known_of(USUAL_ORDERS))
    marks = [meanings.mark("orders", asked.orders, valued=True)]
    rows = primitives.marked_events(touches, known.by, Period(None, end), marks, properties)
    is_negative = pc.fill_null(pc.less(rows["value_minor"], 0), fill_value=False)
    negative = int(pc.sum(is_negative).as_py() or 0)
    rows = rows.filter(pc.invert(is_negative)) if negative else rows
    lives = of_pauses(rows, until, round(asked.days * _DAY), asked.permille, asked.model, said)
    return Look(known, asked, lives, until, words.pauses(asked, negative))
