"""From touches to the answers that count, and how many do not and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke import paths
from wegmarke.analytics.facts import unit_of
from wegmarke.analytics.satisfaction.quarantine import latest_of_periods
from wegmarke.analytics.satisfaction.question import EVENTS, Question
from wegmarke.domain import Unit, UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import Calendar, Period, Touches, from_data, primitives

Bools = npt.NDArray[np.bool_]
_UNITS = (Unit.PERSON, Unit.ACCOUNT)
_SHOWN = 5
_KEPT = ("person", "account", "touchpoint", "occurred_at", "score", "label")


@dataclass(frozen=True)
class Found:
    """The answers that count, oldest first, and what stands under a result.

    Attributes:
        asked: the question.
        by: unit of analysis; of accounts their own figures are averaged, unless the question says otherwise.
        rows: person, account, touchpoint (code), occurred_at, score of each answer that counts; and label, where the
            question names a property.
        excluded: answers of the period that do not count, by reason; an answer counts under the first that holds.
        strange: some of the answers that are no number or off the scale, as they came.
        unknown: answers of nobody known, which count each.
        period: which answers count.
        calendar: clock of the zone.
        last_at: when the last answer of the period came.
        touchpoints: id of each touchpoint by code.
        unit_names: where units had texts for names: that of unit n at place n - 1.
    """

    asked: Question
    by: Unit
    rows: pa.Table
    excluded: dict[str, int]
    strange: tuple[str, ...]
    unknown: int
    period: Period
    calendar: Calendar
    last_at: datetime | None
    touchpoints: Mapping[int, str]
    unit_names: pa.Array | None = None

    @property
    def is_of_accounts(self) -> bool:
        """Tell whether the figures of accounts are averaged, and not answers."""
        return (self.asked.mean or ("accounts" if self.by is Unit.ACCOUNT else "answers")) == "accounts"


def find(
    data: object,
    by: Unit | str,
    asked: Question,
    start: datetime | None = None,
    end: datetime | None = None,
    *,
    zone: str = "UTC",
) -> Found:
    """Find the answers in touches, or in data with columns of touches.

    Args:
        data: touches of a workspace; or an Arrow table, a frame, an ibis table or the path of a Parquet file.
        by: person for the figure of all answers, account for the mean of the accounts' own figures.
        asked: which answers count.
        start: answers before do not count, but begin quarantine periods.
        end: answers from here on do not count.
        zone: of months, and of times without one.
    """
    if isinstance(data, Found):
        return data
    unit = unit_of(by)
    if unit not in _UNITS:
        raise unknown_value("by", unit.value, [one.value for one in _UNITS])
    touches = data if isinstance(data, Touches) else from_data(data, unit, zone=zone)
    stated = paths.stated_scores(
        touches, unit, Period(None, end), asked.name, scale=asked.scale, property_name=asked.property_name
    ).to_pyarrow()
    known = touches.known_codes
    touchpoints = dict(zip(known["code"].to_pylist(), known["touchpoint"].to_pylist(), strict=True))
    stated = stated.filter(_wanted(touches, asked, stated, touchpoints))
    found = _counted(touches, asked, stated, Period(start, end))
    calendar = Calendar.over(zone, *_span(found.rows))
    return replace(found, by=unit, calendar=calendar, touchpoints=touchpoints, unit_names=touches.unit_names)


def _wanted(touches: Touches, asked: Question, stated: pa.Table, touchpoints: Mapping[int, str]) -> pa.Array:
    """Tell which of the stated scores answer the question."""
    events = primitives.event_codes(touches)
    names: Sequence[str] = asked.answers
    if not names:
        if not any(event in events for event in EVENTS.values()):
            return pa.repeat(pa.scalar(value=True), stated.num_rows)
        names = [EVENTS[asked.kind]]
        if names[0] not in events:
            return pa.repeat(pa.scalar(value=False), stated.num_rows)
    codes = {touchpoint: code for code, touchpoint in touchpoints.items()}
    if unknown := [name for name in names if name not in codes and name not in events]:
        raise unknown_value("answers", ", ".join(unknown), sorted({*codes, *events}))
    places = [codes[name] for name in names if name in codes]
    # a touchpoint goes before an event of the same name
    kinds = [events[name] for name in names if name not in codes]
    here = pc.is_in(stated["touchpoint"].cast(pa.int64()), pa.array(places, pa.int64()))
    return pc.or_(here, pc.is_in(stated["event"].cast(pa.int64()), pa.array(kinds, pa.int64())))


def _counted(touches: Touches, asked: Question, stated: pa.Table, period: Period) -> Found:
    """Sort the answers out: what is left out, what is no answer on the scale, what a later answer replaced."""
    at = stated["occurred_at"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
    score = _floats(stated["score"])
    low, high = asked.scale
    no_number = np.isnan(score)
    with np.errstate(invalid="ignore"):
        off_scale = ~no_number & ~((score >= low) & (score <= high))
    out = np.zeros(at.size, np.bool_)
    reasons: dict[str, Bools] = {}
    for kind in sorted(touches.chosen.left_out if touches.chosen else ()):
        reasons[kind] = _bools(stated[kind])
    reasons |= {"no_number": no_number, "off_scale": off_scale}
    here = at >= _micros(period.start) if period.start is not None else np.ones(at.size, np.bool_)
    excluded = {}
    for reason, holds in reasons.items():
        excluded[reason] = int((holds & ~out & here).sum())
        out |= holds
    sound = np.flatnonzero(~out)
    person = pc.fill_null(stated["person"], -1).to_numpy()[sound].astype(np.int64)
    length = round(asked.quarantine_days * timedelta(days=1) / timedelta(microseconds=1))
    latest = latest_of_periods(person, at[sound], length)
    excluded["replaced"] = int((~latest & here[sound]).sum())
    kept = latest & here[sound]
    strange = (no_number | off_scale) & here
    columns = [name for name in _KEPT if name in stated.column_names]
    return Found(
        asked=asked,
        by=Unit.PERSON,
        rows=stated.select(columns).take(pa.array(sound[kept])),
        excluded=excluded,
        strange=tuple(pc.unique(stated["strange"].filter(pa.array(strange))).slice(0, _SHOWN).to_pylist()),
        unknown=int((person[kept] < 0).sum()),
        period=period,
        calendar=Calendar.over("UTC", None, None),
        last_at=_instant(int(at[here].max())) if here.any() else None,
        touchpoints={},
    )


def _floats(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    return np.asarray(pc.fill_null(column, float("nan")).to_numpy(), np.float64)


def _bools(column: pa.ChunkedArray) -> Bools:
    return np.asarray(pc.fill_null(column, fill_value=False).to_numpy(), np.bool_)


def _micros(at: datetime) -> int:
    if at.tzinfo is None:
        raise UsageError(f"period: expected an instant with a zone; got {at.isoformat()}. Add the zone.")
    return int((at - _EPOCH) // timedelta(microseconds=1))


def _instant(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _span(rows: pa.Table) -> tuple[datetime | None, datetime | None]:
    ends = pc.min_max(rows["occurred_at"])
    return ends["min"].as_py(), ends["max"].as_py()
