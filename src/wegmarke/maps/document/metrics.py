"""Metrics with their targets, at the places they are measured at."""

from __future__ import annotations

from typing import Annotated

from wegmarke.documents import Count, IdIn, OneOf
from wegmarke.domain import LocalizedText, Measure
from wegmarke.maps import vocabulary
from wegmarke.maps.document.shape import PersonaRef, PhaseRef, Role, Thing, TouchpointRef


class Metric(Thing, frozen=True, kw_only=True):
    """A named number at a phase or touchpoint, with a target.

    Attributes:
        measure: what is counted.
        target: in the unit of the measure: share 0..1, days, major currency units, count, score.
        direction: `up` when more is better, `down` when less is better.
        breakdown: `month`, or the name of an event property, for one row per group.
        formula: how it is computed, for the annex.
        attention, alert: beyond these values the number asks for attention or is an alert; without them the rule
            of small misses holds.
        min_n: below so many units it is not judged; the workspace's threshold holds besides.
        segment: id of a segment of the workspace.
    """

    id: Annotated[str, IdIn("metrics")]
    title: LocalizedText
    measure: Measure
    phase: PhaseRef | None = None
    touchpoint: TouchpointRef | None = None
    property: str | None = None
    target: float | None = None
    direction: Annotated[str, OneOf(vocabulary.DIRECTIONS)] = "up"
    breakdown: str | None = None
    code: str = ""
    formula: LocalizedText = LocalizedText()
    owner: str = ""
    persona: PersonaRef | None = None
    role: Role | None = None
    segment: str | None = None
    period: Annotated[str, OneOf(vocabulary.PERIODS)] | None = None
    comparison: Annotated[str, OneOf(vocabulary.COMPARISONS)] | None = None
    attention: float | None = None
    alert: float | None = None
    min_n: Count | None = None
