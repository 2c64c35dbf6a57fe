"""How things are said in one language: quotation marks, lists, figures with their sign, n and interval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wegmarke.domain import Language, LocalizedText, Measure, MetricNumber, Money
from wegmarke.i18n import MISSING, Formats, translator


@dataclass(frozen=True)
class Telling:
    """One language to tell a map in.

    Attributes:
        language: German or English.
    """

    language: Language

    @property
    def formats(self) -> Formats:
        """Return how figures are written."""
        return translator(self.language).formats

    def say(self, de: str, en: str) -> str:
        """Return the words of the language."""
        return de if self.language is Language.DE else en

    def text(self, text: LocalizedText) -> str:
        """Return a text of the map, on one line."""
        return " ".join(text.get(self.language).split())

    def word(self, names: Mapping[str, LocalizedText], value: str) -> str:
        """Return the name of a word of a closed list; one that is not in it stands for itself."""
        return self.text(names.get(value, LocalizedText.of(value)))

    def quoted(self, text: LocalizedText | str) -> str:
        """Return a text of the map in quotation marks."""
        words = self.text(text) if isinstance(text, LocalizedText) else " ".join(text.split())
        return self.say(f"„{words}“", f"“{words}”")

    def both(self, items: Sequence[str]) -> str:
        """Join things that all hold: `A, B und C`."""
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self.say('und', 'and')} {items[-1]}"

    def bracketed(self, what: str, notes: Iterable[str]) -> str:
        """Return something with its notes in brackets, where it has some."""
        told = ", ".join(note for note in notes if note)
        return f"{what} ({told})" if told else what

    def n(self, n: int) -> str:
        """Return how many stand behind a figure."""
        return f"n {self.formats.number(n)}"

    def interval(self, low: str, high: str) -> str:
        """Return a 95 % interval."""
        return self.say(f"95-%-Intervall {low} bis {high}", f"95 % interval {low} to {high}")

    def emotion(self, value: float) -> str:
        """Return an emotion with its sign, `−1`, as a number."""
        return self.formats.signed(value)

    def measured(self, measure: Measure, value: float | None, currency: str | None) -> str:
        """Return a value in the unit of its measure."""
        if value is None:
            return MISSING
        match measure:
            case Measure.CONVERSION:
                return self.formats.percent(value)
            case Measure.MEDIAN_DAYS:
                return f"{self.formats.days(value)} {self.say('Tage', 'days')}"
            case Measure.VALUE if currency:
                return self.formats.money(Money(round(value), currency), short=True)
            case Measure.SATISFACTION | Measure.NPS:
                return self.formats.signed(value)
            case _:
                return self.formats.number(value, 1)

    def bounds(self, measure: Measure, number: MetricNumber) -> str:
        """Return the interval of a metric; nothing where it has none."""
        if number.low is None or number.high is None:
            return ""
        low, high = (self.measured(measure, bound, number.currency) for bound in (number.low, number.high))
        return self.interval(low, high)
