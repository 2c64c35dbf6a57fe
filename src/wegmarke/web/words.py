"""The words of the closed lists on pages.

What stands on a map is named by the vocabulary of maps, in the languages maps have; what only pages say is
marked here and stands in the catalogues. A value that neither knows, because a newer program wrote it, is
shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from wegmarke.domain import LocalizedText, Measure, Unit
from wegmarke.i18n import Translator, marked
from wegmarke.workspace import vocabulary

__all__ = [
    "CHANNELS",
    "DEVIATIONS",
    "EVIDENCE_LEVELS",
    "INFLUENCES",
    "LANE_TYPES",
    "MEASURE_DEFINITIONS",
    "METRIC_STATUSES",
    "MODES",
    "OWNERSHIPS",
    "PHASES",
    "ROLES",
    "STATES",
    "STATUSES",
    "UNITS",
    "UNITS_MANY",
    "emotion_word",
    "word",
]

CHANNELS = vocabulary.CHANNELS
DEVIATIONS = vocabulary.DEVIATIONS
EVIDENCE_LEVELS = vocabulary.EVIDENCE_LEVELS
INFLUENCES = vocabulary.INFLUENCES
LANE_TYPES = vocabulary.LANE_TYPES
MODES = vocabulary.MODES
OWNERSHIPS = vocabulary.OWNERSHIPS
PHASES = vocabulary.PHASES
ROLES = vocabulary.ROLES
STATES = vocabulary.STATES
STATUSES = vocabulary.STATUSES
emotion_word = vocabulary.emotion_word

_UNIT_WORDS = {
    "account": (marked("unit", "Account"), marked("units", "Accounts")),
    "person": (marked("unit", "Person"), marked("units", "Persons")),
    "buying_group": (marked("unit", "Buying group"), marked("units", "Buying groups")),
    "opportunity": (marked("unit", "Opportunity"), marked("units", "Opportunities")),
    "order": (marked("unit", "Order"), marked("units", "Orders")),
}

UNITS = {unit: _UNIT_WORDS[unit.value][0] for unit in Unit}

UNITS_MANY = {unit: _UNIT_WORDS[unit.value][1] for unit in Unit}

MEASURE_DEFINITIONS = {
    Measure.TOUCHES: marked("definition", "Touches recognised here in the period."),
    Measure.PERSONS: marked("definition", "Distinct persons with at least one touch here in the period."),
    Measure.ACCOUNTS: marked("definition", "Distinct accounts with at least one touch here in the period."),
    Measure.CONVERSION: marked(
        "definition", "Share of units with a touch here that went on to a later phase, with a 95 % Wilson interval."
    ),
    Measure.MEDIAN_DAYS: marked(
        "definition", "Median of the days from the first touch here to the first touch in the next phase."
    ),
    Measure.VALUE: marked("definition", "Sum of the values of all touches here in the period."),
    Measure.NPS: marked(
        "definition", "Share of answers of 9 and 10 minus share of answers of 0 to 6, in points from −100 to 100."
    ),
    Measure.SATISFACTION: marked("definition", "Mean of the answers, on the scale from −2 to +2."),
}

METRIC_STATUSES = {
    "on_target": marked("metric status", "on target"),
    "attention": marked("metric status", "attention"),
    "alert": marked("metric status", "alert"),
    "none": marked("metric status", "no target"),
    "not_judged": marked("metric status", "not judged"),
}


def word(names: Mapping[str, LocalizedText], value: str, t: Translator) -> str:
    """Return the name of a value in the reader's language."""
    name = names.get(value)
    return name.get(t.language) if name else value
