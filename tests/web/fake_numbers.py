"""Fixed numbers of the fictional maker of pumps: cells, metrics, paths, accounts and their histories."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from fake_map import TOUCHPOINTS, lines

from wegmarke.domain import BreakdownRow, CellNumbers, MetricNumber, Money, Rate, Spread
from wegmarke.domain.views import AccountLine, RejectedRow, TimelineEntry

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


PATHS: tuple[tuple[list[str], int, int], ...] = (
    (["search_ad", "blog", "configurator", "quote"], 64, 21),
    (["fair", "quote"], 41, 17),
    (["blog", "webinar", "configurator", "quote", "call", "quote"], 18, 3),
    ([], 6, 6),
    (["(other)"], 412, 96),
)


def variant_rows() -> list[dict[str, object]]:
    whole = sum(units for _, units, _ in PATHS)
    return [
        {"touchpoints": path, "variants": 203 if path == ["(other)"] else 1, "units": units, "share": units / whole,
         "won": won, "win_rate": won / units, "low": 0.1, "high": 0.4, "value_minor": won * 125_000,
         "currency": "EUR"}
        for path, units, won in PATHS
    ]  # fmt: skip


def outcome_rows() -> list[dict[str, object]]:
    rows = []
    for path, units, won in PATHS:
        counts = {"won": won, "lost": (units - won) // 2, "stalled": (units - won) // 4}
        counts["open"] = units - sum(counts.values())
        row: dict[str, object] = {"touchpoints": path, "variants": 203 if path == ["(other)"] else 1, "units": units}
        for name, count in counts.items():
            row |= {name: count, f"{name}_share": None if not path else count / 200}
        rows.append(row)
    return rows
