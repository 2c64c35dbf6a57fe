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
import threading
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import uvicorn
from litestar import Litestar

from wegmarke.domain import Clock, UsageError
from wegmarke.web import Front, Sessions, build_pages

ADDRESS = "127.0.0.1"
DEFAULT_PORT = 8765

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
    workspace: Front, *, port: int = 0, open_browser: bool = False, announce: Callable[[Opening], None] = lambda _: None
) -> None:
    """Serve a workspace until Ctrl-C or SIGTERM; port 0 takes a free one.

    `announce` is called once, when the socket listens and before the first request is answered.
    """
    with _bound(port) as listener:
        origin = f"http://{ADDRESS}:{listener.getsockname()[1]}"
        sessions = Sessions(origin)
        server = uvicorn.Server(_config(build_app(workspace, sessions=sessions)))

        def stop() -> None:
            server.should_exit = True

        announce(Opening(origin, sessions.issue_link(), sessions.issue_link, stop))
        if open_browser:
            webbrowser.open(sessions.issue_link())
        with _ended_by_signals(stop):
            server.run(sockets=[listener])


def _config(app: Litestar) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        # Its first line would hold the token of the one-time link.
        access_log=False,
        server_header=False,
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
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise UsageError(
            f"--port: expected a free port on {ADDRESS}; {port} cannot be used ({error.strerror}). "
            "Choose another one, or 0 for any free port."
        ) from error
    return listener
