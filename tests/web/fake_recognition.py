"""The part of the small workspace that is about rules of touchpoints: real rules, and numbers by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import yaml

from wegmarke.domain import DocumentInvalid, LocalizedText, Problem
from wegmarke.domain.recognition import (
    NameCoverage,
    RecognitionCoverage,
    RecognitionMove,
    RecognitionPlan,
    RuleReach,
    TouchpointChange,
    TouchpointRule,
)
from wegmarke.domain.touchpoint_use import TouchpointMonth
from wegmarke.workspace import rule_language

LAST = datetime(2025, 12, 19, 17, 5, tzinfo=UTC)


def a_rule(
    priority: int, touchpoint: str, de: str, en: str, rule: str, touches: int, phase: tuple[str, str, str]
) -> TouchpointRule:
    words = rule_language.in_words(yaml.safe_load(rule), "events") if rule else LocalizedText()
    last = LAST if touches else None
    return TouchpointRule(
        priority, touchpoint, LocalizedText(de=de, en=en), "pumps", phase[0],
        LocalizedText(de=phase[1], en=phase[2]), rule, words, touches, last, last,
    )  # fmt: skip


def some_rules() -> list[TouchpointRule]:
    first, second = ("awareness", "Wahrnehmen", "Become aware"), ("consideration", "Abwägen", "Consider")
    return [
        a_rule(1, "search_ad", "Suchanzeige", "Search ad", "event: ad_clicked\n", 8123, first),
        a_rule(2, "pricing", "Preisseite", "Pricing page",
               "all:\n- event: page_viewed\n- field: properties.path\n  like: '*/pricing*'\n", 2210, second),
        a_rule(0, "fair", "Messestand", "Fair booth", "", 0, second),
    ]  # fmt: skip


@dataclass
class FakeRecognition:
    rules: list[TouchpointRule] = field(default_factory=some_rules)
    changes: list[TouchpointChange] = field(default_factory=list)

    def touchpoints(self) -> Sequence[TouchpointRule]:
        return self.rules

    def coverage(self, most: int = 50) -> RecognitionCoverage:
        names = (
            NameCoverage("newsletter_opened", 1012, 0, LAST),
            NameCoverage("page_viewed", 9000, 8948, LAST, ("pricing",)),
            NameCoverage("ad_clicked", 8123, 8123, LAST, ("search_ad",)),
        )
        return RecognitionCoverage(49163, 47959, names[:most]) if self.rules else RecognitionCoverage(0, 0, ())

    def months(self, touchpoint: str, count: int = 13) -> Sequence[TouchpointMonth]:
        return [TouchpointMonth(date(2025, 1 + place, 1), 10 * place, place, place, place < 2) for place in range(3)]

    def preview(self, rule: dict[str, object]) -> RuleReach:
        return RuleReach(1012 if "newsletter_opened" in str(rule) else 0, 49163)

    def rehearse_change(self, change: TouchpointChange) -> RecognitionPlan:
        if change.place is not None and change.place > len(self.rules):
            problem = Problem("place", f"1 to {len(self.rules)}", str(change.place), "Choose one.", "wrong_place")
            raise DocumentInvalid("The place does not exist.", problems=[problem])
        moves = (RecognitionMove(None, change.touchpoint, 1012, 402, 88, ("newsletter_opened",)),)
        before = next(rule for rule in self.rules if rule.touchpoint == change.touchpoint)
        is_new = before.rule != change.rule or change.place is not None
        return RecognitionPlan(is_new, 49163, 1012, 0, 402, 88, 47959, 48971, moves if is_new else ())

    def apply_change(self, change: TouchpointChange) -> RecognitionPlan:
        plan = self.rehearse_change(change)
        self.changes.append(change)
        self.rules = [
            replace(rule, rule=change.rule or "") if rule.touchpoint == change.touchpoint else rule
            for rule in self.rules
        ]
        return plan
