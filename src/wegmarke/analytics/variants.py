"""Variants: which whole paths units take, how often these win, and what they are worth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics import arguments
from wegmarke.analytics.facts import facts
from wegmarke.analytics.intervals import rate
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.stretches import COLLAPSED, cut_of
from wegmarke.analytics.takes_data import takes_data
from wegmarke.analytics.worth import NO_CURRENCY, worth_of
from wegmarke.domain import LocalizedText, Unit, UsageError
from wegmarke.paths import Endings, Touches, primitives

MOST_VARIANTS = 1_000


@takes_data
def variants(
    touches: Touches,
    by: Unit | str = Unit.ACCOUNT,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    won: Sequence[str] = (),
    top: int = 20,
    collapse: bool = False,
    currency: str | None = None,
    zone: str = "UTC",
) -> Result:
    """Count units per whole path, most frequent first.

    Columns: touchpoints (a list), variants (1; in the last row how many are behind `(other)`), units, share, won,
    win_rate, low, high, value_minor, currency. With `won`, a path ends before the first touch that wins, so that it can
    be compared with paths that did not; win_rate is the share of its units that won, with its interval (Wilson).

    Args:
        touches: the tables.
        by: unit of analysis.
        start: touches before do not count.
        end: touches from here on do not count.
        won: touchpoints that mean a win, e.g. `deal_won`.
        top: how many paths have a row of their own.
        collapse: a touchpoint that follows itself counts once.
        currency: only values in it count; None for the one with the largest sum.
        zone: zone of times without one, and of the ends of the period in words.

    The value of a path is that of the touch that won; without `won`, that of all its touches.
    """
    arguments.between("top", top, 1, MOST_VARIANTS)
    arguments.known_touchpoints(touches, won=won)
    check_currency(currency)
    known = facts(touches, by, start, end, zone=zone)
    worth = worth_of(known, won or list(known.touches), currency)
    endings = Endings(won=primitives.codes_of(touches, won), currency=worth.currency, sums=not won)
    cut = cut_of(touches, (), won, keeps_end=False)
    table = primitives.count_variants(touches, known.by, known.period, endings, top=top, cut=cut, collapse=collapse)
    said = [_WHAT, top_sentence(top), *(_won_sentences(won)), *worth.sentences()]
    said += [COLLAPSED] if collapse else []
    return Result(
        "variants",
        _with_rates(table, worth.currency, has_wins=bool(won)),
        known.definition(*said),
        known.excluded,
        intervals=(Interval("win_rate", "low", "high", "Wilson"),),
        guards=(Guard(("win_rate", "low", "high"), table["units"]),),
    )


def shares(part: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return each number as a share of their sum."""
    return pc.divide(pc.cast(part, pa.float64()), pa.scalar(float(pc.sum(part).as_py() or 1)))


def top_sentence(top: int) -> LocalizedText:
    """Say that only some paths have a row."""
    return LocalizedText(
        de=f"Die {top} häufigsten Pfade haben eine eigene Zeile, alle übrigen zusammen sind {primitives.REMAINDER}.",
        en=f"The {top} most frequent paths have a row of their own, all others together are {primitives.REMAINDER}.",
    )


def check_currency(currency: str | None) -> None:
    """Refuse what is no currency code."""
    if currency is not None and not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        raise UsageError(f"currency: expected three capital letters like EUR; got {currency!r}.")


_WHAT = LocalizedText(
    de="Einheiten nach ihrem ganzen Pfad im Zeitraum, nicht erkannte Ereignisse ausgelassen.",
    en="Units by their whole path in the period, unrecognised events left out.",
)


def _won_sentences(won: Sequence[str]) -> list[LocalizedText]:
    if not won:
        return []
    named = ", ".join(won)
    return [
        LocalizedText(
            de=f"Gewonnen: erstes Kontaktereignis an {named}; der Pfad endet davor.",
            en=f"Won: first touch at {named}; the path ends before it.",
        )
    ]


def _with_rates(table: pa.Table, currency: str, *, has_wins: bool) -> pa.Table:
    won, units = table["won"].to_pylist(), table["units"].to_pylist()
    rates = [rate(part, of) if has_wins else rate(0, 0) for part, of in zip(won, units, strict=True)]
    has_worth = currency != NO_CURRENCY
    return pa.table(
        {
            "touchpoints": table["touchpoints"],
            "variants": table["variants"],
            "units": table["units"],
            "share": shares(table["units"]),
            "won": table["won"] if has_wins else pa.nulls(table.num_rows, pa.int64()),
            "win_rate": pa.array([one.value for one in rates], pa.float64()),
            "low": pa.array([one.low for one in rates], pa.float64()),
            "high": pa.array([one.high for one in rates], pa.float64()),
            "value_minor": table["value_minor"] if has_worth else pa.nulls(table.num_rows, pa.int64()),
            "currency": pa.array([currency if has_worth else None] * table.num_rows, pa.string()),
        }
    )
