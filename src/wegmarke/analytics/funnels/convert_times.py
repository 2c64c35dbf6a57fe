"""How long it takes to convert: quantiles of those who did, and a curve that knows who still may.

Curve: the estimator of `wegmarke.paths.primitives.survival` (Kaplan and Meier 1958), to the second; an attempt that did
not convert was observed until its window closed or the data end.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.analytics.entries import Numbers
from wegmarke.analytics.funnels.look import look_at_funnel
from wegmarke.analytics.funnels.plan import FunnelPlan
from wegmarke.analytics.funnels.sentences import plan_sentences
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.takes_data import takes_data
from wegmarke.domain import LocalizedText, Unit
from wegmarke.domain.errors import Problem
from wegmarke.paths import PhaseModel, Touches, primitives

QUANTILES = {"min": 0.0, "p10": 0.1, "p25": 0.25, "median": 0.5, "p75": 0.75, "p90": 0.9, "max": 1.0}
Floats = npt.NDArray[np.float64]


class Conversions(enum.StrEnum):
    """Which conversions of a unit say how long it takes."""

    FIRST = "first"  # that of the attempt that counts
    ALL = "all"  # those of all its attempts: their mean stands for the unit


@dataclass(frozen=True)
class Span:
    """From which step to which time is measured, from 1; None for the last one."""

    first: int = 1
    last: int | None = None

    def problems(self, plan: FunnelPlan) -> list[Problem]:
        """Return what is wrong with it."""
        steps, last = len(plan.steps), self.last or len(plan.steps)
        if 1 <= self.first < last <= steps:
            return []
        expected = f"two steps from 1 to {steps}, the first before the last"
        return [Problem("from_step, to_step", expected, f"{self.first} to {last}", "Name steps of this funnel.")]


@takes_data
def time_to_convert(
    touches: Touches,
    plan: FunnelPlan,
    by: Unit | str = Unit.ACCOUNT,
    *,
    model: PhaseModel | None = None,
    span: Span = Span(),
    conversions: Conversions = Conversions.FIRST,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    problems: tuple[Problem, ...] = (),
) -> Result:
    """Measure the time from one step to another.

    Columns: from_step, to_step, n (units), date_only (left out, because only a date is known and it is less than a
    day), mean, and the quantiles min, p10, p25, median, p75, p90, max; all in seconds.
    """
    asked = plan.counting_every() if conversions is Conversions.ALL else plan
    look = look_at_funnel(
        touches, asked, by, model=model, start=start, end=end, zone=zone, problems=(*problems, *span.problems(plan))
    )
    first, last = span.first - 1, (span.last or len(plan.steps)) - 1
    spans, known = look.microseconds(first, last)
    unsure = int((look.taken(first) & look.taken(last) & ~known).sum())
    seconds = spans[known] / 1e6
    if conversions is Conversions.ALL:
        seconds = _means(look.units[known], seconds)
    figures = np.quantile(seconds, list(QUANTILES.values())).tolist() if seconds.size else [None] * len(QUANTILES)
    row = {"from_step": first + 1, "to_step": last + 1, "n": seconds.size, "date_only": unsure}
    row |= {"mean": float(seconds.mean()) if seconds.size else None} | dict(zip(QUANTILES, figures, strict=True))
    columns = [("from_step", pa.int32()), ("to_step", pa.int32()), ("n", pa.int64()), ("date_only", pa.int64())]
    columns += [(name, pa.float64()) for name in ("mean", *QUANTILES)]
    table = pa.Table.from_pylist([row], schema=pa.schema(columns))
    definition = look.facts.definition(*plan_sentences(plan), _SPANS[conversions], _EXACT)
    guards = (Guard(("mean", *QUANTILES), table["n"]),)
    return Result("time_to_convert", table, definition, look.facts.excluded, guards=guards)


@takes_data
def conversion_curve(
    touches: Touches,
    plan: FunnelPlan,
    by: Unit | str = Unit.ACCOUNT,
    *,
    model: PhaseModel | None = None,
    span: Span = Span(),
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    problems: tuple[Problem, ...] = (),
) -> Result:
    """Estimate which share has converted after how long, those included who may still do.

    Columns: seconds (whole ones), at_risk (observed at least so long), converted (until then), share, low,
    high. Each time at which somebody converted is a row, or a hundred of them where there are more.
    """
    look = look_at_funnel(
        touches, plan, by, model=model, start=start, end=end, zone=zone, problems=(*problems, *span.problems(plan))
    )
    first, last = span.first - 1, (span.last or len(plan.steps)) - 1
    spans, known = look.microseconds(first, last)
    waiting = look.taken(first) & ~look.taken(last)
    open_for = np.minimum(look.last_at - look.at[first][waiting], _longest(plan.window))
    table = _curve(spans[known], np.maximum(open_for, 0))
    definition = look.facts.definition(*plan_sentences(plan), _CURVE, _EXACT)
    return Result(
        "conversion_curve",
        table,
        definition,
        look.facts.excluded,
        intervals=(Interval("share", "low", "high", "Kaplan-Meier, log(-log)"),),
        guards=(Guard(("share", "low", "high"), table["at_risk"]),),
    )


def _curve(ended: Numbers, still: Numbers) -> pa.Table:
    """Estimate the share that has ended after each time, of microseconds until the end, or while somebody looked."""
    lengths = np.sort(np.concatenate([_lengths(ended, 0), _lengths(still, 1)]))
    rows = [
        {
            "seconds": float(round(point.days * _DAY_SECONDS)),
            "at_risk": point.at_risk,
            "converted": point.ended,
            "share": 1 - point.share,
            "low": 1 - point.high,
            "high": 1 - point.low,
        }
        for point in (primitives.survival(lengths).curve if lengths.size else ())
        if point.ended and point.at_risk
    ]
    return pa.Table.from_pylist(rows, schema=_CURVE_COLUMNS)


def _lengths(microseconds: Numbers, is_still: int) -> npt.NDArray[np.uint32]:
    """Return whole seconds as the estimator takes them: doubled, and one more for those that have not ended."""
    seconds = np.minimum(microseconds // 1_000_000, _LONGEST_SECONDS)
    return (seconds * 2 + is_still).astype(np.uint32)


_DAY_SECONDS, _LONGEST_SECONDS = 86_400, 2**31 - 1
_CURVE_COLUMNS = pa.schema(
    [
        ("seconds", pa.float64()),
        ("at_risk", pa.int64()),
        ("converted", pa.int64()),
        *((name, pa.float64()) for name in ("share", "low", "high")),
    ]
)


def _means(units: Numbers, seconds: Floats) -> Floats:
    """Return one mean per unit."""
    _, place, size = np.unique(units, return_inverse=True, return_counts=True)
    means: Floats = np.bincount(place, weights=seconds) / size
    return means


def _longest(window: timedelta | None) -> int:
    return np.iinfo(np.int64).max if window is None else window // timedelta(microseconds=1)


_SPANS = {
    Conversions.FIRST: LocalizedText(
        de="Zeiten in Sekunden, je Einheit die des Versuchs, der zählt; Quantile linear interpoliert.",
        en="Times in seconds, of each unit that of the attempt that counts; quantiles interpolated linearly.",
    ),
    Conversions.ALL: LocalizedText(
        de="Zeiten in Sekunden, je Einheit das Mittel über alle ihre Versuche; Quantile linear interpoliert.",
        en="Times in seconds, of each unit the mean of all its attempts; quantiles interpolated linearly.",
    ),
}
_EXACT = LocalizedText(
    de="Wo nur das Datum bekannt ist, zählt weniger als ein Tag nicht.",
    en="Where only a date is known, less than a day does not count.",
)
_CURVE = LocalizedText(
    de="Anteil, der nach so langer Zeit konvertiert ist (Kaplan-Meier); wer nicht konvertiert ist, wurde bis zum Ende "
    "seines Zeitfensters oder der Daten beobachtet. Band: 95 % (Greenwood, log(-log)).",
    en="Share that has converted after so long (Kaplan-Meier); who has not was observed until the window closed or the "
    "data end. Band: 95 % (Greenwood, log(-log)).",
)
