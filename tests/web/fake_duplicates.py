"""Suggested duplicates of the fictional supplier, and what is decided about them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from wegmarke.domain import NotFound, UsageError
from wegmarke.domain.accounts import Named
from wegmarke.domain.duplicates import (
    AccountMergePlan,
    AccountSide,
    AccountSplitPlan,
    Agreement,
    ComparedValue,
    DuplicateLine,
    DuplicatePage,
    DuplicatePair,
    DuplicateSearch,
    Review,
    SearchStage,
    ThresholdQuality,
    Verdict,
)
from wegmarke.domain.persons import AccountName, Figure, FigureChange, MergePlan

FOUND = datetime(2026, 1, 4, 15, 30, tzinfo=UTC)
AGREEMENTS = (
    Agreement("surname", "equal", 7.4),
    Agreement("mail", "similar_name", 5.2),
    Agreement("born_on", "mistyped", 4.1),
    Agreement("swapped_names", "different", -0.1),
    Agreement("city", "different", -2.6),
    Agreement("phone", "unknown", 0.0),
)
VALUES = (
    ComparedValue("first_name", "Katharina", "Katarina", "similar", 3.2),
    ComparedValue("surname", "Steinbrecher", "Steinbrecher", "equal", 7.4),
    ComparedValue("born_on", "1984-05-17", "17.06.1984", "mistyped", 4.1),
    ComparedValue("mail", "k.steinbrecher@hohenfels.example", "steinbrecher@hohenfels.example", "similar_name", 5.2),
    ComparedValue("phone", "+49 731 5550 12", "", "unknown", 0.0),
    ComparedValue("city", "Ulm", "Neu-Ulm", "different", -2.6),
    ComparedValue("job_title", "Einkäuferin", "Leiterin Einkauf"),
)


def person_pairs() -> list[DuplicateLine]:
    return [
        DuplicateLine(4711, 4713, Named(4711, "Katharina Steinbrecher"), Named(4713, "#4713"), 0.9994, AGREEMENTS),
        DuplicateLine(
            4712, 4716, Named(4712, "Dr. Matthias von Ahlefeldt"), Named(4716, "Ahlefeldt Matthias"), 0.91, AGREEMENTS,
            is_together=False,
        ),
        DuplicateLine(4714, 4715, Named(4714, "Emre Yıldız"), Named(4715, "Emre Yildiz"), 0.62, AGREEMENTS),
    ]  # fmt: skip


def account_pairs() -> list[DuplicateLine]:
    agreements = (Agreement("name", "same_words", 6.0), Agreement("number", "equal", 9.1))
    return [DuplicateLine(100, 101, Named(100, "Brauerei Hohenfels GmbH"), Named(101, "#101"), 0.98, agreements)]


@dataclass
class FakeDuplicates:
    merge_plan: MergePlan
    lines: dict[str, list[DuplicateLine]] = field(
        default_factory=lambda: {"person": person_pairs(), "account": account_pairs()}
    )
    found_at: datetime | None = FOUND
    stage: SearchStage | None = None
    failure: str = ""
    values: tuple[ComparedValue, ...] = VALUES
    begun: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def begin(self, subject: str = "person") -> DuplicateSearch:
        if self.stage is not None:
            raise UsageError("duplicates: expected no search at hand; one is under way. Wait until it ends.")
        self.begun.append(subject)
        self.stage = SearchStage.READING
        return self.search(subject)

    def search(self, subject: str = "person") -> DuplicateSearch:
        done, total = (300, 1979) if self.stage is SearchStage.READING else (0, 0)
        return DuplicateSearch(
            subject, self.found_at, 1979 if self.found_at else 0, 146 if self.found_at else 0, self.stage, done, total,
            self.failure,
        )  # fmt: skip

    def list(
        self,
        subject: str = "person",
        review: Review = Review.UNDECIDED,
        threshold: float | None = None,
        *,
        page: int = 1,
        size: int = 50,
    ) -> DuplicatePage:
        least = 0.5 if threshold is None else threshold
        of = {one: [line for line in self.lines[subject] if _review(line) is one] for one in Review}
        of[Review.UNDECIDED] = [line for line in of[Review.UNDECIDED] if (line.probability or 0) >= least]
        decided = len(of[Review.CONFIRMED]) + len(of[Review.REFUSED])
        chosen = of[review]
        return DuplicatePage(
            len(chosen),
            tuple(chosen[(page - 1) * size : page * size]),
            ThresholdQuality(least, 66, 0.973, 0.901, len(of[Review.CONFIRMED]), decided),
            {one.value: len(lines) for one, lines in of.items()},
            self.search(subject),
        )

    def get(self, subject: str, left: int, right: int, threshold: float | None = None) -> DuplicatePair:
        line = self._line(subject, left, right)
        open_ = [one for one in self.lines[subject] if one.verdict is None]
        behind = open_[open_.index(line) + 1 :] if line in open_ else open_
        following = (behind[0].left, behind[0].right) if behind else None
        return DuplicatePair(line, self.values, following, len(behind))

    def plan(self, left: int, right: int) -> MergePlan:
        self._line("person", left, right)
        return self.merge_plan

    def plan_accounts(self, left: int, right: int) -> AccountMergePlan:
        line = self._line("account", left, right)
        one = AccountSide(line.first, 2, 48, 6, datetime(2025, 1, 2, tzinfo=UTC), datetime(2025, 12, 3, tzinfo=UTC))
        other = AccountSide(line.second, 1, 0, 0, None, None)
        figures = (
            FigureChange(Figure.ACCOUNTS, 412, 411),
            FigureChange(Figure.TOUCHES_AT_ACCOUNT, 48, 60, AccountName(100, "Brauerei Hohenfels GmbH")),
        )
        return AccountMergePlan(one, other, replace(one, identifiers=3), figures)

    def plan_apart(self, left: int, right: int) -> AccountSplitPlan:
        plan = self.plan_accounts(left, right)
        figures = tuple(replace(change, before=change.after, after=change.before) for change in plan.figures)
        return AccountSplitPlan(plan.result, (plan.first, plan.second), figures)

    def confirm(self, subject: str, left: int, right: int, reason: str = "") -> int:
        line = self._line(subject, left, right)
        self._put(subject, line, Verdict.CONFIRMED, reason, second=line.first, joined=(left, right))
        return line.first.number

    def refuse(self, subject: str, left: int, right: int, reason: str = "") -> None:
        self._put(subject, self._line(subject, left, right), Verdict.REFUSED, reason)

    def reopen(self, subject: str, left: int, right: int, reason: str = "") -> None:
        self._put(subject, self._line(subject, left, right), None, reason)

    def _line(self, subject: str, left: int, right: int) -> DuplicateLine:
        for line in self.lines[subject]:
            if (line.left, line.right) == (left, right):
                return line
        raise NotFound(f"Expected a pair; got {left} and {right}.")

    def _put(self, subject: str, line: DuplicateLine, verdict: Verdict | None, reason: str, **changes: object) -> None:
        self.reasons.append(reason)
        decided = {
            "verdict": verdict,
            "decided_at": FOUND if verdict else None,
            "why": reason,
            "decided_by": "operator",
        }
        place = self.lines[subject].index(line)
        self.lines[subject][place] = replace(line, **decided, **changes)


def _review(line: DuplicateLine) -> Review:
    return Review.UNDECIDED if line.verdict is None else Review(line.verdict.value)
