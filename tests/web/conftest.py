from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

# The small workspace in memory that these tests show.
sys.path.insert(0, str(Path(__file__).parent))

from fake_workspace import FakeWorkspace, a_workspace

from wegmarke.domain import SetClock
from wegmarke.server import build_app
from wegmarke.web import Sessions

ORIGIN = "http://127.0.0.1:8765"


@pytest.fixture
def workspace() -> FakeWorkspace:
    return a_workspace()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 1, 5, 9, 0, tzinfo=UTC))


@pytest.fixture
def sessions(clock: SetClock) -> Sessions:
    return Sessions(ORIGIN, clock)


@pytest.fixture
def stranger(workspace: FakeWorkspace, sessions: Sessions) -> Iterator[TestClient[Litestar]]:
    """A browser without a session."""
    app = build_app(workspace, sessions=sessions)
    with TestClient(app, base_url=ORIGIN, raise_server_exceptions=False) as client:
        client.headers["accept-language"] = "en"
        yield client


@pytest.fixture
def client(stranger: TestClient[Litestar], sessions: Sessions) -> TestClient[Litestar]:
    """A browser that used its link."""
    stranger.get(sessions.issue_link(), follow_redirects=False)
    return stranger
