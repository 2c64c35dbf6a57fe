"""Pages of several tables: each section one result, written column by column, with its definition and its downloads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from wegmarke.domain import Unit, UsageError
from wegmarke.domain.numbers import Money
from wegmarke.web.explore.analysis import Picture, Twin
from wegmarke.web.explore.drawing import drawn
from wegmarke.web.explore.funnel_charts import (
    HEIGHT,
    LEFT,
    MOST_PERIODS,
    TOP,
    WIDTH,
    draw_trend,
    period_text,
    short_period,
)
from wegmarke.web.front import Result
from wegmarke.web.reader import Reader
from wegmarke.web.selection import Choice, Selection, with_params
from wegmarke.web.site import Page
from wegmarke.web.titles import Titles

Row = Mapping[str, Any]
Words = tuple[str, str]
_PLACES: Final = {Unit.ACCOUNT: "/people/accounts/", Unit.PERSON: "/people/persons/"}
_LONGEST_PATH: Final = 8


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: of the result's column.
        head: marked for translation.
        kind: text, word, number, share, money, days, instant, begins, touchpoint or path.
        words: of kind `word`, what stands for each value.
        bounds: of kind `share`, the columns of its interval.
    """

    name: str
    head: Words
    kind: str = "text"
    words: Mapping[str, Words] = field(default_factory=dict)
    bounds: tuple[str, str] | None = None

    @property
    def is_number(self) -> bool:
        """Tell whether it is set like a number."""
        return self.kind in ("number", "share", "money", "days", "hours")


@dataclass(frozen=True)
class Section:
    """One section below the picture.

    Attributes:
        name: of its figures, for downloads.
        title: written for the reader.
        result: what was computed.
        table: in words.
        picture: an `<svg>` element; empty without one.
        links: per row the address of its first cell; empty without.
        downloads: (ending, address).
    """

    name: str
    title: str
    result: Result
    table: Twin
    picture: str = ""
    links: tuple[str, ...] = ()
    downloads: tuple[tuple[str, str], ...] = ()

    @property
    def linked(self) -> list[tuple[str, Sequence[str]]]:
        """Return the rows, each with the address of its first cell."""
        return list(zip(self.links, self.table.rows, strict=True))


