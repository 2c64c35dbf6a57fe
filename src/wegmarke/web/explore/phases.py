"""Phases: how long units stay, where they go, how fast, who comes back, and who is stuck."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

from wegmarke.domain import Unit, UsageError
from wegmarke.i18n import marked
from wegmarke.web.explore.analysis import Analysis, Answer, Picture, Twin
from wegmarke.web.explore.survival_picture import draw_survival
from wegmarke.web.front import Result
from wegmarke.web.reader import Reader
from wegmarke.web.selection import Selection
from wegmarke.web.site import Page
from wegmarke.web.titles import Titles, reference_titles
from wegmarke.web.words import UNITS_MANY
from wegmarke.workspace import reason_in_words

_SHOWN = 50
_MONTHS = 13
Row = Mapping[str, object]


def ask(page: Page, selection: Selection) -> Answer:
    """Answer how long units stay in each phase, and the other questions of phases."""
    reader, analytics = page.reader, page.analytics
    titles = reference_titles(page.front, reader)
    asked = {"by": selection.by.value, "start": selection.start, "end": selection.end}
    times = analytics.time_in_phase(**asked)  # type: ignore[arg-type]
    drawn = draw_survival(analytics.phase_curve(**asked), titles, reader)  # type: ignore[arg-type]
    units = reader.t.label(UNITS_MANY[selection.by])
    longer, untouched = _days(page, "longer", None), _days(page, "untouched", 30)
    stuck = analytics.stalled(
        by=selection.by.value, longer_days=longer, untouched_days=untouched or 0, top=_SHOWN, end=selection.end
    )
    sections = [
        (reader.t.gettext("Where do they go from each phase?"), analytics.phase_conversion(**asked), _conversion),  # type: ignore[arg-type]
        (reader.t.gettext("How fast do they move on?"), analytics.phase_velocity(**asked), _velocity),  # type: ignore[arg-type]
        (reader.t.gettext("Who goes back?"), analytics.boomerangs(**asked), _boomerangs),  # type: ignore[arg-type]
    ]
    return Answer(
        question=reader.t.gettext("How long do they stay in each phase? %(units)s", units=units),
        result=times,
        picture=Picture("explore/survival.svg.html", {"drawn": drawn}) if drawn else None,
        twin=_times(times, titles, reader),
        note=reader.t.gettext(
            "The line is the share that stays longer; the band says how sure that is (95 %). Who is still there counts "
            "as long as observed."
        ),
        values={
            "sections": [(title, table(result, titles, reader), result) for title, result, table in sections],
            "stuck": (_stuck(stuck, titles, page, selection.by), stuck),
            "skipped_from": bool(selection.start),
        },
    )


def form(page: Page) -> Mapping[str, object]:
    """Return what was typed into the form of stalled units."""
    return {"longer": page.params.get("longer", ""), "untouched": page.params.get("untouched", "30")}


PHASES = Analysis("phases", marked("explore", "Phases"), "explore/phases.html", ask, form)


def _days(page: Page, name: str, default: float | None) -> float | None:
    text = page.params.get(name, "").strip().replace(",", ".")
    if not text:
        return default
    try:
        days = float(text)
    except ValueError as error:
        raise UsageError(f"{name}: expected a number of days such as 30; got {text[:20]!r}. Write a number.") from error
    if not 0 <= days <= 36_500:
        raise UsageError(f"{name}: expected a number of days from 0 to 36500; got {text[:20]!r}. Write another one.")
    return days


def _times(result: Result, titles: Titles, reader: Reader) -> Twin:
    t, f = reader.t, reader.formats
    heads = (
        (t.pgettext("column", "Phase"), False), (t.pgettext("column", "Units"), True), (t.gettext("Stays"), True),
        (t.gettext("Ended"), True), (t.gettext("Still there"), True), (t.gettext("Skipped"), True),
        (t.gettext("A quarter left within"), True), (t.gettext("Half left within (median)"), True),
        (t.gettext("Three quarters left within"), True),
    )  # fmt: skip
    rows = [
        (
            titles.phase(str(row["phase"])),
            *(f.number(_number(row[name])) for name in ("units", "stays", "ended", "still", "skipped")),
            f.days(_number(row["days_quartile_1"])),
            _with_bounds(f.days(_number(row["days_median"])), row, f.days),
            f.days(_number(row["days_quartile_3"])),
        )
        for row in _rows(result)
    ]
    return Twin(heads, rows)


def _conversion(result: Result, titles: Titles, reader: Reader) -> Twin:
    """Return the matrix: a line per phase, a column per phase, and those still there."""
    t, f = reader.t, reader.formats
    rows = _rows(result)
    origins = list(dict.fromkeys(str(row["from_phase"]) for row in rows))
    aims = [*origins, "(still)"]
    cells = {(row["from_phase"], row["to_phase"]): row for row in rows}
    words = {phase: (titles.phase(phase), True) for phase in origins} | {"(still)": (t.gettext("Still there"), True)}
    heads = ((t.gettext("From phase"), False), (t.pgettext("column", "Units"), True), *(words[aim] for aim in aims))

    def share(row: Row | None) -> str:
        if row is None:
            return "·"
        count = f.number(_number(row["moved"]))
        if row["share"] is None:
            return count
        bounds = f.percent_range(_number(row["low"]) or 0, _number(row["high"]) or 0)
        return f"{count} · {f.percent(_number(row['share']), 0)} ({bounds})"

    lines = [
        (
            titles.phase(origin),
            f.number(_number(cells[origin, "(still)"]["units"])),
            *(share(cells.get((origin, aim))) for aim in aims),
        )
        for origin in origins
    ]
    return Twin(heads, lines)


def _velocity(result: Result, titles: Titles, reader: Reader) -> Twin:
    """Return a line per month, newest first, and a column per phase: who entered, and the median of days to go on."""
    t, f = reader.t, reader.formats
    rows = _rows(result)
    met = {str(row["phase"]) for row in rows}
    phases = [phase for phase in titles.phases if phase in met] or sorted(met)
    months: dict[object, dict[str, Row]] = {}
    for row in rows:
        months.setdefault(row["begins"], {})[str(row["phase"])] = row

    def cell(row: Row | None) -> str:
        if row is None:
            return "·"
        count = f.number(_number(row["units"]))
        median = f.days(_number(row["days_median"]))
        return count if row["days_median"] is None else f"{count} · {_with_bounds(median, row, f.days)}"

    newest = sorted(months.values(), key=lambda found: str(next(iter(found.values()))["begins"]), reverse=True)
    lines = [
        (_month(next(iter(found.values())), reader), *(cell(found.get(phase)) for phase in phases))
        for found in newest[:_MONTHS]
    ]
    words = t.gettext("Entered in: units · median of days to go on")
    heads = ((words, False), *((titles.phase(phase), True) for phase in phases))
    return Twin(heads, lines)


def _month(row: Row, reader: Reader) -> str:
    month = reader.formats.month_text(str(row["begins"])[:7])
    return month if row["is_complete"] else reader.t.gettext("%(month)s, not over yet", month=month)


def _boomerangs(result: Result, titles: Titles, reader: Reader) -> Twin:
    t, f = reader.t, reader.formats
    heads = (
        (t.gettext("From phase"), False), (t.gettext("Back to phase"), False), (t.gettext("Moves"), True),
        (t.pgettext("column", "Units"), True), (t.gettext("Of those who were there"), True),
    )  # fmt: skip
    rows = [
        (
            titles.phase(str(row["from_phase"])),
            titles.phase(str(row["to_phase"])),
            f.number(_number(row["moves"])),
            f.number(_number(row["moved"])),
            _with_bounds(f.percent(_number(row["share"])), row, f.percent),
        )
        for row in _rows(result)
    ]
    return Twin(heads, rows)


def _stuck(result: Result, titles: Titles, page: Page, by: Unit) -> dict[str, object]:
    """Return the table of stalled units: what each is called and its link, phase, days, and the reason in words.

    Names stand there as far as the role of the reader goes, numbers otherwise.
    """
    reader = page.reader
    f, zone = reader.formats, ZoneInfo(str(reader.zone))
    names = page.front.analytics.named(by.value, tuple(int(str(row["unit"])) for row in _rows(result)))
    places = {Unit.ACCOUNT: "/people/accounts/", Unit.PERSON: "/people/persons/"}
    rows = [
        {
            "unit": names.get(int(str(row["unit"]))) or f"#{row['unit']}",
            "url": f"{places[by]}{row['unit']}" if by in places else "",
            "phase": titles.phase(str(row["phase"])),
            "days": f.days(_number(row["days_in_phase"])),
            "reason": reason_in_words(row, zone.key).get(reader.language),
        }
        for row in _rows(result)
    ]
    return {"rows": rows}


def _with_bounds(value: str, row: Row, write: Callable[[float | None], str]) -> str:
    low, high = _number(row["low"]), _number(row["high"])
    if low is None and high is None:
        return value
    # an open upper bound is a finding: the data do not say how long at most
    return f"{value} ({write(low)} – {write(high) if high is not None else '…'})"


def _rows(result: Result) -> Sequence[Row]:
    return result.to_pyarrow().to_pylist()


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) else None
