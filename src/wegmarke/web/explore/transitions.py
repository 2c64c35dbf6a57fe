"""The table of transitions: which touchpoint follows which, how often, for how many."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from wegmarke.web.explore.spans import span_text
from wegmarke.web.front import Result
from wegmarke.web.reader import Reader
from wegmarke.web.titles import Titles

SORTS = ("transitions", "units", "share", "wait", "long_wait", "from", "to")
WAITS = ("wait", "long_wait")
_HOUR = 3600
NUMBERS = frozenset({"transitions", "units", "share", "wait", "long_wait"})


@dataclass(frozen=True, slots=True)
class Transition:
    """One transition with what it is compared to.

    Attributes:
        share: of all transitions that leave the first touchpoint, 0..1.
        leaving: transitions that leave the first touchpoint.
        waits: how many waits are known.
        wait_median_hours: since the touch right in front; None where none is known.
        wait_p90_hours: nine of ten waited at most so long.
    """

    came_from: str
    from_title: str
    went_to: str
    to_title: str
    transitions: int
    units: int
    share: float
    leaving: int
    waits: int = 0
    wait_median_hours: float | None = None
    wait_p90_hours: float | None = None


@dataclass(frozen=True, slots=True)
class TransitionLine:
    """One line of the table, written for a reader."""

    from_title: str
    to_title: str
    transitions: str
    units: str
    share: str
    wait: str
    long_wait: str


def read_transitions(result: Result, titles: Titles) -> list[Transition]:
    """Read the transitions of a result and put the titles beside the ids."""
    rows = result.to_pyarrow().to_pylist()
    leaving: dict[str, int] = defaultdict(int)
    for row in rows:
        leaving[str(row["from_touchpoint"])] += _count(row["transitions"])
    return [_transition(str(row["from_touchpoint"]), str(row["to_touchpoint"]), row, leaving, titles) for row in rows]


def choose(found: Sequence[Transition], search: str, sort: str) -> list[Transition]:
    """Keep the transitions with a searched title at either end, in the wanted order."""
    words = search.casefold()
    kept = [line for line in found if words in f"{line.from_title}\n{line.to_title}".casefold()]
    match sort:
        case "from":
            return sorted(kept, key=lambda line: (line.from_title.casefold(), -line.transitions))
        case "to":
            return sorted(kept, key=lambda line: (line.to_title.casefold(), -line.transitions))
        case "units":
            return sorted(kept, key=lambda line: (-line.units, -line.transitions))
        case "share":
            return sorted(kept, key=lambda line: (-line.share, -line.transitions))
        case "wait":
            return sorted(kept, key=lambda line: (_longest_first(line.wait_median_hours), -line.transitions))
        case "long_wait":
            return sorted(kept, key=lambda line: (_longest_first(line.wait_p90_hours), -line.transitions))
        case _:
            return sorted(kept, key=lambda line: (-line.transitions, -line.units))


def write_lines(chosen: Sequence[Transition], small_n: int, reader: Reader) -> list[TransitionLine]:
    """Write the lines; a share with few transitions behind it is not shown."""
    f = reader.formats
    return [
        TransitionLine(
            from_title=line.from_title,
            to_title=line.to_title,
            transitions=f.number(line.transitions),
            units=f.number(line.units),
            share=f"n < {small_n}" if line.leaving < small_n else f.percent(line.share),
            wait=_wait(line, line.wait_median_hours, small_n, reader),
            long_wait=_wait(line, line.wait_p90_hours, small_n, reader),
        )
        for line in chosen
    ]


def _wait(line: Transition, hours: float | None, small_n: int, reader: Reader) -> str:
    """Write a wait as the analysis gave it: none at starts and ends, and none that few units stand behind."""
    if line.waits and line.units < small_n:
        return f"n < {small_n}"
    return span_text(None if hours is None else hours * _HOUR, reader)


def _longest_first(hours: float | None) -> float:
    return math.inf if hours is None else -hours


def _transition(
    came_from: str, went_to: str, row: dict[str, object], leaving: dict[str, int], titles: Titles
) -> Transition:
    count = _count(row["transitions"])
    return Transition(
        came_from=came_from,
        from_title=titles.touchpoint(came_from),
        went_to=went_to,
        to_title=titles.touchpoint(went_to),
        transitions=count,
        units=_count(row["units"]),
        share=count / leaving[came_from] if leaving[came_from] else 0.0,
        leaving=leaving[came_from],
        waits=_count(row.get("waits")),
        wait_median_hours=_hours(row.get("wait_median_hours")),
        wait_p90_hours=_hours(row.get("wait_p90_hours")),
    )


def _hours(value: object) -> float | None:
    return value if isinstance(value, float) else None


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0
