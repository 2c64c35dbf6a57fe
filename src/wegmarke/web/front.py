"""What pages ask of a workspace: the seam between the web and everything behind it.

The real workspace satisfies these protocols by its shape; tests put a small one in its place.
Periods are half-open: `start` belongs to it, `end` does not; None leaves it open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

from wegmarke.domain import Language
from wegmarke.domain.account_page import AccountRecords
from wegmarke.domain.reports import SavedReport
from wegmarke.domain.tracking_plan import Coverage, PlanVersion
from wegmarke.domain.views import (
    AccountChoice,
    AccountPage,
    Health,
    Overview,
    RejectedChoice,
    RejectedGroup,
    RejectedPage,
    RejectedRow,
    ReplayReport,
    Timeline,
)
from wegmarke.web.explore.analytics_front import (
    AttributionAnalytics,
    LossAnalytics,
    PhaseAnalytics,
    RetentionAnalytics,
    SatisfactionAnalytics,
)
from wegmarke.web.explore.funnel_front import FunnelAnalytics
from wegmarke.web.explore.prediction_front import Predictions
from wegmarke.web.explore.value_front import ValueAnalytics
from wegmarke.web.imports.front import Imports
from wegmarke.web.map.front import Maps
from wegmarke.web.people.duplicates_front import Duplicates
from wegmarke.web.people.front import Persons
from wegmarke.web.people.objections_front import Objections
from wegmarke.web.recognition.front import Recognition
from wegmarke.web.segments.front import Segments
from wegmarke.web.settings.costs_front import Costs
from wegmarke.web.settings.identity_front import Identity
from wegmarke.web.settings.internal_front import Internal
from wegmarke.web.settings.rights_front import RightsFront
from wegmarke.web.settings.scores_front import Scores
from wegmarke.web.settings.stages_front import Stages
from wegmarke.web.surveys.front import Surveys
from wegmarke.workspace import (
    Card,
    EmotionPoint,
    JourneyMap,
    Lane,
    Metric,
    Persona,
    Phase,
    Step,
    Touchpoint,
)

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "Accounts",
    "Analytics",
    "Card",
    "Duplicates",
    "EmotionPoint",
    "Front",
    "Identity",
    "Imports",
    "JourneyMap",
    "Lane",
    "Maps",
    "Metric",
    "Persona",
    "Persons",
    "Phase",
    "Plan",
    "Recognition",
    "Rejected",
    "Reports",
    "Result",
    "Scores",
    "Segments",
    "Settings",
    "Sql",
    "SqlAnswer",
    "Stages",
    "Step",
    "Surveys",
    "Touchpoint",
]


class Rows(Protocol):
    """A table in memory, as pyarrow has it."""

    def to_pylist(self) -> list[dict[str, object]]:
        """Return the table as one mapping per row."""
        ...


class Definition(Protocol):
    """What exactly was computed."""

    def text(self, language: Language, /) -> str:
        """Return it in a language."""
        ...


class Result(Protocol):
    """What an analysis found, and what exactly was computed."""

    @property
    def definition(self) -> Definition:
        """Return the sentences that say what was computed."""
        ...

    @property
    def excluded(self) -> Mapping[str, int]:
        """Return what was left out, by reason."""
        ...

    def to_pyarrow(self) -> Rows:
        """Return the numbers as a table."""
        ...


class Settings(Protocol):
    """The settings that pages need."""

    @property
    def time_zone(self) -> str:
        """Return the workspace's zone, e.g. `Europe/Berlin`."""
        ...

    @property
    def small_n(self) -> int:
        """Return the smallest number of units whose rates may be shown."""
        ...

    @property
    def language(self) -> str:
        """Return the language of the workspace, `de` or `en`."""
        ...

    @property
    def proxies(self) -> int:
        """Return how many reverse proxies stand in front of the server."""
        ...


