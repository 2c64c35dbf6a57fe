"""Closed lists about what a team does with a map: cards, ideas, reviews, the canvas, data protection."""

from __future__ import annotations

from typing import Final

from wegmarke.maps.vocabulary.naming import names

CARD_STATUSES: Final = names(
    ("open", "Open", "Offen"),
    ("in_progress", "In progress", "In Arbeit"),
    ("resolved", "Resolved", "Erledigt"),
    ("dismissed", "Dismissed", "Verworfen"),
)

IMPROVEMENT_STATUSES: Final = names(
    ("idea", "Idea", "Idee"),
    ("validated", "Validated", "Bestätigt"),
    ("planned", "Planned", "Geplant"),
    ("in_progress", "In progress", "In Umsetzung"),
    ("shipped", "Shipped", "Umgesetzt"),
    ("measured", "Measured", "Gemessen"),
    ("rejected", "Rejected", "Abgelehnt"),
)

INITIATIVE_STATUSES: Final = names(
    ("planned", "Planned", "Geplant"),
    ("in_progress", "In progress", "In Umsetzung"),
    ("shipped", "Shipped", "Umgesetzt"),
    ("measured", "Measured", "Gemessen"),
    ("stopped", "Stopped", "Abgebrochen"),
)

REVIEW_RESULTS: Final = names(
    ("confirmed", "Confirmed", "Bestätigt"),
    ("to_be_changed", "To be changed", "Zu ändern"),
    ("outdated", "Outdated", "Veraltet"),
)

JOB_KINDS: Final = names(
    ("functional", "Functional", "Funktional"),
    ("social", "Social", "Sozial"),
    ("emotional", "Emotional", "Emotional"),
)

PAIN_KINDS: Final = names(
    ("outcome", "Unwanted outcome", "Unerwünschtes Ergebnis"),
    ("obstacle", "Obstacle", "Hindernis"),
    ("risk", "Risk", "Risiko"),
)

GAIN_KINDS: Final = names(
    ("required", "Required", "Erforderlich"),
    ("expected", "Expected", "Erwartet"),
    ("desired", "Desired", "Gewünscht"),
    ("unexpected", "Unexpected", "Unerwartet"),
)

SOLUTION_KINDS: Final = names(
    ("product", "Product", "Produkt"),
    ("service", "Service", "Dienstleistung"),
    ("solution", "Solution", "Lösung"),
)

LAWFUL_BASES: Final = names(
    ("consent", "Consent", "Einwilligung"),
    ("contract", "Contract", "Vertrag"),
    ("legal_obligation", "Legal obligation", "Rechtliche Verpflichtung"),
    ("vital_interests", "Vital interests", "Lebenswichtige Interessen"),
    ("public_task", "Public task", "Öffentliche Aufgabe"),
    ("legitimate_interests", "Legitimate interests", "Berechtigte Interessen"),
)
