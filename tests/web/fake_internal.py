"""The part of the small workspace that is about our own people: real names, and a plan by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from wegmarke.domain import NotFound
from wegmarke.domain.internal_names import InternalKind, InternalLine, InternalName, InternalPlan

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def some_lines() -> list[InternalLine]:
    return [
        InternalLine(InternalKind.DOMAIN, "rheinpumpen.example", "", 1038, AT, "operator", "own staff"),
        InternalLine(InternalKind.ACCOUNT, "101", "", 0, AT, "operator", ""),
        InternalLine(InternalKind.PERSON, "4712", "Dr. Matthias von Ahlefeldt", 1, AT, "operator", "<b>consultant</b>"),
    ]


@dataclass
class FakeInternal:
    lines: list[InternalLine] = field(default_factory=some_lines)
    reasons: list[str] = field(default_factory=list)

    def list(self) -> list[InternalLine]:
        return self.lines

    def rehearse(self, name: InternalName, *, is_removed: bool = False) -> InternalPlan:
        checked = name.check()
        if checked.kind is InternalKind.PERSON and checked.number > 9_999:
            raise NotFound(f"person: expected the number of a person; got {checked.number}. See the list.")
        is_named = any((line.kind, line.name) == (checked.kind, checked.name) for line in self.lines)
        return InternalPlan(checked, is_named == is_removed, 1038, 20417, 23005)

    def add(self, name: InternalName, why: str = "") -> InternalPlan:
        plan = self.rehearse(name)
        self.lines.append(InternalLine(plan.name.kind, plan.name.name, "", 0, AT, "operator", why))
        return plan

    def remove(self, name: InternalName, why: str = "") -> InternalPlan:
        plan = self.rehearse(name, is_removed=True)
        self.lines = [line for line in self.lines if (line.kind, line.name) != (plan.name.kind, plan.name.name)]
        self.reasons.append(why)
        return plan
