"""A workspace in memory with the real one's methods, filled with fixed numbers of a fictional supplier."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
from fake_imports import FakeImports
from fake_intake import FakePlan, FakeRejected, a_health, an_empty_health
from fake_map import TOUCHPOINTS, a_map, lines

from wegmarke.domain import (
    BreakdownRow,
    CellNumbers,
    Language,
    LocalizedText,
    MapNumbers,
    MetricNumber,
    Money,
    NotFound,
    Rate,
    Spread,
)
from wegmarke.domain.views import (
    AccountLine,
    AccountPage,
    Health,
    MapSummary,
    Overview,
    RejectedRow,
    SourceSummary,
    Timeline,
    TimelineEntry,
)
from wegmarke.maps import JourneyMap
from wegmarke.web.reader import Reader

FIRST = datetime(2024, 1, 3, 7, 12, tzinfo=UTC)
LAST = datetime(2025, 12, 19, 16, 40, tzinfo=UTC)

# phase | touches | persons | accounts | went on | median days | p90 | out of order | value in cents
PHASES = """
awareness     | 18423 | 1861 | 412 | 301 | 24  | 88  | 0 | 0
consideration | 12904 | 1240 | 318 | 197 | 41  | 130 | 3 | 0
decision      | 4117  | 702  | 204 | 148 | 33  | 95  | 1 | 738250000
service       | 2210  | 431  | 149 | 131 | 58  | 140 | 0 | 0
retention     | 9876  | 512  | 137 | 52  | 402 | 611 | 0 | 112034050
loyalty       | 388   | 96   | 54  | 3   | 71  | 90  | 0 | 96440000
advocacy      | 41    | 22   | 4   | 0   |     |     | 0 | 0
"""


def a_reader(language: Language = Language.DE) -> Reader:
    return Reader(language, "auto", "auto", ZoneInfo("Europe/Berlin"))


def a_rate(part: int, of: int) -> Rate:
    if not of:
        return Rate(part, of, None, None, None)
    value = part / of
    return Rate(part, of, value, max(0.0, value - 0.04), min(1.0, value + 0.04))


def a_cell(
    touches: int, persons: int, accounts: int, on: int, median: str, p90: str, odd: int, value: int
) -> CellNumbers:
    spread = Spread(on, 1.0, float(median), float(median) * 1.2, float(p90), float(p90) * 2) if median else None
    return CellNumbers(
        touches=touches,
        persons=persons,
        accounts=accounts,
        units=accounts,
        conversion=a_rate(on, accounts),
        days_to_next=spread,
        out_of_order=odd,
        values=(Money(value, "EUR"),) if value else (),
        suppressed=accounts < 5,
    )


def phase_cells() -> dict[str, CellNumbers]:
    return {
        row[0]: a_cell(*(int(cell) for cell in row[1:5]), row[5], row[6], int(row[7]), int(row[8]))
        for row in lines(PHASES, 9)
    }


def touchpoint_cells() -> dict[str, CellNumbers]:
    cells = {}
    for number, line in enumerate(lines(TOUCHPOINTS, 9)):
        touches = 9000 // (number + 1) + 3
        accounts = max(2, 380 // (number + 1))
        value = 738250000 if line[0] == "order" else 0
        cells[line[0]] = a_cell(
            touches,
            accounts * 3,
            accounts,
            accounts * (number % 5 + 1) // 7,
            str(12 + number),
            str(60 + number),
            0,
            value,
        )
    cells["trade_press"] = CellNumbers()
    return cells


def metric_numbers() -> dict[str, MetricNumber]:
    months = tuple(BreakdownRow(f"2025-{month:02d}", 20.0 + month * 3, 12 + month) for month in range(1, 7))
    regions = (
        BreakdownRow("Süd", 310000000.0, 61),
        BreakdownRow("West", 268250000.0, 52),
        BreakdownRow(None, 160000000.0, 35),
    )
    return {
        metric.metric: metric
        for metric in (
            MetricNumber("m_reach", 412, 412, target=400, status="on_target"),
            MetricNumber("m_conf", 0.372, 318, 0.32, 0.43, 0.4, "attention", definition="Accounts that went on."),
            MetricNumber("m_quote", 33.4, 148, 29.0, 38.2, 30, "attention"),
            MetricNumber(
                "m_won", 738250000, 148, target=400000000, status="on_target", currency="EUR", breakdown=regions
            ),
            MetricNumber("m_start", 96, 96, target=150, status="alert"),
            MetricNumber("m_csat", 0.91, 207, 0.8, 1.0, 0.8, "on_target"),
            MetricNumber("m_rebuy", 54, 54),
            MetricNumber("m_nps", None, 4, suppressed=True, target=40, breakdown=months),
        )
    }


@dataclass
class FakeResult:
    rows: list[dict[str, object]]
    definition: str = "Transitions between neighbouring touches of one path."
    excluded: dict[str, int] = field(default_factory=lambda: {"unrecognised": 1204})

    def to_pyarrow(self) -> pa.Table:
        return pa.Table.from_pylist(self.rows)


@dataclass
class FakeMaps:
    documents: list[JourneyMap]
    asked: list[tuple[object, ...]] = field(default_factory=list)

    def list(self) -> Sequence[MapSummary]:
        return tuple(
            MapSummary(m.id, m.title, m.status, len(m.phases), len(m.touchpoints), LAST) for m in self.documents
        )

    def get(self, map_id: str) -> JourneyMap:
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
class FakeAnalytics:
    rows: list[dict[str, object]]
    flows: list[dict[str, object]]

    def paths(self, *, by: str = "account", start: datetime | None = None, end: datetime | None = None) -> FakeResult:
        return FakeResult(self.rows)

    def sankey(
        self,
        *,
        by: str = "account",
        start: datetime | None = None,
        end: datetime | None = None,
        positions: int = 6,
        top: int = 8,
    ) -> FakeResult:
        return FakeResult(self.flows)


@dataclass
class FakeAccounts:
    lines: list[AccountLine]
    entries: list[TimelineEntry]

    def list(self, *, search: str = "", sort: str = "last", page: int = 1, size: int = 50) -> AccountPage:
        found = [line for line in self.lines if search.casefold() in line.label.casefold()]
        if sort == "label":
            found.sort(key=lambda line: line.label)
        return AccountPage(len(found), tuple(found[(page - 1) * size : page * size]))

    def timeline(self, account: int, *, page: int = 1, size: int = 100) -> Timeline:
        for line in self.lines:
            if line.account == account:
                return Timeline(line, len(self.entries), tuple(self.entries[(page - 1) * size : page * size]))
        raise NotFound(f"Expected the number of an account; got {account}.")


@dataclass(frozen=True)
class FakeSettings:
    time_zone: str = "Europe/Berlin"
    small_n: int = 5
    language: str = "de"


@dataclass
class FakeWorkspace:
    name: str
    overview_value: Overview
    maps: FakeMaps
    analytics: FakeAnalytics
    accounts: FakeAccounts
    rejected: FakeRejected
    settings: FakeSettings = field(default_factory=FakeSettings)
    plan: FakePlan = field(default_factory=FakePlan)
    imports: FakeImports = field(default_factory=FakeImports)
    health_value: Health = field(default_factory=a_health)

    def overview(self) -> Overview:
        return replace(self.overview_value, maps=tuple(self.maps.list()))

    def health(self) -> Health:
        return self.health_value


def account_lines() -> list[AccountLine]:
    names = """
    Brauerei Hohenfels GmbH | Chemiewerk Lorenz AG | Stadtwerke Neuenburg | Papierfabrik Aue KG | Molkerei Sonnental eG
    Kläranlagenzweckverband Unteres Mühlental | Textilveredelung Brandt | Zuckerfabrik Elbmarsch | Lackwerke Seiffert
    Keramik Altmann & Söhne | Wasserverband Nordheide | Pharmawerk Isental GmbH
    """
    labels = [name.strip() for row in names.strip().splitlines() for name in row.split("|")]
    order = ["awareness", "consideration", "decision", "service", "retention", "loyalty", None]
    return [
        AccountLine(
            account=100 + number,
            label=label,
            touches=240 - number * 17,
            persons=12 - number % 9,
            first_at=FIRST + timedelta(days=number * 9),
            last_at=LAST - timedelta(days=number * 13),
            phase=order[number % len(order)],
            values=(Money(18450000 - number * 1300000, "EUR"),) if number % 3 else (),
        )
        for number, label in enumerate(labels)
    ]


PROPERTIES: list[dict[str, str]] = [
    {},
    {"kampagne": "Energie 2025"},
    {},
    {
        "kampagne": "Energie 2025",
        "seite": "/ratgeber/pumpen/energieeffizienz",
        "verweis": "Fachverband Pumpen + Systeme",
    },
    {},
]


def timeline_entries() -> list[TimelineEntry]:
    pattern = [
        ("ad_clicked", "search_ad", "awareness", "search_ad", None),
        ("page_viewed", "blog", "awareness", "blog", None),
        ("booth_visited", "fair", "awareness", "trade_fair", None),
        ("configuration_saved", "configurator", "consideration", "website", None),
        ("webinar_attended", "webinar", "consideration", "webinar", None),
        ("newsletter_opened", None, None, "email", None),
        ("quote_sent", "quote", "decision", "offer", Money(4825000, "EUR")),
        ("call_made", "call", "decision", "phone", None),
        ("order_placed", "order", "decision", "contract", Money(4770000, "EUR")),
        ("plant_commissioned", "commission", "service", "visit", None),
        ("ticket_opened", "ticket", "retention", "support_ticket", None),
        ("invoice_paid", "invoice", "retention", "invoice", Money(124950, "EUR")),
    ]
    people = ["Person 4711", "Person 4712", "Person 5003"]
    entries = []
    for number in range(36):
        event, touchpoint, phase, channel, value = pattern[number % 12]
        day = event in {"booth_visited", "plant_commissioned"}
        entries.append(
            TimelineEntry(
                occurred_at=FIRST + timedelta(days=number * 11, hours=number % 7, minutes=number * 7 % 60),
                precision="day" if day else "instant",
                event=event,
                touchpoint=touchpoint,
                phase=phase,
                channel=channel,
                person=None if event == "invoice_paid" else 4711 + number % 3,
                person_label="" if event == "invoice_paid" else people[number % 3],
                value=value,
                properties=PROPERTIES[number % len(PROPERTIES)],
                session=number // 4 + 1,
            )
        )
    return entries


def transition_rows() -> list[dict[str, object]]:
    ids = [line[0] for line in lines(TOUCHPOINTS, 9)]
    rows = [flow("(start)", ids[number], 180 - number * 40, 180 - number * 40) for number in range(4)]
    for first, touchpoint in enumerate(ids):
        for second in (first, first + 1, first + 3):
            if second < len(ids):
                count = 4000 // (first + 1) // (1 + second - first) + 2
                rows.append(flow(touchpoint, ids[second], count, max(1, count // 9)))
    rows.append(flow("review", "(end)", 3, 3))
    return sorted(rows, key=lambda row: -int(str(row["transitions"])))


def flow(came_from: str, went_to: str, transitions: int, units: int) -> dict[str, object]:
    return {"from_touchpoint": came_from, "to_touchpoint": went_to, "transitions": transitions, "units": units}


def sankey_rows() -> list[dict[str, object]]:
    stations = [
        [("search_ad", 180), ("blog", 120), ("fair", 70), ("portal", 42)],
        [("blog", 140), ("configurator", 150), ("webinar", 60), ("(other)", 30), ("(end)", 32)],
        [("configurator", 120), ("quote", 130), ("call", 60), ("(end)", 70)],
        [("quote", 110), ("call", 60), ("order", 70), ("(end)", 70)],
        [("order", 90), ("commission", 80), ("ticket", 20), ("(end)", 50)],
        [("commission", 60), ("ticket", 50), ("invoice", 40), ("(end)", 40)],
    ]
    rows: list[dict[str, object]] = []
    for position, (left, right) in enumerate(itertools.pairwise(stations), start=1):
        total = sum(size for _, size in right)
        for source, size in left:
            for target, share in right:
                units = size * share // total
                if units and source != "(end)":
                    rows.append(
                        {
                            "position": position,
                            "from_touchpoint": source,
                            "to_position": position + 1,
                            "to_touchpoint": target,
                            "units": units,
                        }
                    )
    return rows


def rejected_rows() -> list[RejectedRow]:
    wrong_date = "Expected a date like 2025-01-31; got '31.02.2025'. Correct the date in the source and import again."
    no_name = (
        "Expected a value in column 'event'; got an empty cell. Fill the column or name another one in the recipe."
    )
    return [
        RejectedRow(
            "crm", "aktivitaeten.csv", 17 + n * 40, "impossible_date", wrong_date, '{"datum": "31.02.2025"}', LAST
        )
        for n in range(3)
    ] + [RejectedRow("crm", "aktivitaeten.csv", 902, "missing_value", no_name, '{"event": ""}', LAST)]


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
        accounts=FakeAccounts(account_lines(), timeline_entries()),
        rejected=FakeRejected(rejected_rows()),
    )


def an_empty_workspace() -> FakeWorkspace:
    return FakeWorkspace(
        name="Neu",
        overview_value=Overview("Neu", 0, 0, 0, 0, None, None, 0),
        maps=FakeMaps([]),
        analytics=FakeAnalytics([], []),
        accounts=FakeAccounts([], []),
        rejected=FakeRejected([]),
        plan=FakePlan([], []),
        health_value=an_empty_health(),
    )


def a_hostile_text() -> LocalizedText:
    return LocalizedText.of(
        "<script>alert(1)</script>\u202egnp.exe 🧨 " + "Donaudampfschifffahrtsgesellschaftskapitän" * 4
    )
