"""A library of the Segment specification, unchanged, against the running server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from http_builders import Served

from wegmarke.workspace import open_workspace

analytics = pytest.importorskip("segment.analytics", reason="segment-analytics-python is not installed")


@pytest.fixture
def failures() -> list[object]:
    return []


@pytest.fixture(params=[False, True], ids=["plain", "gzip"])
def client(server: Served, failures: list[object], request: pytest.FixtureRequest) -> Iterator[Any]:
    opened = analytics.Client(
        write_key=server.key,
        host=f"http://127.0.0.1:{server.port}",
        gzip=request.param,
        on_error=lambda error, _: failures.append(error),
        max_retries=0,
        timeout=30,
    )
    yield opened
    opened.join()


def test_library_sends_unchanged(client: Any, failures: list[object], folder: Path):
    with open_workspace(folder) as workspace:
        before = {line.source: line for line in workspace.overview().sources}.get("shop")
        client.identify("u-77", {"email": "ada@acme.example", "name": "Ada", "plan": "pro"})
        client.group("u-77", "acme", {"name": "ACME GmbH"})
        client.track("u-77", "Quote Sent", {"revenue": 1250.5, "currency": "EUR", "nested": {"a": [1, 2]}})
        client.track(anonymous_id="a-1", event="Broken", properties={"value": float("nan")})
        client.page("u-77", "Docs", "Pumps", {"path": "/pumps"})
        client.screen("u-77", "App", "Start")
        client.alias("a-1", "u-77")
        for number in range(500):
            client.track("u-77", "order_placed", {"n": number}, timestamp=datetime(2026, 1, 2, tzinfo=UTC))
        client.flush()
        client.join()
        after = {line.source: line for line in workspace.overview().sources}["shop"]

    assert failures == []
    received = after.received - (before.received if before else 0)
    rejected = after.rejected - (before.rejected if before else 0)
    assert (received, rejected) == (507, 1)
