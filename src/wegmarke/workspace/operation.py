"""Operations: what a workspace can be asked, here or in the process that owns it.

A method marked as an operation runs where the stores are open. In any other process the same call is
sent to the owner, and its answer or its error comes back as if it had run here.
"""

from __future__ import annotations

import functools
import inspect
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from wegmarke.domain.rights import UNNAMED, Viewer
from wegmarke.workspace import wire
from wegmarke.workspace.about import About
from wegmarke.workspace.disk import disk_in_words
from wegmarke.workspace.stores import Stores
from wegmarke.workspace.viewing import present_viewer, seen_by

P = ParamSpec("P")
R = TypeVar("R")
D = TypeVar("D", bound="Door")
Progress = Callable[[int, int], None]
"""Told how much of how much is done; the second number is 0 while nobody knows."""


class Owner(Protocol):
    """The process that owns a workspace, as seen from another one."""

    def call(self, name: str, arguments: dict[str, object], progress: Progress | None, viewer: Viewer | None) -> bytes:
        """Run an operation there and return its encoded answer."""
        ...


@dataclass(frozen=True)
class Door:
    """A group of operations; exactly one of `stores` and `owner` is there.

    `viewer` is who reads through it; without one it is whoever runs the workspace. `about_` is what analyses are about.
    """

    stores_: Stores | None
    owner_: Owner | None
    viewer_: Viewer | None = None
    about_: About | None = None

    @property
    def stores(self) -> Stores:
        """The open stores; operations run only where they are open."""
        assert self.stores_ is not None, "operations run in the owning process"
        return self.stores_

    @property
    def viewer(self) -> Viewer:
        """Who reads: the one this door is for, else the one whose operation calls, else whoever runs the workspace."""
        return self.viewer_ or present_viewer() or Viewer(UNNAMED, self.stores.settings.role)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as the owner knows it."""

    door: str
    method: Callable[..., Any]
    argument_kinds: dict[str, Any]
    takes_progress: bool


ABOUT = "about_"
"""Travels with the arguments of an operation; no operation has one of this name."""

OPERATIONS: dict[str, Operation] = {}
"""All operations by name, `door.method`."""


def operation(door: str) -> Callable[[Callable[Concatenate[D, P], R]], Callable[Concatenate[D, P], R]]:
    """Mark a method as an operation of a door."""

    def mark(method: Callable[Concatenate[D, P], R]) -> Callable[Concatenate[D, P], R]:
        signature = inspect.signature(method)
        name = f"{door}.{method.__name__}"

        @functools.wraps(method)
        def run(self: D, /, *args: P.args, **kwargs: P.kwargs) -> R:
            with disk_in_words(door), seen_by(self.viewer):
                return method(self, *args, **kwargs)

        @functools.wraps(method)
        def call(self: D, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if self.owner_ is None:
                return run(self, *args, **kwargs)
            bound = signature.bind(self, *args, **kwargs).arguments
            progress = bound.pop("progress", None)
            arguments = {key: value for key, value in bound.items() if key != "self"}
            if self.about_:
                arguments[ABOUT] = self.about_
            answer = self.owner_.call(name, arguments, progress, self.viewer_)
            return typing.cast("R", wire.decode(answer, typing.get_type_hints(method)["return"]))

        OPERATIONS[name] = _describe(door, run, signature)
        return call

    return mark


def _describe(door: str, method: Callable[..., Any], signature: inspect.Signature) -> Operation:
    hints = typing.get_type_hints(method)
    kinds = {key: hints[key] for key in signature.parameters if key not in ("self", "progress")}
    return Operation(door, method, kinds, "progress" in signature.parameters)
