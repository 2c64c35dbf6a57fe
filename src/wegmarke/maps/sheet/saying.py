"""Who reads a sheet: the language of its texts, numbers and days, and what its paper can show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from wegmarke.domain import Language, LocalizedText, Measure, Money
from wegmarke.i18n import MISSING, Formats
from wegmarke.maps.sheet.lines import LONGEST, clean
from wegmarke.maps.sheet.typeface import printable
from wegmarke.maps.sheet.words import label

_FEW: Final = 5


@dataclass(frozen=True, slots=True)
class Saying:
    """Texts and figures in one language.

    Attributes:
        is_paper: only the shipped fonts are there; what they lack is replaced.
    """

    language: Language
    is_paper: bool = False

    @property
    def formats(self) -> Formats:
        """Return how the language writes numbers."""
        return Formats(self.language)

    def text(self, text: LocalizedText | str, longest: int = LONGEST) -> str:
        """Return a text of the map as one clean line."""
        said = clean(text if isinstance(text, str) else text.get(self.language), longest)
        return printable(said) if self.is_paper else said

    def label(self, name: str) -> str:
        """Return a word of the sheet."""
        return label(name).get(self.language)

    def day(self, day: str | None) -> str:
        """Write a day of the document (ISO); nothing for none."""
        return self.formats.day(date.fromisoformat(day)) if day else ""

    def value(self, measure: Measure, value: float | None, currency: str | None = None) -> str:
        """Write a measured value in the unit of its measure."""
        if value is None:
            return MISSING
        match measure:
            case Measure.CONVERSION:
                return self.formats.percent(value, 0 if value * 100 >= _FEW else 1)
            case Measure.MEDIAN_DAYS:
                return f"{self.formats.days(value)} {self.label('days')}"
            case Measure.VALUE if currency:
                return self.formats.money(Money(round(value), currency), short=True)
            case Measure.SATISFACTION | Measure.NPS:
                return self.formats.signed(value)
            case _:
                return self.formats.number(value, 1)
