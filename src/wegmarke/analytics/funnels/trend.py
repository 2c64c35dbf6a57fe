"""A funnel over time: who entered in which period, and how many of them converted."""

from __future__ import annotations

import enum
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.analytics.entries import Numbers
from wegmarke.analytics.funnels.look import FunnelLook, look_at_funnel
from wegmarke.analytics.funnels.plan import FunnelPlan
from wegmarke.analytics.funnels.sentences import plan_sentences
from wegmarke.analytics.intervals import rate
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.takes_data import takes_data
from wegmarke.domain import LocalizedText, Unit
from wegmarke.domain.errors import Problem
from wegmarke.paths import PhaseModel, Touches

Days = npt.NDArray[np.datetime64]
_MONTHS_OF_A_QUARTER = 3
_THURSDAY = 3  # 1970 began on one


class EntryPeriod(enum.StrEnum):
    """How long a period of entry is."""

    DAY = "day"
    WEEK = "week"  # from Monday, as ISO 8601 has it
    MONTH = "month"
    QUARTER = "quarter"

    def first_days(self, days: Days) -> Days:
        """Return the first day of the period of each day."""
        if self is EntryPeriod.WEEK:
            return days - (days.astype(np.int64) + _THURSDAY) % 7
        if self is EntryPeriod.DAY:
            return days
        months = days.astype("datetime64[M]")
        if self is EntryPeriod.QUARTER:
            months = months - months.astype(np.int64) % _MONTHS_OF_A_QUARTER
        return months.astype("datetime64[D]")

    def following(self, first: date) -> date:
        """Return the first day of the next period."""
        longest = {EntryPeriod.DAY: 1, EntryPeriod.WEEK: 7, EntryPeriod.MONTH: 31, EntryPeriod.QUARTER: 92}[self]
        later = self.first_days(np.array([first + timedelta(days=longest)], "datetime64[D]"))
        day: date = later[0].item()
        return day


_COLUMNS = [
    ("period", pa.date32()),
    ("entered", pa.int64()),
    ("converted", pa.int64()),
    *[(name, pa.float64()) for name in ("conversion", "low", "high", "seconds_median")],
    ("incomplete", pa.bool_()),
]


@takes_data
def funnel_trend(
    touches: Touches,
    plan: FunnelPlan,
    by: Unit | str = Unit.ACCOUNT,
    *,
    length: EntryPeriod = EntryPeriod.MONTH,
    model: PhaseModel | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    problems: tuple[Problem, ...] = (),
) -> Result:
    """Count units by the period of their first touch; periods without any are left out.

    Columns: period (its first day), entered, converted (took the last step), conversion with low and high,
    seconds_median (from the first step to the last), incomplete (the data end before the windows of all
    who may enter in it have closed; without a window before it is over).
    """
    look = look_at_funnel(touches, plan, by, model=model, start=start, end=end, zone=zone, problems=problems)
    periods = length.first_days(look.facts.calendar().local_days(look.at[0]).astype("datetime64[D]"))
    rows = _rows(look, *np.unique(periods, return_inverse=True), length)
    table = pa.Table.from_pylist(rows, schema=pa.schema(_COLUMNS))
    return Result(
        "funnel_trend",
        table,
        look.facts.definition(*plan_sentences(plan), _SENTENCES[length], _WHAT),
        look.facts.excluded,
        intervals=(Interval("conversion", "low", "high", "Wilson"),),
        guards=(
            Guard(("conversion", "low", "high"), table["entered"]),
            Guard(("seconds_median",), table["converted"]),
        ),
    )


def _rows(look: FunnelLook, periods: Days, which: Numbers, length: EntryPeriod) -> list[dict[str, object]]:
    last = len(look.plan.steps) - 1
    entered = np.bincount(which, minlength=periods.size)
    converted = np.bincount(which[look.taken(last)], minlength=periods.size)
    spans, known = look.microseconds(0, last)
    # sorted by period once, so that each is a slice
    of_known = which[known]
    order = np.argsort(of_known, kind="stable")
    slices = np.split(spans[known][order], np.searchsorted(of_known[order], np.arange(1, periods.size)))
    return [
        _row(look, period.item(), int(entered[number]), int(converted[number]), slices[number], length)
        for number, period in enumerate(periods)
    ]


def _row(
    look: FunnelLook, period: date, entered: int, converted: int, spans: Numbers, length: EntryPeriod
) -> dict[str, object]:
    share = rate(converted, entered)
    return {
        "period": period,
        "entered": entered,
        "converted": converted,
        "conversion": share.value,
        "low": share.low,
        "high": share.high,
        "seconds_median": float(np.median(spans)) / 1e6 if spans.size else None,
        "incomplete": is_incomplete(look, length.following(period)),
    }


def is_incomplete(look: FunnelLook, following: date) -> bool:
    """Tell whether some who entered before a day may convert after the data end."""
    over = datetime.combine(following, datetime.min.time(), ZoneInfo(look.facts.zone)).astimezone(UTC)
    if look.plan.window is not None:
        over += look.plan.window
    return look.facts.last_at is None or look.facts.last_at < over


_WHAT = LocalizedText(
    de="Konvertiert: tat den letzten Schritt, mit 95-%-Intervall nach Wilson. Nicht vorbei: die Daten enden, bevor das "
    "Zeitfenster aller abgelaufen ist, die in dieser Periode eintraten.",
    en="Converted: took the last step, with 95 % Wilson interval. Incomplete: the data end before the window has "
    "closed for all who entered in this period.",
)
_SENTENCES = {
    EntryPeriod.DAY: LocalizedText(
        de="Nach dem Tag des ersten Kontaktereignisses.", en="By the day of the first touch."
    ),
    EntryPeriod.WEEK: LocalizedText(
        de="Nach der Woche des ersten Kontaktereignisses, von Montag an.",
        en="By the week of the first touch, from Monday.",
    ),
    EntryPeriod.MONTH: LocalizedText(
        de="Nach dem Monat des ersten Kontaktereignisses.", en="By the month of the first touch."
    ),
    EntryPeriod.QUARTER: LocalizedText(
        de="Nach dem Quartal des ersten Kontaktereignisses.", en="By the quarter of the first touch."
    ),
}
