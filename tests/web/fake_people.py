"""Persons, records and plans of the fictional supplier, with the acts that a workspace may have."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
from fake_numbers import FIRST, LAST, timeline_entries

from wegmarke.domain import LocalizedText, Money, NotFound, UsageError
from wegmarke.domain.account_page import (
    AccountRecords,
    BuyingGroup,
    Chair,
    MembershipLine,
    OpportunityLine,
    StageHistory,
    StageSpell,
)
from wegmarke.domain.accounts import BuyingGroup as Group
from wegmarke.domain.accounts import Membership, Named, RoleHolder, RoleSeat
from wegmarke.domain.persons import (
    AccountName,
    AccountSpell,
    Figure,
    FigureChange,
    Guard,
    HeldBy,
    HeldLine,
    HeldPage,
    IdentifierLine,
    KindCount,
    KnownValue,
    LinkLine,
    LinkPlan,
    MergePlan,
    PeopleAtAccount,
    PersonAtAccount,
    PersonChoice,
    PersonLine,
    PersonPage,
    PersonView,
    PlanSide,
)
from wegmarke.domain.placements import (
    MembershipChange,
    MembershipPlan,
    OpportunityStay,
    RoleChange,
    RolePlan,
    TouchMove,
)

BREWERY = AccountName(100, "Brauerei Hohenfels GmbH")
DAIRY = AccountName(101, "")
EVERYBODY = PersonChoice()


def person_lines() -> list[PersonLine]:
    names = ["Sabine Krüger", "Dr. Matthias von Ahlefeldt", "", "Emre Yıldız", "", "Johanna Herrmann-Weidenfeld"]
    return [
        PersonLine(
            person=4711 + number,
            label=name,
            account=None if number == 4 else BREWERY if number % 2 == 0 else DAIRY,
            earlier=number % 3,
            touches=48 - 7 * number,
            identifiers=1 if number == 4 else 2 + number % 3,
            is_anonymous=number == 4,
            first_at=FIRST + timedelta(days=number * 9),
            last_at=LAST - timedelta(days=number * 13),
        )
        for number, name in enumerate(names)
    ]


def a_view(line: PersonLine) -> PersonView:
    entries = [replace(entry, person=line.person, person_label=line.label) for entry in timeline_entries()]
    return PersonView(
        person=line,
        sessions=9,
        spells=(
            AccountSpell(None, FIRST, FIRST + timedelta(days=3), 2),
            AccountSpell(DAIRY, FIRST + timedelta(days=20), FIRST + timedelta(days=140), 15),
            AccountSpell(BREWERY, FIRST + timedelta(days=150), LAST, 31),
        ),
        identifiers=(
            IdentifierLine(4711, "cookie", FIRST, 14),
            IdentifierLine(4720, "email", FIRST + timedelta(days=4), 29, text="sk@hohenfels.example"),
            IdentifierLine(4733, "crm_contact", None, 0, is_withheld=True),
            IdentifierLine(4790, "loyalty_card", LAST, 3),
        ),
        links=(
            LinkLine(4711, "cookie", 4720, "email", "web", "form_submitted", FIRST + timedelta(days=4), 1.0, "joined"),
            LinkLine(4720, "email", 4733, "crm_contact", "crm", "named together", LAST, 0.97, "joined"),
            LinkLine(4720, "email", 4790, "loyalty_card", "shop", "same phone", LAST, 0.61, "held"),
            LinkLine(4711, "cookie", 4801, "email", "web", None, LAST, None, "removed"),
        ),
        total=len(entries),
        entries=tuple(entries),
        known=(
            KnownValue("label", "name", "Sabine Krüger"),
            KnownValue("jobTitle", "jobtitle", "Leiterin Einkauf"),
            KnownValue("phone", "phone", None),
        ),
    )


def a_side(person: int | None, label: str, *kinds: tuple[str, int], touches: int) -> PlanSide:
    counts = tuple(KindCount(kind, count) for kind, count in kinds)
    return PlanSide(person, label, counts, (BREWERY, DAIRY), touches, FIRST, LAST)


def a_merge_plan(first: int, second: int, guards: tuple[Guard, ...] = tuple(Guard)) -> MergePlan:
    return MergePlan(
        first=a_side(first, "Sabine Krüger", ("email", 2), ("cookie", 1), touches=48),
        second=a_side(second, "", ("cookie", 1), touches=6),
        result=a_side(min(first, second), "Sabine Krüger", ("cookie", 2), ("email", 2), touches=54),
        guards=guards,
        figures=(
            FigureChange(Figure.PERSONS, 2003, 2002),
            FigureChange(Figure.TOUCHES, 48, 54),
            FigureChange(Figure.PERSONS_AT_ACCOUNT, 6, 5, BREWERY),
            FigureChange(Figure.TOUCHES_AT_ACCOUNT, 40, 46, DAIRY),
        ),
    )


@dataclass
class FakePersons:
    """Reads only; what a workspace without any plan offers."""

    lines: list[PersonLine] = field(default_factory=person_lines)
    asked: list[PersonChoice] = field(default_factory=list)

    def list(
        self, choice: PersonChoice = EVERYBODY, *, sort: str = "last", page: int = 1, size: int = 50
    ) -> PersonPage:
        self.asked.append(choice)
        found = [line for line in self.lines if choice.search.casefold() in line.label.casefold()]
        if choice.is_anonymous:
            found = [line for line in found if line.is_anonymous]
        return PersonPage(len(found), tuple(found[(page - 1) * size : page * size]))

    def export(self, choice: PersonChoice = EVERYBODY, *, sort: str = "last", only: tuple[int, ...] = ()) -> pa.Table:
        found = [line for line in self.list(choice).lines if not only or line.person in only]
        rows = [
            {
                "person": line.person,
                "label": line.label,
                "mail": "sk@hohenfels.example" if line.label.startswith("Sabine") else "",
                "phone": "",
                "account": line.account.account if line.account else None,
                "account_label": line.account.label if line.account else "",
                "touches": line.touches,
                "identifiers": line.identifiers,
                "is_anonymous": line.is_anonymous,
                "first_at": line.first_at,
                "last_at": line.last_at,
            }
            for line in found
        ]
        return pa.Table.from_pylist(rows)

    def get(self, person: int, *, page: int = 1, size: int = 100) -> PersonView:
        for line in self.lines:
            if line.person == person:
                return a_view(line)
        raise NotFound(f"Expected the number of a person; got {person}.")

    def held(self, held_by: HeldBy | None = None, *, page: int = 1, size: int = 50) -> HeldPage:
        lines = (
            HeldLine(
                identifier=1, kind="user_id", other=2, other_kind="cookie", first=4711, first_label="Ida Krüger",
                second=4713, second_label="", held_by=HeldBy.KNOWN_TWICE, source="shop",
                observed_at=datetime(2025, 3, 5, 10, tzinfo=UTC),
            ),
        ) if self.lines and held_by in (None, HeldBy.KNOWN_TWICE) else ()  # fmt: skip
        return HeldPage(len(lines), lines, {HeldBy.KNOWN_TWICE: 1} if self.lines else {})

    def at_account(self, account: int, *, page: int = 1, size: int = 50) -> PeopleAtAccount:
        persons = tuple(
            PersonAtAccount(line.person, line.label, line.touches, line.first_at, line.last_at) for line in self.lines
        )
        return PeopleAtAccount(len(persons) and 23, persons[:size])


@dataclass
class ActingPersons(FakePersons):
    """Plans and acts; remembers what it was told to do."""

    guards: tuple[Guard, ...] = tuple(Guard)
    done: list[tuple[object, ...]] = field(default_factory=list)

    def plan_merge(self, first: int, second: int) -> MergePlan:
        return a_merge_plan(first, second, self.guards)

    def merge(self, first: int, second: int, reason: str) -> int:
        self.done.append((first, second, reason))
        return min(first, second)

    def plan_split(self, identifier: int, other: int) -> LinkPlan:
        return self._links((identifier, other), (WHOLE,), PARTS)

    def split(self, identifier: int, other: int, reason: str) -> int:
        self.done.append(("split", identifier, other, reason))
        return 4711

    def plan_restore(self, identifier: int, other: int) -> LinkPlan:
        return self._links((identifier, other), PARTS, (WHOLE,))

    def restore(self, identifier: int, other: int, reason: str) -> int:
        self.done.append(("restore", identifier, other, reason))
        return 4711

    def plan_split_off(self, person: int, identifiers: tuple[int, ...]) -> LinkPlan:
        if not identifiers:
            raise UsageError("Expected some of its identifiers.")
        return self._links((4711, 4720), (WHOLE,), PARTS)

    def split_off(self, person: int, identifiers: tuple[int, ...], reason: str) -> int:
        self.done.append((person, identifiers, reason))
        return 4720

    def _links(self, pair: tuple[int, int], before: tuple[PlanSide, ...], after: tuple[PlanSide, ...]) -> LinkPlan:
        links = a_view(self.lines[0]).links
        found = tuple(link for link in links if (link.identifier, link.other) == pair)
        return LinkPlan(found, before, after, (FigureChange(Figure.PERSONS, 2003, 2002 + len(after)),))

    def memberships(self, person: int) -> tuple[Membership, ...]:
        return (IN_SALES, IN_PURCHASING)

    def plan_membership(self, change: MembershipChange) -> MembershipPlan:
        return MembershipPlan(
            change=change,
            person=self.lines[0],
            account=AccountName(change.account, "Molkerei Alpenrand eG") if change.account else None,
            leaves=AccountName(change.leaves, BREWERY.label) if change.leaves else None,
            ends=(IN_PURCHASING,) if change.leaves else (),
            overlapping=() if change.leaves else (IN_PURCHASING,),
            moves=(TouchMove(BREWERY, DAIRY, 31), TouchMove(None, DAIRY, 2)),
            opportunities=(OpportunityStay("crm", "V-2025-0117", BREWERY, "Angebot"),),
            roles=(ROLE,) if change.leaves else (),
            figures=(FigureChange(Figure.TOUCHES_AT_ACCOUNT, 40, 9, BREWERY),),
        )

    def change_membership(self, change: MembershipChange, reason: str) -> None:
        self.done.append((change, reason))

    def plan_role(self, change: RoleChange) -> RolePlan:
        seat, holder = RoleSeat("decider", 1, 0, 1), RoleHolder(Named(4711, "Sabine Krüger"), "decider", LAST, "crm")
        empty = Group(Named(100, BREWERY.label), change.solution, 0, (seat,), ())
        filled = replace(empty, completeness=100, seats=(RoleSeat("decider", 1, 1, 0),), holders=(holder,))
        before, after = (filled, empty) if change.is_removed else (empty, filled)
        return RolePlan(change, self.lines[0], BREWERY, before, after)

    def change_role(self, change: RoleChange, reason: str) -> None:
        self.done.append((change, reason))


ROLE = ("Hochdruckpumpen", RoleHolder(Named(4711, "Sabine Krüger"), "buyer", FIRST, "crm"))
WHOLE = a_side(4711, "Sabine Krüger", ("email", 1), ("cookie", 1), touches=48)
PARTS = (
    a_side(4711, "Sabine Krüger", ("cookie", 1), touches=14),
    a_side(None, "", ("email", 1), ("crm_contact", 1), touches=34),
)
IN_SALES = Membership(
    Named(4711, "Sabine Krüger"), Named(101, "Molkerei Alpenrand eG"), "Vertrieb", FIRST, LAST, "erp", ("e1",)
)
IN_PURCHASING = Membership(
    Named(4711, "Sabine Krüger"), Named(100, BREWERY.label), "Leiterin Einkauf", LAST, None, "crm", ("e2",), None, "17"
)


def some_records() -> AccountRecords:
    return AccountRecords(
        buying_groups=(a_buying_group(), BuyingGroup(LocalizedText(de="Wartung", en="Service"), (), None)),
        stages=a_stage_history(),
        opportunities=(
            OpportunityLine("V-2025-0117", "Hochdruckpumpen Linie 3", "Pumpen", "Angebot", Money(4825000, "EUR"), FIRST,
                            date(2026, 3, 31), 4),
            OpportunityLine("V-2025-0203", "", "", "Klärung", None, LAST),
        ),
        memberships=(
            MembershipLine(4711, "Sabine Krüger", "Leiterin Einkauf", FIRST, None, "crm"),
            MembershipLine(4713, "", "", FIRST, LAST, "erp"),
        ),
        details=(("Debitor", "10042"),),
    )  # fmt: skip


def a_buying_group() -> BuyingGroup:
    chairs = (
        Chair("initiator", 4713, "", LAST - timedelta(days=90)),
        Chair("decider", 4712, "Dr. Matthias von Ahlefeldt", LAST - timedelta(days=12)),
        Chair("buyer", 4711, "Sabine Krüger", LAST),
        Chair("end_user", 4714, "Emre Yıldız", LAST - timedelta(days=40)),
        Chair("end_user"),
        Chair("gatekeeper"),
        Chair("champion", 4716, "Johanna Herrmann-Weidenfeld", LAST - timedelta(days=3), is_needed=False),
    )
    return BuyingGroup(LocalizedText(de="Hochdruckpumpen", en="High-pressure pumps"), chairs, 4 / 6)


def a_stage_history() -> StageHistory:
    names = ["Lead", "MQL", "SQL", "Verkaufschance", "Kunde"]
    steps = [
        (1, 0, False, "form_submitted"),
        (2, 40, False, ""),
        (3, 90, False, "call_made"),
        (2, 150, True, "no budget"),
        (4, 260, False, "quote_sent"),
    ]
    begun = datetime(2024, 2, 1, tzinfo=UTC)
    ends = [*(begun + timedelta(days=step[1]) for step in steps[1:]), None]
    spells = tuple(
        StageSpell(LocalizedText.of(names[stage - 1]), stage, begun + timedelta(days=days), end, is_back, reason)
        for (stage, days, is_back, reason), end in zip(steps, ends, strict=True)
    )
    return StageHistory("Lebenszyklus 2", 5, spells, LAST)
