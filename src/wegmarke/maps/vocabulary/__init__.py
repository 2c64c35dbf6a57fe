"""The closed lists of a journey map with their German and English names.

Purpose: say once which words a document may hold, and what pages and printed sheets call them.
Reads: nothing.
Writes: nothing.
Used by: the document, its checks and schema, pages.

Both follow the glossary: where an older word of the map specification differs, the glossary's word stands here
(`end_user` for user, `metric` for KPI, `improvement` for opportunity, `solution` for offering).
"""

from wegmarke.maps.vocabulary.contact import (
    ACTUAL_STATUSES,
    AUTOMATION_KINDS,
    AUTOMATION_STATES,
    CHANNELS,
    CONTENT_FORMATS,
    DEVIATIONS,
    DIRECTIONS_OF_CONTACT,
    INFLUENCES,
    INTERACTIONS,
    MODES,
    OCCURRENCES,
    OWNERSHIPS,
    SUBJECTS,
)
from wegmarke.maps.vocabulary.journey import (
    BUYING_JOBS,
    LANE_SOURCES,
    LANE_TYPES,
    LEVELS,
    PHASES,
    STATES,
    STATUSES,
    TRANSITION_KINDS,
    emotion_word,
)
from wegmarke.maps.vocabulary.naming import Names
from wegmarke.maps.vocabulary.numbers import BASES, COMPARISONS, DIRECTIONS, MEASURES, PERIODS
from wegmarke.maps.vocabulary.people import (
    ATTITUDES,
    EVIDENCE_LEVELS,
    PERSONA_KINDS,
    PROOF_KINDS,
    PURCHASE_CLASSES,
    RELATION_KINDS,
    ROLES,
)
from wegmarke.maps.vocabulary.work import (
    CARD_STATUSES,
    GAIN_KINDS,
    IMPROVEMENT_STATUSES,
    INITIATIVE_STATUSES,
    JOB_KINDS,
    LAWFUL_BASES,
    PAIN_KINDS,
    REVIEW_RESULTS,
    SOLUTION_KINDS,
)

__all__ = [
    "ACTUAL_STATUSES",
    "ATTITUDES",
    "AUTOMATION_KINDS",
    "AUTOMATION_STATES",
    "BASES",
    "BUYING_JOBS",
    "CARD_STATUSES",
    "CHANNELS",
    "COMPARISONS",
    "CONTENT_FORMATS",
    "DEVIATIONS",
    "DIRECTIONS",
    "DIRECTIONS_OF_CONTACT",
    "EVIDENCE_LEVELS",
    "GAIN_KINDS",
    "IMPROVEMENT_STATUSES",
    "INFLUENCES",
    "INITIATIVE_STATUSES",
    "INTERACTIONS",
    "JOB_KINDS",
    "LANE_SOURCES",
    "LANE_TYPES",
    "LAWFUL_BASES",
    "LEVELS",
    "MEASURES",
    "MODES",
    "OCCURRENCES",
    "OWNERSHIPS",
    "PAIN_KINDS",
    "PERIODS",
    "PERSONA_KINDS",
    "PHASES",
    "PROOF_KINDS",
    "PURCHASE_CLASSES",
    "RELATION_KINDS",
    "REVIEW_RESULTS",
    "ROLES",
    "SOLUTION_KINDS",
    "STATES",
    "STATUSES",
    "SUBJECTS",
    "TRANSITION_KINDS",
    "Names",
    "emotion_word",
]
