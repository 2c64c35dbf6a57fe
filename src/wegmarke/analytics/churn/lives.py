"""From orders and contracts to the stretches in which units are customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.churn.question import PurchaseModel
from wegmarke.analytics.dates import read_ends
from wegmarke.analytics.rows import Numbers, Truths, following, numbers, starts_of
from wegmarke.paths import primitives

NEVER: Final = 4_000_000_000_000_000_000
"""An instant after everything, in microseconds."""
_LONGEST: Final = 40_000_000_000_000_000
_START, _END, _NOTICE = range(3)


@dataclass(frozen=True)
class Lives:
    """Stretches in which a unit is a customer, those of one holder one after the other; never two at once.

    Attributes:
        unit: number of the unit.
        holder: what has one life after the other: the unit, or one of its contracts; rising.
        number: 0 for the first life of a holder, then 1 and so on.
        began: microseconds.
        ended: microseconds, `NEVER` where it has not ended.
        last_at: the last order, or the begin of the contract.
        notice_at: when notice was given; `NEVER` where it was not.
        orders: orders in it.
        label: value of the breakdown.
    """

    unit: Numbers
    holder: Numbers
    number: Numbers
    began: Numbers
    ended: Numbers
    last_at: Numbers
    notice_at: Numbers
    orders: Numbers
    label: pa.Array

    @property
    def returned_at(self) -> Numbers:
        """Return when each holder began its next life; `NEVER` where it did not."""
        follows = np.append(self.holder[1:] == self.holder[:-1], [False]) if self.holder.size else np.zeros(0, bool)
        return np.where(follows, np.append(self.began[1:], [NEVER]), NEVER).astype(np.int64)

    def only(self, chosen: Truths) -> Lives:
        """Return some of them; whoever asks for returns asks before."""
        fields = {name: getattr(self, name)[chosen] for name in _ARRAYS}
        return replace(self, **fields, label=self.label.filter(pa.array(chosen)))


_ARRAYS = ("unit", "holder", "number", "began", "ended", "last_at", "notice_at", "orders")


def of_pauses(
    rows: pa.Table, state: int, shortest: int, permille: int, alive: PurchaseModel | None, said: Sequence[str] = ()
) -> Lives:
    """Return lives that end when the pause after an order is longer than a limit; a later order begins another one.

    Args:
        rows: orders by unit and time, of `primitives.marked_events`.
        state: microseconds up to which anything is known.
        shortest: the shortest limit in microseconds.
        permille: the quantile of own gaps, in thousandths.
        alive: the model that says the limit instead.
        said: which properties the rows have.
    """
    unit, at = numbers(rows, "unit"), numbers(rows, "at")
    if not unit.size:
        return _nothing()
    is_first, starts = np.append([True], unit[1:] != unit[:-1]), starts_of(unit)
    if alive is None:
        limit = primitives.pause_limits(starts, at, shortest, permille)
    else:
        limit = _alive_limits(starts, at, alive)
    is_last = np.append(is_first[1:], [True])
    pause = np.where(is_last, state, np.append(at[1:], [0])) - at
    lapsed = pause > limit
    begins = np.flatnonzero(is_first | np.append([False], lapsed[:-1]))
    ends = np.append(begins[1:] - 1, [unit.size - 1])
    return Lives(
        unit=unit[begins],
        holder=unit[begins],
        number=_numbered(unit[begins]),
        began=at[begins],
        ended=np.where(lapsed[ends], at[ends] + limit[ends], NEVER),
        last_at=at[ends],
        notice_at=np.full(begins.size, NEVER, np.int64),
        orders=(ends - begins + 1).astype(np.int64),
        label=_labels(rows, begins, said),
    )


def _alive_limits(starts: Numbers, at: Numbers, model: PurchaseModel) -> Numbers:
    """Return how long after each order the chance to be alive stays at the bound or above.

    The chance after x repeated orders, the last of them at t, is 1 / (1 + a / (b + x - 1) * ((alpha + T) / (alpha +
    t)) ** (r + x)) at T; it is 1 before the first repeated order.
    """
    sizes = np.diff(starts)
    first = np.repeat(starts[:-1], sizes)
    repeated = np.arange(at.size) - first
    step = model.step.total_seconds() * 1_000_000
    since = (at - at[first]) / step
    odds = (1 - model.below) / model.below * (model.b + repeated - 1) / model.a
    with np.errstate(over="ignore", invalid="ignore"):
        reach = (model.alpha + since) * np.power(np.maximum(odds, 1e-300), 1 / (model.r + repeated))
    left = np.clip((reach - model.alpha - since) * step, 0, _LONGEST)
    return np.where(repeated > 0, left, _LONGEST).astype(np.int64)


@dataclass(frozen=True)
class Skipped:
    """Events of contracts that change nothing.

    Attributes:
        started_again: starts of a contract that was active.
        ended_again: ends of a contract that was not.
        unreadable: ends whose last day cannot be read; they count at their own time.
        revoked: ends that a new start took back before their last day.
    """

    started_again: int = 0
    ended_again: int = 0
    unreadable: int = 0
    revoked: int = 0


def of_contracts(
    rows: pa.Table, state: int, zone: str, said: Sequence[str], *, notice_ends: bool
) -> tuple[Lives, Skipped]:
    """Return lives from the start of a contract to its end.

    Args:
        rows: starts (mark 0), ends (1) and notices (2), of `primitives.marked_events`.
        state: microseconds up to which anything is known; later ends are to come.
        zone: of last days.
        said: which properties the rows have: of `ends_on`, `contract` and `breakdown`.
        notice_ends: whether a notice that names no last day ends the contract at its own time.
    """
    if not rows.num_rows:
        return _nothing(), Skipped()
    mark, at = numbers(rows, "mark"), numbers(rows, "at")
    effective, unreadable, ends = at, 0, (mark != _NOTICE) | notice_ends
    if "ends_on" in said:
        column = rows[f"said_{said.index('ends_on')}"]
        effective, unreadable = read_ends(column, at, mark != _START, zone)
        ends = ends | pc.is_valid(column).to_numpy()
    holder = _holders(rows, said)
    revoked = _revoked(holder, at, effective, mark)
    turns = np.flatnonzero(ends & ~revoked)
    if not turns.size:
        return _nothing(), Skipped(unreadable=unreadable, revoked=int(revoked.sum()))
    order = turns[np.lexsort((effective[turns], holder[turns]))]
    is_start, held = mark[order] == _START, holder[order]
    is_first = np.append([True], held[1:] != held[:-1])
    before = np.where(is_first, False, np.append([False], is_start[:-1]))
    kept = order[is_start != before]
    again, idle = int((is_start & before).sum()), int((~is_start & ~before).sum())
    skipped = Skipped(again, idle, unreadable, int(revoked.sum()))
    begins = np.flatnonzero(mark[kept] == _START)
    follows = np.minimum(begins + 1, kept.size - 1)
    has_end = (holder[kept[follows]] == holder[kept[begins]]) & (mark[kept[follows]] != _START)
    ended = np.where(has_end, effective[kept[follows]], NEVER)
    rows_of = kept[begins]
    notice = _notices(holder, at, np.flatnonzero(mark == _NOTICE), holder[rows_of], effective[rows_of], ended)
    lives = Lives(
        unit=numbers(rows, "unit")[rows_of],
        holder=holder[rows_of],
        number=_numbered(holder[rows_of]),
        began=effective[rows_of],
        ended=np.where(ended > state, NEVER, ended),
        last_at=effective[rows_of],
        notice_at=notice,
        orders=np.ones(rows_of.size, np.int64),
        label=_labels(rows, rows_of, said),
    )
    return lives, skipped


def _holders(rows: pa.Table, said: Sequence[str]) -> Numbers:
    unit = numbers(rows, "unit")
    if "contract" not in said:
        return unit
    names = rows[f"said_{said.index('contract')}"].combine_chunks()
    code = pc.fill_null(names.dictionary_encode().indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    _, holder = np.unique(np.stack([unit, code], axis=1), axis=0, return_inverse=True)
    return holder.reshape(-1).astype(np.int64)


def _revoked(holder: Numbers, at: Numbers, effective: Numbers, mark: Numbers) -> Truths:
    """Tell which ends a start took back: one that came after they were said, and before their last day."""
    order = np.lexsort((at, holder))
    next_start = following(mark[order] == _START, holder[order])
    start = order[next_start]
    is_back = (next_start >= 0) & (at[start] > at[order]) & (at[start] <= effective[order])
    found = np.zeros(order.size, bool)
    found[order] = is_back & (mark[order] != _START)
    return found


def _notices(holder: Numbers, at: Numbers, notices: Numbers, of: Numbers, began: Numbers, ended: Numbers) -> Numbers:
    """Return the last notice of each life, not before it began and not after it ended."""
    if not notices.size or not of.size:
        return np.full(of.size, NEVER, np.int64)
    notices = notices[np.lexsort((at[notices], holder[notices]))]
    both = np.concatenate([holder[notices], of])
    instants = np.concatenate([at[notices], ended])
    kind = np.concatenate([np.zeros(notices.size), np.ones(of.size)])
    order = np.lexsort((kind, instants, both))
    latest = np.maximum.accumulate(np.where(kind[order] == 0, order, -1))
    found = np.full(of.size, -1, np.int64)
    is_life = kind[order] == 1
    found[order[is_life] - notices.size] = latest[is_life]
    place = notices[np.maximum(found, 0)]
    fits = (found >= 0) & (holder[place] == of) & (at[place] >= began)
    return np.where(fits, at[place], NEVER).astype(np.int64)


def _numbered(holder: Numbers) -> Numbers:
    """Number lives within their holder."""
    is_first = np.append([True], holder[1:] != holder[:-1])
    place = np.arange(holder.size)
    return place - np.maximum.accumulate(np.where(is_first, place, 0))


def _labels(rows: pa.Table, places: Numbers, said: Sequence[str]) -> pa.Array:
    if "breakdown" not in said:
        return pa.nulls(places.size, pa.string())
    column = rows[f"said_{said.index('breakdown')}"].combine_chunks()
    return column.cast(pa.string()).take(pa.array(places))


def _nothing() -> Lives:
    none = np.empty(0, np.int64)
    return Lives(none, none, none, none, none, none, none, none, pa.nulls(0, pa.string()))
