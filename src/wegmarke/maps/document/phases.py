"""The columns of a map: phases, the steps inside them, and the ways from step to step."""

from __future__ import annotations

from typing import Annotated

from wegmarke.documents import Days, IdIn, OneOf, Share
from wegmarke.domain import CanonicalPhase, LocalizedText
from wegmarke.maps import vocabulary
from wegmarke.maps.document.shape import PhaseRef, StepRef, Thing


class Phase(Thing, frozen=True, kw_only=True):
    """A column of the map: the customer's own name for it, and the canonical phase underneath.

    Phases and steps stand in the order of the document.
    """

    id: Annotated[str, IdIn("phases")]
    title: LocalizedText
    canonical: CanonicalPhase
    customer_goal: LocalizedText = LocalizedText()
    company_goal: LocalizedText = LocalizedText()
    expected_days: Days | None = None
    code: str = ""


class Step(Thing, frozen=True, kw_only=True):
    """What the customer does inside a phase, in order of the document.

    Attributes:
        parallel_group: steps with the same word go on side by side.
        buying_job: which job of the buying group is done here.
    """

    id: Annotated[str, IdIn("steps")]
    phase: PhaseRef
    title: LocalizedText
    optional: bool = False
    repeatable: bool = False
    parallel_group: str = ""
    expected_days: Days | None = None
    buying_job: Annotated[str, OneOf(vocabulary.BUYING_JOBS)] | None = None


class Transition(Thing, frozen=True, kw_only=True):
    """A way from one step to another; a map without any goes from each step to the one after it.

    Attributes:
        to_step: nothing where the map ends here.
        expected_share: of those who reach the first step.
    """

    id: Annotated[str, IdIn("transitions")] = ""
    from_step: StepRef
    to_step: StepRef | None = None
    kind: Annotated[str, OneOf(vocabulary.TRANSITION_KINDS)] = "next"
    condition: LocalizedText = LocalizedText()
    expected_share: Share | None = None
