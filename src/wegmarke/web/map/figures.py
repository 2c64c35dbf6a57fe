"""The measured numbers of one place, written for a reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wegmarke.domain import CellNumbers, Money, Rate, Spread, Unit
from wegmarke.i18n import MISSING
from wegmarke.web.reader import Reader
from wegmarke.web.words import UNITS_MANY


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its label, and the counts behind it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CellFigures:
    """The numbers of one place.

    Attributes:
        figures: label and value, in the order of the sheet.
        brief: three short texts for a chip: touches, units, conversion.
        details: further numbers, shown on demand.
        out_of_order: a sentence about units that came in another order than the map draws; empty if none.
        reach: share of the largest place's units, 0..100, for the bar.
    """

    figures: tuple[Figure, ...]
    brief: tuple[str, str, str]
    details: tuple[Figure, ...]
    out_of_order: str = ""
    reach: float = 0.0


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes numbers for one reader, one unit and one threshold of small numbers."""

    reader: Reader
    by: Unit
    small_n: int

    @property
    def hidden(self) -> str:
        """Return what stands in place of a number with too few units behind it."""
        return f"n < {self.small_n}"

    def cell(self, cell: CellNumbers, largest: int) -> CellFigures:
        """Write all numbers of a phase or touchpoint."""
        t, f = self.reader.t, self.reader.formats
        money = self.money(cell.values)
        figures = [
            Figure(t.pgettext("measure", "Touches"), f.number(cell.touches)),
            Figure(t.pgettext("measure", "Persons"), f.number(cell.persons)),
            Figure(t.pgettext("measure", "Accounts"), f.number(cell.accounts)),
            Figure(
                t.pgettext("measure", "Go on"),
                self.rate(cell.conversion, hidden=cell.suppressed),
                self.rate_note(cell.conversion, hidden=cell.suppressed),
            ),
            Figure(t.pgettext("measure", "Median days"), self.median(cell.days_to_next, hidden=cell.suppressed)),
            Figure(t.pgettext("measure", "Value"), money),
        ]
        brief = (
            f.number(cell.touches),
            f.number(cell.units),
            self.rate(cell.conversion, hidden=cell.suppressed),
        )
        return CellFigures(
            figures=tuple(figures),
            brief=brief,
            details=self.details(cell),
            out_of_order=self.out_of_order(cell),
            reach=round(100 * cell.units / largest, 1) if largest else 0.0,
        )

    def details(self, cell: CellNumbers) -> tuple[Figure, ...]:
        """Write what a chip shows when it is opened."""
        t, f = self.reader.t, self.reader.formats
        lines = [
            Figure(t.pgettext("measure", "Touches"), f.number(cell.touches)),
            Figure(t.pgettext("measure", "Persons"), f.number(cell.persons)),
            Figure(t.pgettext("measure", "Accounts"), f.number(cell.accounts)),
            Figure(
                t.pgettext("measure", "Go on"),
                self.rate(cell.conversion, hidden=cell.suppressed),
                self.rate_note(cell.conversion, hidden=cell.suppressed),
            ),
        ]
        spread = cell.days_to_next
        if spread is not None and spread.n:
            lines.append(
                Figure(
                    t.pgettext("measure", "Median days"),
                    self.median(spread, hidden=cell.suppressed),
                    "" if cell.suppressed else self.spread_note(spread),
                )
            )
        if cell.values:
            lines.append(Figure(t.pgettext("measure", "Value"), self.money(cell.values)))
        return tuple(lines)

    def rate(self, rate: Rate | None, *, hidden: bool) -> str:
        """Write a share, or `n < 5` where it must not be shown."""
        if rate is None or rate.value is None:
            return MISSING
        return self.hidden if hidden else self.reader.formats.percent(rate.value)

    def rate_note(self, rate: Rate | None, *, hidden: bool) -> str:
        """Write the counts and the interval behind a share."""
        if rate is None or rate.value is None or hidden:
            return ""
        f = self.reader.formats
        counts = self.reader.t.pgettext("rate", "%(part)s of %(of)s", part=f.number(rate.part), of=f.number(rate.of))
        if rate.low is None or rate.high is None:
            return counts
        return f"{counts} · {f.percent_range(rate.low, rate.high)}"

    def median(self, spread: Spread | None, *, hidden: bool) -> str:
        """Write a median of days, or `n < 5` where it must not be shown."""
        if spread is None or spread.median is None:
            return MISSING
        return self.hidden if hidden else self.reader.formats.days(spread.median)

    def spread_note(self, spread: Spread) -> str:
        """Write how many stand behind a median and how long nine of ten took at most."""
        f = self.reader.formats
        return self.reader.t.pgettext(
            "spread", "n %(n)s · 90 %% within %(days)s days", n=f.number(spread.n), days=f.days(spread.p90)
        )

    def money(self, values: Iterable[Money]) -> str:
        """Write amounts, one currency after the other."""
        return " · ".join(self.reader.formats.money(value, short=True) for value in values) or MISSING

    def out_of_order(self, cell: CellNumbers) -> str:
        """Say how many units reached the next phase before this one."""
        if not cell.out_of_order:
            return ""
        return self.reader.t.ngettext("%(n)s out of order", "%(n)s out of order", cell.out_of_order)

    @property
    def units(self) -> str:
        """Return the plural of the unit, e.g. `Accounts`."""
        return self.reader.t.label(UNITS_MANY[self.by])
