"""What the touchpoints' rules recognise now: by touchpoint, and by event name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from wegmarke.domain.recognition import NameCoverage, RecognitionCoverage
from wegmarke.engine import Engine, load_statements
from wegmarke.events.reading import known_utc

_STATEMENTS = load_statements("wegmarke.events", "recognised.sql")


@dataclass(frozen=True, slots=True)
class Recognised:
    """Touches of one name at one touchpoint; instants are UTC."""

    name: str
    touchpoint: str | None
    touches: int
    first_at: datetime
    last_at: datetime


def recognised(engine: Engine) -> list[Recognised]:
    """Return how many events of each name are recognised as what, most first; from totals that are kept."""
    rows = engine.query(_STATEMENTS["totals"]).to_pylist()
    return [
        Recognised(**{**row, "first_at": known_utc(row["first_at"]), "last_at": known_utc(row["last_at"])})
        for row in rows
    ]


def name_coverage(engine: Engine, *, most: int) -> RecognitionCoverage:
    """Say how much is recognised, and of which names most is not; at most so many names."""
    by_name: dict[str, list[Recognised]] = defaultdict(list)
    for line in recognised(engine):
        by_name[line.name].append(line)
    names = sorted((_name(name, lines) for name, lines in by_name.items()), key=_most_unrecognised)
    events, known = sum(name.events for name in names), sum(name.recognised for name in names)
    return RecognitionCoverage(events, known, tuple(names[: max(0, most)]))


def _name(name: str, lines: list[Recognised]) -> NameCoverage:
    known = [line for line in lines if line.touchpoint is not None]
    return NameCoverage(
        name=name,
        events=sum(line.touches for line in lines),
        recognised=sum(line.touches for line in known),
        last_at=max(line.last_at for line in lines),
        touchpoints=tuple(line.touchpoint for line in known if line.touchpoint is not None),
    )


def _most_unrecognised(name: NameCoverage) -> tuple[int, int, str]:
    return -name.unrecognised, -name.events, name.name
