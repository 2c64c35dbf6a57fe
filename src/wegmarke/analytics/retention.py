"""Retention: who came back, by the period of their start and the periods since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

import numpy as np
import pyarrow as pa

from wegmarke.analytics.definition import Definition
from wegmarke.analytics.facts import Facts, facts
from wegmarke.analytics.intervals import rate
from wegmarke.analytics.phase_look import data_state
from wegmarke.analytics.phase_velocity import length_of
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.retention_words import retention_words
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.takes_data import takes_data
from wegmarke.domain import Unit, UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import (
    ROLLING,
    Calendar,
    CalendarPeriod,
    Cohort,
    Reference,
    Returning,
    ReturnMean,
    ReturnRule,
    Touches,
    primitives,
)

E = TypeVar("E", Cohort, ReturnRule, Reference, ReturnMean)
_MOST_PERIODS = 1_000
_COLUMNS = [
    ("cohort", pa.date32()),
    ("periods_since", pa.int64()),
    ("units", pa.int64()),
    ("of", pa.int64()),
    ("share", pa.float64()),
    ("low", pa.float64()),
    ("high", pa.float64()),
    ("is_complete", pa.bool_()),
]


@takes_data
def retention(
    touches: Touches,
    by: Unit | str = Unit.ACCOUNT,
    *,
    starts: Sequence[str] = (),
    returns: Sequence[str] = (),
    groups: Mapping[str, Sequence[str]] | None = None,
    cohort: Cohort | str = Cohort.FIRST_TIME,
    rule: ReturnRule | str = ReturnRule.ON,
    length: CalendarPeriod | str = CalendarPeriod.MONTH,
    rolling: bool = False,
    periods: int = 12,
    at_least: int = 1,
    start_counts: bool = True,
    reference: Reference | str = Reference.COHORT,
    mean: ReturnMean | str = ReturnMean.WEIGHTED,
    breakdown: str | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
) -> Result:
    """Count who came back, by cohort and period since the start.

    Args:
        touches: the tables, or data.
        by: unit of analysis.
        starts: touchpoints (or phases, see `groups`) that begin; none for all.
        returns: touchpoints that tell of a return; none for all.
        groups: touchpoints by id of a phase, so that phases can be named as well.
        cohort: `first_time`, the first start in all that is known, or `recurring`, the first of each period.
        rule: back `on` this period, `on_or_after` it, `on_or_before` it, or in a `streak` up to it.
        length: `day`, `week`, `month`, `quarter` or `year`, of cohorts and of returns.
        rolling: returns stand in windows of 24 hours (days) or 168 hours (weeks) from the start itself.
        periods: how many periods since the start.
        at_least: returns that one period needs.
        start_counts: in period 0 all members count; otherwise, where starts and returns differ, only those with
            another event that tells of a return.
        reference: shares are of the `cohort`, or of those back in the `previous` period.
        mean: `weighted` by the size of cohorts, or `simple`.
        breakdown: name of an event property; a return counts where it has the value of the start.
        start: first instant at which a start counts.
        end: instant after which nothing counts.
        zone: zone of the calendar.

    Columns: cohort (first day of its period; NULL in the rows of the mean, which come last), periods_since, units (who
    were back; NULL for a simple mean), of (the reference), share, low, high (95 % Wilson interval), is_complete (the
    period had ended for all of it). Means are over complete cells. With a breakdown also label.
    """
    length, cohort, rule, reference, mean = _kinds(length, cohort, rule, reference, mean)
    _check(length, periods, at_least, rolling=rolling)
    begun = touchpoints_of(touches, "starts", starts, groups)
    back = touchpoints_of(touches, "returns", returns, groups)
    asked = Returning(
        _codes(touches, begun), _codes(touches, back), cohort, rule, length, rolling, periods, at_least,
        measures_start=not start_counts and set(begun) != set(back),
    )  # fmt: skip
    known = facts(touches, by, start, end, zone=zone)
    rows = _answered(touches, known, asked, reference, mean, breakdown)
    words = retention_words(asked, begun, back, reference, mean, breakdown)
    return _as_result(rows, known.definition(*words), known, has_label=breakdown is not None)


def _answered(
    touches: Touches, known: Facts, asked: Returning, reference: Reference, mean: ReturnMean, breakdown: str | None
) -> list[dict[str, object]]:
    state = data_state(touches, known.period.end)
    calendar = Calendar.over(known.zone, _first(touches), state)
    counted = _counted(touches, known, calendar, asked, breakdown)
    return _rows(counted, Clock(calendar, asked, state), reference, mean)


def _as_result(rows: list[dict[str, object]], definition: Definition, known: Facts, *, has_label: bool) -> Result:
    columns = [("label", pa.string()), *_COLUMNS] if has_label else _COLUMNS
    table = pa.Table.from_pylist(rows, schema=pa.schema(columns))
    shares = ("share", "low", "high")
    guards = (Guard(shares, table["of"]),)
    return Result("retention", table, definition, known.excluded, (Interval(*shares, "Wilson"),), guards)


def _kinds(
    length: str, cohort: str, rule: str, reference: str, mean: str
) -> tuple[CalendarPeriod, Cohort, ReturnRule, Reference, ReturnMean]:
    return (
        length_of(length),
        named_or_refused("cohort", cohort, Cohort),
        named_or_refused("rule", rule, ReturnRule),
        named_or_refused("reference", reference, Reference),
        named_or_refused("mean", mean, ReturnMean),
    )


def named_or_refused(name: str, value: str, kind: type[E]) -> E:
    """Return the member of a closed list, or refuse what does not stand there."""
    try:
        return kind(value)
    except ValueError as error:
        raise unknown_value(name, str(value), [one.value for one in kind]) from error


def _check(length: CalendarPeriod, periods: int, at_least: int, *, rolling: bool) -> None:
    if not 1 <= periods <= _MOST_PERIODS:
        raise UsageError(f"periods: expected a number from 1 to {_MOST_PERIODS}; got {periods}. Write 12, for example.")
    if at_least < 1:
        raise UsageError(f"at_least: expected a number from 1; got {at_least}. Write how many returns a period needs.")
    if rolling and length not in ROLLING:
        raise UsageError(
            f"rolling: expected periods of one length: {', '.join(ROLLING)}; got {length.value}. "
            "Choose one of these, or calendar periods."
        )


def touchpoints_of(
    touches: Touches, name: str, ids: Sequence[str], groups: Mapping[str, Sequence[str]] | None
) -> list[str]:
    """Return the touchpoints that ids of touchpoints and of phases stand for; refuse unknown ones."""
    known = set(touches.touchpoint_codes.to_pyarrow()["touchpoint"].to_pylist())
    phases = dict(groups or {})
    known |= {touchpoint for some in phases.values() for touchpoint in some}
    if unknown := [one for one in ids if one not in known and one not in phases]:
        raise unknown_value(name, ", ".join(unknown), sorted(known | set(phases)))
    return [touchpoint for one in ids for touchpoint in phases.get(one, (one,))]


def _codes(touches: Touches, touchpoints: Sequence[str]) -> frozenset[int] | None:
    return frozenset(primitives.codes_of(touches, touchpoints)) if touchpoints else None


def _first(touches: Touches) -> datetime | None:
    first: datetime | None = touches.touches.occurred_at.min().to_pyarrow().as_py()
    return first


def _counted(
    touches: Touches, known: Facts, calendar: Calendar, asked: Returning, breakdown: str | None
) -> Mapping[str | None, primitives.Cohorts]:
    if breakdown is None:
        return {None: primitives.count_returns(touches, known.by, known.period, calendar, asked)}
    return primitives.count_returns_by_label(touches, known.by, known.period, calendar, asked, breakdown)


class Clock:
    """Which periods since a cohort's start have begun, and which are over, at the state of the data."""

    def __init__(self, calendar: Calendar, asked: Returning, state: datetime | None) -> None:
        self._asked = asked
        self.length = asked.length
        instants = np.array([0 if state is None else int(state.timestamp() * 1_000_000)], np.int64)
        self.today = date(1970, 1, 1) + timedelta(days=int(calendar.local_days(instants)[0]))

    def begins(self, cohort: date, since: int) -> date:
        """Return the first day on which somebody of the cohort is in this period since the start."""
        if self._asked.rolling:
            return cohort + since * ROLLING[self._asked.length]
        return _later(self._asked.length, cohort, since)

    def has_begun(self, cohort: date, since: int) -> bool:
        """Tell whether the period has begun for somebody of the cohort."""
        return self.begins(cohort, since) <= self.today

    def is_over(self, cohort: date, since: int) -> bool:
        """Tell whether the period is over for everybody of the cohort."""
        # who starts late in the period of the cohort ends each window as much later
        late = 1 + self._asked.rolling
        return self.begins(cohort, since + late) <= self.today


