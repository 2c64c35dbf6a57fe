"""Suggested duplicates as values: two records that may be one person or account, why, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wegmarke.domain.accounts import Named
from wegmarke.domain.persons import FigureChange


class Verdict(StrEnum):
    """What somebody decided about a suggested pair."""

    # Both records are one person or one account.
    CONFIRMED = "confirmed"
    # They are two; the pair is not suggested again, and no cluster holds both.
    REFUSED = "refused"


class Review(StrEnum):
    """Which pairs of a list are meant."""

    # Suggested, and nobody has decided.
    UNDECIDED = "undecided"
    # Somebody confirmed that both are one.
    CONFIRMED = "confirmed"
    # Somebody said that they are two.
    REFUSED = "refused"


class SearchStage(StrEnum):
    """What a search for duplicates does at the moment."""

    # Values are read from the vault, or from descriptions of accounts.
    READING = "reading"
    # Records are compared.
    COMPARING = "comparing"
    # Pairs are written down.
    KEEPING = "keeping"


@dataclass(frozen=True, slots=True)
class Agreement:
    """What comparing one property of two records showed.

    Attributes:
        column: the property, e.g. `born_on`.
        level: how far both agree, e.g. `equal`, `mistyped`, `different`; `unknown` when one has no value.
        speaks: how much it speaks for one (above 0) or for two (below 0), in bits: +3 makes "one" 8 times as likely.
    """

    column: str
    level: str
    speaks: float = 0.0


@dataclass(frozen=True, slots=True)
class SuggestedPair:
    """Two records that may be one.

    Attributes:
        left: id of the record that sorts first.
        right: id of the other.
        probability: that both are one, 0 to 1.
        agreements: every property compared, in the order of the shape.
    """

    left: str
    right: str
    probability: float
    agreements: tuple[Agreement, ...]


@dataclass(frozen=True, slots=True)
class DuplicateLine:
    """A pair in a list.

    Attributes:
        left: number of the record, which stays whatever is merged; smaller than `right`.
        right: number of the other record.
        first: the person or account that the left record belongs to now.
        second: the one that the right record belongs to now.
        probability: that both are one, 0 to 1; None where the pair was decided without being suggested.
        agreements: what was compared; empty where the last search did not suggest the pair.
        verdict: what was decided; None where nobody has.
        decided_at: when; None where nobody has.
        decided_by: who; empty where nobody has.
        why: in their words.
        joined: the two identifiers whose link joined both sides; None where nothing was joined.
        is_together: whether a cluster of the last search holds both; what keeps them apart are other records that
            either side would bring along, or dates that contradict each other.
    """

    left: int
    right: int
    first: Named
    second: Named
    probability: float | None
    agreements: tuple[Agreement, ...]
    verdict: Verdict | None = None
    decided_at: datetime | None = None
    decided_by: str = ""
    why: str = ""
    joined: tuple[int, int] | None = None
    is_together: bool = True

    @property
    def is_joined(self) -> bool:
        """Return whether both are one now."""
        return self.first.number == self.second.number


@dataclass(frozen=True, slots=True)
class ThresholdQuality:
    """How good the suggestions from a probability upwards are.

    Attributes:
        threshold: the probability.
        pairs: suggested pairs that reach it, decided or not.
        estimated_precision: share of them that are right, as their probabilities say; None where there are none.
        estimated_recall: share of all duplicates that are among them, as the probabilities of all pairs that were
            kept say; duplicates that no key brought together are not counted. None where there are no pairs.
        confirmed: decided pairs from this probability upwards that are right.
        decided: decided pairs from this probability upwards.
    """

    threshold: float
    pairs: int
    estimated_precision: float | None
    estimated_recall: float | None
    confirmed: int
    decided: int

    @property
    def measured_precision(self) -> float | None:
        """Return the share of decided pairs that were confirmed; None where nothing was decided."""
        return self.confirmed / self.decided if self.decided else None


@dataclass(frozen=True, slots=True)
class DuplicateSearch:
    """The last search for duplicates, and the one at hand.

    Attributes:
        subject: `person` or `account`.
        found_at: when the last one ended; None where there was none.
        records: how many records it compared.
        pairs: how many pairs it kept.
        stage: what the one at hand does; None where there is none.
        done: how much of the stage is done.
        total: of how much; 0 while nobody knows.
        failure: why the last one broke off; empty where it did not.
    """

    subject: str
    found_at: datetime | None = None
    records: int = 0
    pairs: int = 0
    stage: SearchStage | None = None
    done: int = 0
    total: int = 0
    failure: str = ""


@dataclass(frozen=True, slots=True)
class DuplicatePage:
    """One page of pairs, with all there is to know about the list.

    Attributes:
        total: how many pairs the list has.
        lines: those of the page.
        quality: how good suggestions from its threshold upwards are.
        counts: how many pairs each review has, by its value.
        search: the last search.
    """

    total: int
    lines: tuple[DuplicateLine, ...]
    quality: ThresholdQuality
    counts: dict[str, int]
    search: DuplicateSearch


@dataclass(frozen=True, slots=True)
class ComparedValue:
    """One property of two records side by side.

    Attributes:
        column: the property.
        left: value of the left record; empty where it has none.
        right: value of the right record; empty where it has none.
        level: how far both agree; empty where the property was not compared.
        speaks: for one (above 0) or for two (below 0), in bits.
        is_withheld: whether the role of the reader keeps both values from being shown.
    """

    column: str
    left: str
    right: str
    level: str = ""
    speaks: float = 0.0
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """A pair side by side.

    Attributes:
        line: the pair.
        values: its properties; without values where reading them could not be written down.
        next: left and right of the pair to look at after this one; None where none is left.
        remaining: how many undecided pairs stand behind this one.
    """

    line: DuplicateLine
    values: tuple[ComparedValue, ...]
    next: tuple[int, int] | None
    remaining: int


@dataclass(frozen=True, slots=True)
class AccountSide:
    """An account of a plan.

    Attributes:
        account: the account.
        identifiers: how many identify it.
        touches: recognised touches at it.
        persons: persons with touches at it.
        first_at: first touch; None where there is none.
        last_at: last touch; None where there is none.
    """

    account: Named
    identifiers: int
    touches: int
    persons: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountMergePlan:
    """What treating two accounts as one would change.

    Attributes:
        first, second: the accounts as they are.
        result: the one account, by the number that stays.
        figures: numbers before and after.
    """

    first: AccountSide
    second: AccountSide
    result: AccountSide
    figures: tuple[FigureChange, ...]


@dataclass(frozen=True, slots=True)
class AccountSplitPlan:
    """What taking an account apart would change that two records were joined to.

    Attributes:
        before: the account as it is.
        after: what would be left of it; the same account alone where other links still hold it together.
        figures: numbers before and after; none where nothing changes.
    """

    before: AccountSide
    after: tuple[AccountSide, ...]
    figures: tuple[FigureChange, ...]
