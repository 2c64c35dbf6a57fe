"""A workspace in memory with the real one's methods, filled with fixed numbers of a fictional supplier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import fake_value
import phase_rows
import pyarrow as pa
from fake_attribution import attribution_rows, change_rows, credit_rows, return_rows, some_acts
from fake_costs import FakeCosts
from fake_duplicates import FakeDuplicates
from fake_funnels import FakeFunnels
from fake_identity import FakeIdentity
from fake_imports import FakeImports
from fake_intake import FakePlan, FakeRejected, a_health, an_empty_health
from fake_internal import FakeInternal
from fake_losses import CHECKOUT, CHURN, STORNO
from fake_map import a_map
from fake_map_pages import MapPages
from fake_numbers import (
    FIRST,
    LAST,
    account_lines,
    metric_numbers,
    outcome_rows,
    phase_cells,
    rejected_rows,
    sankey_rows,
    timeline_entries,
    touchpoint_cells,
    transition_rows,
    variant_rows,
)
from fake_people import ActingPersons, a_merge_plan, some_records
from fake_predictions import FakeObjections, FakePredictions
from fake_recognition import FakeRecognition
from fake_reports import FakeReports
from fake_rights import FakeRights
from fake_scores import FakeScores
from fake_segments import FakeSegments
from fake_stages import FakeStages
from fake_surveys import FakeAnswers, FakeSurveys

from wegmarke.analytics import Definition
from wegmarke.domain import (
    Language,
    MapNumbers,
    NotFound,
    UsageError,
)
from wegmarke.domain.account_page import AccountRecords
from wegmarke.domain.changes import ChangeAct
from wegmarke.domain.views import (
    AccountChoice,
    AccountLine,
    AccountPage,
    Health,
    MapSummary,
    Overview,
    SourceSummary,
    Timeline,
    TimelineEntry,
)
from wegmarke.maps import JourneyMap
from wegmarke.web.reader import Reader
from wegmarke.workspace.sql_views import VIEWS


def a_reader(language: Language = Language.DE) -> Reader:
    return Reader(language, "auto", "auto", ZoneInfo("Europe/Berlin"))


SOME_DEFINITION = Definition.of(
    "Transitions between neighbouring touches of one path.", "Übergänge benachbarter Kontaktereignisse eines Pfads."
)


@dataclass
class FakeResult:
    rows: list[dict[str, object]]
    definition: Definition = SOME_DEFINITION
    excluded: dict[str, int] = field(default_factory=lambda: {"unrecognised": 1204})

    def to_pyarrow(self) -> pa.Table:
        return pa.Table.from_pylist(self.rows)


@dataclass
class FakeMaps(MapPages):
    documents: list[JourneyMap]
    asked: list[tuple[object, ...]] = field(default_factory=list)

    def list(self) -> Sequence[MapSummary]:
        return tuple(
            MapSummary(m.id, m.title, m.status, len(m.phases), len(m.touchpoints), LAST) for m in self.documents
        )

    def get(self, map_id: str, version: int | None = None) -> JourneyMap:
        for document in self.documents:
            if document.id == map_id:
                return document
        raise NotFound(f"Expected the id of a map; got {map_id!r}.")

    def numbers(
        self, map_id: str, by: str = "account", start: datetime | None = None, end: datetime | None = None
    ) -> MapNumbers:
        self.asked.append((map_id, by, start, end))
        return MapNumbers(
            map_id,
            by,
            phase_cells(),
            touchpoint_cells(),
            metric_numbers(),
            start,
            end,
            LAST,
            events=49163,
            recognised=47959,
        )


@dataclass
class FakeAnalytics(FakeAnswers):
    rows: list[dict[str, object]]
    flows: list[dict[str, object]]

    funnels: FakeFunnels = field(default_factory=lambda: FakeFunnels(FakeResult))

    def __getattr__(self, name: str) -> Any:
        # whatever is no question about paths is one about funnels
        return getattr(self.funnels, name)

    def about(self, segment: str | None = None, where: str | None = None) -> FakeAnalytics:
        rows, flows = (self.rows[:1], self.flows[:1]) if segment else (self.rows, self.flows)
        return FakeAnalytics(rows, flows, replace(self.funnels, share=0.1))

    def paths(
        self,
        *,
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        collapse: bool = False,
        waits: bool = False,
    ) -> FakeResult:
        return FakeResult(self.rows)

    def variants(self, *, won: tuple[str, ...] = (), **asked: object) -> FakeResult:
        return FakeResult(variant_rows())

    def variants_by_outcome(self, **asked: object) -> FakeResult:
        return FakeResult(outcome_rows())

    def sankey(
        self,
        *,
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        positions: int = 6,
        top: int = 8,
        anchor: str = "start",
        at: tuple[str, ...] = (),
        collapse: bool = False,
    ) -> FakeResult:
        return FakeResult(self.flows)

    def time_in_phase(self, **_: object) -> FakeResult:
        return FakeResult(phase_rows.TIMES)

    def phase_curve(self, **_: object) -> FakeResult:
        return FakeResult(phase_rows.CURVES)

    def phase_conversion(self, **_: object) -> FakeResult:
        return FakeResult(phase_rows.CONVERSION)

    def phase_velocity(self, **_: object) -> FakeResult:
        return FakeResult(phase_rows.VELOCITY)

    def boomerangs(self, **_: object) -> FakeResult:
        return FakeResult(phase_rows.BOOMERANGS)

    def stalled(self, **_: object) -> FakeResult:
        return FakeResult(phase_rows.STALLED)

    def retention(self, breakdown: str | None = None, **_: object) -> FakeResult:
        labels = [None, *(f"{breakdown} {number}" for number in range(9))] if breakdown else []
        grouped = [{"label": label} | row for label in labels for row in phase_rows.RETENTION]
        return FakeResult(grouped or phase_rows.RETENTION)

    def revenue_retention(self, contract: str | None = None, **_: object) -> FakeResult:
        kept = {"contract_retention": 0.5, "contract_low": 0.25, "contract_high": 0.75} if contract else {}
        return FakeResult([row | kept for row in phase_rows.REVENUE])

    def churn(self, *, show: str = "rates", **_: object) -> FakeResult:
        return FakeResult(CHURN[show])

    def storno(self, *, show: str = "rates", **_: object) -> FakeResult:
        return FakeResult(STORNO[show])

    def checkout(self, *, show: str = "rates", **_: object) -> FakeResult:
        return FakeResult(CHECKOUT[show])

    def attribution(self, *, compared: tuple[str, ...] = (), cost_group: str | None = None, **asked: Any) -> FakeResult:
        if asked["order"] == 9:
            raise UsageError("order: expected 1 to 4; got 9.")
        if cost_group is not None:
            if "USD" not in asked["rates"]:
                raise UsageError("rates: expected what one USD is worth in EUR; got none. Give a rate for each.")
            return FakeResult(return_rows(compared, asked))
        return FakeResult(attribution_rows(compared, asked))

    def attribution_change_log(self, since: datetime, **asked: object) -> FakeResult:
        return FakeResult(change_rows())

    def attribution_changes(self, since: datetime, *, events: bool = False, **asked: object) -> FakeResult:
        return FakeResult(change_rows() if events else credit_rows())

    def attribution_acts(self, since: datetime) -> list[ChangeAct]:
        return some_acts()

    def customer_value(self, **_: object) -> FakeResult:
        return FakeResult(fake_value.cohort_rows())

    def expected_value(self, by: str = "account", **_: object) -> FakeResult:
        return fitted(by, fake_value.expected_rows())

    def value_check(self, by: str = "account", **_: object) -> FakeResult:
        return fitted(by, fake_value.check_rows())

    def value_model(self, by: str = "account", **_: object) -> FakeResult:
        return fitted(by, fake_value.model_rows())

    def acquisition_cost(self, **_: object) -> FakeResult:
        return FakeResult(fake_value.cost_rows())

    def payback(self, **_: object) -> FakeResult:
        return FakeResult(fake_value.payback_rows())


def fitted(by: str, rows: list[dict[str, object]]) -> FakeResult:
    """Return what a model of accounts says; one of persons cannot be fitted."""
    if by == "person":
        raise UsageError(
            "model: expected at least 50 units with an order, and 20 of them with another one on a later day; "
            "got 3 and 1. Choose a longer period or another unit; what was observed per cohort needs no model."
        )
    return FakeResult(rows)


@dataclass
class FakeAnswer:
    rows: pa.Table
    is_cut: bool = False


class FakeSql:
    def columns(self) -> dict[str, tuple[str, ...]]:
        return {view.name: tuple(name for name, _ in view.columns) for view in VIEWS}

    def select(self, statement: str, /, *, rows: int = 0, seconds: float = 0) -> FakeAnswer:
        if "DROP" in statement:
            raise UsageError("statement: expected one SELECT over the documented views; got another statement.")
        return FakeAnswer(pa.table({"touchpoint": ["<b>fair</b>", None], "touches": [3, 2]}), is_cut=True)


EVERY_ACCOUNT = AccountChoice()


@dataclass
class FakeAccounts:
    lines: list[AccountLine]
    entries: list[TimelineEntry]
    recorded: AccountRecords = field(default_factory=AccountRecords)

    def list(
        self, *, search: str = "", sort: str = "last", page: int = 1, size: int = 50,
        choice: AccountChoice = EVERY_ACCOUNT,
    ) -> AccountPage:  # fmt: skip
        search = search or choice.search
        found = [line for line in self.lines if search.casefold() in line.label.casefold()]
        if choice.phase:
            found = [line for line in found if line.phase == choice.phase]
        if sort == "label":
            found.sort(key=lambda line: line.label)
        return AccountPage(len(found), tuple(found[(page - 1) * size : page * size]))

    def export(
        self, choice: AccountChoice = EVERY_ACCOUNT, *, sort: str = "last", only: tuple[int, ...] = ()
    ) -> pa.Table:
        names = ("account", "label", "phase", "touches", "persons", "first_at", "last_at")
        found = [line for line in self.list(choice=choice).lines if not only or line.account in only]
        return pa.Table.from_pylist([{name: getattr(line, name) for name in names} for line in found])

    def timeline(self, account: int, *, page: int = 1, size: int = 100) -> Timeline:
        for line in self.lines:
            if line.account == account:
                return Timeline(line, len(self.entries), tuple(self.entries[(page - 1) * size : page * size]))
        raise NotFound(f"Expected the number of an account; got {account}.")

    def records(self, account: int) -> AccountRecords:
        return self.recorded


@dataclass(frozen=True)
class FakeSettings:
    time_zone: str = "Europe/Berlin"
    small_n: int = 5
    language: str = "de"
    proxies: int = 0


@dataclass
class FakeWorkspace:
    name: str
    overview_value: Overview
    maps: FakeMaps
    analytics: FakeAnalytics
    accounts: FakeAccounts
    rejected: FakeRejected
    persons: ActingPersons = field(default_factory=ActingPersons)
    settings: FakeSettings = field(default_factory=FakeSettings)
    reports: FakeReports = field(default_factory=FakeReports)
    sql: FakeSql = field(default_factory=FakeSql)
    plan: FakePlan = field(default_factory=FakePlan)
    stages: FakeStages = field(default_factory=FakeStages)
    scores: FakeScores = field(default_factory=FakeScores)
    predictions: FakePredictions = field(default_factory=FakePredictions)
    objections: FakeObjections = field(default_factory=FakeObjections)
    segments: FakeSegments = field(default_factory=FakeSegments)
    recognition: FakeRecognition = field(default_factory=FakeRecognition)
    duplicates: FakeDuplicates = field(default_factory=lambda: FakeDuplicates(a_merge_plan(4711, 4713)))
    rights: FakeRights = field(default_factory=FakeRights)
    identity: FakeIdentity = field(default_factory=FakeIdentity)
    internal: FakeInternal = field(default_factory=FakeInternal)
    surveys: FakeSurveys = field(default_factory=FakeSurveys)
    costs: FakeCosts = field(default_factory=FakeCosts)
    imports: FakeImports = field(default_factory=FakeImports)
    health_value: Health = field(default_factory=a_health)

    def span(self) -> tuple[datetime | None, datetime | None]:
        return self.overview().first_at, self.overview().last_at

    def overview(self) -> Overview:
        return replace(self.overview_value, maps=tuple(self.maps.list()))

    def health(self) -> Health:
        return self.health_value


def a_workspace() -> FakeWorkspace:
    overview = Overview(
        name="Rheinpumpen GmbH",
        events=49163,
        touches=47959,
        persons=2003,
        accounts=412,
        first_at=FIRST,
        last_at=LAST,
        waiting=0,
        sources=(
            SourceSummary("crm", 21034, 20990, 40, 0, 4),
            SourceSummary("web", 28173, 28173, 0, 0, 0),
        ),
        unrecognised=(("newsletter_opened", 1012), ("page_printed", 140), ("intern_notiz", 52)),
    )
    return FakeWorkspace(
        name="Rheinpumpen GmbH",
        overview_value=overview,
        maps=FakeMaps([a_map()]),
        analytics=FakeAnalytics(transition_rows(), sankey_rows()),
        accounts=FakeAccounts(account_lines(), timeline_entries(), some_records()),
        rejected=FakeRejected(rejected_rows()),
    )


def an_empty_workspace() -> FakeWorkspace:
    return FakeWorkspace(
        name="Neu",
        overview_value=Overview("Neu", 0, 0, 0, 0, None, None, 0),
        maps=FakeMaps([]),
        analytics=FakeAnalytics([], []),
        accounts=FakeAccounts([], []),
        duplicates=FakeDuplicates(a_merge_plan(1, 2), {"person": [], "account": []}, found_at=None),
        persons=ActingPersons([]),
        rejected=FakeRejected([]),
        plan=FakePlan([], []),
        stages=FakeStages(found=[]),
        scores=FakeScores(is_empty=True),
        segments=FakeSegments({}),
        recognition=FakeRecognition([]),
        identity=FakeIdentity(found=()),
        internal=FakeInternal(lines=[]),
        surveys=FakeSurveys({}),
        costs=FakeCosts(lines=[]),
        health_value=an_empty_health(),
    )
