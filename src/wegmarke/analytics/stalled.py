"""Units that have stayed in a phase for long without a touch, each with the reasons that the data give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.analytics.phase_look import DAY, STAYS, PhaseLook, instant_of, look_at_phases
from wegmarke.analytics.result import Result
from wegmarke.analytics.takes_data import takes_data
from wegmarke.domain import LocalizedText, Unit, UsageError
from wegmarke.paths import Period, PhaseModel, Touches, primitives

_DAY_US = 86_400_000_000
_COLUMNS = pa.schema(
    [
        ("unit", pa.int64()),
        ("phase", pa.string()),
        ("entered_at", pa.timestamp("us", "UTC")),
        ("days_in_phase", pa.float64()),
        ("days_usual", pa.float64()),
        ("touched_at", pa.timestamp("us", "UTC")),
        ("days_untouched", pa.float64()),
        ("missing_roles", pa.list_(pa.string())),
        ("no_open_opportunity", pa.bool_()),
        ("reason", pa.string()),
    ]
)


@dataclass(frozen=True)
class Circumstances:
    """What else is known of stalled units, by their number; what nobody knows is missing, and is no reason.

    Attributes:
        missing_roles: roles of a buying group that nobody holds, of units that have a buying group.
        open_opportunity: whether the unit has an open opportunity.
    """

    missing_roles: Mapping[int, Sequence[str]] = field(default_factory=dict)
    open_opportunity: Mapping[int, bool] = field(default_factory=dict)


LookUp = Callable[[Sequence[int]], Circumstances]


@takes_data
def stalled(
    touches: Touches,
    model: PhaseModel,
    by: Unit | str = Unit.ACCOUNT,
    *,
    quantile: float | None = None,
    longer_than: timedelta | None = None,
    untouched: timedelta = 30 * DAY,
    top: int = 100,
    look_up: LookUp | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
) -> Result:
    """Find units that have been in their phase for too long and had no touch lately, longest without a touch first.

    Args:
        touches: the tables, or data.
        model: phases of the map.
        by: unit of analysis.
        quantile: too long is longer than this share of stays in the phase last, estimated as for `time_in_phase`; the
            default, 0.75, where `longer_than` is not given either.
        longer_than: too long is longer than this.
        untouched: at least so long without a touch at a touchpoint of the map.
        top: how many units to return.
        look_up: says what else is known of them.
        end: what happened from here on is not looked at.
        zone: zone of the dates in the reasons.

    Exit phases and the last phase of the map are left out: nothing comes after them.

    Columns: unit, phase, entered_at, days_in_phase, days_usual (the limit), touched_at (the last touch),
    days_untouched, missing_roles, no_open_opportunity (NULL where unknown), reason (in English).

    Raises:
        UsageError: when both limits are given, or one is out of range.
    """
    share = _checked(quantile, longer_than, untouched, top)
    look = look_at_phases(touches, model, by, None, end, zone)
    limits = _limits(look, model, share, longer_than)
    rows, found = _rows(touches, look, limits, untouched, top)
    known = look_up([int(str(row["unit"])) for row in rows]) if look_up and rows else Circumstances()
    rows = [_with_reasons(row, known, look) for row in rows]
    definition = look.facts.definition(_says(share, longer_than, untouched, found, len(rows)), look.censored(), STAYS)
    return Result("stalled", pa.Table.from_pylist(rows, schema=_COLUMNS), definition, look.facts.excluded)


def _checked(quantile: float | None, longer_than: timedelta | None, untouched: timedelta, top: int) -> float | None:
    if quantile is not None and longer_than is not None:
        raise UsageError(
            f"quantile, longer_than: expected one of both; got {quantile} and {longer_than}. Leave one out."
        )
    if longer_than is not None and longer_than <= timedelta(0):
        raise UsageError(f"longer_than: expected more than no time; got {longer_than}. Write 30 days, for example.")
    if untouched < timedelta(0):
        raise UsageError(f"untouched: expected no negative time; got {untouched}. Write 30 days, for example.")
    if top < 1:
        raise UsageError(f"top: expected a number from 1; got {top}. Write how many units to return.")
    share = (0.75 if quantile is None else quantile) if longer_than is None else None
    if share is not None and not 0 < share < 1:
        raise UsageError(f"quantile: expected a number between 0 and 1; got {share}. Write three quarters as 0.75.")
    return share


def _limits(
    look: PhaseLook, model: PhaseModel, share: float | None, longer_than: timedelta | None
) -> npt.NDArray[np.float64]:
    """Return the days after which a stay is too long, by number of the phase; infinite where nothing comes after."""
    limits = np.full(len(look.phases) + 1, np.inf)
    last = model.sequence()[-1].id
    limited = [number for number in range(1, limits.size) if look.leads_on[number] and look.id_of(number) != last]
    if longer_than is not None:
        limits[limited] = longer_than / DAY
    elif share is not None:
        lengths = primitives.stay_lengths(look.stays, limits.size, look.since, look.until)
        curves = primitives.survivals([lengths[number] for number in limited], (share,), draws=False)
        found = [curve.quantiles[0].days for curve in curves]
        limits[limited] = [np.inf if days is None else days for days in found]
    return limits


def _rows(
    touches: Touches, look: PhaseLook, limits: npt.NDArray[np.float64], untouched: timedelta, top: int
) -> tuple[list[dict[str, object]], int]:
    """Return the units that were found, and how many there are in all."""
    stays, last = look.stays, look.stays.last()
    phase, entered = stays.phase[last], stays.entered_at[last]
    days = (look.until - entered) / _DAY_US
    slow = np.nonzero(days > limits[phase])[0]
    period = Period(None, look.facts.period.end)
    at = primitives.last_touches(touches, look.facts.by, stays.units[slow], period, _touchpoints(look))
    idle = (look.until - at) / _DAY_US
    kept = np.nonzero(idle >= untouched / DAY)[0]
    longest = _longest(at[kept], stays.units[slow[kept]], top)
    rows: list[dict[str, object]] = []
    for place in kept[longest].tolist():
        unit = int(slow[place])
        rows.append(
            {
                "unit": int(stays.units[unit]),
                "phase": look.id_of(int(phase[unit])),
                "entered_at": instant_of(int(entered[unit])),
                "days_in_phase": float(days[unit]),
                "days_usual": float(limits[phase[unit]]),
                "touched_at": instant_of(int(at[place])),
                "days_untouched": float(idle[place]),
            }
        )
    return rows, int(kept.size)


def _longest(at: npt.NDArray[np.int64], units: npt.NDArray[np.int64], top: int) -> npt.NDArray[np.intp]:
    """Return the places of the earliest instants, those of one instant by number of the unit."""
    near = np.arange(at.size)
    if at.size > top:
        # most need no place of their own among those that are not shown
        near = np.nonzero(at <= np.partition(at, top - 1)[top - 1])[0]
    return near[np.lexsort((units[near], at[near]))][:top]


def _touchpoints(look: PhaseLook) -> tuple[str, ...]:
    return tuple(look.facts.touches)


def _with_reasons(row: dict[str, object], known: Circumstances, look: PhaseLook) -> dict[str, object]:
    unit = int(str(row["unit"]))
    is_open = known.open_opportunity.get(unit)
    row = row | {
        "missing_roles": list(known.missing_roles.get(unit, ())),
        "no_open_opportunity": None if is_open is None else not is_open,
    }
    return row | {"reason": reason_in_words(row, look.facts.zone).en}


def reason_in_words(row: Mapping[str, object], zone: str) -> LocalizedText:
    """Say why a unit counts as stalled: only what the row knows."""
    touched_at, idle, days = row["touched_at"], row["days_untouched"], row["days_in_phase"]
    if not isinstance(touched_at, datetime):
        raise TypeError(f"touched_at: expected an instant; got {touched_at!r}.")
    day = touched_at.astimezone(ZoneInfo(zone)).date()
    german = [f"Kein Kontaktereignis seit dem {day:%d.%m.%Y} ({idle:.0f} Tage)", f"seit {days:.0f} Tagen in der Phase"]
    english = [f"No touch since {day.isoformat()} ({idle:.0f} days)", f"in the phase for {days:.0f} days"]
    roles = row.get("missing_roles")
    if isinstance(roles, list) and roles:
        german.append(f"im Buying Center fehlt: {', '.join(roles)}")
        english.append(f"missing in the buying group: {', '.join(roles)}")
    if row.get("no_open_opportunity"):
        german.append("keine offene Verkaufschance")
        english.append("no open opportunity")
    return LocalizedText(de="; ".join(german) + ".", en="; ".join(english) + ".")


def _says(
    share: float | None, longer_than: timedelta | None, untouched: timedelta, found: int, shown: int
) -> LocalizedText:
    idle = f"{untouched / DAY:g}"
    if longer_than is not None:
        german, english = f"{longer_than / DAY:g} Tage", f"{longer_than / DAY:g} days"
    else:
        percent = f"{100 * (share or 0):g} %"
        german = f"{percent} der Aufenthalte in der Phase (Kaplan und Meier 1958)"
        english = f"{percent} of stays in the phase (Kaplan and Meier 1958)"
    return LocalizedText(
        de=f"Stockende Einheiten: länger in ihrer Phase als {german}, und seit mindestens {idle} Tagen ohne "
        f"Kontaktereignis; ohne Ausstiegsphasen und die letzte Phase. Gefunden: {found}, gezeigt: {shown}. Gründe sind "
        "nur, was die Daten sagen.",
        en=f"Stalled units: longer in their phase than {english}, and without a touch for at least {idle} days; exit "
        f"phases and the last phase left out. Found: {found}, shown: {shown}. Reasons are only what the data say.",
    )
