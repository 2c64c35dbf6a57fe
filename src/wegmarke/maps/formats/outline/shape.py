"""The outline: what a diagram of sections and lines says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PLACEMENT: Final = "placement"
STEP: Final = "step"


@dataclass(frozen=True, slots=True)
class Section:
    """A phase as a diagram shows it; without an id where the diagram names none.

    Attributes:
        goal: what the customer wants there; None where the format has no room for it.
    """

    id: str
    title: str
    goal: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A touchpoint at a step, or a step without any, as a diagram shows it.

    Attributes:
        section: place of its section, from 0; -1 before the first one.
        kind: what its id belongs to, `placement` or `step`.
        score: satisfaction from 1 to 5; None for none.
        people: names of personas or roles.
        initiator, receiver: id of a persona, or the name of a team or system.
        channel: identifier of a channel.

    None everywhere means that the format has no room for it, or that this file leaves it open.
    """

    section: int
    title: str
    id: str = ""
    kind: str = PLACEMENT
    score: float | None = None
    people: tuple[str, ...] | None = None
    initiator: str | None = None
    receiver: str | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """A diagram as a whole."""

    title: str | None = None
    scenario: str | None = None
    sections: tuple[Section, ...] = ()
    lines: tuple[Line, ...] = ()