class Analytics(
    FunnelAnalytics[Result],
    PhaseAnalytics[Result],
    RetentionAnalytics[Result],
    AttributionAnalytics[Result],
    SatisfactionAnalytics[Result],
    ValueAnalytics[Result],
    LossAnalytics[Result],
    Protocol,
):
    """Questions about paths, funnels, phases, retention, attribution, satisfaction, and what customers are worth."""

    def about(self, segment: str | None = ..., where: str | None = ..., /) -> Analytics:
        """Return the same questions about a segment, or about those for whom a rule holds."""
        ...

    def paths(
        self,
        *,
        by: str = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
        collapse: bool = ...,
        waits: bool = ...,
    ) -> Result:
        """Return the transitions between touchpoints."""
        ...

    def sankey(
        self,
        *,
        by: str = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
        positions: int = ...,
        top: int = ...,
        anchor: Literal["start", "end"] = ...,
        at: tuple[str, ...] = ...,
        collapse: bool = ...,
    ) -> Result:
        """Return how units move over the first positions of their paths, or over the last ones."""
        ...

    def variants(
        self,
        *,
        by: str = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
        won: tuple[str, ...] = ...,
        top: int = ...,
        collapse: bool = ...,
    ) -> Result:
        """Return whole paths with how many units take each, and how many of these won."""
        ...

    def variants_by_outcome(
        self,
        *,
        by: str = ...,
        start: datetime | None = ...,
        end: datetime | None = ...,
        won: tuple[str, ...] = ...,
        lost: tuple[str, ...] = ...,
        stalled_days: int = ...,
        collapse: bool = ...,
        top: int = ...,
    ) -> Result:
        """Return whole paths with how many units won, lost, stalled and go on."""
        ...


class Sql(Protocol):
    """Questions in SQL over documented views."""

    def select(self, statement: str, /, *, rows: int = ..., seconds: float = ...) -> SqlAnswer:
        """Answer one SELECT, or raise `UsageError`."""
        ...

    def columns(self) -> Mapping[str, Sequence[str]]:
        """Return the names of the columns of each view."""
        ...


class SqlAnswer(Protocol):
    """The rows of one question in SQL."""

    @property
    def rows(self) -> pa.Table:
        """Return the first rows."""
        ...

    @property
    def is_cut(self) -> bool:
        """Tell whether there are more."""
        ...


class Reports(Protocol):
    """Saved reports by number."""

    def list(self, search: str = ..., /) -> Sequence[SavedReport]:
        """Return the reports whose name or owner holds some words, by name."""
        ...

    def get(self, number: int, /) -> SavedReport:
        """Return a report, or raise `NotFound`."""
        ...

    def save(self, name: str, analysis: str, question: str, /) -> SavedReport:
        """Keep a question, or raise `UsageError`."""
        ...

    def rename(self, number: int, name: str, /) -> SavedReport:
        """Give a report another name, or raise `UsageError` or `NotFound`."""
        ...

    def remove(self, number: int, /) -> SavedReport:
        """Remove a report, or raise `NotFound`."""
        ...


class Accounts(Protocol):
    """The accounts and what happened at each."""

    def list(
        self, *, search: str = ..., sort: str = ..., page: int = ..., size: int = ..., choice: AccountChoice = ...
    ) -> AccountPage:
        """Return one page of the accounts that match a search and were chosen."""
        ...

    def export(self, choice: AccountChoice = ..., *, sort: str = ..., only: tuple[int, ...] = ...) -> Rows:
        """Return the chosen accounts; of them only those named, where some are."""
        ...

    def timeline(self, account: int, /, *, page: int = ..., size: int = ...) -> Timeline:
        """Return the events of one account, or raise `NotFound`."""
        ...

    def records(self, account: int, /) -> AccountRecords:
        """Return what is recorded about an account."""
        ...


