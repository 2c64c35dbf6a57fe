"""What is asked about paths beyond unit and period; all of it stands in the URL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from wegmarke.domain import UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.web.site import Page
from wegmarke.web.titles import MARKERS, reference_titles

NAMES: Final = ("anchor", "at", "positions", "named", "collapse", "won", "lost", "stalled", "paths", "waits")
"""Parameters of the form."""
_USUAL: Final = ("anchor", "positions", "named", "stalled", "paths")


@dataclass(frozen=True, slots=True)
class PathQuestion:
    """A question about paths.

    Attributes:
        anchor: positions count from the beginning of paths, or back from their end.
        at: touchpoint at which paths begin, or end; empty for whole paths.
        positions: how many positions the picture has.
        named: how many touchpoints have a name per position.
        collapse: a touchpoint that follows itself counts once.
        won: touchpoint that means a win; empty for none.
        lost: touchpoint that means a loss; empty for none.
        stalled: days without a touch after which a path has stalled.
        paths: how many whole paths have a line of their own.
        waits: how long units waited stands beside each transition.
    """

    anchor: Literal["start", "end"] = "start"
    at: str = ""
    positions: int = 6
    named: int = 8
    collapse: bool = False
    won: str = ""
    lost: str = ""
    stalled: int = 90
    paths: int = 20
    waits: bool = False

    @property
    def has_outcomes(self) -> bool:
        """Whether paths are split by how they ended."""
        return bool(self.lost)


def read_question(params: Mapping[str, str]) -> PathQuestion:
    """Read a question from the URL; raise `UsageError` that names the parameter and what it may be."""
    anchor = params.get("anchor", "") or "start"
    if anchor not in ("start", "end"):
        raise unknown_value("anchor", anchor[:40], ["start", "end"])
    return PathQuestion(
        anchor="end" if anchor == "end" else "start",
        at=params.get("at", ""),
        positions=_number(params, "positions", 6, 2, 20),
        named=_number(params, "named", 8, 1, 50),
        collapse=params.get("collapse", "") == "1",
        won=params.get("won", ""),
        lost=params.get("lost", ""),
        stalled=_number(params, "stalled", 90, 1, 3_650),
        paths=_number(params, "paths", 20, 1, 200),
        waits=params.get("waits", "") == "1",
    )


def form(page: Page) -> dict[str, object]:
    """Return what the form shows: what was typed, whatever it is, and the touchpoints to choose from."""
    titles = reference_titles(page.front, page.reader)
    known = [(key, title) for key, title in titles.touchpoints.items() if key not in MARKERS]
    known.sort(key=lambda line: line[1].casefold())
    typed = {name: page.params.get(name, "") for name in NAMES}
    usual = PathQuestion()
    numbers = {name: typed[name] or str(getattr(usual, name)) for name in _USUAL}
    return {
        "typed": typed | numbers,
        "touchpoints": _with_typed(known, (typed["at"], typed["won"], typed["lost"])),
        "kept_beside": {name: value for name, value in page.params.items() if name not in {*NAMES, "page"}},
    }


def _with_typed(known: list[tuple[str, str]], typed: Sequence[str]) -> list[tuple[str, str]]:
    """Add what was typed and is unknown, so that it stays in the form."""
    ids = {key for key, _ in known}
    return known + [(key, key) for key in dict.fromkeys(typed) if key and key not in ids]


def _number(params: Mapping[str, str], name: str, usual: int, least: int, most: int) -> int:
    text = params.get(name, "")
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and least <= int(text[:9]) <= most):
        raise UsageError(f"{name}: expected a number from {least} to {most}; got {text[:40]!r}.")
    return int(text)
