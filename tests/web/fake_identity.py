"""The part of the small workspace that is about who is who: real rules, and a plan by hand."""

from __future__ import annotations

from dataclasses import dataclass, field

from wegmarke.domain.identity_rules import BlockedKind, BlockedValue, Blocking, HeldChange, IdentityPlan, IdentityRules
from wegmarke.domain.persons import AccountName, CrowdedPerson

CROWDED = CrowdedPerson(
    4712,
    "Dr. Matthias von Ahlefeldt",
    (AccountName(100, "Brauerei Hohenfels GmbH"), AccountName(101, ""), AccountName(102, "Molkerei")),
)
TEST_VALUE = BlockedValue("0a" * 16, BlockedKind.TEXT, "te…")


@dataclass
class FakeIdentity:
    held: IdentityRules = field(default_factory=lambda: IdentityRules(blocked=(TEST_VALUE,)).check())
    found: tuple[CrowdedPerson, ...] = (CROWDED,)
    reasons: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)

    def rules(self) -> IdentityRules:
        return self.held

    def rehearse(self, rules: IdentityRules, blocking: Blocking | None = None) -> IdentityPlan:
        changes = (HeldChange(None, "most_of_a_kind", 41), HeldChange("shared", None, 3))
        is_new = rules.check() != self.held
        return IdentityPlan(is_new, 2003, 2038, changes if is_new else (), 7, 112)

    def change(self, rules: IdentityRules, reason: str = "", blocking: Blocking | None = None) -> IdentityPlan:
        plan = self.rehearse(rules)
        self.blocked += (blocking or Blocking()).check().add
        self.held = rules.check()
        self.reasons.append(reason)
        return plan

    def crowded(self, most: int = 200) -> tuple[CrowdedPerson, ...]:
        return self.found[:most]
