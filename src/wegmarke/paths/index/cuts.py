"""Stretches of paths as selections, so that any primitive can be asked about them; and how paths ended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wegmarke.paths.index.asking import ALWAYS, Asked, asked_of
from wegmarke.paths.index.columns import Int64s, Truths, currency_code
from wegmarke.paths.index.selection import EARLIEST, Selection, bounds, code_table, everything
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.terms.cut import Cut
from wegmarke.paths.terms.ending import Endings, Outcome
from wegmarke.paths.terms.period import Period


def select_stretch(
    snapshot: Snapshot, cut: Cut, period: Period = ALWAYS, *, selection: Selection | None = None
) -> Selection:
    """Select the stretch of every path that a cut leaves within a period; units keep counting without any touch."""
    chosen = everything(snapshot) if selection is None else selection
    opens, closes = _table(cut.since), _table(cut.until)
    touches = tuple(_between(asked, cut, opens, closes) for asked in asked_of(snapshot, chosen, period))
    return Selection(snapshot, chosen.units, touches)


def _between(asked: Asked, cut: Cut, opens: Truths, closes: Truths) -> Truths:
    from wegmarke.paths.compiled import cuts

    # passes read "no truth at all" as "every touch"
    out = np.zeros(max(1, asked.columns.touches), np.bool_)
    asked.spread(
        lambda first, last: cuts.between(
            first, last, *asked.given, asked.columns.touchpoint, *asked.span, opens, closes, cut.since is None,
            cut.only_ended and cut.until is not None, cut.keeps_end, out,
        )
    )  # fmt: skip
    return out


@dataclass(frozen=True)
class Outcomes:
    """How paths ended, per part of a snapshot, and per unit in the order of its columns.

    Attributes:
        snapshot: whose units these are.
        numbers: `Outcome` of each unit; -1 for units without a touch that counts.
        values: what each path is worth, in minor units.
    """

    snapshot: Snapshot
    numbers: tuple[npt.NDArray[np.int8], ...]
    values: tuple[Int64s, ...]

    def where(self, outcome: Outcome, selection: Selection | None = None) -> Selection:
        """Select the units whose paths ended so, among those selected."""
        chosen = everything(self.snapshot) if selection is None else selection
        units = tuple(counts & (numbers == outcome) for counts, numbers in zip(chosen.units, self.numbers, strict=True))
        return Selection(self.snapshot, units, chosen.touches)


def outcomes(
    snapshot: Snapshot, endings: Endings, period: Period = ALWAYS, *, selection: Selection | None = None
) -> Outcomes:
    """Tell how each path ended; the definition stands at `wegmarke.paths.expressions.outcomes`."""
    found = [_ended(asked, endings) for asked in asked_of(snapshot, selection, period)]
    return Outcomes(snapshot, tuple(numbers for numbers, _ in found), tuple(values for _, values in found))


def _ended(asked: Asked, endings: Endings) -> tuple[npt.NDArray[np.int8], Int64s]:
    from wegmarke.paths.compiled import cuts

    columns = asked.columns
    ending_of = np.full(65_536, -1, np.int8)
    for code, number in endings.number_of().items():
        ending_of[code] = number
    before = EARLIEST if endings.stalled_before is None else bounds(Period(start=endings.stalled_before))[0]
    numbers, values = np.empty(columns.units.size, np.int8), np.empty(columns.units.size, np.int64)
    asked.spread(
        lambda first, last: cuts.outcomes(
            first, last, *asked.given, columns.touchpoint, columns.value_minor, columns.currency, *asked.span,
            ending_of, endings.sums, currency_code(endings.currency), before, int(Outcome.STALLED), int(Outcome.OPEN),
            numbers, values,
        )
    )  # fmt: skip
    return numbers, values


def _table(codes: Collection[int] | None) -> Truths:
    return code_table(codes or ())
