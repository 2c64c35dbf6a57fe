"""Satisfaction: what people answered, by whom and where they were asked."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

from wegmarke.accounts import buying_groups
from wegmarke.analytics import Result
from wegmarke.analytics import satisfaction as answers_of
from wegmarke.paths import Touches
from wegmarke.workspace.analyses.analysis_door import AnalysisDoor
from wegmarke.workspace.operation import operation
from wegmarke.workspace.questions import model_and_zone

_ROLE = "role"


class SatisfactionDoor(AnalysisDoor):
    """How people feel."""

    @operation("analytics")
    def satisfaction(
        self,
        kind: str = "nps",
        by: str = "person",
        breakdown: str | None = None,
        answers: tuple[str, ...] = (),
        property: str | None = None,  # noqa: A002  # the word of metrics of a map
        start: datetime | None = None,
        end: datetime | None = None,
        quarantine_days: float = 90,
        lowest: int | None = None,
        highest: int | None = None,
        role_factors: dict[str, float] | None = None,
        map: str | None = None,  # noqa: A002
        mean: str | None = None,
    ) -> Result:
        """Return net promoter score, CSAT or CES with its interval, in one row or one per group of `breakdown`.

        Args:
            kind: nps, csat or ces.
            by: unit of analysis; person for the figure of all answers, account for the mean over accounts of their own.
            breakdown: phase, touchpoint, role, account, month, or the name of an event property.
            answers: ids of touchpoints or names of events; none for those of the kind, e.g. `nps_answered`.
            property: event property with the answer; when None `score`, and for csat `stars`.
            start: answers before do not count.
            end: answers from here on do not count.
            quarantine_days: of each person one answer counts in so many days, the latest.
            lowest: end of the scale; else that of the kind.
            highest: end of the scale; else that of the kind.
            role_factors: how much answers of each role count at their account.
            map: whose phases and time zone; else the live map.
            mean: over answers or over accounts, whatever the unit.
        """
        phases, zone = self._phases(map, is_needed=breakdown == "phase")
        factors = role_factors or {}
        question = answers_of.question_of(
            kind, name=property, answers=tuple(answers), lowest=lowest, highest=highest,
            quarantine_days=quarantine_days, breakdown=breakdown, role_factors=factors, mean=mean,
        )  # fmt: skip

        def ask(touches: Touches) -> Result:
            roles = self._roles() if breakdown == _ROLE or factors else None
            found = answers_of.find(touches, by, question, start, end, zone=zone)
            return answers_of.answered(found, kind, by=by, phase_of=phases, roles=roles)

        return self._kept(self._key("satisfaction", by, question, start, end, map), ask)

    @operation("analytics")
    def satisfaction_scores(
        self,
        kind: str = "nps",
        by: str = "person",
        answers: tuple[str, ...] = (),
        property: str | None = None,  # noqa: A002
        start: datetime | None = None,
        end: datetime | None = None,
        quarantine_days: float = 90,
        lowest: int | None = None,
        highest: int | None = None,
        map: str | None = None,  # noqa: A002
    ) -> Result:
        """Return how often each score was answered."""
        _, zone = self._phases(map, is_needed=False)
        question = answers_of.question_of(
            kind, name=property, answers=tuple(answers), lowest=lowest, highest=highest,
            quarantine_days=quarantine_days,
        )  # fmt: skip

        def ask(touches: Touches) -> Result:
            return answers_of.scores(answers_of.find(touches, by, question, start, end, zone=zone), kind)

        return self._kept(self._key("satisfaction_scores", by, question, start, end, map), ask)

    def _key(self, name: str, by: str, question: answers_of.Question, *rest: object) -> tuple[object, ...]:
        factors = tuple(sorted(question.role_factors.items()))
        asked = (question.kind, question.name, question.answers, question.scale, question.quarantine_days)
        return (name, by, *asked, question.breakdown, question.mean, factors, *rest)

    def _phases(self, map_id: str | None, *, is_needed: bool) -> tuple[dict[str, str], str]:
        if not is_needed and map_id is None and self.stores.library.reference() is None:
            return {}, self.stores.settings.time_zone
        model, zone = model_and_zone(self.stores, map_id)
        return dict(model.phase_of_touchpoint), zone

    def _roles(self) -> pa.Table:
        return buying_groups.role_holders(self.stores.engine).select(["person", "account", "role"])
