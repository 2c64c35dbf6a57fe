"""Draws a funnel: one bar per step, the share that came from the step before, and how many were lost after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from wegmarke.web.explore.funnel_question import FunnelQuestion
from wegmarke.web.front import Result
from wegmarke.web.reader import Reader

WIDTH: Final = 960.0
_BARS: Final = 500.0
_TOP: Final = 28.0
_ROW: Final = 68.0
_LONGEST_TITLE: Final = 66

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Bar:
    """One step, written for the reader.

    Attributes:
        y: upper end of its row.
        width, before: widths of its bar and of that of the step its share is counted from.
        low, high: ends of the interval of its share, as places on the bar; None where there is none.
        lost: how many came no further; empty where nobody was lost.
    """

    y: float
    width: float
    before: float
    low: float | None
    high: float | None
    title: str
    units: str
    of_first: str
    of_previous: str
    interval: str
    lost: str
    optional: bool


@dataclass(frozen=True, slots=True)
class FunnelPicture:
    """The whole picture; `columns` are the heads as (x, text)."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    columns: tuple[tuple[float, str], ...]


def draw_funnel(result: Result, question: FunnelQuestion) -> FunnelPicture | None:
    """Draw the rows of a funnel without breakdown; None where nobody entered."""
    reader, rows = question.page.reader, result.to_pyarrow().to_pylist()
    if not rows or not number(rows[0]["units"]):
        return None
    most = max(number(row["units"]) for row in rows)
    bars = tuple(_bar(place, rows, most, question) for place in range(len(rows)))
    t = reader.t
    counted = t.pgettext("funnel", "Attempts") if question.counts_attempts else question.units_word
    heads = (
        (590.0, counted), (690.0, t.pgettext("funnel", "of the first")),
        (820.0, t.pgettext("funnel", "of the previous")), (WIDTH - 4, t.gettext("95 % interval")),
    )  # fmt: skip
    return FunnelPicture(WIDTH, _TOP + _ROW * len(rows) - 8, bars, heads)


def _bar(place: int, rows: Sequence[Row], most: float, question: FunnelQuestion) -> Bar:
    reader, row = question.page.reader, rows[place]
    f, scale = reader.formats, _BARS / most
    before = base_units(place, rows, question)
    low, high = row["low"], row["high"]
    title = f"{place + 1}. {question.step_title(place + 1)}"
    return Bar(
        y=_TOP + _ROW * place,
        width=round(max(number(row["units"]) * scale, 1.0), 1),
        before=round(before * scale, 1),
        low=None if low is None else round(number(low) * before * scale, 1),
        high=None if high is None else round(number(high) * before * scale, 1),
        title=title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1].rstrip()}…",
        units=f.number(number(row["units"])),
        of_first=share_text(row["of_first"], number(rows[0]["units"]), question),
        of_previous=share_text(row["of_previous"], before, question) if place else "",
        interval=f.percent_range(number(low), number(high)) if low is not None and high is not None else "",
        lost=_lost(row, question),
        optional=question.is_optional(place),
    )


def base_units(place: int, rows: Sequence[Row], question: FunnelQuestion) -> float:
    """Return how many reached the step that a step's share is counted from: the last one that is not optional."""
    bases = [earlier for earlier in range(place) if not question.is_optional(earlier)]
    return number(rows[bases[-1]]["units"]) if bases else 0.0


def share_text(share: object, of: float, question: FunnelQuestion) -> str:
    """Write a share; one of too few is hidden, and one of nobody is none."""
    reader: Reader = question.page.reader
    if share is None and of:
        return f"n < {question.page.front.settings.small_n}"
    return reader.formats.percent(None if share is None else number(share))


def _lost(row: Row, question: FunnelQuestion) -> str:
    t, f = question.page.reader.t, question.page.reader.formats
    lost, skipped, units = number(row["ended_here"]), number(row["skipped"]), number(row["units"])
    parts = []
    if lost:
        share = f" ({f.percent(lost / units, 0)})" if units >= question.page.front.settings.small_n else ""
        parts.append(t.pgettext("funnel", "▼ %(n)s came no further%(share)s", n=f.number(lost), share=share))
    if skipped:
        parts.append(t.pgettext("funnel", "%(n)s went past it", n=f.number(skipped)))
    return " · ".join(parts)


def number(value: object) -> float:
    """Return a figure of a row as a number; nothing counts as zero."""
    return float(value) if isinstance(value, int | float) else 0.0
