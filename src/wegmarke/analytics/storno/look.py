"""One look at orders and what became of them, on which all questions about Storno stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import pyarrow as pa

from wegmarke.analytics.facts import Facts, facts
from wegmarke.analytics.meanings import Meanings
from wegmarke.analytics.phase_look import data_state, microseconds
from wegmarke.analytics.prices import Prices, prices
from wegmarke.analytics.rows import NONE, Numbers, Truths, names_of, numbers, starts_of
from wegmarke.analytics.storno import words
from wegmarke.analytics.storno.question import FIELDS, TYPES, USUAL, Question
from wegmarke.domain import LocalizedText, Unit
from wegmarke.paths import Period, Touches, primitives

ORDER, SAVE_OFFER = 0, len(TYPES) + 1
_SPARES = (False, *(kind == "termination" for kind in TYPES))


@dataclass(frozen=True)
class Look:
    """Orders, Stornos and offers by unit, in path order.

    Attributes:
        known: the facts of the period.
        asked: the question, with the names that were looked for.
        unit: number of the unit per row.
        at: microseconds.
        mark: 0 for an order, 1 to 5 for a Storno of that type, 6 for an offer.
        amount: in minor units, -1 where it is not known or in another currency.
        found: what became of each row.
        reason: per row.
        outcome: per row.
        priced: the currency and what was done about others.
        state: the state of the data in microseconds.
        said: what exactly was looked at.
    """

    known: Facts
    asked: Question
    unit: Numbers
    at: Numbers
    mark: Numbers
    amount: Numbers
    found: primitives.Cancelled
    reason: pa.ChunkedArray
    outcome: pa.ChunkedArray
    priced: Prices
    state: int
    said: tuple[LocalizedText, ...]

    @property
    def is_order(self) -> Truths:
        """Tell which rows are orders."""
        found: Truths = self.mark == ORDER
        return found

    @property
    def counts(self) -> Truths:
        """Tell which rows are Stornos that count."""
        found: Truths = (self.found.verdict == primitives.Verdict.PARTIAL) | (
            self.found.verdict == primitives.Verdict.WHOLE
        )
        return found

    @property
    def closes(self) -> Truths:
        """Tell which rows end an order or a contract as a whole."""
        found: Truths = self.found.verdict == primitives.Verdict.WHOLE
        return found

    def inside(self, instants: Numbers) -> Truths:
        """Tell which instants lie in the period of the question."""
        start = self.known.period.start
        return instants >= (microseconds(start) if start is not None else np.iinfo(np.int64).min)

    def of_type(self, mark: Numbers) -> Truths:
        """Tell which marks are of the type that is asked for."""
        if self.asked.type is None:
            found: Truths = (mark > ORDER) & (mark < SAVE_OFFER)
        else:
            found = mark == 1 + TYPES.index(self.asked.type)
        return found

    def shown_amount(self, place: Numbers) -> pa.Array:
        """Return amounts in the currency of the answer; NULL where they have none."""
        has = (place >= 0) & (self.amount[place] >= 0) & (self.priced.money[place] == 0)
        return pa.array(self.amount[place], pa.int64(), mask=~has)


def look_at_orders(
    touches: Touches, by: Unit | str, asked: Question, start: datetime | None, end: datetime | None, zone: str
) -> Look:
    """Find all orders and Stornos up to the end of the period, from the beginning of what is known."""
    known = facts(touches, by, start, end, zone=zone)
    state = data_state(touches, end)
    meanings = Meanings(touches)
    asked = _with_usual(asked, meanings)
    names = ("orders", *FIELDS, "save_offers")
    marks = [meanings.mark(name, getattr(asked, name), valued=name == "orders") for name in names]
    # what is an order by its value alone must not hide what has a name
    order = [*range(1, len(marks)), 0] if marks[0].valued else [*range(len(marks))]
    properties = [asked.reason, asked.outcome, *([asked.order] if asked.order is not None else [])]
    rows = primitives.marked_events(touches, known.by, Period(None, end), [marks[place] for place in order], properties)
    mark = np.array(order, np.int64)[numbers(rows, "mark")]
    return _look(rows, mark, known, asked, 0 if state is None else microseconds(state))


def _with_usual(asked: Question, meanings: Meanings) -> Question:
    given = {}
    if not asked.orders:
        given["orders"] = meanings.known_of(USUAL["orders"])
    if not asked.names_types:
        given |= {name: meanings.known_of(USUAL[name]) for name in FIELDS}
    if not asked.save_offers:
        given["save_offers"] = meanings.known_of(USUAL["save_offers"])
    return replace(asked, **given)  # type: ignore[arg-type]  # names are meanings


def _look(rows: pa.Table, mark: Numbers, known: Facts, asked: Question, state: int) -> Look:
    value = numbers(rows, "value_minor")
    is_wrong = (mark == ORDER) & (value < 0)
    is_turned = (mark != ORDER) & (value < 0)
    kept = ~is_wrong
    name, many = (np.full(mark.size, NONE), 0)
    if asked.order is not None:
        name, many = names_of(rows, "said_2", numbers(rows, "unit"))
        named = np.flatnonzero((mark == ORDER) & (name >= 0) & kept)
        _, first = np.unique(name[named], return_index=True)
        again = np.zeros(mark.size, bool)
        again[np.setdiff1d(named, named[first])] = True
        kept &= ~again
    left_out = {
        "negative": int(is_wrong.sum()),
        "turned": int(is_turned.sum()),
        "named_twice": int((~kept & ~is_wrong).sum()),
    }
    rows, mark, name = rows.filter(pa.array(kept)), mark[kept], name[kept]
    priced = prices(rows, asked.currency, asked.rates)
    amount = np.where(priced.is_known, np.abs(priced.minor), NONE)
    # a Storno of nothing is one of everything that is left
    amount = np.where((mark != ORDER) & (amount == 0), NONE, amount)
    order_of_name = np.full(many, NONE, np.int64)
    named = np.flatnonzero((mark == ORDER) & (name >= 0))
    order_of_name[name[named]] = named
    unit = numbers(rows, "unit")
    acting = np.where(mark == SAVE_OFFER, NONE, mark)
    found = primitives.cancelled(starts_of(unit), acting, amount, priced.money, name, order_of_name, _SPARES)
    said = words.what(asked, priced.said, left_out, found)
    return Look(
        known, asked, unit, numbers(rows, "at"), mark, amount, found, rows["said_0"], rows["said_1"], priced, state,
        said,
    )  # fmt: skip
