"""How long it takes to convert: quantiles of those who did, and a curve that knows who still may.

Curve: Kaplan, E. L. and Meier, P. (1958), Journal of the American Statistical Association 53, 457-481; an attempt that
did not convert was observed until its window closed or the data end. Variance: Greenwood, M. (1926). Band: log(-log),
Kalbfleisch, J. D. and Prentice, R. L. (1980), which stays inside 0..1.
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
from wegmarke.analytics.intervals import Z95
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.takes_data import takes_data
from wegmarke.domain import LocalizedText, Unit
from wegmarke.domain.errors import Problem
from wegmarke.paths import PhaseModel, Touches

QUANTILES = {"min": 0.0, "p10": 0.1, "p25": 0.25, "median": 0.5, "p75": 0.75, "p90": 0.9, "max": 1.0}
MOST_POINTS = 100
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

    Columns: seconds, at_risk (observed at least so long), converted (until then), share, low, high. Each time at which
    somebody converted is a row, or a hundred of them where there are more.
    """
    look = look_at_funnel(
        touches, plan, by, model=model, start=start, end=end, zone=zone, problems=(*problems, *span.problems(plan))
    )
    first, last = span.first - 1, (span.last or len(plan.steps)) - 1
    spans, known = look.microseconds(first, last)
    waiting = look.taken(first) & ~look.taken(last)
    open_for = np.minimum(look.last_at - look.at[first][waiting], _longest(plan.window))
    rows = kaplan_meier(spans[known], np.maximum(open_for, 0))
    table = pa.table(rows)
    definition = look.facts.definition(*plan_sentences(plan), _CURVE, _EXACT)
    return Result(
        "conversion_curve",
        table,
        definition,
        look.facts.excluded,
        intervals=(Interval("share", "low", "high", "Kaplan-Meier, log(-log)"),),
        guards=(Guard(("share", "low", "high"), table["at_risk"]),),
    )


def kaplan_meier(ended: Numbers, still: Numbers) -> dict[str, pa.Array]:
    """Estimate the share that has ended after each time.

    Args:
        ended: microseconds until the end, of those that ended.
        still: microseconds of observation, of those that did not; at the same time they were observed a moment longer.
    """
    moments, at_moment = np.unique(ended, return_counts=True)
    everyone = np.sort(np.concatenate([ended, still]))
    at_risk = everyone.size - np.searchsorted(everyone, moments, side="left")
    stays = np.cumprod(1 - at_moment / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(at_moment / (at_risk * (at_risk - at_moment)))
        width = Z95 * np.sqrt(variance) / np.log(stays)
        low, high = stays ** np.exp(-width), stays ** np.exp(width)
    # nobody is left: the band is not defined, the lower bound stays as it was
    over = ~np.isfinite(variance)
    low[over], high[over] = 0.0, (high[~over][-1] if (~over).any() else 1.0)
    shown = np.unique(np.linspace(0, moments.size - 1, min(moments.size, MOST_POINTS)).astype(np.int64))
    ended_by = np.cumsum(at_moment)
    return {
        "seconds": pa.array(moments[shown] / 1e6),
        "at_risk": pa.array(at_risk[shown].astype(np.int64)),
        "converted": pa.array(ended_by[shown].astype(np.int64)),
        "share": pa.array(1 - stays[shown]),
        "low": pa.array(1 - np.maximum(low, high)[shown]),
        "high": pa.array(1 - np.minimum(low, high)[shown]),
    }


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
    "seines Zeitfensters oder der Daten beobachtet. low und high: 95-%-Band (Greenwood, log(-log)).",
    en="Share that has converted after so long (Kaplan-Meier); who has not was observed until the window closed or the "
    "data end. low and high: 95 % band (Greenwood, log(-log)).",
)
