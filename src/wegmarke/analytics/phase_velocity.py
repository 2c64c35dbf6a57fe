"""How fast units move on, by the period in which they first entered a phase."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa

from wegmarke.analytics.phase_look import STAYS, PhaseLook, instant_of, look_at_phases
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.takes_data import takes_data
from wegmarke.domain import LocalizedText, Unit
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import Calendar, CalendarPeriod, PhaseModel, Touches, calendar_cuts, primitives

_COLUMNS = pa.schema(
    [
        ("begins", pa.date32()),
        ("phase", pa.string()),
        *((name, pa.int64()) for name in ("units", "moved_on")),
        *((name, pa.float64()) for name in ("days_median", "low", "high")),
        ("is_complete", pa.bool_()),
    ]
)
_SAYS = LocalizedText(
    de="Tempo. Einheiten nach dem Kalenderzeitraum, in dem sie die Phase zum ersten Mal betraten; weitergegangen: die "
    "seitdem eine Phase weiter rechts betreten haben; Tage: Median von hier bis dort nach Kaplan und Meier (1958), wer "
    "noch nicht weiter ist, ist am Datenstand zensiert, wer in eine Ausstiegsphase ging, dort. Unvollständig: der "
    "Kalenderzeitraum endet nach dem Datenstand.",
    en="Velocity. Units by the calendar period in which they first entered the phase; moved on: units that have since "
    "entered a phase further right; days: median from here to there after Kaplan and Meier (1958), who has not moved "
    "on is censored at the state of the data, who went to an exit phase there. Incomplete: the calendar period ends "
    "after the state of the data.",
)


@takes_data
def phase_velocity(
    touches: Touches,
    model: PhaseModel,
    by: Unit | str = Unit.ACCOUNT,
    *,
    length: CalendarPeriod | str = CalendarPeriod.MONTH,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
) -> Result:
    """Measure how fast units move on: one row per calendar period and phase that somebody first entered then.

    Columns: begins (first day of the period), phase, units (that entered), moved_on, days_median, low, high (95 %),
    is_complete.
    """
    period = length_of(length)
    look = look_at_phases(touches, model, by, start, end, zone)
    rows = [] if look.state is None or not look.stays.phase.size else _rows(look, period)
    table = pa.Table.from_pylist(rows, schema=_COLUMNS)
    return Result(
        "phase_velocity", table, look.facts.definition(_SAYS, STAYS, look.censored()), look.facts.excluded,
        intervals=(Interval("days_median", "low", "high", "Brookmeyer-Crowley"),),
        guards=(Guard(("days_median", "low", "high"), table["units"]),),
    )  # fmt: skip


def length_of(length: CalendarPeriod | str) -> CalendarPeriod:
    """Return how long a calendar period is, or refuse one that does not exist."""
    try:
        return CalendarPeriod(length)
    except ValueError as error:
        raise unknown_value("length", str(length), list(CalendarPeriod)) from error


def _rows(look: PhaseLook, length: CalendarPeriod) -> list[dict[str, object]]:
    entered = look.stays.entered_at
    low, high = int(entered.min()), max(int(entered.max()), look.until)
    calendar = Calendar.over(look.facts.zone, instant_of(low), instant_of(high))
    begins, cuts, numbers = calendar_cuts(calendar, length, low, high)
    today = _day(calendar, look.until)
    found = primitives.advances(look.stays, look.leads_on, look.since, look.until, cuts, numbers)
    rows: list[dict[str, object]] = []
    for place, by_phase in enumerate(found):
        for number, lengths in enumerate(by_phase):
            if not lengths.size:
                continue
            curve = primitives.survival(lengths, (0.5,), draws=False)
            (median,) = curve.quantiles
            rows.append(
                {
                    "begins": begins[place],
                    "phase": look.id_of(number),
                    "units": curve.n,
                    "moved_on": curve.ended,
                    "days_median": median.days,
                    "low": median.low,
                    "high": median.high,
                    "is_complete": place + 1 < len(begins) and begins[place + 1] <= today,
                }
            )
    return rows


def _day(calendar: Calendar, at: int) -> date:
    days = int(calendar.local_days(np.array([at], np.int64))[0])
    return date(1970, 1, 1) + timedelta(days=days)
