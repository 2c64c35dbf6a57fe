"""Arguments that several analyses share, checked before anything is computed: one message names what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from wegmarke.domain import UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import Touches


def known_touchpoints(touches: Touches, **given: Sequence[str]) -> None:
    """Refuse touchpoints that no rule of the workspace recognises; arguments are given by their names."""
    if not any(given.values()):
        return
    known = sorted(touches.known_codes["touchpoint"].to_pylist())
    for name, touchpoints in given.items():
        if unknown := [touchpoint for touchpoint in touchpoints if touchpoint not in known]:
            raise unknown_value(name, ", ".join(unknown), known)


def between(name: str, value: int, least: int, most: int) -> None:
    """Refuse a number outside of its bounds, both of which are allowed."""
    if not least <= value <= most:
        raise UsageError(f"{name}: expected a number from {least} to {most}; got {value}.")


def apart(**given: Sequence[str]) -> None:
    """Refuse touchpoints that stand in two arguments."""
    names = list(given)
    for place, name in enumerate(names):
        for other in names[place + 1 :]:
            if both := sorted(set(given[name]) & set(given[other])):
                raise UsageError(
                    f"{name}, {other}: expected different touchpoints; both name {', '.join(both)}. Take it out of one."
                )
