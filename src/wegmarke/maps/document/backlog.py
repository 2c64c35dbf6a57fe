"""What should change: improvements, initiatives that carry them out, risks."""

from __future__ import annotations

from typing import Annotated

from wegmarke.documents import Amount, Count, Day, IdIn, OneOf, OneToFive, RefersTo, Share, Within
from wegmarke.domain import LocalizedText
from wegmarke.maps import vocabulary
from wegmarke.maps.document.shape import CardRef, MetricRef, PhaseRef, StepRef, Thing, TouchpointRef


class Placed(Thing, frozen=True, kw_only=True):
    """A thing that concerns any number of places."""

    phases: tuple[PhaseRef, ...] = ()
    steps: tuple[StepRef, ...] = ()
    touchpoints: tuple[TouchpointRef, ...] = ()


class Improvement(Placed, frozen=True, kw_only=True):
    """An idea that would make the journey better.

    Attributes:
        pains: cards it would answer.
        metric: where it would show; without scores by hand, customer value comes from it.
        customer_value, business_value: 0 to 100, by hand.
        effort: 0 none to 5 more than a year.
        confidence: how sure the scores are, 0 to 1.
        affected_units: how many persons or accounts it concerns, where nobody measures it.
        importance: how much it matters to those it concerns, 1 to 5.
    """

    id: Annotated[str, IdIn("improvements")]
    title: LocalizedText
    note: LocalizedText = LocalizedText()
    status: Annotated[str, OneOf(vocabulary.IMPROVEMENT_STATUSES)] = "idea"
    pains: tuple[CardRef, ...] = ()
    metric: MetricRef | None = None
    customer_value: Annotated[float, Within(0, 100)] | None = None
    business_value: Annotated[float, Within(0, 100)] | None = None
    effort: Annotated[float, Within(0, 5)] | None = None
    confidence: Share | None = None
    affected_units: Count | None = None
    importance: OneToFive | None = None
    owner: str = ""


class Initiative(Placed, frozen=True, kw_only=True):
    """Something we do to improve the journey.

    Attributes:
        owner: a team or a role.
        shipped: the day from which customers feel it; before and after are measured around it.
        expected_delta: in the unit of the metric.
        cost: in major units of `currency`.
    """

    id: Annotated[str, IdIn("initiatives")]
    title: LocalizedText
    note: LocalizedText = LocalizedText()
    improvements: tuple[Annotated[str, RefersTo("improvements")], ...] = ()
    status: Annotated[str, OneOf(vocabulary.INITIATIVE_STATUSES)] = "planned"
    owner: str = ""
    due: Day | None = None
    shipped: Day | None = None
    metric: MetricRef | None = None
    expected_delta: float | None = None
    cost: Amount | None = None
    currency: str = ""


class Risk(Placed, frozen=True, kw_only=True):
    """Something that may go wrong."""

    id: Annotated[str, IdIn("risks")]
    title: LocalizedText
    severity: OneToFive | None = None
    probability: Share | None = None
    owner: str = ""
