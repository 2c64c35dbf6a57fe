"""The stage model as a document: stages in order, the rules that enter them, and where one may go from each.

Stages stand in the order of the life cycle. A *side stage* such as lost or churned stands beside it: entering one is
no progress, and one may enter it from everywhere. Where several rules recognise an event, the stage that stands last
in the document wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from wegmarke.documents import Part
from wegmarke.domain import LocalizedText
from wegmarke.domain.stages import StageSubject
from wegmarke.rules import Rule, parse_rule

FORMAT = "stage-model/1"
OPPORTUNITY_EVENT = "opportunity_changed"
OPPORTUNITY = "opportunity"
SOURCE_STAGE = "stage"
"""The reserved event that says what became of an opportunity, and its properties that name it and its stage."""


class Stage(Part, frozen=True, kw_only=True):
    """One stage.

    Attributes:
        rule: recognises the events that enter it; None where only `source_names` do.
        source_names: what sources call this stage in the property `stage` of an opportunity's events.
        side: it stands beside the order.
        sign: its events are a sign, not a statement: they count only where one may go from the stage one is in to
            this one. So a page view never makes a customer anonymous again.
        goes_to: stages one may go to from here; None for all that stand later, and the side stages.
    """

    id: str
    title: LocalizedText
    rule: Rule | None = None
    source_names: tuple[str, ...] = ()
    side: bool = False
    sign: bool = False
    goes_to: tuple[str, ...] | None = None

    def entry_rule(self) -> Rule | None:
        """Return the one rule that enters the stage, by event or by the name that a source gives it."""
        trees = [self.rule.tree] if self.rule is not None else []
        if self.source_names:
            named = {"field": f"properties.{SOURCE_STAGE}", "in": list(self.source_names)}
            trees.append({"all": [{"event": OPPORTUNITY_EVENT}, named]})  # type: ignore[dict-item]  # a tree
        if not trees:
            return None
        return parse_rule(trees[0] if len(trees) == 1 else {"any": trees})


class StageModel(Part, frozen=True, kw_only=True, dict=True):
    """One model: what stages mean for one kind of subject."""

    format: str = FORMAT
    id: str
    title: LocalizedText
    subject: StageSubject
    stages: tuple[Stage, ...] = ()

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Return the place of every stage in the document, from 1."""
        return {stage.id: place for place, stage in enumerate(self.stages, 1)}

    def goes_to(self, stage: Stage) -> tuple[str, ...]:
        """Return the stages one may go to from a stage, in the order of the document."""
        if stage.goes_to is not None:
            return tuple(other.id for other in self.stages if other.id in stage.goes_to)
        place = self.positions[stage.id]
        return tuple(
            other.id
            for other in self.stages
            if other.id != stage.id and (other.side or (not stage.side and self.positions[other.id] > place))
        )
