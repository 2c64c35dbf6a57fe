"""Retention: who came back, as a grid of cohorts and periods since; and what customers still pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from wegmarke.domain import UsageError
from wegmarke.domain.numbers import Money
from wegmarke.i18n import marked
from wegmarke.web.explore.analysis import Analysis, Answer, Twin
from wegmarke.web.front import Result
from wegmarke.web.reader import Reader
from wegmarke.web.selection import Choice, Selection
from wegmarke.web.site import Page
from wegmarke.web.titles import reference_titles
from wegmarke.web.words import UNITS_MANY

_PERIODS = 12
_SHADES = 8
_MOST_GRIDS = 8
_BOUNDS = {"customer_retention": ("low", "high"), "contract_retention": ("contract_low", "contract_high")}
Row = Mapping[str, object]

_CHOICES: Mapping[str, tuple[tuple[str, tuple[str, str]], ...]] = {
    "length": (
        ("month", marked("retention", "months")),
        ("quarter", marked("retention", "quarters")),
        ("week", marked("retention", "weeks")),
        ("day", marked("retention", "days")),
        ("year", marked("retention", "years")),
    ),
    "cohort": (
        ("first_time", marked("retention", "by the first start ever")),
        ("recurring", marked("retention", "by each period with a start")),
    ),
    "rule": (
        ("on", marked("retention", "in this very period")),
        ("on_or_after", marked("retention", "in this period or later")),
        ("on_or_before", marked("retention", "by the end of this period")),
        ("streak", marked("retention", "in each period up to this one")),
    ),
    "reference": (
        ("cohort", marked("retention", "of the cohort")),
        ("previous", marked("retention", "of the period before")),
    ),
    "mean": (
        ("weighted", marked("retention", "weighted by size")),
        ("simple", marked("retention", "simple")),
    ),
    "windows": (
        ("calendar", marked("retention", "of the calendar")),
        ("rolling", marked("retention", "24 hours or 7 days from the start")),
    ),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the grid: its text, how dark it is (0..8), and whether the period is over."""

    text: str
    shade: int
    is_complete: bool
    hint: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Cohorts downwards, periods since the start to the right; the last line is the mean.

    Attributes:
        label: value of the breakdown; empty without one.
        left: in the last grid, how many further values have none.
    """

    heads: tuple[str, ...]
    lines: tuple[tuple[str, str, tuple[Cell | None, ...]], ...]
    label: str = ""
    left: int = 0


def ask(page: Page, selection: Selection) -> Answer:
    """Answer who came back, and what customers still pay."""
    reader, typed = page.reader, form(page)
    length = str(typed["length"])
    asked = {"by": selection.by.value, "length": length, "start": selection.start, "end": selection.end}
    result = page.analytics.retention(
        starts=_ids(page, "starts"), returns=_ids(page, "returns"), cohort=str(typed["cohort"]),
        rule=str(typed["rule"]), rolling=typed["windows"] == "rolling", periods=_whole(page, "periods", _PERIODS),
        at_least=_whole(page, "at_least", 1), reference=str(typed["reference"]), mean=str(typed["mean"]),
        breakdown=_property(page, "breakdown"), **asked,  # type: ignore[arg-type]
    )  # fmt: skip
    revenue = page.analytics.revenue_retention(contract=_property(page, "contract"), **asked)  # type: ignore[arg-type]
    return Answer(
        question=reader.t.gettext("Who comes back? %(units)s", units=reader.t.label(UNITS_MANY[selection.by])),
        result=result,
        picture=None,
        twin=_twin(result, length, reader),
        note=reader.t.gettext("The darker, the larger the share. A star: the period is not over for everybody yet."),
        values={"grids": _grids(result, length, reader), "revenue": (revenue_twin(revenue, length, reader), revenue)},
    )


def form(page: Page) -> Mapping[str, object]:
    """Return the choices of the form and what was typed."""
    titles = reference_titles(page.front, page.reader)
    places = {**titles.phases, **{key: title for key, title in titles.touchpoints.items() if not key.startswith("(")}}
    label = page.reader.t.label
    chosen = {name: page.params.get(name, choices[0][0]) for name, choices in _CHOICES.items()}
    choices = {
        name: [Choice(label(words), value, value == chosen[name]) for value, words in options]
        for name, options in _CHOICES.items()
    }
    kept = {name: page.params.get(name, "") for name in ("starts", "returns", "breakdown", "contract")}
    return {
        **chosen,
        **kept,
        "choices": choices,
        "known_places": list(places.items()),
        "periods": page.params.get("periods", str(_PERIODS)),
        "at_least": page.params.get("at_least", "1"),
        "own": {*chosen, *kept, "periods", "at_least"},
    }


RETENTION = Analysis("retention", marked("explore", "Retention"), "explore/retention.html", ask, form)


def _ids(page: Page, name: str) -> tuple[str, ...]:
    text = page.params.get(name, "")
    return (text,) if text else ()


def _whole(page: Page, name: str, default: int) -> int:
    text = page.params.get(name, "").strip() or str(default)
    if not text.isdecimal() or len(text) > 4:
        raise UsageError(f"{name}: expected a whole number such as {default}; got {text[:20]!r}. Write a number.")
    return int(text)


def _property(page: Page, name: str) -> str | None:
    return page.params.get(name, "").strip() or None


def _grids(result: Result, length: str, reader: Reader) -> list[Grid]:
    """Return one grid, or with a breakdown one per value, the largest cohorts first."""
    rows: Sequence[Row] = result.to_pyarrow().to_pylist()
    if not _has(rows, "label"):
        return [_grid(rows, length, reader)]
    groups: dict[object, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["label"], []).append(row)
    largest = sorted(groups, key=lambda label: -_size(groups[label]))
    nothing = reader.t.pgettext("retention", "without a value")
    found = [
        replace(_grid(groups[label], length, reader), label=nothing if label is None else str(label))
        for label in largest[:_MOST_GRIDS]
    ]
    if left := len(groups) - len(found):
        found[-1] = replace(found[-1], left=left)
    return found


def _size(rows: Sequence[Row]) -> float:
    return sum(_number(row["of"]) or 0 for row in rows if row["cohort"] and row["periods_since"] == 0)


def _grid(rows: Sequence[Row], length: str, reader: Reader) -> Grid:
    by_cohort: dict[object, dict[int, Row]] = {}
    for row in rows:
        by_cohort.setdefault(row["cohort"], {})[int(str(row["periods_since"]))] = row
    most = max((since for cells in by_cohort.values() for since in cells), default=0)
    lines = [
        (
            _period(cohort, length, reader),
            reader.formats.number(_number(cells[0]["of"])) if cohort and 0 in cells else "",
            tuple(_cell(cells[since], reader) if since in cells else None for since in range(most + 1)),
        )
        for cohort, cells in by_cohort.items()
    ]
    return Grid(tuple(reader.formats.number(since) for since in range(most + 1)), tuple(lines))


def _cell(row: Row, reader: Reader) -> Cell:
    f, share = reader.formats, _number(row["share"])
    text = "–" if share is None else f.percent(share, 0)
    hint = f"{f.number(_number(row['units']))} / {f.number(_number(row['of']))}"
    if _number(row["low"]) is not None:
        hint += f" · {f.percent_range(_number(row['low']) or 0, _number(row['high']) or 0)}"
    shade = 0 if share is None else min(_SHADES, round(share * _SHADES))
    return Cell(text, shade, bool(row["is_complete"]), hint)


def _period(begins: object, length: str, reader: Reader) -> str:
    if not isinstance(begins, date):
        return reader.t.pgettext("retention", "Mean")
    match length:
        case "month":
            return reader.formats.month_text(begins.isoformat()[:7])
        case "quarter":
            return f"{begins.year} Q{(begins.month + 2) // 3}"
        case "year":
            return str(begins.year)
        case _:
            return reader.formats.day(begins)


def _twin(result: Result, length: str, reader: Reader) -> Twin:
    t, f = reader.t, reader.formats
    heads = (
        (t.gettext("Cohort"), False), (t.gettext("Periods since"), True), (t.gettext("Back"), True),
        (t.gettext("Of"), True), (t.gettext("Share"), True), (t.gettext("95 % interval"), True),
        (t.gettext("Period over"), False),
    )  # fmt: skip
    found: Sequence[Row] = result.to_pyarrow().to_pylist()
    has_label = _has(found, "label")
    group = ((t.gettext("Breakdown"), False),) if has_label else ()
    nothing = t.pgettext("retention", "without a value")
    rows = [
        (
            *((nothing if row["label"] is None else str(row["label"]),) if has_label else ()),
            _period(row["cohort"], length, reader),
            f.number(_number(row["periods_since"])),
            f.number(_number(row["units"])),
            f.number(_number(row["of"])),
            f.percent(_number(row["share"])),
            f.percent_range(_number(row["low"]) or 0, _number(row["high"]) or 0) if row["low"] is not None else "–",
            t.pgettext("period over", "yes") if row["is_complete"] else t.pgettext("period over", "no"),
        )
        for row in found
    ]
    return Twin((*group, *heads), rows)


def revenue_twin(result: Result, length: str, reader: Reader) -> Twin:
    """Write what customers still pay, the latest period first."""
    t, f = reader.t, reader.formats
    heads = (
        (t.gettext("Period"), False), (t.gettext("At the start"), True), (t.gettext("Lost"), True),
        (t.gettext("Less than before"), True), (t.gettext("More than before"), True), (t.gettext("New"), True),
        (t.gettext("Gross"), True), (t.gettext("Net"), True), (t.gettext("Customers kept"), True),
    )  # fmt: skip
    found: Sequence[Row] = result.to_pyarrow().to_pylist()
    has_contracts = _has(found, "contract_retention")
    contracts = ((t.gettext("Contracts kept"), True),) if has_contracts else ()
    shares = ("gross", "net", "customer_retention", *(("contract_retention",) if has_contracts else ()))
    sums = ("start_minor", "lost_minor", "contraction_minor", "expansion_minor", "new_minor")
    rows = []
    for row in reversed(found):
        currency, period = str(row["currency"]), _period(row["begins"], length, reader)
        rows.append(
            (
                period if row["is_complete"] else f"{period} *",
                *(f.money(Money(int(str(row[name])), currency)) for name in sums),
                *(_share(row, name, reader) for name in shares),
            )
        )
    return Twin((*heads, *contracts), rows)


def _has(rows: Sequence[Row], name: str) -> bool:
    return bool(rows) and name in rows[0]


def _share(row: Row, name: str, reader: Reader) -> str:
    """Write a share, with its interval where it has one."""
    text, bounds = reader.formats.percent(_number(row[name])), _BOUNDS.get(name)
    low, high = (_number(row.get(bound)) for bound in bounds) if bounds else (None, None)
    return text if low is None or high is None else f"{text} ({reader.formats.percent_range(low, high)})"


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) else None
