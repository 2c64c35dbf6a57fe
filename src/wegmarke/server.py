"""Serves a workspace to browsers on this machine, in the process that owns it.

The address is always 127.0.0.1. Who may look is decided by one-time links (see `web.sessions`).
uvicorn runs the application: it can be given a socket that is bound already, so that the port is known
before the first request, and it lives inside this process, which owns the DuckDB file. granian's embedded
server cannot take such a socket, shares its port with other processes, and calls itself experimental.
"""

from __future__ import annotations

import contextlib
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import uvicorn
from litestar import Litestar

from wegmarke.api import IngestApplication, Loop, is_ours
from wegmarke.domain import Clock, UsageError
from wegmarke.web import Front, Sessions, SurveyPages, build_pages, is_survey
from wegmarke.workspace import Intake

ADDRESS = "127.0.0.1"
DEFAULT_PORT = 8765

OpenIntake = Callable[[Loop], Intake]
"""Opens what takes in events; it answers from its own thread through the loop."""

_BACKLOG = 2048
_SWITCH_SECONDS = 0.0005
_KEEP_ALIVE_SECONDS = 65

# Open requests get this long to end when the server is stopped.
_GRACE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Opening:
    """What there is to announce when the server is ready.

    Attributes:
        origin: address of the server, e.g. `http://127.0.0.1:8765`.
        link: one-time link for the first browser.
        issue_link: makes a further one-time link, for the owner's socket.
        stop: ends the server, as Ctrl-C does.
    """

    origin: str
    link: str
    issue_link: Callable[[], str]
    stop: Callable[[], None]


def build_app(
    workspace: Front, *, port: int = DEFAULT_PORT, sessions: Sessions | None = None, clock: Clock | None = None
) -> Litestar:
    """Build the web application of a workspace; it answers only to requests for its own port."""
    return build_pages(workspace, sessions or Sessions(f"http://{ADDRESS}:{port}", clock))


def serve(
    workspace: Front,
    *,
    port: int = 0,
    open_browser: bool = False,
    announce: Callable[[Opening], None] = lambda _: None,
    open_intake: OpenIntake | None = None,
) -> None:
    """Serve a workspace until Ctrl-C or SIGTERM; port 0 takes a free one.

    `announce` is called once, when the socket listens and before the first request is answered. Without
    `open_intake` there are pages alone, and no door for events.
    """
    with _bound(port) as listener, _ingest(open_intake) as ingest:
        origin = f"http://{ADDRESS}:{listener.getsockname()[1]}"
        sessions = Sessions(origin)
        pages = build_app(workspace, sessions=sessions)
        server = uvicorn.Server(_config(_Doors(pages, SurveyPages(workspace), ingest)))

        def stop() -> None:
            server.should_exit = True

        announce(Opening(origin, sessions.issue_link(), sessions.issue_link, stop))
        if open_browser:
            webbrowser.open(sessions.issue_link())
        # The thread that writes must not wait five milliseconds for its turn whenever it comes back from the disk.
        sys.setswitchinterval(_SWITCH_SECONDS)
        with _ended_by_signals(stop):
            server.run(sockets=[listener])


class _Doors:
    """Pages for people, who need a session; surveys for whoever has a link; the rest for systems, which need a key."""

    def __init__(self, pages: Litestar, surveys: SurveyPages, ingest: IngestApplication | None) -> None:
        self._pages = pages
        self._surveys = surveys
        self._ingest = ingest

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401  # ASGI has no common types
        if scope["type"] == "http" and is_survey(scope["path"]):
            await self._surveys(scope, receive, send)
        elif scope["type"] == "http" and self._ingest is not None and is_ours(scope["path"]):
            await self._ingest(scope, receive, send)
        else:
            await self._pages(scope, receive, send)


@contextlib.contextmanager
def _ingest(open_intake: OpenIntake | None) -> Iterator[IngestApplication | None]:
    if open_intake is None:
        yield None
        return
    loop = Loop()
    intake = open_intake(loop)
    try:
        yield IngestApplication(intake, loop)
    finally:
        intake.close()


def _config(app: Any) -> uvicorn.Config:  # noqa: ANN401  # an ASGI application
    return uvicorn.Config(
        app,
        http="httptools",
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        log_config=None,
        # Its first line would hold the token of the one-time link.
        access_log=False,
        server_header=False,
        # Whether a proxy is believed is a setting of the workspace, not a matter of where it connects from.
        proxy_headers=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


@contextlib.contextmanager
def _ended_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the server and nothing else, so that the caller can close the workspace.

    uvicorn ends on both, and then raises the signal once more for the handlers it found: they must be ours.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    wanted = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, lambda *_: stop()) for number in wanted}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _bound(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # A restarted server may take the port of connections that are still closing.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((ADDRESS, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise UsageError(
            f"--port: expected a free port on {ADDRESS}; {port} cannot be used ({error.strerror}). "
            "Choose another one, or 0 for any free port."
        ) from error
    return listener
