"""What a period holds, per touchpoint, currency and reason to leave it out; of touches that have a unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.paths.index.asking import ALWAYS, Asked, asked_of
from wegmarke.paths.index.columns import Codes, Int64s, currency_of
from wegmarke.paths.index.selection import EARLIEST, LATEST, Selection
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.terms.period import Period

WITHOUT_UNIT, NOT_CHOSEN = "without_unit", "not_chosen"
"""Reasons: the event is of no unit; of none of the units in question."""

_INSTANT = pa.timestamp("us")


@dataclass(frozen=True)
class _Numbers:
    """How a pass numbers what it tells apart: the codes that occur, 0 first, and their places among them."""

    touchpoint_codes: Codes
    currency_codes: Codes
    reasons: npt.NDArray[np.uint8]
    not_wanted: int
    touchpoints: Codes = field(init=False)
    currencies: Codes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "touchpoints", _places(self.touchpoint_codes))
        object.__setattr__(self, "currencies", _places(self.currency_codes))

    @property
    def shape(self) -> tuple[int, int, int]:
        return self.touchpoint_codes.size, self.currency_codes.size, self.not_wanted + 1


@dataclass(frozen=True)
class _Sums:
    """What was counted by touchpoint, currency and reason, each as `_Numbers` number it."""

    size: Int64s
    value: Int64s
    first_at: Int64s
    last_at: Int64s

    @classmethod
    def empty(cls, shape: tuple[int, int, int]) -> _Sums:
        nothing = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        return cls(*nothing, np.full(shape, LATEST, np.int64), np.full(shape, EARLIEST, np.int64))

    def add(self, other: _Sums) -> None:
        np.add(self.size, other.size, out=self.size)
        np.add(self.value, other.value, out=self.value)
        np.minimum(self.first_at, other.first_at, out=self.first_at)
        np.maximum(self.last_at, other.last_at, out=self.last_at)


def tally(
    snapshot: Snapshot,
    period: Period = ALWAYS,
    *,
    kinds: Mapping[str, int] | None = None,
    units: Selection | None = None,
) -> pa.Table:
    """Count touches: code, currency, left_out, events, value_minor, first_at, last_at; code 0 was not recognised.

    Args:
        snapshot: the paths. A touch that is in several of them is counted several times.
        period: touches outside do not count.
        kinds: flags of touches that are left out by name; the first that a touch has is its reason.
        units: where units are chosen, the reason of touches of all others is `not_chosen`; touches are not selected.
    """
    reasons = [None, *(kinds or {}), NOT_CHOSEN]
    numbers = _Numbers(
        _present(snapshot, "touchpoints"),
        _present(snapshot, "currencies"),
        _reasons(list((kinds or {}).values())),
        len(reasons) - 1,
    )
    total = _Sums.empty(numbers.shape)
    for asked, part in zip(asked_of(snapshot, units, period), snapshot.parts(), strict=True):
        for found in asked.spread(partial(_counted, asked, part.counts, numbers)):
            total.add(found)
    return _table(total, numbers, reasons)


def _counted(asked: Asked, counts: npt.NDArray[np.bool_], numbers: _Numbers, first: int, last: int) -> _Sums:
    from wegmarke.paths.compiled import tallies

    columns, out = asked.columns, _Sums.empty(numbers.shape)
    flat = [sums.reshape(-1) for sums in (out.size, out.value, out.first_at, out.last_at)]
    tallies.tally(
        first, last, columns.starts, counts, asked.counts, columns.touchpoint, columns.currency, columns.value_minor,
        columns.flags, *asked.span, numbers.touchpoints, numbers.currencies, numbers.reasons,
        numbers.currency_codes.size, numbers.not_wanted, *flat,
    )  # fmt: skip
    return out


def _present(snapshot: Snapshot, name: str) -> Codes:
    found: Codes = np.unique(
        np.concatenate([np.zeros(1, np.uint16), *(getattr(part.columns, name) for part in snapshot.parts())])
    )
    return found


def _places(codes: Codes) -> Codes:
    places = np.zeros(65_536, np.uint16)
    places[codes] = np.arange(codes.size)
    return places


def _reasons(flags: list[int]) -> npt.NDArray[np.uint8]:
    """Return for each sum of flags the number of the first that it holds, from 1 on; 0 for none."""
    reasons, sums = np.zeros(256, np.uint8), np.arange(256)
    for number, flag in reversed(list(enumerate(flags, 1))):
        reasons[(sums & flag) != 0] = number
    return reasons


def _table(total: _Sums, numbers: _Numbers, reasons: list[str | None]) -> pa.Table:
    touchpoint, currency, reason = found = np.nonzero(total.size)
    texts = [currency_of(int(code)) if code else None for code in numbers.currency_codes]
    return pa.table(
        {
            "code": numbers.touchpoint_codes[touchpoint].astype(np.int32),
            "currency": pa.array(texts, pa.string()).take(pa.array(currency)),
            "left_out": pa.array(reasons, pa.string()).take(pa.array(reason)),
            "events": total.size[found],
            "value_minor": total.value[found],
            "first_at": pa.array(total.first_at[found].view("datetime64[us]"), _INSTANT),
            "last_at": pa.array(total.last_at[found].view("datetime64[us]"), _INSTANT),
        }
    )
