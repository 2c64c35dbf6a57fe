"""What stands below a funnel: how long it took, how it changes, its breakdown, who was lost and what they did next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from wegmarke.domain import NotFound, Unit, UsageError
from wegmarke.web.explore.analysis import Picture, Twin
from wegmarke.web.explore.funnel_charts import (
    HEIGHT,
    LEFT,
    MOST_PERIODS,
    TOP,
    WIDTH,
    draw_curve,
    draw_trend,
    period_text,
    short_period,
)  # fmt: skip
from wegmarke.web.explore.funnel_picture import number, share_text
from wegmarke.web.explore.funnel_question import FunnelQuestion, question_of
from wegmarke.web.explore.spans import span_text
from wegmarke.web.front import Result
from wegmarke.web.listing import Pager, pager, read_page
from wegmarke.web.selection import Selection, with_params
from wegmarke.web.site import Page

_SIZE: Final = 20
_QUANTILES: Final = ("min", "p10", "p25", "median", "p75", "p90", "max")
_PLACES: Final = {Unit.ACCOUNT: "/people/accounts/", Unit.PERSON: "/people/persons/"}
_FRAME: Final = {"width": WIDTH, "height": HEIGHT, "left": LEFT, "top": TOP}


@dataclass(frozen=True)
class Part:
    """One section below the funnel.

    Attributes:
        name: part of the addresses of its downloads.
        picture: already laid out; None where there is nothing to draw.
    """

    name: str
    result: Result
    table: Twin
    picture: Picture | None = None


@dataclass(frozen=True)
class LostUnit:
    """One line of the list of those who came no further."""

    label: str
    url: str
    reached: str
    following: str
    waited: str


def part_of(page: Page, selection: Selection, name: str) -> Result:
    """Return the figures of a section by its name, or raise `NotFound`."""
    known = ("times", "curve", "trend", "breakdown", "next", "dropped")
    if name not in known:
        raise NotFound(f"section: expected one of {', '.join(known)}; got {name[:20]!r}.")
    question = question_of(page, selection)
    return _asked(question, name, step=lost_step(question) if name in ("next", "dropped") else 0)


def _asked(question: FunnelQuestion, name: str, step: int = 0) -> Result:
    analytics, frame = question.page.analytics, {**question.frame, "steps": question.steps}
    own: dict[str, Any] = {}
    match name:
        case "trend":
            own = {"length": question.per}
        case "breakdown":
            own = {"breakdown": question.groups}
        case "next" | "dropped":
            own = {"step": step}
    ask = getattr(analytics, "funnel" if name == "breakdown" else f"funnel_{name}")
    found: Result = ask(**frame, **own)
    return found


def times_part(question: FunnelQuestion) -> Part:
    """Return how long it took from the first step to the last."""
    reader, result = question.page.reader, _asked(question, "times")
    t = reader.t
    words = {"min": t.gettext("Shortest"), "median": t.gettext("Median"), "max": t.gettext("Longest")}
    heads = [(t.gettext("Converted"), True), (t.gettext("Mean"), True)]
    heads += [(words.get(name) or t.pgettext("quantile", "%(n)s %% below", n=name[1:]), True) for name in _QUANTILES]
    (row,) = result.to_pyarrow().to_pylist()
    spans = [span_text(None if row[name] is None else number(row[name]), reader) for name in ("mean", *_QUANTILES)]
    lines = [(reader.formats.number(number(row["n"])), *spans)] if number(row["n"]) else []
    return Part("times", result, Twin(tuple(heads), lines))


def curve_part(question: FunnelQuestion) -> Part:
    """Return which share has converted after how long."""
    reader, result = question.page.reader, _asked(question, "curve")
    t, f = reader.t, reader.formats
    heads = (
        (t.gettext("After"), False), (t.gettext("Observed so long"), True), (t.gettext("Converted by then"), True),
        (t.gettext("Share"), True), (t.gettext("95 % interval"), True),
    )  # fmt: skip
    rows = [
        (
            span_text(number(row["seconds"]), reader),
            f.number(number(row["at_risk"])),
            f.number(number(row["converted"])),
            share_text(row["share"], 1, question),
            _interval(row, question),
        )
        for row in result.to_pyarrow().to_pylist()
    ]
    drawn = draw_curve(result, reader)
    picture = Picture("explore/conversion_curve.svg.html", {"drawn": drawn, **_FRAME}) if drawn else None
    return Part("curve", result, Twin(heads, rows), picture)


def trend_part(question: FunnelQuestion) -> Part:
    """Return who entered in which period, and how many of them converted; the newest periods."""
    reader, result = question.page.reader, _asked(question, "trend")
    t, f, per = reader.t, reader.formats, question.per
    heads = (
        (t.gettext("Period of the first touch"), False), (t.pgettext("funnel", "Began"), True),
        (t.gettext("Converted"), True), (t.gettext("Share"), True), (t.gettext("95 % interval"), True),
        (t.gettext("Median time"), True), (t.gettext("State"), False),
    )  # fmt: skip
    newest = result.to_pyarrow().to_pylist()[-MOST_PERIODS:]
    states = {True: t.gettext("not over for everybody"), False: t.gettext("over")}
    rows = [
        (
            period_text(row["period"], per, reader),
            f.number(number(row["entered"])),
            f.number(number(row["converted"])),
            share_text(row["conversion"], number(row["entered"]), question),
            _interval(row, question),
            span_text(None if row["seconds_median"] is None else number(row["seconds_median"]), reader),
            states[bool(row["incomplete"])],
        )
        for row in reversed(newest)
    ]
    drawn = draw_trend(newest, [short_period(row["period"], per, reader) for row in newest], reader)
    picture = Picture("explore/funnel_trend.svg.html", {"drawn": drawn, **_FRAME}) if drawn else None
    return Part("trend", result, Twin(heads, rows), picture)


def breakdown_part(question: FunnelQuestion) -> Part | None:
    """Return the funnel of each group: a line per group, a column per step; None where nothing is broken down."""
    if question.groups is None:
        return None
    reader, result = question.page.reader, _asked(question, "breakdown")
    t, f = reader.t, reader.formats
    steps = len(question.steps.steps)
    heads = [(t.pgettext("funnel", "Group"), False)]
    heads += [(f"{step}. {question.step_title(step)}", True) for step in range(1, steps + 1)]
    heads.append((t.pgettext("funnel", "Of the first"), True))
    found: dict[object, list[Mapping[str, object]]] = {}
    for row in result.to_pyarrow().to_pylist():
        found.setdefault(row["label"], []).append(row)
    lines = [
        (
            _group(label, question),
            *(f.number(number(row["units"])) for row in rows),
            share_text(rows[-1]["of_first"], number(rows[0]["units"]), question),
        )
        for label, rows in found.items()
    ]
    return Part("breakdown", result, Twin(tuple(heads), lines))


def next_part(question: FunnelQuestion, step: int) -> Part:
    """Return what those did next that came no further than a step."""
    reader, result = question.page.reader, _asked(question, "next", step)
    t, f = reader.t, reader.formats
    heads = (
        (t.gettext("Next touch"), False), (question.units_word, True), (t.gettext("Share"), True),
        (t.gettext("Median time until then"), True),
    )  # fmt: skip
    rows = [
        (
            question.titles.touchpoint(str(row["next_touchpoint"])),
            f.number(number(row["units"])),
            share_text(row["share"], 1, question),
            span_text(None if row["seconds_median"] is None else number(row["seconds_median"]), reader),
        )
        for row in result.to_pyarrow().to_pylist()
    ]
    return Part("next", result, Twin(heads, rows))


def lost_units(question: FunnelQuestion, step: int) -> tuple[list[LostUnit], Pager, int]:
    """Return one page of those who came no further than a step, by name where the reader may see it."""
    page, reader = question.page, question.page.reader
    found, place = _asked(question, "dropped", step).to_pyarrow(), read_page(page.params)
    rows = found.to_pylist()
    shown = rows[(place - 1) * _SIZE : place * _SIZE]
    by = str(question.frame["by"])
    names = page.front.analytics.named(by, tuple(int(number(row["unit"])) for row in shown)) if shown else {}
    lines = [_lost_unit(row, names, question) for row in shown]
    return lines, pager(place, _SIZE, len(rows), page.path, page.params, reader), len(rows)


def _lost_unit(row: Mapping[str, Any], names: Mapping[int, str], question: FunnelQuestion) -> LostUnit:
    reader, unit = question.page.reader, int(row["unit"])
    where = _PLACES.get(Unit(str(question.frame["by"])), "")
    next_at = row["next_at"]
    return LostUnit(
        label=names.get(unit) or f"#{unit}",
        url=f"{where}{unit}" if where else "",
        reached=reader.formats.instant(row["reached_at"], reader.zone),
        following=question.titles.touchpoint(row["next_touchpoint"] or "(end)"),
        waited=span_text((next_at - row["reached_at"]).total_seconds() if next_at else None, reader),
    )


def lost_step(question: FunnelQuestion, rows: list[dict[str, object]] | None = None) -> int:
    """Return the step after which the lost ones are shown: the one asked for, else the one that lost most."""
    asked, steps = question.page.params.get("lost", ""), len(question.steps.steps)
    if asked:
        if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:4]) < max(steps, 2)):
            raise UsageError(f"lost: expected the number of a step, 1 to {steps - 1}; got {asked[:20]!r}. Choose one.")
        return int(asked)
    if rows is None:
        rows = question.page.analytics.funnel(**question.frame, steps=question.steps).to_pyarrow().to_pylist()  # type: ignore[arg-type]
    lost = [number(row["ended_here"]) for row in rows[:-1]]
    return lost.index(max(lost)) + 1 if lost else 1


def downloads_of(part: str, params: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the addresses of the figures of a section."""
    return [
        (ending.upper(), with_params(f"/explore/funnel-figures/{part}.{ending}", params))
        for ending in ("csv", "parquet")
    ]


def _group(label: object, question: FunnelQuestion) -> str:
    t = question.page.reader.t
    if label is None:
        return t.pgettext("funnel", "without a value")
    if label == "(other)":
        return t.pgettext("funnel", "other values")
    text = str(label)
    assert question.groups is not None, "only groups have labels"
    return question.page.reader.formats.month_text(text) if question.groups.of == "month" else text


def _interval(row: Mapping[str, object], question: FunnelQuestion) -> str:
    f = question.page.reader.formats
    low, high = row["low"], row["high"]
    return f.percent_range(number(low), number(high)) if low is not None and high is not None else f.number(None)
