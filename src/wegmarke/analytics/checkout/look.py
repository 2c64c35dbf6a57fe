"""One look at checkouts and what became of them, on which all questions about checkouts stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import pyarrow as pa

from wegmarke.analytics.checkout import words
from wegmarke.analytics.checkout.outcomes import Outcomes, outcomes_of
from wegmarke.analytics.checkout.question import PAID, STATES, USUAL, Question
from wegmarke.analytics.facts import Facts, facts
from wegmarke.analytics.meanings import Meanings
from wegmarke.analytics.phase_look import data_state, microseconds
from wegmarke.analytics.prices import Prices, prices
from wegmarke.analytics.rows import Numbers, numbers, starts_of
from wegmarke.domain import LocalizedText, Unit
from wegmarke.paths import Period, Touches, primitives

START, OFFERED, CHOSEN, ATTEMPT, ORDER = range(5)
_NAMES = ("starts", "offered", "chosen", "attempts", "orders")
_PAID = STATES.index(PAID)


@dataclass(frozen=True)
class Look:
    """Events of checkouts by group (an account, or a person without one), in order of time.

    Attributes:
        known: the facts of the period.
        asked: the question, with the names that were looked for.
        touches: where names of touchpoints and channels stand.
        rows: the events.
        mark: 0 for a start, then offered, chosen, attempt, order.
        state: number of `STATES`, -1 for none.
        of: row of the start of the checkout, -1 for none.
        begun: rows of the starts of all checkouts of units, in the period.
        found: what became of these.
        priced: values and their currency.
        until: the state of the data in microseconds.
        said: what exactly was looked at.
    """

    known: Facts
    asked: Question
    touches: Touches
    rows: pa.Table
    mark: Numbers
    state: Numbers
    of: Numbers
    begun: Numbers
    found: Outcomes
    priced: Prices
    until: int
    said: tuple[LocalizedText, ...]


def look_at_checkouts(
    touches: Touches, by: Unit | str, asked: Question, start: datetime | None, end: datetime | None, zone: str
) -> Look:
    """Find all checkouts up to the end of the period."""
    known = facts(touches, by, start, end, zone=zone)
    state = data_state(touches, end)
    until = 0 if state is None else microseconds(state)
    meanings = Meanings(touches)
    asked = _with_usual(asked, meanings)
    rows = _rows(touches, known, asked, meanings, end)
    mark, said_state = _states(rows, asked)
    kind = np.where(mark == START, primitives.CheckoutStep.BEGIN, primitives.CheckoutStep.NOTE)
    kind = np.where(
        said_state == _PAID, primitives.CheckoutStep.PAID, np.where(mark == ORDER, primitives.CheckoutStep.ORDER, kind)
    )
    at, person, group = numbers(rows, "at"), numbers(rows, "person"), numbers(rows, "group")
    of, concluded = primitives.follow_checkouts(
        starts_of(group), at, kind.astype(np.int64), person, asked.window, asked.rescue
    )
    priced = prices(rows, asked.currency, asked.rates)
    unit = numbers(rows, "owner")
    first = microseconds(start) if start is not None else np.iinfo(np.int64).min
    begun = np.flatnonzero((of == np.arange(of.size)) & (unit >= 0) & (at >= first))
    found = outcomes_of(rows, mark, said_state, of, concluded, begun, priced, asked, until)
    counted = words.Counted(
        without_checkout=int(((kind >= primitives.CheckoutStep.PAID) & (of < 0)).sum()),
        attempts_without=int(((mark == ATTEMPT) & (kind == primitives.CheckoutStep.NOTE) & (of < 0)).sum()),
        unknown_states=int(((mark == ATTEMPT) & (said_state < 0)).sum()),
        negative=int((priced.is_known & (priced.minor < 0)).sum()),
        begun_again=int(((mark == START) & (of >= 0) & (of != np.arange(of.size))).sum()),
    )
    said = words.what(asked, counted, priced.said)
    return Look(known, asked, touches, rows, mark, said_state, of, begun, found, priced, until, said)


def _with_usual(asked: Question, meanings: Meanings) -> Question:
    given = {name: meanings.known_of(usual) for name, usual in USUAL.items() if not getattr(asked, name)}
    return replace(asked, **given)  # type: ignore[arg-type]  # names are meanings


def _rows(touches: Touches, known: Facts, asked: Question, meanings: Meanings, end: datetime | None) -> pa.Table:
    """Return the events with `group` and `owner`, by group and time."""
    own = [(name, meanings.known_of([name])) for name in asked.states]
    marks = [meanings.mark(name, getattr(asked, name)) for name in _NAMES]
    marks += [meanings.mark("states", names) for _, names in own]
    properties = [asked.state, asked.method, *(name for name in (asked.payment, asked.breakdown) if name is not None)]

    def read(by: Unit) -> pa.Table:
        return primitives.marked_events(touches, by, Period(None, end), marks, properties)

    chosen = touches.chosen
    is_free = chosen is None or chosen.by is None
    if known.by is Unit.PERSON and is_free and "account" in touches.touches.columns:
        rows = pa.concat_tables([read(Unit.ACCOUNT), _without_account(read(Unit.PERSON))])
    else:
        rows = read(known.by)
    account, person, unit = (numbers(rows, name) for name in ("account", "person", "unit"))
    match known.by:
        case Unit.PERSON:
            group, owner = np.where(account >= 0, account, -2 - person), person
        case _:
            group, owner = unit, unit
    order = np.lexsort((numbers(rows, "at"), group))
    rows = rows.append_column("group", pa.array(group)).append_column("owner", pa.array(owner))
    return rows.take(pa.array(order))


def _without_account(rows: pa.Table) -> pa.Table:
    return rows.filter(pa.array(numbers(rows, "account") < 0))


def _states(rows: pa.Table, asked: Question) -> tuple[Numbers, Numbers]:
    """Return mark and state of each row; what is named for a state is an attempt."""
    mark = numbers(rows, "mark")
    texts = rows["said_0"].combine_chunks().cast(pa.string()).dictionary_encode()
    known = np.array([*(asked.state_of(text) for text in texts.dictionary.to_pylist()), -1], np.int64)
    code = texts.indices.fill_null(len(known) - 1).to_numpy(zero_copy_only=False)
    state = np.where(mark == ATTEMPT, known[code], -1)
    for place, word in enumerate(asked.states.values(), start=len(_NAMES)):
        state = np.where(mark == place, STATES.index(word), state)
    return np.where(mark >= len(_NAMES), ATTEMPT, mark).astype(np.int64), state.astype(np.int64)
