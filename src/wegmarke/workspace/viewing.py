"""Who is looking: set for every operation, and asked by whatever opens the vault.

An operation that calls another one looks with the same eyes. Outside of operations nobody is looking, and the vault
stays shut.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from wegmarke.domain.rights import Viewer

_VIEWER: ContextVar[Viewer | None] = ContextVar("viewer", default=None)


@contextmanager
def seen_by(viewer: Viewer) -> Iterator[None]:
    """Let somebody look, until the end of the block."""
    before = _VIEWER.set(viewer)
    try:
        yield
    finally:
        _VIEWER.reset(before)


def present_viewer() -> Viewer | None:
    """Return who is looking, None outside of operations."""
    return _VIEWER.get()


def the_viewer() -> Viewer:
    """Return who is looking.

    Raises:
        LookupError: outside of operations.
    """
    viewer = _VIEWER.get()
    if viewer is None:
        raise LookupError("Expected to be called by an operation of a workspace; nobody is looking.")
    return viewer
