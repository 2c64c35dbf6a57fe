"""The closed lists of a journey map with their German and English names.

The identifiers are what documents hold; the names are what pages and printed sheets show. Both follow
the glossary: where an older word of the map specification differs, the glossary's word stands here
(`end_user` for user, `metric` for KPI, `improvement` for opportunity).
"""

from __future__ import annotations

from typing import Final

from wegmarke.domain import CanonicalPhase, LocalizedText
from wegmarke.maps.vocabulary.naming import names

PHASES: Final = names(
    (CanonicalPhase.AWARENESS, "Awareness", "Aufmerksamkeit"),
    (CanonicalPhase.CONSIDERATION, "Consideration", "Erwägung"),
    (CanonicalPhase.DECISION, "Decision/Purchase", "Entscheidung/Kauf"),
    (CanonicalPhase.SERVICE, "Service/Onboarding", "Service"),
    (CanonicalPhase.RETENTION, "Retention", "Kundenbindung"),
    (CanonicalPhase.LOYALTY, "Loyalty", "Loyalität"),
    (CanonicalPhase.ADVOCACY, "Advocacy", "Weiterempfehlung"),
    (CanonicalPhase.EXIT, "Exit", "Kündigung"),
)

LANE_TYPES: Final = names(
    ("storyboard", "Storyboard", "Storyboard"),
    ("customer_goal", "Customer goal", "Kundenziel"),
    ("activity", "Activity", "Tätigkeit"),
    ("need", "Need", "Bedürfnis"),
    ("question", "Question", "Frage/Informationsbedarf"),
    ("thought", "Thought", "Gedanke"),
    ("touchpoint", "Touchpoint", "Kontaktpunkt"),
    ("channel", "Channel", "Kanal"),
    ("buying_group", "Buying group", "Buying Center"),
    ("emotion", "Emotion/Satisfaction", "Emotion/Zufriedenheit"),
    ("pain", "Pain point", "Schmerzpunkt"),
    ("gain", "Gain", "Gain"),
    ("pain_reliever", "Pain reliever", "Problemlöser"),
    ("gain_creator", "Gain creator", "Mehrwert"),
    ("content", "Content", "Inhalt"),
    ("frontstage", "Frontstage", "Sichtbare Leistung"),
    ("backstage", "Backstage", "Hintergrund"),
    ("system", "System", "System"),
    ("company_goal", "Company goal", "Unternehmensziel"),
    ("metric", "Metric", "Kennzahl"),
    ("conformance", "Conformance", "Soll-Ist-Abgleich"),
    ("automation", "Automation", "Automation"),
    ("improvement", "Improvement", "Verbesserung"),
    ("initiative", "Initiative", "Maßnahme"),
    ("risk", "Risk", "Risiko"),
    ("data_protection", "Data protection", "Datenschutz"),
    ("nested_map", "Nested map", "Teil-Map"),
    ("review", "Review", "Review"),
    ("text", "Text", "Freitext"),
    ("image", "Image", "Bild"),
)

STATUSES: Final = names(
    ("draft", "Draft", "Entwurf"),
    ("in_review", "In review", "In Prüfung"),
    ("approved", "Approved", "Freigegeben"),
    ("live", "Live", "Aktiv"),
    ("retired", "Retired", "Abgelöst"),
)

STATES: Final = names(("hypothesis", "Hypothesis", "Hypothese"), ("as_is", "As is", "Ist"), ("to_be", "To be", "Soll"))

LEVELS: Final = names(
    ("lifecycle", "Life cycle", "Lebenszyklus"),
    ("macro", "Macro", "Makro"),
    ("micro", "Micro", "Mikro"),
    ("blueprint", "Service blueprint", "Service Blueprint"),
)

BUYING_JOBS: Final = names(
    ("problem_identification", "Problem identification", "Problemerkennung"),
    ("solution_exploration", "Solution exploration", "Lösungssuche"),
    ("requirements_building", "Requirements building", "Anforderungsdefinition"),
    ("supplier_selection", "Supplier selection", "Lieferantenauswahl"),
    ("validation", "Validation", "Validierung"),
    ("consensus_creation", "Consensus creation", "Konsensbildung"),
)

TRANSITION_KINDS: Final = names(
    ("next", "Next", "Weiter"),
    ("branch", "Branch", "Zweig"),
    ("loop", "Loop", "Schleife"),
    ("exit", "Exit", "Ausstieg"),
)

LANE_SOURCES: Final = names(
    ("manual", "By hand", "Von Hand"),
    ("bound", "From data", "Aus Daten"),
    ("mixed", "Mixed", "Gemischt"),
)

_EMOTIONS: Final = {
    -2: LocalizedText(de="sehr unzufrieden", en="very dissatisfied"),
    -1: LocalizedText(de="unzufrieden", en="dissatisfied"),
    0: LocalizedText(de="neutral", en="neutral"),
    1: LocalizedText(de="zufrieden", en="satisfied"),
    2: LocalizedText(de="sehr zufrieden", en="very satisfied"),
}


def emotion_word(value: float) -> LocalizedText:
    """Name an emotion by the nearest whole value; halves count towards neutral.

    >>> emotion_word(-1.5).en
    'dissatisfied'
    """
    nearest = int(abs(value) + 0.5 - 1e-9)
    return _EMOTIONS[min(nearest, 2) * (1 if value >= 0 else -1)]
