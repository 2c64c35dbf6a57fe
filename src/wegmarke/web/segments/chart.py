"""How many entered and left a segment, day by day, as bars above and below a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from wegmarke.domain.segments import SegmentDay
from wegmarke.web.reader import Reader

DAYS: Final = 30
_STEP: Final = 10
_HALF: Final = 40.0
_LEAST: Final = 1.0


@dataclass(frozen=True, slots=True)
class DayBar:
    """One bar; `style` says which way it points."""

    x: int
    y: float
    height: float
    style: str
    text: str


@dataclass(frozen=True, slots=True)
class DaysChart:
    """The picture, and its numbers as a table, newest day first.

    Attributes:
        width, half: of the picture in its own units; the line lies at `half`.
        most: the largest number, at both ends of the scale.
    """

    width: int
    half: float
    most: str
    first: str
    last: str
    bars: tuple[DayBar, ...]
    rows: tuple[tuple[str, str, str, str], ...]
    entered: str
    left: str


def days_chart(days: Sequence[SegmentDay], reader: Reader) -> DaysChart:
    """Draw the days."""
    f = reader.formats
    most = max((max(day.entered, day.left) for day in days), default=0)
    bars = []
    for place, day in enumerate(days):
        for count, style in ((day.entered, "entered"), (day.left, "left")):
            if count:
                height = max(_LEAST, round(_HALF * count / most, 2))
                y = _HALF - height if style == "entered" else _HALF
                bars.append(DayBar(place * _STEP + 1, y, height, style, f"{f.day(day.day)}: {f.number(count)}"))
    return DaysChart(
        width=max(1, len(days)) * _STEP,
        half=_HALF,
        most=f.number(most),
        first=f.day(days[0].day) if days else "",
        last=f.day(days[-1].day) if days else "",
        bars=tuple(bars),
        rows=tuple(
            (f.day(day.day), f.signed(day.entered, 0), f.signed(-day.left, 0), f.number(day.size))
            for day in reversed(days)
        ),
        entered=f.number(sum(day.entered for day in days)),
        left=f.number(sum(day.left for day in days)),
    )
