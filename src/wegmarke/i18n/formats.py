"""How a language writes numbers, shares, dates, spans and amounts of money.

Everything comes from CLDR by way of babel. Amounts arrive in minor units; how many digits a currency
has is CLDR's knowledge too (2 for EUR, 0 for JPY).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal

from babel import dates, numbers

from wegmarke.domain import Language, Money

MISSING = "–"

# English readers of a German product expect day before month and a Monday-based calendar.
_LOCALES = {Language.DE: "de_DE", Language.EN: "en_GB"}

_MILLION = 1_000_000

# An interval of shares that whole per cent would make look like a point.
_NARROW = 0.05


@dataclass(frozen=True, slots=True)
class Formats:
    """The ways of writing of one language; `MISSING` stands where there is no value."""

    language: Language

    @property
    def locale(self) -> str:
        """Return the CLDR locale behind the language."""
        return _LOCALES[self.language]

    @property
    def _percent_sign(self) -> str:
        return "\u00a0%" if self.language is Language.DE else "%"

    def number(self, value: float | None, digits: int = 0) -> str:
        """Write a number with at most `digits` decimals."""
        if value is None:
            return MISSING
        return _minus(numbers.format_decimal(value, format=_pattern(digits), locale=self.locale))

    def decimals(self, value: float, digits: int) -> str:
        """Write a number with exactly so many decimals, as those of one column have them."""
        pattern = "#,##0." + "0" * digits if digits else "#,##0"
        return _minus(numbers.format_decimal(value, format=pattern, locale=self.locale))

    def signed(self, value: float | None, digits: int = 1) -> str:
        """Write a number with its sign, using the real minus."""
        if value is None:
            return MISSING
        text = self.number(abs(value), digits)
        if text == "0":
            return text
        return f"+{text}" if value > 0 else f"−{text}"

    def percent(self, share: float | None, digits: int = 1) -> str:
        """Write a share of 0..1 as a percentage; all shares of a column keep the same decimals."""
        if share is None:
            return MISSING
        pattern = "#,##0." + "0" * digits if digits else "#,##0"
        return str(numbers.format_percent(share, format=pattern + self._percent_sign, locale=self.locale))

    def percent_range(self, low: float, high: float) -> str:
        """Write an interval of shares, e.g. `69–77 %`; a narrow one keeps a decimal."""
        digits = 1 if high - low < _NARROW else 0
        return f"{self.percent(low, digits).removesuffix(self._percent_sign)}–{self.percent(high, digits)}"

    def day(self, value: date | datetime | None, zone: tzinfo | None = None) -> str:
        """Write a day, e.g. `05.03.2025` or `5 Mar 2025`."""
        if value is None:
            return MISSING
        return str(dates.format_date(_local(value, zone), format="medium", locale=self.locale))

    def time(self, value: datetime, zone: tzinfo) -> str:
        """Write the time of day in a zone, to the minute."""
        return str(dates.format_time(_local(value, zone), format="HH:mm", locale=self.locale))

    def instant(self, value: datetime | None, zone: tzinfo) -> str:
        """Write day and time of day in a zone, to the minute."""
        return MISSING if value is None else f"{self.day(value, zone)}, {self.time(value, zone)}"

    def month(self, value: date | datetime, zone: tzinfo | None = None) -> str:
        """Write a month in full, e.g. `März 2025`."""
        return str(dates.format_date(_local(value, zone), format="LLLL y", locale=self.locale))

    def month_short(self, value: date | datetime, zone: tzinfo | None = None) -> str:
        """Write a month for the axis of a chart, e.g. `03/25`."""
        return str(dates.format_date(_local(value, zone), format="MM/yy", locale=self.locale))

    def month_text(self, month: str) -> str:
        """Write a month given as `2025-03`; anything else stays as it is."""
        try:
            return self.month(date.fromisoformat(f"{month}-01"))
        except ValueError:
            return month

    def money(self, value: Money | None, *, short: bool = False) -> str:
        """Write an amount with its currency; `short` drops the decimals, and from a million on rounds to one."""
        if value is None:
            return MISSING
        amount = major_units(value)
        if short and abs(amount) >= _MILLION:
            return _minus(
                numbers.format_compact_currency(amount, value.currency, locale=self.locale, fraction_digits=1)
            )
        figures = "#,##0" if short else "#,##0.00"
        pattern = f"{figures}\u00a0¤" if self.language is Language.DE else f"¤{figures}"
        return _minus(
            numbers.format_currency(
                amount, value.currency, format=pattern, locale=self.locale, currency_digits=not short
            )
        )

    def days(self, value: float | None) -> str:
        """Write a span in days without its unit; one decimal below ten days."""
        if value is None:
            return MISSING
        return self.number(value, 1 if abs(value) < 10 else 0)


def currency_digits(currency: str) -> int:
    """Return how many decimals a currency has."""
    return int(numbers.get_currency_precision(currency))


def major_units(value: Money) -> Decimal:
    """Return an amount in whole currency units."""
    return Decimal(value.minor).scaleb(-currency_digits(value.currency))


def _minus(text: object) -> str:
    # The real minus is as wide as a figure, so that columns stay in line.
    return str(text).replace("-", "−")


def _pattern(digits: int) -> str:
    return "#,##0." + "#" * digits if digits else "#,##0"


def _local(value: date | datetime, zone: tzinfo | None) -> date | datetime:
    return value.astimezone(zone) if zone is not None and isinstance(value, datetime) else value
