"""The parts of the small workspace that are about what arrives: tracking plan, rejected rows, books by the hour."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from wegmarke.domain import NotFound, UsageError
from wegmarke.domain.tracking_plan import Coverage, EventCoverage, PlanVersion, PropertyCoverage
from wegmarke.domain.views import (
    Health,
    HourOfBooks,
    RejectedChoice,
    RejectedGroup,
    RejectedPage,
    RejectedRow,
    ReplayReport,
    SourceSummary,
)
from wegmarke.ingest import parse_plan
from wegmarke.ingest.event_json import is_event, read_event

NOW = datetime(2025, 12, 19, 17, 5, tzinfo=UTC)
ALL = RejectedChoice()

PLAN = """\
format: tracking-plan/1
unknown_events: accept
unknown_properties: drop
events:
  - name: quote_sent
    title: {de: Angebot verschickt, en: Quote sent}
    description:
      de: Der Vertrieb hat ein Angebot abgegeben. Gilt auch für Nachträge.
      en: Sales has made an offer. Supplements count as well.
    properties:
      offer_type: {type: choice, allowed: [standard, sonder, rahmen], required: true, example: standard}
      positions: {type: number, example: "12"}
      valid_until: {type: date, example: 2025-12-31}
      contact_person: {personal: true, description: {de: Ansprechpartner im Angebot, en: Person named in the offer}}
  - name: webinar_attended
    title: {de: Webinar besucht, en: Webinar attended}
    properties:
      minutes: {type: number, required: true}
      product_name: {type: text, personal: false, example: NK-80}
  - name: plant_commissioned
    title: {de: Anlage in Betrieb genommen, en: Plant commissioned}