def _later(length: CalendarPeriod, begins: date, count: int) -> date:
    """Return the first day of the period so many periods later."""
    months = {CalendarPeriod.MONTH: 1, CalendarPeriod.QUARTER: 3, CalendarPeriod.YEAR: 12}.get(length)
    if months is None:
        return begins + count * ROLLING[length]
    place = begins.year * 12 + begins.month - 1 + count * months
    return date(place // 12, place % 12 + 1, 1)


def _rows(
    by_label: Mapping[str | None, primitives.Cohorts], clock: Clock, reference: Reference, mean: ReturnMean
) -> list[dict[str, object]]:
    return [
        row | {"label": label}
        for label, found in by_label.items()
        for row in [*_cells(found, clock, reference), *_means(found, clock, reference, mean)]
    ]


def _cells(found: primitives.Cohorts, clock: Clock, reference: Reference) -> Iterator[dict[str, object]]:
    for place, cohort in enumerate(found.begins):
        for since in range(found.back.shape[1]):
            if clock.has_begun(cohort, since):
                part, of = int(found.back[place, since]), _of(found, place, since, reference)
                place_of = {"cohort": cohort, "periods_since": since, "is_complete": clock.is_over(cohort, since)}
                yield place_of | _bounded(part, of)


def _of(found: primitives.Cohorts, place: int, since: int, reference: Reference) -> int:
    if reference is Reference.COHORT or since == 0:
        return int(found.belonging[place])
    return int(found.back[place, since - 1])


def _means(
    found: primitives.Cohorts, clock: Clock, reference: Reference, mean: ReturnMean
) -> Iterator[dict[str, object]]:
    """Yield the mean over the complete cells of each period since the start."""
    for since in range(found.back.shape[1]):
        complete = [place for place, cohort in enumerate(found.begins) if clock.is_over(cohort, since)]
        pairs = [(int(found.back[place, since]), _of(found, place, since, reference)) for place in complete]
        pairs = [pair for pair in pairs if pair[1]]
        if not pairs:
            continue
        row: dict[str, object] = {"cohort": None, "periods_since": since, "is_complete": True}
        of = sum(size for _, size in pairs)
        if mean is ReturnMean.SIMPLE:
            # every cohort counts the same, whatever its size: an interval of the pooled share would be another's
            yield row | {"of": of, "share": sum(part / size for part, size in pairs) / len(pairs)}
            continue
        yield row | _bounded(sum(part for part, _ in pairs), of)


def _bounded(part: int, of: int) -> dict[str, object]:
    if part > of:
        # more can be back than were in the period before: that is no share, and has no interval
        return {"units": part, "of": of, "share": part / of if of else None}
    share = rate(part, of)
    return {"units": part, "of": of, "share": share.value, "low": share.low, "high": share.high}
