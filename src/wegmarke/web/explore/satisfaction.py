"""Satisfaction: what people answered, as one figure with its interval, by score, by month, and told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

from wegmarke.domain import UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.i18n import marked
from wegmarke.web.explore.analysis import Analysis, Answer, Picture, Twin
from wegmarke.web.explore.satisfaction_picture import draw_answers
from wegmarke.web.front import Result
from wegmarke.web.reader import Reader
from wegmarke.web.selection import Choice, Selection
from wegmarke.web.site import Page
from wegmarke.web.titles import Titles, reference_titles

Row = Mapping[str, object]
_MOST_GROUPS: Final = 50
_KINDS: Final = (
    ("nps", marked("satisfaction", "Net promoter score (0 to 10)")),
    ("csat", marked("satisfaction", "Satisfaction, CSAT (1 to 5)")),
    ("ces", marked("satisfaction", "Effort, CES (1 to 7)")),
)
_HEADS: Final = {
    "nps": marked("satisfaction", "Net promoter score"),
    "csat": marked("satisfaction", "Share of the satisfied"),
    "ces": marked("satisfaction", "Mean of the answers"),
}
_BREAKDOWNS: Final = (
    ("phase", marked("satisfaction", "Phase")),
    ("touchpoint", marked("satisfaction", "Touchpoint")),
    ("role", marked("satisfaction", "Role in the buying group")),
    ("account", marked("satisfaction", "Account")),
    ("property", marked("satisfaction", "Property of the answer")),
)
_MEANS: Final = (
    ("answers", marked("satisfaction", "all answers")),
    ("accounts", marked("satisfaction", "accounts, each once")),
)
_TYPED: Final = {"answers": "", "property": "", "about": "", "quarantine": "90"}


@dataclass(frozen=True, slots=True)
class Headline:
    """The figure of all answers, written; `value` is empty where too few stand behind it."""

    head: str
    value: str
    interval: str
    n: str
    emotion: str


def ask(page: Page, selection: Selection) -> Answer:
    """Answer how people feel."""
    reader, typed = page.reader, form(page)
    kind, mean = str(typed["kind"]), str(typed["mean"])
    asked = {
        "kind": kind, "by": selection.by.value, "answers": _ids(page), "property": str(typed["property"]) or None,
        "start": selection.start, "end": selection.end, "quarantine_days": _days(page),
    }  # fmt: skip
    whole = page.analytics.satisfaction(mean=mean, **asked)  # type: ignore[arg-type]
    spread = page.analytics.satisfaction_scores(**asked)  # type: ignore[arg-type]
    months = page.analytics.satisfaction(breakdown="month", mean=mean, **asked)  # type: ignore[arg-type]
    (row,) = whole.to_pyarrow().to_pylist()
    is_there = bool(row["answers"]) or any(whole.excluded.values())
    groups, apart = _groups(page, typed, {**asked, "mean": mean}), None
    if groups is not None:
        apart = _group_twin(groups, str(typed["breakdown"]), kind, page)
    scores, trend = spread.to_pyarrow().to_pylist(), months.to_pyarrow().to_pylist()
    drawn = draw_answers(kind, scores, trend, reader) if row["answers"] else None
    return Answer(
        question=reader.t.gettext("How do people feel?"),
        result=whole,
        picture=Picture("explore/satisfaction.svg.html", {"drawn": drawn}) if drawn else None,
        twin=_score_twin(scores, reader) if is_there else Twin((), ()),
        note=reader.t.gettext("Left: how often each score was answered. Right: the figure by month with its interval."),
        downloads=groups.to_pyarrow() if groups is not None else None,
        values={
            "headline": _headline(kind, mean, row, reader),
            "trend": _trend_twin(trend, kind, reader),
            "apart": (apart, groups) if apart is not None else None,
            "is_nps": kind == "nps",
        },
    )


def form(page: Page) -> Mapping[str, object]:
    """Return the choices of the form and what was typed."""
    label = page.reader.t.label
    titles = reference_titles(page.front, page.reader)
    first = "phase" if titles.phases else "touchpoint"
    chosen = {
        "kind": page.params.get("kind", "nps"),
        "mean": page.params.get("mean", "answers"),
        "breakdown": page.params.get("breakdown", first),
    }
    typed = {name: page.params.get(name, default).strip() for name, default in _TYPED.items()}
    lists = (("kind", _KINDS), ("mean", _MEANS), ("breakdown", _BREAKDOWNS))
    choices = {
        name: [Choice(label(words), value, value == chosen[name]) for value, words in options]
        for name, options in lists
    }
    places = [(key, title) for key, title in titles.touchpoints.items() if not key.startswith("(")]
    return {**chosen, **typed, "choices": choices, "known_places": places, "own": {*chosen, *typed}}


SATISFACTION = Analysis("satisfaction", marked("explore", "Satisfaction"), "explore/satisfaction.html", ask, form)


def figure(kind: str, value: object, reader: Reader, *, digits: int = 0) -> str:
    """Write a figure of a kind: NPS in points with a sign, CSAT as a share, CES on its scale."""
    number = _number(value)
    if number is None:
        return "–"
    if kind == "nps":
        return reader.formats.signed(number, digits)
    return reader.formats.percent(number, digits) if kind == "csat" else reader.formats.decimals(number, digits + 1)


def interval(kind: str, row: Row, reader: Reader, *, digits: int = 0) -> str:
    """Write the interval of a figure."""
    if _number(row["low"]) is None or _number(row["high"]) is None:
        return "–"
    low, high = (figure(kind, row[bound], reader, digits=digits) for bound in ("low", "high"))
    return reader.t.pgettext("interval", "%(low)s to %(high)s", low=low, high=high)


def _headline(kind: str, mean: str, row: Row, reader: Reader) -> Headline:
    t = reader.t
    words = t.ngettext("%(n)s account", "%(n)s accounts", _whole(row["n"]), n=reader.formats.number(_whole(row["n"])))
    if mean == "answers":
        count = _whole(row["n"])
        words = t.ngettext("%(n)s answer", "%(n)s answers", count, n=reader.formats.number(count))
    value = _number(row["value"])
    emotion = _number(row["emotion"])
    return Headline(
        t.label(_HEADS[kind]),
        "" if value is None else figure(kind, value, reader),
        interval(kind, row, reader),
        words,
        "" if emotion is None else reader.formats.signed(emotion, 1),
    )


def _groups(page: Page, typed: Mapping[str, object], asked: Mapping[str, object]) -> Result | None:
    breakdown = str(typed["breakdown"])
    if breakdown not in dict(_BREAKDOWNS):
        raise unknown_value("breakdown", breakdown[:40], list(dict(_BREAKDOWNS)))
    if breakdown == "property":
        if not typed["about"]:
            return None
        breakdown = f"property:{typed['about']}"
    return page.analytics.satisfaction(breakdown=breakdown, **asked)  # type: ignore[arg-type]


def _group_twin(result: Result, breakdown: str, kind: str, page: Page) -> Twin:
    reader = page.reader
    rows = result.to_pyarrow().to_pylist()
    column = "label" if breakdown == "property" else breakdown
    shown = rows[:_MOST_GROUPS]
    names = _names(page, breakdown, [row[column] for row in shown])
    words = dict(_BREAKDOWNS)
    head = str(page.params.get("about", "")) if breakdown == "property" else reader.t.label(words[breakdown])
    heads = ((head, False), *_figure_heads(reader))
    nothing = reader.t.pgettext("satisfaction", "without one")
    lines = [
        (nothing if row[column] is None else names.get(row[column], str(row[column])), *_cells(row, kind, reader))
        for row in shown
    ]
    if left := len(rows) - len(shown):
        said = reader.t.gettext("%(count)s more: see the download", count=reader.formats.number(left))
        lines.append((said, *("" for _ in heads[1:])))
    return Twin(heads, lines)


def _names(page: Page, breakdown: str, found: Sequence[object]) -> dict[object, str]:
    titles: Titles = reference_titles(page.front, page.reader)
    known = [one for one in found if one is not None]
    if breakdown == "touchpoint":
        return {one: titles.touchpoint(str(one)) for one in known}
    if breakdown == "phase":
        return {one: titles.phase(str(one)) for one in known}
    if breakdown == "account":
        numbers = tuple(int(str(one)) for one in known)
        named = page.analytics.named("account", numbers) if numbers else {}
        return {number: name for number, name in named.items()}  # noqa: C416  # keys of another kind
    if breakdown == "role":
        return {one: page.reader.t.label(ROLES[str(one)]) for one in known if str(one) in ROLES}
    return {}


ROLES: Final = {
    "initiator": marked("role", "Initiator"),
    "end_user": marked("role", "End user"),
    "influencer": marked("role", "Influencer"),
    "buyer": marked("role", "Buyer"),
    "decider": marked("role", "Decider"),
    "gatekeeper": marked("role", "Gatekeeper"),
    "champion": marked("role", "Champion"),
}


def _figure_heads(reader: Reader) -> tuple[tuple[str, bool], ...]:
    t = reader.t
    return (
        (t.pgettext("satisfaction", "Answers"), True), (t.pgettext("satisfaction", "n"), True),
        (t.pgettext("satisfaction", "Figure"), True), (t.gettext("95 % interval"), True),
        (t.pgettext("satisfaction", "Emotion −2 to 2"), True),
    )  # fmt: skip


def _cells(row: Row, kind: str, reader: Reader) -> tuple[str, ...]:
    emotion = _number(row["emotion"])
    return (
        reader.formats.number(_whole(row["answers"])),
        reader.formats.number(_whole(row["n"])),
        figure(kind, row["value"], reader),
        interval(kind, row, reader),
        "–" if emotion is None else reader.formats.signed(emotion, 1),
    )


def _trend_twin(rows: Sequence[Row], kind: str, reader: Reader) -> Twin:
    heads = ((reader.t.pgettext("satisfaction", "Month"), False), *_figure_heads(reader))
    lines = [(reader.formats.month_text(str(row["month"])), *_cells(row, kind, reader)) for row in reversed(rows)]
    return Twin(heads, lines)


def _score_twin(rows: Sequence[Row], reader: Reader) -> Twin:
    t, f = reader.t, reader.formats
    heads = (
        (t.pgettext("satisfaction", "Score"), True), (t.pgettext("satisfaction", "Counts as"), False),
        (t.pgettext("satisfaction", "Answers"), True), (t.pgettext("satisfaction", "Share"), True),
    )  # fmt: skip
    lines = [
        (
            f"{_number(row['score']):g}",
            t.label(_PARTS[str(row["part"])]) if row["part"] else "",
            "–" if row["answers"] is None else f.number(_whole(row["answers"])),
            f.percent(_number(row["share"])),
        )
        for row in rows
    ]
    return Twin(heads, lines)


_PARTS: Final = {
    "promoters": marked("satisfaction", "Promoter"),
    "passives": marked("satisfaction", "Passive"),
    "detractors": marked("satisfaction", "Detractor"),
    "satisfied": marked("satisfaction", "Satisfied"),
}


def _ids(page: Page) -> tuple[str, ...]:
    text = page.params.get("answers", "").strip()
    return tuple(one.strip() for one in text.split(",") if one.strip())


def _days(page: Page) -> float:
    text = page.params.get("quarantine", "").strip().replace(",", ".") or _TYPED["quarantine"]
    try:
        days = float(text)
    except ValueError:
        days = float("nan")
    if not isfinite(days):
        raise UsageError(f"quarantine: expected a number of days such as 90; got {text[:20]!r}. Write a number.")
    return days


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
