"""The table of whole paths: how many take each, how many of these won, or how they ended side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from wegmarke.domain import Money
from wegmarke.i18n import marked
from wegmarke.web.explore.path_question import PathQuestion
from wegmarke.web.front import Result
from wegmarke.web.reader import Reader
from wegmarke.web.selection import Selection
from wegmarke.web.site import Page
from wegmarke.web.titles import Titles
from wegmarke.web.words import UNITS_MANY

REMAINDER: Final = "(other)"
_LONGEST: Final = 7

OUTCOME_WORDS: Final = {
    "won": marked("outcome", "Won"),
    "lost": marked("outcome", "Lost"),
    "stalled": marked("outcome", "Stalled"),
    "open": marked("outcome", "Open"),
}


@dataclass(frozen=True, slots=True)
class VariantLine:
    """One line, written for a reader.

    Attributes:
        steps: titles of the touchpoints; of long paths the first ones and the last.
        whole: the whole path as one text.
        is_rest: whether it stands for all other paths.
        cells: figures, as many as the table has heads.
    """

    steps: tuple[str, ...]
    whole: str
    is_rest: bool
    cells: tuple[str, ...]


def variants_of(page: Page, selection: Selection, question: PathQuestion) -> Result:
    """Ask for whole paths, by outcome where something means lost."""
    won = (question.won,) if question.won else ()
    analytics = page.analytics
    if not question.has_outcomes:
        return analytics.variants(
            by=selection.by.value, start=selection.start, end=selection.end,
            won=won, top=question.paths, collapse=question.collapse,
        )  # fmt: skip
    return analytics.variants_by_outcome(
        by=selection.by.value, start=selection.start, end=selection.end, won=won, lost=(question.lost,),
        stalled_days=question.stalled, collapse=question.collapse, top=question.paths,
    )  # fmt: skip


def heads(question: PathQuestion, selection: Selection, reader: Reader) -> tuple[str, ...]:
    """Return the labels of the columns with figures."""
    t = reader.t
    units, share = t.label(UNITS_MANY[selection.by]), t.pgettext("paths", "Share")
    if question.has_outcomes:
        return (units, *(t.label(word) for word in OUTCOME_WORDS.values()))
    if question.won:
        return (
            units,
            share,
            t.label(OUTCOME_WORDS["won"]),
            t.pgettext("paths", "Win rate"),
            t.pgettext("paths", "Value"),
        )
    return units, share, t.pgettext("paths", "Value")


def lines(result: Result, question: PathQuestion, titles: Titles, reader: Reader) -> list[VariantLine]:
    """Write the lines of the table."""
    return [_line(row, question, titles, reader) for row in result.to_pyarrow().to_pylist()]


def variant_cells(result: Result, titles: Titles) -> tuple[tuple[str, ...], Iterator[tuple[object, ...]]]:
    """Return head and lines as a spreadsheet has them: a path as one text, touchpoint by touchpoint."""
    rows = result.to_pyarrow().to_pylist()
    figures = [name for name in (rows[0] if rows else ()) if name != "touchpoints"]

    def each() -> Iterator[tuple[object, ...]]:
        for row in rows:
            steps = [str(step) for step in _steps(row)]
            titled = " > ".join(titles.touchpoint(step) for step in steps)
            yield " > ".join(steps), titled, *(row[name] for name in figures)

    return ("touchpoints", "titles", *figures), each()


def _line(row: Mapping[str, object], question: PathQuestion, titles: Titles, reader: Reader) -> VariantLine:
    steps = [titles.touchpoint(str(step)) for step in _steps(row)]
    is_rest = _steps(row) == [REMAINDER]
    if is_rest:
        count = _count(row["variants"])
        steps = [reader.t.ngettext("%(n)s other path", "%(n)s other paths", count)]
    elif not steps:
        steps = [reader.t.pgettext("paths", "nothing before it")]
    return VariantLine(_shortened(steps), " → ".join(steps), is_rest, tuple(_cells(row, question, reader)))


def _cells(row: Mapping[str, object], question: PathQuestion, reader: Reader) -> Iterator[str]:
    f = reader.formats
    yield f.number(_count(row["units"]))
    if question.has_outcomes:
        for outcome in OUTCOME_WORDS:
            yield f"{f.number(_count(row[outcome]))} ({_share(row[f'{outcome}_share'], reader)})"
        return
    yield _share(row["share"], reader)
    if question.won:
        yield f.number(_count(row["won"]))
        yield _share(row["win_rate"], reader)
    currency = row["currency"]
    yield f.money(Money(_count(row["value_minor"]), str(currency))) if currency is not None else "–"


def _share(value: object, reader: Reader) -> str:
    return reader.formats.percent(value) if isinstance(value, float) else "–"


def _steps(row: Mapping[str, object]) -> Sequence[object]:
    steps = row["touchpoints"]
    return steps if isinstance(steps, list) else []


def _shortened(steps: Sequence[str]) -> tuple[str, ...]:
    if len(steps) <= _LONGEST:
        return tuple(steps)
    return (*steps[: _LONGEST - 2], f"… {len(steps) - _LONGEST + 1} …", steps[-1])


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0