@dataclass(frozen=True)
class Writing:
    """How results become tables for one reader."""

    page: Page
    titles: Titles
    length: str

    @property
    def reader(self) -> Reader:
        """Return the reader."""
        return self.page.reader

    def twin(self, rows: Sequence[Row], columns: Sequence[Column]) -> Twin:
        """Write rows."""
        heads = tuple((self.reader.t.label(column.head), column.is_number) for column in columns)
        return Twin(heads, [[self.cell(row, column) for column in columns] for row in rows])

    def cell(self, row: Row, column: Column) -> str:
        """Write one value."""
        value, f = row[column.name], self.reader.formats
        match column.kind:
            case "number":
                return f.number(value)
            case "share":
                return self._share(row, column)
            case "money":
                return f.money(
                    Money(int(value), str(row["currency"])) if value is not None and row["currency"] else None
                )
            case "days":
                return f.days(value)
            case "hours":
                return f.number(value, 1)
            case "instant":
                return f.instant(value, self.reader.zone) if isinstance(value, datetime) else "–"
            case "begins":
                return self._begins(row, value)
            case "touchpoint":
                return self.titles.touchpoint(value) if value else "–"
            case "path":
                return self._path(value)
            case "word" if value in column.words:
                return self.reader.t.label(column.words[value])
            case _:
                return "–" if value is None else str(value)

    def _share(self, row: Row, column: Column) -> str:
        f, value = self.reader.formats, row[column.name]
        if value is None or column.bounds is None or row[column.bounds[0]] is None:
            return f.percent(value)
        low, high = (row[name] for name in column.bounds)
        return f"{f.percent(value)} ({f.percent_range(low, high)})"

    def _begins(self, row: Row, value: object) -> str:
        if not isinstance(value, date):
            return self.reader.t.pgettext("period", "All together")
        text = period_text(value, self.length, self.reader)
        return text if row.get("is_complete", True) else f"{text} *"

    def _path(self, touchpoints: Sequence[str]) -> str:
        if not touchpoints:
            return self.reader.t.pgettext("storno", "no touch between")
        if touchpoints == ["(other)"]:
            return self.titles.touchpoint("(other)")
        names = [self.titles.touchpoint(one) for one in touchpoints]
        return " → ".join([*names[:_LONGEST_PATH], *(["…"] if len(names) > _LONGEST_PATH else [])])

    def section(
        self, name: str, title: Words, result: Result, columns: Sequence[Column], rows: Sequence[Row] | None = None
    ) -> Section:
        """Write a section; `rows` are some of those of the result."""
        found = rows_of(result) if rows is None else rows
        return Section(
            name, self.reader.t.label(title), result, self.twin(found, columns), downloads=self.downloads(name)
        )

    def units(self, name: str, title: Words, result: Result, columns: Sequence[Column], by: Unit) -> Section:
        """Write a section whose rows are units: by name as far as the role of the reader goes, by number otherwise."""
        rows = rows_of(result)
        names = self.page.front.analytics.named(by.value, tuple(int(row["unit"]) for row in rows)) if rows else {}
        table = self.twin(rows, columns)
        cells = [[names.get(int(row["unit"])) or f"#{row['unit']}", *line]
                 for row, line in zip(rows, table.rows, strict=True)]  # fmt: skip
        head = self.reader.t.pgettext("chooser", "Unit")
        links = tuple(f"{_PLACES[by]}{row['unit']}" if by in _PLACES else "" for row in rows)
        return Section(
            name, self.reader.t.label(title), result, Twin(((head, False), *table.heads), cells), links=links,
            downloads=self.downloads(name),
        )  # fmt: skip

    def downloads(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return where the figures of a section are downloaded."""
        return tuple(
            (ending.upper(), with_params(f"{self.page.path}.{ending}", self.page.params, show=name))
            for ending in ("csv", "parquet")
        )

    def trend(self, rows: Sequence[Row], share: str, of: str, bounds: tuple[str, str], says: str) -> Picture | None:
        """Draw a share by period, hollow where a period is not complete; None where there is nothing to draw."""
        shown = [row for row in rows if row["begins"] is not None][-MOST_PERIODS:]
        points = [
            {
                "conversion": row[share], "low": row[bounds[0]], "high": row[bounds[1]], "entered": row[of],
                "incomplete": not row["is_complete"],
            }
            for row in shown
        ]  # fmt: skip
        labels = [short_period(row["begins"], self.length, self.reader) for row in shown]
        found = draw_trend(points, labels, self.reader) if points else None
        if found is None:
            return None
        frame = {"width": WIDTH, "height": HEIGHT, "left": LEFT, "top": TOP}
        return Picture("explore/rates.svg.html", {"drawn": found, "says": says, **frame})

    def drawn(self, picture: Picture | None) -> str:
        """Write a picture of a section."""
        return "" if picture is None else drawn(picture, self.reader)


def rows_of(result: Result) -> list[Row]:
    """Return the rows of a result."""
    return list(result.to_pyarrow().to_pylist())


def ids(page: Page, name: str) -> tuple[str, ...]:
    """Return touchpoints and events that were typed with commas, or one rule as JSON."""
    text = page.params.get(name, "").strip()
    if text.startswith("{"):
        return (text,)
    return tuple(one.strip() for one in text.split(",") if one.strip())


def amount(page: Page, name: str, default: float) -> float:
    """Return a number that was typed; a comma may stand before its digits."""
    text = page.params.get(name, "").strip() or f"{default:g}"
    try:
        return float(text.replace(",", "."))
    except ValueError as error:
        raise UsageError(
            f"{name}: expected a number such as {default:g}; got {text[:20]!r}. Write a number."
        ) from error


def typed(page: Page, name: str) -> str | None:
    """Return what was typed, None for nothing."""
    return page.params.get(name, "").strip() or None


LENGTHS: Final[tuple[tuple[str, Words], ...]] = (
    ("month", ("retention", "months")),
    ("quarter", ("retention", "quarters")),
    ("week", ("retention", "weeks")),
    ("year", ("retention", "years")),
)


def length_of(page: Page) -> str:
    """Return the length of periods that was chosen."""
    return page.params.get("length", "month")


def form_values(page: Page, titles: Titles, fields: Sequence[tuple[str, Words, str]]) -> dict[str, object]:
    """Return what the form needs: text fields as (name, label, value, hint), periods, suggestions."""
    label, length = page.reader.t.label, length_of(page)
    places = [(key, title) for key, title in titles.touchpoints.items() if not key.startswith("(")]
    return {
        "fields": [(name, label(words), page.params.get(name, ""), hint) for name, words, hint in fields],
        "lengths": [Choice(label(words), value, value == length) for value, words in LENGTHS],
        "known_places": places,
        "own": {name for name, _, _ in fields} | {"length", "show"},
    }


def frame_of(selection: Selection) -> dict[str, Any]:
    """Return unit and period of a question."""
    return {"by": selection.by.value, "start": selection.start, "end": selection.end}
