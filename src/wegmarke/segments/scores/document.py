"""Score documents: engagement from events, fit from fields, and the grade that is made of both."""

from __future__ import annotations

from typing import TypeAlias

from wegmarke.documents import Part
from wegmarke.domain import LocalizedText
from wegmarke.domain.accounts import BuyingRole
from wegmarke.domain.scores import ScoreKind, ScoreUnit
from wegmarke.rules import Rule, Selection, SubjectRule

FORMAT = "score/1"
HALF_LIFE_DAYS = 30.0
SCALE = 100.0
LETTERS = "ABCD"
DIGITS = "1234"


class EventPart(Part, frozen=True, kw_only=True):
    """Events that count, and how.

    Attributes:
        rule, touchpoints: which events: those that satisfy the rule and belong to one of the touchpoints, where such
            are named.
        points: of one event on its day; may be negative.
        most_per_day: of one person and day only so many count; None for all.
        half_life_days: after so many days points are worth half; that of the score where none is stated.
        window_days: only events of the last so many days count; that of the score where none is stated.
    """

    id: str
    title: LocalizedText
    points: float
    rule: Rule | None = None
    touchpoints: tuple[str, ...] = ()
    most_per_day: int | None = None
    half_life_days: float | None = None
    window_days: int | None = None

    @property
    def selection(self) -> Selection:
        """Return which events count, as rules on subjects select them."""
        return Selection(self.rule, self.touchpoints)


class FieldPart(Part, frozen=True, kw_only=True):
    """Points for every subject that satisfies a rule on fields; may be negative."""

    id: str
    title: LocalizedText
    points: float
    rule: SubjectRule


class RoleFactor(Part, frozen=True, kw_only=True):
    """How much a role counts in the score of a buying group; roles that are not named count once."""

    role: BuyingRole
    factor: float


class Threshold(Part, frozen=True, kw_only=True):
    """Entered at a value, left below another; both crossings are said as events."""

    id: str
    title: LocalizedText
    of: ScoreUnit
    enter_at: float
    leave_below: float


class EngagementScore(Part, frozen=True, kw_only=True):
    """Points of events that fade with time, bounded to 0–100.

    Attributes:
        scale: so many points are worth 63 of 100: the k of 100·(1−e^(−s/k)).
        account_scale: the same for accounts, where more people act; `scale` where none is stated.
    """

    format: str = FORMAT
    id: str
    kind: ScoreKind
    title: LocalizedText
    half_life_days: float = HALF_LIFE_DAYS
    window_days: int | None = None
    scale: float = SCALE
    account_scale: float | None = None
    parts: tuple[EventPart, ...] = ()
    roles: tuple[RoleFactor, ...] = ()
    thresholds: tuple[Threshold, ...] = ()

    def half_life_of(self, part: EventPart) -> float:
        """Return after how many days points of a part are worth half."""
        return part.half_life_days if part.half_life_days is not None else self.half_life_days

    def window_of(self, part: EventPart) -> int | None:
        """Return for how many days events of a part count; None until they have faded."""
        return part.window_days if part.window_days is not None else self.window_days

    def scale_of(self, unit: ScoreUnit) -> float:
        """Return the k of the bound."""
        return self.account_scale or self.scale if unit is ScoreUnit.ACCOUNT else self.scale

    def factor_of(self, role: str) -> float:
        """Return how much a role counts in a buying group."""
        return next((stated.factor for stated in self.roles if stated.role == role), 1.0)


class FitScore(Part, frozen=True, kw_only=True):
    """Points for what is known, as a share of the most that is possible."""

    format: str = FORMAT
    id: str
    kind: ScoreKind
    title: LocalizedText
    parts: tuple[FieldPart, ...] = ()


class GradeScore(Part, frozen=True, kw_only=True):
    """A letter for the fit and a digit for the engagement.

    Attributes:
        fit, engagement: ids of the two scores.
        letters_from: from which fit on A, B and C begin; below is D.
        digits_from: from which engagement on 1, 2 and 3 begin; below is 4.
    """

    format: str = FORMAT
    id: str
    kind: ScoreKind
    title: LocalizedText
    fit: str
    engagement: str
    letters_from: tuple[float, ...] = (75.0, 50.0, 25.0)
    digits_from: tuple[float, ...] = (75.0, 50.0, 25.0)


Score: TypeAlias = EngagementScore | FitScore | GradeScore
KINDS: dict[ScoreKind, type[Score]] = {
    ScoreKind.ENGAGEMENT: EngagementScore,
    ScoreKind.FIT: FitScore,
    ScoreKind.GRADE: GradeScore,
}