class Rejected(Protocol):
    """Rows that were not accepted."""

    def groups(self, choice: RejectedChoice = ..., /) -> Sequence[RejectedGroup]:
        """Return chosen rows counted by source, file and reason."""
        ...

    def page(self, choice: RejectedChoice = ..., /, *, number: int = ..., size: int = ...) -> RejectedPage:
        """Return one page of the chosen rows, in the order of their files."""
        ...

    def get(self, row_id: str, /) -> RejectedRow:
        """Return one row, or raise `NotFound`."""
        ...

    def edit(self, row_id: str, payload: str, /) -> RejectedRow:
        """Keep a corrected payload, or raise `DocumentInvalid` with all its problems."""
        ...

    def replay(self, row_id: str, /) -> ReplayReport:
        """Offer one row again."""
        ...

    def replay_all(self, choice: RejectedChoice, /) -> ReplayReport:
        """Offer all chosen rows again."""
        ...

    def erase(self, row_id: str, /) -> int:
        """Erase one row, or raise `NotFound`."""
        ...

    def erase_all(self, choice: RejectedChoice, /) -> int:
        """Erase all chosen rows and return their number."""
        ...


class Plan(Protocol):
    """The tracking plan by version."""

    def read(self, version: int | None = ..., /) -> PlanVersion | None:
        """Return a version, the one that holds where none is named; None where there is no plan."""
        ...

    def history(self) -> Sequence[tuple[int, datetime]]:
        """Return number and beginning of every version, newest first."""
        ...

    def put(self, text: str, base: int | None = ..., /) -> PlanVersion:
        """Keep a document as the plan, or raise `DocumentInvalid` or, for another `base`, `UsageError`."""
        ...

    def rehearse(self, text: str, /) -> Coverage:
        """Lay a document beside what is stored, or raise `DocumentInvalid`."""
        ...

    def coverage(self) -> Coverage:
        """Lay the plan beside what is stored."""
        ...

    def propose(self) -> str:
        """Write a plan that declares what is stored and not declared yet."""
        ...


class Front(Protocol):
    """A workspace, as far as pages are concerned."""

    @property
    def name(self) -> str:
        """Return the name of the workspace."""
        ...

    @property
    def settings(self) -> Settings:
        """Return the settings pages need."""
        ...

    @property
    def maps(self) -> Maps:
        """Return the journey maps."""
        ...

    @property
    def analytics(self) -> Analytics:
        """Return the questions about paths."""
        ...

    @property
    def sql(self) -> Sql:
        """Return the questions in SQL."""
        ...

    @property
    def accounts(self) -> Accounts:
        """Return the accounts."""
        ...

    @property
    def persons(self) -> Persons:
        """Return the persons."""
        ...

    @property
    def duplicates(self) -> Duplicates:
        """Return suggested duplicates."""
        ...

    @property
    def rejected(self) -> Rejected:
        """Return the rejected rows."""
        ...

    @property
    def plan(self) -> Plan:
        """Return the tracking plan."""
        ...

    @property
    def identity(self) -> Identity:
        """Return the rules that say who is who."""
        ...

    @property
    def internal(self) -> Internal:
        """Return who is one of our own."""
        ...

    @property
    def surveys(self) -> Surveys:
        """Return surveys, their links and answers."""
        ...

    @property
    def costs(self) -> Costs:
        """Return what was paid, month by month."""
        ...

    @property
    def reports(self) -> Reports:
        """Return saved reports."""
        ...

    @property
    def stages(self) -> Stages:
        """Return the stage models and where everybody stands."""
        ...

    @property
    def scores(self) -> Scores:
        """Return score documents and who has which score."""
        ...

    @property
    def predictions(self) -> Predictions:
        """Return fitted models and everybody's scores."""
        ...

    @property
    def objections(self) -> Objections:
        """Return who objects to which purpose."""
        ...

    @property
    def segments(self) -> Segments:
        """Return the segments."""
        ...

    @property
    def recognition(self) -> Recognition:
        """Return the rules of touchpoints."""
        ...

    @property
    def rights(self) -> RightsFront:
        """Return which personal fields are shown to whom."""
        ...

    @property
    def imports(self) -> Imports:
        """Return uploaded files and saved recipes."""
        ...

    def overview(self) -> Overview:
        """Return what the workspace holds."""
        ...

    def span(self) -> tuple[datetime | None, datetime | None]:
        """Return when the first and the last event happened."""
        ...

    def health(self) -> Health:
        """Return how the workspace is."""
        ...
