"""One million touches of 200,000 persons with 600,000 identifiers: what pages about persons take.

    python -m benchmarks.persons

The first run takes the events in through the ordinary door and keeps the workspace in `.bench/persons`;
later runs only measure. Times are those of the server alone, from the request to the written page.
"""

from __future__ import annotations

import logging
import statistics
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.figures import peak_memory_gb, report, timed

PLACE = Path(__file__).parents[1] / ".bench" / "persons"
PERSONS, ACCOUNTS, EVENTS, PART = 200_000, 20_000, 1_000_000, 100_000
BEGIN = np.datetime64("2024-01-01T00:00:00", "us")
SPAN = 700 * 24 * 3600 * 1_000_000
MAP = """
format: journey-map/1
id: made
title: {de: Angebot, en: Quote}
status: live
state: as_is
time_zone: Europe/Berlin
phases: [{id: ask, title: {de: Anfrage, en: Request}, canonical: consideration}]
steps: [{id: send, phase: ask, title: {de: Anfragen, en: Ask}}]
touchpoints: [{id: quote, title: {de: Angebot, en: Quote}, channel: email, rule: {event: quote_sent}}]
placements: [{step: send, touchpoint: quote}]
"""
PAGES = {
    "list, last touch first": "/people/persons",
    "list, by label": "/people/persons?sort=label",
    "list, first touch first, page 7": "/people/persons?sort=first&page=7",
    "search for a name": "/people/persons?q=Meyer",
    "search for an address": "/people/persons?q=p1234@example.org",
    "filters: period, at no account": "/people/persons?from=2025-01-01&to=2025-06-30&account=none",
    "filters: anonymous": "/people/persons?anonymous=1",
    "persons at an account": "/people/persons?account=4711",
    "one person": "/people/persons/{person}",
    "one account": "/people/accounts/{account}",
    "plan to merge two": "/people/persons/merge?first={person}&second={other}",
}


def main() -> None:
    from wegmarke.workspace import Settings, init, open_workspace

    if not (PLACE / "complete").exists():
        with init(PLACE, Settings(name="bench")) as workspace:
            fill(workspace)
        (PLACE / "complete").touch()
    with open_workspace(PLACE) as workspace:
        measure(workspace)


def fill(workspace) -> None:  # type: ignore[no-untyped-def]
    from wegmarke.sources import REJECTED_SCHEMA, Chunk
    from wegmarke.workspace.imports import take_in

    workspace.maps.put(MAP)
    chunks = (Chunk(part, REJECTED_SCHEMA.empty_table(), part.num_rows) for part in parts())
    imported, seconds = timed(lambda: take_in(workspace.stores, "made", chunks))
    report("accept, store, resolve, touch", f"{imported.stored / seconds:,.0f} events/s")


def parts() -> Iterator[pa.Table]:
    rng = np.random.default_rng(11)
    names = ["Meyer", "Schmidt", "Fischer", "Weber", "Wagner", "Becker", "Koch", "Richter", "Klein", "Wolf"]
    for start in range(0, EVENTS, PART):
        # Everybody comes once before anybody comes at random.
        row = np.arange(start, start + PART)
        person = np.where(row < PERSONS, row, rng.integers(0, PERSONS, PART))
        yield a_part(row, person, rng.integers(0, SPAN, PART), names)


def a_part(row: np.ndarray, person: np.ndarray, ago: np.ndarray, names: list[str]) -> pa.Table:
    from wegmarke.sources import EVENT_SCHEMA

    # One in ten is only a browser; the others have an address, a number in the CRM and a browser.
    known = person % 10 != 0
    people = [
        [{"kind": "email", "value": f"p{p}@example.org"}, {"kind": "crm_contact", "value": f"C{p}"}, cookie(p)]
        if is_known
        else [cookie(p)]
        for p, is_known in zip(person.tolist(), known.tolist(), strict=True)
    ]
    accounts = [
        [{"kind": "crm_account", "value": f"A{p % ACCOUNTS}"}] if is_known else []
        for p, is_known in zip(person.tolist(), known.tolist(), strict=True)
    ]
    labels = [f"{names[p % 10]} {p}" if is_known else None for p, is_known in zip(person.tolist(), known, strict=True)]
    columns = {
        "source": ["made"] * len(row),
        "source_event_id": [str(number) for number in row.tolist()],
        "name": np.where(row % 5 == 0, "page_viewed", "quote_sent").tolist(),
        "occurred_at": pa.array(BEGIN + ago.astype("timedelta64[us]"), pa.timestamp("us", "UTC")),
        "precision": ["instant"] * len(row),
        "sequence": row,
        "person_identifiers": people,
        "account_identifiers": accounts,
        "person_label": labels,
        "account_label": [
            f"Pumpenbau {p % ACCOUNTS} GmbH" if a else None for p, a in zip(person, accounts, strict=True)
        ],
        "channel": ["email"] * len(row),
        "value_minor": [None] * len(row),
        "currency": [None] * len(row),
        "properties": [[]] * len(row),
    }
    return pa.table([pa.array(columns[field.name], field.type) for field in EVENT_SCHEMA], schema=EVENT_SCHEMA)


def cookie(person: int) -> dict[str, str]:
    return {"kind": "cookie", "value": f"k{person}"}


def measure(workspace) -> None:  # type: ignore[no-untyped-def]
    from litestar.testing import TestClient

    from wegmarke.domain import SetClock
    from wegmarke.server import build_app
    from wegmarke.web import Sessions

    logging.getLogger("httpx").setLevel(logging.WARNING)
    origin = "http://127.0.0.1:8765"
    sessions = Sessions(origin, SetClock(datetime(2026, 1, 5, tzinfo=UTC)))
    line, other = workspace.persons.list(size=2).lines
    named = {"person": line.person, "other": other.person, "account": line.account.account}
    with TestClient(build_app(workspace, sessions=sessions), base_url=origin) as client:
        client.get(sessions.issue_link(), follow_redirects=False)
        for what, path in PAGES.items():
            asked = path.format(**named)
            workspace.stores.state_of_data += 1
            first = seconds(client, asked)
            median = statistics.median(seconds(client, asked) for _ in range(9))
            report(what, f"{median * 1000:.0f} ms", bar="100 ms", yardstick=f"after a change {first * 1000:.0f} ms")
    report("peak memory", f"{peak_memory_gb():.2f} GB")


def seconds(client, path: str) -> float:  # type: ignore[no-untyped-def]
    answer, took = timed(lambda: client.get(path))
    assert answer.status_code == 200, answer.text[:2000]
    return took


if __name__ == "__main__":
    main()
