"""The emotion curve, expected or measured elsewhere."""

from __future__ import annotations

from typing import Annotated

from wegmarke.documents import Count, Day, IdIn, OneOf
from wegmarke.domain import LocalizedText
from wegmarke.maps import vocabulary
from wegmarke.maps.document.shape import Anchored, EmotionValue, PersonaRef, Role


class EmotionPoint(Anchored, frozen=True, kw_only=True):
    """The emotion of one persona (or of all) at one place, -2 to +2.

    An expected point is a hypothesis. A measured one comes from a survey outside of this program and says how many
    answers stand behind it, and when; what this program measures is computed when the map is shown.

    Attributes:
        n: answers behind a measured point.
        low, high: its 95 % interval.
        start, end: days of the measurement, the last one included.
    """

    id: Annotated[str, IdIn("emotions")] = ""
    value: EmotionValue
    basis: Annotated[str, OneOf(vocabulary.BASES)] = "expected"
    persona: PersonaRef | None = None
    role: Role | None = None
    note: LocalizedText = LocalizedText()
    n: Count | None = None
    low: EmotionValue | None = None
    high: EmotionValue | None = None
    start: Day | None = None
    end: Day | None = None
    source: str = ""
