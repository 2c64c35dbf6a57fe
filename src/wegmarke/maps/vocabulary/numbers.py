"""Closed lists about metrics and values."""

from __future__ import annotations

from typing import Final

from wegmarke.domain import Measure
from wegmarke.maps.vocabulary.naming import names

DIRECTIONS: Final = names(("up", "More is better", "Mehr ist besser"), ("down", "Less is better", "Weniger ist besser"))

MEASURES: Final = names(
    (Measure.TOUCHES, "Touches", "Kontaktereignisse"),
    (Measure.PERSONS, "Persons", "Personen"),
    (Measure.ACCOUNTS, "Accounts", "Unternehmen"),
    (Measure.CONVERSION, "Conversion", "Konversion"),
    (Measure.MEDIAN_DAYS, "Median days to the next phase", "Median der Tage bis zur nächsten Phase"),
    (Measure.VALUE, "Value", "Wert"),
    (Measure.NPS, "Net promoter score", "Net Promoter Score"),
    (Measure.SATISFACTION, "Satisfaction", "Zufriedenheit"),
)

PERIODS: Final = names(
    ("week", "Week", "Woche"),
    ("month", "Month", "Monat"),
    ("quarter", "Quarter", "Quartal"),
    ("year", "Year", "Jahr"),
)

COMPARISONS: Final = names(
    ("previous_period", "Previous period", "Vorperiode"),
    ("previous_year", "Same period of the previous year", "Gleicher Zeitraum des Vorjahres"),
)

BASES: Final = names(("expected", "Expected", "Erwartet"), ("measured", "Measured", "Gemessen"))
