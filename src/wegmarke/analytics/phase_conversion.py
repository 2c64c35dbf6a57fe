"""From phase to phase: how many units went where, at once or later, and who came back."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pyarrow as pa

from wegmarke.analytics.facts import unit_of
from wegmarke.analytics.intervals import rate
from wegmarke.analytics.phase_look import STAYS, STILL, PhaseLook, instant_of, look_at_phases
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.takes_data import takes_data
from wegmarke.domain import LocalizedText, Unit, UsageError
from wegmarke.paths import PhaseModel, Touches, primitives

_MATRIX = pa.schema(
    [
        *((name, pa.string()) for name in ("from_phase", "to_phase")),
        *((name, pa.int64()) for name in ("units", "moves", "moved")),
        *((name, pa.float64()) for name in ("share", "low", "high")),
        ("came", pa.int64()),
        *((name, pa.float64()) for name in ("came_share", "came_low", "came_high")),
    ]
)
_BACK = pa.schema(
    [
        *((name, pa.string()) for name in ("from_phase", "to_phase")),
        *((name, pa.int64()) for name in ("units", "moves", "moved")),
        *((name, pa.float64()) for name in ("share", "low", "high")),
    ]
)
_WHO = pa.schema(
    [
        ("unit", pa.int64()),
        *((name, pa.string()) for name in ("from_phase", "to_phase")),
        ("moves", pa.int64()),
        ("last_at", pa.timestamp("us", "UTC")),
    ]
)
_SHARES = (Interval("share", "low", "high", "Wilson"), Interval("came_share", "came_low", "came_high", "Wilson"))

_CONVERSION = LocalizedText(
    de="Konversion zwischen Phasen. Einheiten: mit einem Aufenthalt in der ersten Phase; übergegangen: davon die, "
    f"deren nächster Aufenthalt in der zweiten war, {STILL}: die noch dort sind; gekommen: die irgendwann danach "
    "dorthin kamen. Anteile an den Einheiten mit 95-%-Intervall (Wilson); eine Einheit kann mehrmals übergehen.",
    en="Conversion between phases. Units: with a stay in the first phase; moved: of these, units whose next stay was "
    f"in the second, {STILL}: that are still there; came: that came there at any time after. Shares of units with "
    "95 % interval (Wilson); a unit can move more than once.",
)
_BOOMERANGS = LocalizedText(
    de="Rückkehr. Übergänge in eine Phase weiter links, oder aus einer Ausstiegsphase zurück. Einheiten: mit einem "
    "Aufenthalt in der ersten Phase; zurückgegangen: davon die mit einem solchen Übergang, Anteil mit "
    "95-%-Intervall (Wilson).",
    en="Boomerangs. Moves to a phase further left, or back from an exit phase. Units: with a stay in the first phase; "
    "moved: of these, units with such a move, share with 95 % interval (Wilson).",
)


@takes_data
def phase_conversion(
    touches: Touches,
    model: PhaseModel,
    by: Unit | str = Unit.ACCOUNT,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
) -> Result:
    """Count where units went from each phase: one row per pair of phases, and one for those that are still there.

    Columns: from_phase, to_phase (`(still)` for stays that have not ended), units (with a stay in from_phase), moves
    (stays that were followed by one in to_phase), moved (units with such a move), share, low, high (of units, 95 %
    Wilson interval), came (units that came to to_phase at any time after), came_share, came_low, came_high.
    """
    look = look_at_phases(touches, model, by, start, end, zone)
    found = primitives.count_moves(look.stays, look.leads_on, look.since)
    numbers = range(1, len(look.phases) + 1)
    rows = [_pair(look, found, origin, aim) for origin in numbers for aim in [*numbers, 0] if origin != aim]
    table = pa.Table.from_pylist(rows, schema=_MATRIX)
    return Result(
        "phase_conversion", table, look.facts.definition(_CONVERSION, STAYS, look.censored()), look.facts.excluded,
        intervals=_SHARES, guards=(Guard(_MATRIX.names[5:8] + _MATRIX.names[9:], table["units"]),),
    )  # fmt: skip


def _pair(look: PhaseLook, found: primitives.Moves, origin: int, aim: int) -> dict[str, object]:
    """Return one row of the matrix; aim 0 stands for those still there."""
    units = int(found.units[origin])
    moved = int(found.moved[origin, aim]) if aim else int(found.still[origin])
    share = rate(moved, units)
    row = {
        "from_phase": look.id_of(origin),
        "to_phase": look.id_of(aim) if aim else STILL,
        "units": units,
        "moves": int(found.moves[origin, aim]) if aim else moved,
        "moved": moved,
        **_shares("", share.value, share.low, share.high),
    }
    if not aim:
        return row | {"came": None}
    came = rate(int(found.came[origin, aim]), units)
    return row | {"came": came.part} | _shares("came_", came.value, came.low, came.high)


def _shares(prefix: str, value: float | None, low: float | None, high: float | None) -> dict[str, object]:
    return {f"{prefix}share": value, f"{prefix}low": low, f"{prefix}high": high}


@takes_data
def boomerangs(
    touches: Touches,
    model: PhaseModel,
    by: Unit | str = Unit.ACCOUNT,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
) -> Result:
    """Count moves back: from_phase, to_phase, units, moves, moved, share, low, high; most frequent first.

    A move to a phase further left is one, and one from an exit phase to any other.
    """
    look = look_at_phases(touches, model, by, start, end, zone)
    found = primitives.count_moves(look.stays, look.leads_on, look.since)
    pairs = [(origin, aim) for origin, aim in np.argwhere(found.moves).tolist() if _is_back(look, origin, aim)]
    pairs.sort(key=lambda pair: (-int(found.moves[pair]), pair))
    rows = [{name: value for name, value in _pair(look, found, *pair).items() if name in _BACK.names} for pair in pairs]
    table = pa.Table.from_pylist(rows, schema=_BACK)
    return Result(
        "boomerangs", table, look.facts.definition(_BOOMERANGS, STAYS), look.facts.excluded, intervals=_SHARES[:1],
        guards=(Guard(tuple(_BACK.names[5:]), table["units"]),),
    )  # fmt: skip


def _is_back(look: PhaseLook, origin: int, aim: int) -> bool:
    return bool(look.leads_on[aim]) and (aim < origin or not look.leads_on[origin])


@takes_data
def boomerang_units(
    touches: Touches,
    model: PhaseModel,
    by: Unit | str = Unit.ACCOUNT,
    *,
    top: int = 50,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
) -> Result:
    """Name the units that went back most often: unit, from_phase, to_phase, moves, last_at.

    All moves back of the `top` units with the most of them.
    """
    unit_of(by)
    if top < 1:
        raise UsageError(f"top: expected a number from 1; got {top}. Write how many units to name.")
    look = look_at_phases(touches, model, by, start, end, zone)
    table = pa.Table.from_pylist(_who(look, top), schema=_WHO)
    said = LocalizedText(
        de=f"Genannt sind die {top} Einheiten mit den meisten Rückkehren.",
        en=f"The {top} units with the most moves back are named.",
    )
    return Result("boomerang_units", table, look.facts.definition(_BOOMERANGS, said, STAYS), look.facts.excluded)


def _who(look: PhaseLook, top: int) -> list[dict[str, object]]:
    stays, leads_on = look.stays, look.leads_on
    # a stay and the one before it, where both belong to one unit; the move happened where the later one began
    place = np.arange(1, stays.phase.size)
    begins = np.zeros(stays.phase.size + 1, np.bool_)
    begins[stays.starts] = True
    origin, aim = stays.phase[:-1], stays.phase[1:]
    back = leads_on[aim] & ((aim < origin) | ~leads_on[origin]) & ~begins[1 : stays.phase.size]
    place = place[back & (stays.entered_at[:-1] >= look.since)]
    owner = np.searchsorted(stays.starts, place, side="right") - 1
    counts = np.bincount(owner, minlength=stays.units.size)
    chosen = np.argsort(-counts, kind="stable")[:top]
    rows: list[dict[str, object]] = []
    for unit in chosen[counts[chosen] > 0].tolist():
        moves: dict[tuple[int, int], list[int]] = {}
        for stay in place[owner == unit].tolist():
            pair = int(stays.phase[stay - 1]), int(stays.phase[stay])
            moves.setdefault(pair, []).append(int(stays.entered_at[stay]))
        for pair, instants in sorted(moves.items(), key=lambda item: (-len(item[1]), item[0])):
            ids = {"from_phase": look.id_of(pair[0]), "to_phase": look.id_of(pair[1])}
            rows.append(
                {"unit": int(stays.units[unit]), **ids, "moves": len(instants), "last_at": instant_of(instants[-1])}
            )
    return rows
