"""How long units stay in each phase, with those counted in that have not left yet."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

from wegmarke.analytics.phase_look import STAYS, PhaseLook, look_at_phases
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.takes_data import takes_data
from wegmarke.domain import LocalizedText, Unit
from wegmarke.paths import PhaseModel, Touches, primitives

_LENGTHS = pa.schema(
    [
        ("phase", pa.string()),
        *((name, pa.int64()) for name in ("units", "stays", "ended", "still", "skipped")),
        *((name, pa.float64()) for name in ("days_quartile_1", "days_median", "low", "high", "days_quartile_3")),
    ]
)
_CURVE = pa.schema(
    [
        ("phase", pa.string()),
        ("days", pa.float64()),
        *((name, pa.int64()) for name in ("at_risk", "ended", "censored")),
        *((name, pa.float64()) for name in ("share", "low", "high")),
    ]
)
_ESTIMATOR = LocalizedText(
    de="Schätzung nach Kaplan und Meier (1958), Varianz nach Greenwood, 95-%-Band log(-log); Intervall des Medians "
    "nach Brookmeyer und Crowley (1982). Dauern in Tagen zu 24 Stunden, auf die Sekunde; ein Datum ohne Uhrzeit steht "
    "auf Mitternacht.",
    en="Estimated after Kaplan and Meier (1958), variance after Greenwood, 95 % log(-log) band; interval of the median "
    "after Brookmeyer and Crowley (1982). Lengths in days of 24 hours, to the second; a date without a time stands at "
    "midnight.",
)
_LENGTHS_SAY = LocalizedText(
    de="Verweildauer je Phase, von ihrem Betreten bis zum Betreten einer anderen. Übersprungen: Einheiten, die weiter "
    "rechts ankamen, ohne je hier gewesen zu sein; Dauer null, je Einheit einmal, nicht in der Kurve.",
    en="Time in phase, from entering it to entering another one. Skipped: units that arrived further right without "
    "ever having been here; zero duration, once per unit, not in the curve.",
)
_CURVE_SAYS = LocalizedText(
    de="Verweilkurve je Phase: Anteil der Aufenthalte, die länger dauern. Unter Beobachtung: Aufenthalte von "
    "mindestens dieser Dauer. Bei mehr als hundert Zeitpunkten ausgewählte.",
    en="Curve of time in phase: share of stays that last longer. At risk: stays of at least this length. Of more than "
    "a hundred times, some.",
)


@takes_data
def time_in_phase(
    touches: Touches,
    model: PhaseModel,
    by: Unit | str = Unit.ACCOUNT,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
) -> Result:
    """Measure time in each phase, left to right.

    Columns: phase, units, stays, ended, still (stays censored at the state of the data), skipped (units), and in days
    days_quartile_1, days_median with low and high (95 %), days_quartile_3; NULL where the curve stays above.
    """
    look = look_at_phases(touches, model, by, start, end, zone)
    moves = primitives.count_moves(look.stays, look.leads_on, look.since)
    rows = []
    for number, found in enumerate(_curves(look, draws=False), 1):
        first, median, third = found.quantiles
        rows.append(
            {
                "phase": look.id_of(number),
                "units": int(moves.units[number]),
                "stays": found.n,
                "ended": found.ended,
                "still": found.n - found.ended,
                "skipped": int(moves.skipped[number]),
                "days_quartile_1": first.days,
                "days_median": median.days,
                "low": median.low,
                "high": median.high,
                "days_quartile_3": third.days,
            }
        )
    table = pa.Table.from_pylist(rows, schema=_LENGTHS)
    return Result(
        "time_in_phase", table, look.facts.definition(_LENGTHS_SAY, _ESTIMATOR, look.censored(), STAYS),
        look.facts.excluded, intervals=(Interval("days_median", "low", "high", "Brookmeyer-Crowley"),),
        guards=(Guard(tuple(_LENGTHS.names[6:]), table["units"]),),
    )  # fmt: skip


@takes_data
def phase_curve(
    touches: Touches,
    model: PhaseModel,
    by: Unit | str = Unit.ACCOUNT,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
) -> Result:
    """Draw the share of stays that last longer, per phase and time.

    Columns: phase, days, at_risk (stays of at least this length), ended and censored (until then), share, low, high.
    A curve begins at share 1 and keeps its share until the next row.
    """
    look = look_at_phases(touches, model, by, start, end, zone)
    rows = [
        {"phase": look.id_of(number)} | {name: getattr(point, name) for name in _CURVE.names[1:]} | {"n": found.n}
        for number, found in enumerate(_curves(look, draws=True), 1)
        for point in found.curve
    ]
    table = pa.Table.from_pylist(rows, schema=_CURVE)
    # behind each point of a curve stand all its stays
    stays = pa.chunked_array([pa.array([row["n"] for row in rows], pa.int64())])
    return Result(
        "phase_curve", table, look.facts.definition(_CURVE_SAYS, _ESTIMATOR, look.censored(), STAYS),
        look.facts.excluded, intervals=(Interval("share", "low", "high", "Greenwood, log(-log)"),),
        guards=(Guard(("share", "low", "high"), stays),),
    )  # fmt: skip


def _curves(look: PhaseLook, *, draws: bool) -> list[primitives.Survival]:
    lengths = primitives.stay_lengths(look.stays, len(look.phases) + 1, look.since, look.until)
    return primitives.survivals(lengths[1:], draws=draws)
