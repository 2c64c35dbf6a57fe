from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from litestar.types import ASGIApp

# The small workspace in memory that these tests show.
sys.path.insert(0, str(Path(__file__).parent))

from fake_workspace import FakeWorkspace, a_workspace

from wegmarke.domain import SetClock
from wegmarke.server import build_app
from wegmarke.web import Sessions
from wegmarke.web.gate import Gate
from wegmarke.web.site import Site

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


@pytest.fixture(scope="session")
def built() -> tuple[Litestar, ASGIApp]:
    """All pages, and what stands behind the gate: to put them together takes a hundred times as long as one page."""
    app = build_app(a_workspace(), sessions=Sessions(ORIGIN))
    assert isinstance(app.asgi_handler, Gate)
    return app, app.asgi_handler._app  # each test gets a gate of its own


@pytest.fixture
def stranger(
    built: tuple[Litestar, ASGIApp], workspace: FakeWorkspace, sessions: Sessions
) -> Iterator[TestClient[Litestar]]:
    """A browser without a session, at a workspace of its own."""
    app, behind = built
    site = Site(workspace, sessions)
    app.state.site, app.asgi_handler = site, Gate(behind, site)
    with TestClient(app, base_url=ORIGIN, raise_server_exceptions=False) as client:
        client.headers["accept-language"] = "en"
        yield client


@pytest.fixture
def client(stranger: TestClient[Litestar], sessions: Sessions) -> TestClient[Litestar]:
    """A browser that used its link."""
    stranger.get(sessions.issue_link(), follow_redirects=False)
    return stranger