"""


def an_event_text(event_id: str, **properties: str) -> str:
    event = {
        "source": "shop", "source_event_id": event_id, "name": "quote_sent", "occurred_at": "2025-12-01T08:00:00Z",
        "precision": "instant", "sequence": 3, "person_identifiers": [{"kind": "crm", "value": "4711"}],
        "account_identifiers": [], "person_label": None, "account_label": None, "channel": "webshop",
        "value_minor": None, "currency": None, "properties": properties,
    }  # fmt: skip
    return json.dumps(event, ensure_ascii=False)


@dataclass
class FakeRejected:
    found: list[RejectedRow]
    erased: list[RejectedChoice] = field(default_factory=list)

    def _rows(self, choice: RejectedChoice) -> list[RejectedRow]:
        # A row without an id gets one from its place, as tests build rows by hand.
        rows = [replace(row, id=row.id or f"{number:032x}") for number, row in enumerate(self.found)]
        rows = [replace(row, is_event=is_event(row.payload)) for row in rows]
        return [
            row
            for row in rows
            if (not choice.source or row.source == choice.source)
            and (not choice.reason or row.reason == choice.reason)
            and (not choice.file or row.file == choice.file)
            and (not choice.state or (choice.state == "replayed") == (row.replayed_at is not None))
            and choice.search.casefold() in f"{row.file}\n{row.message}\n{row.payload}".casefold()
        ]

    def groups(self, choice: RejectedChoice = ALL) -> Sequence[RejectedGroup]:
        groups: dict[tuple[str, str], list[RejectedRow]] = {}
        for row in self._rows(choice):
            groups.setdefault((row.file, row.reason), []).append(row)
        return tuple(
            RejectedGroup(rows[0].source, file, reason, rows[0].message, len(rows), rows[0].line, rows[-1].line)
            for (file, reason), rows in groups.items()
        )

    def page(self, choice: RejectedChoice = ALL, *, number: int = 1, size: int = 50) -> RejectedPage:
        rows = self._rows(choice)
        return RejectedPage(len(rows), tuple(rows[(number - 1) * size : number * size]))

    def get(self, row_id: str) -> RejectedRow:
        for row in self._rows(ALL):
            if row.id == row_id:
                return row
        raise NotFound(f"rejected event: expected the id of one that is still kept; got {row_id!r}.")

    def edit(self, row_id: str, payload: str) -> RejectedRow:
        read_event(payload)
        return self._change(row_id, edited=payload)

    def replay(self, row_id: str) -> ReplayReport:
        row = self.get(row_id)
        if not row.is_event:
            raise UsageError("This row never was an event.")
        if "viele" in (row.edited or row.payload):
            return ReplayReport(0, 1, 0, ("properties.positions: expected a number such as 12; got 'viele'.",))
        self._change(row_id, replayed_at=NOW, outcome="stored")
        return ReplayReport(1, 0, 0)

    def replay_all(self, choice: RejectedChoice) -> ReplayReport:
        rows = [row for row in self._rows(choice) if row.replayed_at is None]
        reports = [self.replay(row.id) for row in rows if row.is_event]
        accepted = sum(report.accepted for report in reports)
        return ReplayReport(accepted, len(reports) - accepted, len(rows) - len(reports))

    def erase(self, row_id: str) -> int:
        row = self.get(row_id)
        self.found = [other for other in self._rows(ALL) if other.id != row.id]
        return 1

    def erase_all(self, choice: RejectedChoice) -> int:
        self.erased.append(choice)
        gone = {row.id for row in self._rows(choice)}
        self.found = [row for row in self._rows(ALL) if row.id not in gone]
        return len(gone)

    def _change(self, row_id: str, **changes: object) -> RejectedRow:
        row = self.get(row_id)
        self.found = [replace(other, **changes) if other.id == row.id else other for other in self._rows(ALL)]
        return self.get(row_id)


@dataclass
class FakePlan:
    texts: list[str] = field(default_factory=lambda: [PLAN.replace("drop", "accept"), PLAN])
    lines: list[EventCoverage] = field(default_factory=lambda: coverage_lines())

    def read(self, version: int | None = None) -> PlanVersion | None:
        wanted = len(self.texts) if version is None else version
        if version is not None and version > len(self.texts):
            raise NotFound(f"tracking plan: expected the number of a version; got {version}.")
        if not self.texts:
            return None
        text = self.texts[wanted - 1]
        return PlanVersion(wanted, NOW - timedelta(days=30 - wanted), text, parse_plan(text))

    def history(self) -> Sequence[tuple[int, datetime]]:
        numbers = range(len(self.texts), 0, -1)
        return [(number, NOW - timedelta(days=30 - number)) for number in numbers]

    def put(self, text: str, base: int | None = None) -> PlanVersion:
        parse_plan(text)
        if base is not None and base != len(self.texts):
            raise UsageError("Somebody changed the plan meanwhile: open the newest version and make the change there.")
        self.texts.append(text)
        found = self.read()
        assert found is not None
        return found

    def rehearse(self, text: str) -> Coverage:
        return self._beside({event.name for event in parse_plan(text).events})

    def coverage(self) -> Coverage:
        held = self.read()
        return self._beside({event.name for event in held.plan.events} if held is not None else set())

    def propose(self) -> str:
        return "format: tracking-plan/1\nevents:\n- name: page_printed\n  properties: {page: text}\n"

    def _beside(self, declared: set[str]) -> Coverage:
        lines = [replace(line, declared=line.name in declared) for line in self.lines]
        return Coverage(
            version=len(self.texts),
            events=49163,
            covered=sum(line.events for line in lines if line.declared),
            declared=len(declared),
            seen=sum(line.declared and line.events > 0 for line in lines),
            lines=tuple(line for line in lines if line.events or line.declared or line.rejected),
        )


def coverage_lines() -> list[EventCoverage]:
    def part(name: str, events: int, of: int, **changes: object) -> PropertyCoverage:
        last = NOW - timedelta(hours=2)
        share = events / of if of else None
        return replace(PropertyCoverage(name, True, False, events, share, 0, "", last if events else None), **changes)

    quote = (
        part("offer_type", 4117, 4117),
        part("positions", 3920, 4117),
        part("contact_person", 0, 4117, personal=True, removed=4102, why="personal", last_at=NOW),
        part("internal_note", 0, 4117, declared=False, removed=311, why="undeclared", last_at=NOW),
        part("valid_until", 0, 4117),
    )
    webinar = (part("minutes", 2210, 2210), part("product_name", 1800, 2210))
    printed = (part("page", 140, 140, declared=False),)
    seen = (("page_printed", 44031 - 1195, printed), ("quote_sent", 4117, quote), ("webinar_attended", 2210, webinar))
    lines = [
        EventCoverage(name, True, events, events / 49163, NOW - timedelta(hours=events % 50), 0, properties)
        for name, events, properties in seen
    ]
    return [
        *lines,
        EventCoverage("Order Completed", False, 0, None, None, rejected=17),
        EventCoverage("plant_commissioned", True, 0, None, None),
    ]


def a_health() -> Health:
    now = int(NOW.timestamp()) // 3600
    hours = []
    for ago in range(47, -1, -1):
        received = 40 + (ago * 37) % 90 if 7 <= (now - ago) % 24 <= 19 else (ago * 13) % 11
        duplicate, rejected = received // 12, received // 25
        waiting = 9 if ago == 0 else 0
        if received:
            stored = received - duplicate - rejected
            hours.append(HourOfBooks("web", now - ago, received + waiting, stored, duplicate, 0, rejected, waiting))
    hours.append(HourOfBooks("crm", now - 20, 1204, 1190, 10, 2, 2, 0))
    return Health(
        at=NOW,
        waiting=9,
        last_at=NOW - timedelta(seconds=40),
        disk_free=48_318_382_080,
        disk_total=107_374_182_400,
        rejected=6,
        rejected_days=90,
        books=(SourceSummary("crm", 21034, 20990, 38, 2, 4), SourceSummary("web", 28182, 28061, 88, 0, 24)),
        hours=tuple(sorted(hours, key=lambda line: line.hour)),
    )


def an_empty_health() -> Health:
    return replace(a_health(), waiting=0, last_at=None, rejected=0, books=(), hours=())


def rejected_events() -> list[RejectedRow]:
    wrong = "properties.positions: expected a number such as 12 or -3.50; got 'viele'. Correct it in the source."
    return [
        RejectedRow("shop", "POST /v1/batch", 3, "wrong_type", wrong, an_event_text("q-1", positions="viele"), NOW),
        RejectedRow("shop", "POST /v1/batch", 4, "future_time", "Expected a time not more than 24 hours ahead.",
                    an_event_text("q-2", positions="3"), NOW, edited=an_event_text("q-2", positions="4")),
        RejectedRow("shop", "POST /v1/track", 1, "wrong_type", wrong, an_event_text("q-3", positions="zwei"), NOW,
                    replayed_at=NOW, outcome="stored"),
    ]  # fmt: skip
