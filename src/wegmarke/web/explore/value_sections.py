"""The sections below the cohorts: who is worth most, whether the model holds, its parameters; and their figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup

from wegmarke.domain import NotFound, Unit, UsageError
from wegmarke.i18n import marked
from wegmarke.web.explore.analysis import Picture, Twin
from wegmarke.web.explore.drawing import drawn
from wegmarke.web.explore.pairs_picture import Group, draw_pairs, scale_of
from wegmarke.web.explore.value_parts import Row, amount, cac_asked, number, orders_of, percent, whole
from wegmarke.web.front import Result
from wegmarke.web.problem_words import ProblemText, problem_text
from wegmarke.web.reader import Reader
from wegmarke.web.selection import Selection, with_params
from wegmarke.web.site import Page
from wegmarke.web.words import UNITS

_TOP: Final = 20
_PARAMETERS: Final = {
    ("orders", "r"): marked("value model", "r: shape of the order rates"),
    ("orders", "alpha"): marked("value model", "alpha: rate of the order rates, in days"),
    ("orders", "a"): marked("value model", "a: of the chance to leave"),
    ("orders", "b"): marked("value model", "b: of the chance to leave"),
    ("orders", "log_likelihood"): marked("value model", "Log-likelihood of the orders"),
    ("spend", "p"): marked("value model", "p: shape of one customer's orders"),
    ("spend", "q"): marked("value model", "q: shape of the differences between customers"),
    ("spend", "gamma"): marked("value model", "gamma: rate of the differences, in currency"),
    ("spend", "log_likelihood"): marked("value model", "Log-likelihood of the values"),
    ("spend", "mean"): marked("value model", "Expected value of an order"),
    ("assumption", "dependence"): marked("value model", "Rank correlation of frequency and value"),
}


@dataclass(frozen=True)
class Section:
    """One section below the cohorts; `problem` where the model could not be fitted."""

    id: str = ""
    title: str = ""
    table: Twin | None = None
    result: Result | None = None
    picture: Markup | None = None
    problem: ProblemText | None = None
    links: Sequence[str] = ()
    downloads: Sequence[tuple[str, str]] = ()

    @property
    def linked(self) -> list[tuple[str, Sequence[str]]]:
        """Return the rows, each with the address of its first cell."""
        return list(zip(self.links, self.table.rows if self.table else (), strict=True))


def sections_of(page: Page, selection: Selection) -> list[Section]:
    """Ask the models; that one cannot be fitted is said where its section would stand."""
    t, horizon = page.reader.t, whole(page, "horizon", 12, 60)
    percent(page, "discount", 10.0, 99.0)  # what was typed wrongly is no fault of a model
    titles = (
        ("expected", t.gettext("Who is worth most in the next %(n)s months?", n=horizon), _expected),
        ("value_check", t.gettext("Does the model hold? Expected and observed orders"), _check),
        ("value_model", t.gettext("Parameters of the model"), _model),
    )
    return [_section(page, selection, name, title, write) for name, title, write in titles]


def figures_of(page: Page, selection: Selection, name: str) -> Result:
    """Return the figures of a section by its name, or raise `NotFound`; of customers all, not the first ones."""
    known = ("expected", "value_check", "value_model", "payback")
    if name not in known:
        raise NotFound(f"section: expected one of {', '.join(known)}; got {name[:20]!r}.")
    return _asked(page, selection, name, top=None)


def files_of(page: Page, name: str) -> list[tuple[str, str]]:
    """Return label and address of the downloads of a section."""
    return [
        (ending.upper(), with_params(f"/explore/value-figures/{name}.{ending}", page.params))
        for ending in ("csv", "parquet")
    ]


def _asked(page: Page, selection: Selection, name: str, *, top: int | None) -> Result:
    by, start, end, orders = selection.by.value, selection.start, selection.end, orders_of(page)
    analytics = page.analytics
    match name:
        case "expected":
            return analytics.expected_value(
                by=by, orders=orders, start=start, end=end, horizon=whole(page, "horizon", 12, 60),
                discount=percent(page, "discount", 10.0, 99.0), margin=percent(page, "margin", 100.0), top=top,
            )  # fmt: skip
        case "value_check":
            return analytics.value_check(by=by, orders=orders, start=start, end=end)
        case "payback":
            asked = cac_asked(page)
            return analytics.payback(
                by=by, orders=orders, start=start, end=end, group=asked.group, length=asked.length, lag=asked.lag,
                months=whole(page, "months", 24, 120), margin=percent(page, "margin", 100.0),
            )  # fmt: skip
        case _:
            return analytics.value_model(by=by, orders=orders, start=start, end=end)


def _section(
    page: Page,
    selection: Selection,
    name: str,
    title: str,
    write: Callable[[Page, Unit, Result], Section],
) -> Section:
    try:
        result = _asked(page, selection, name, top=_TOP)
    except UsageError as error:
        return Section(name, title, problem=problem_text(error, page.reader))
    return replace(write(page, selection.by, result), id=name, title=title, downloads=files_of(page, name))


def _expected(page: Page, by: Unit, result: Result) -> Section:
    """Write the most valuable customers, with names as far as the role of the reader goes."""
    t, f, reader = page.reader.t, page.reader.formats, page.reader
    rows = result.to_pyarrow().to_pylist()
    units = [int(str(row["unit"])) for row in rows]
    names = page.front.analytics.named(by.value, tuple(units))
    places = {Unit.ACCOUNT: "/people/accounts/", Unit.PERSON: "/people/persons/"}
    heads = (
        (reader.t.label(UNITS[by]), False), (t.gettext("Orders after the first"), True),
        (t.gettext("Days since the last order"), True), (t.gettext("Still active"), True),
        (t.gettext("Expected orders"), True), (t.gettext("Value of an order"), True), (t.gettext("Expected value"),
    True), )  # fmt: skip
    lines = [
        (
            names.get(unit) or f"#{unit}",
            f.number(number(row["orders_again"])),
            f.number(number(row["days_since_order"])),
            f.percent(number(row["alive"]), 0),
            f.number(number(row["expected_orders"]), 1),
            amount(row["expected_spend"], row["currency"], reader),
            amount(row["expected_value"], row["currency"], reader),
        )
        for unit, row in zip(units, rows, strict=True)
    ]
    links = [f"{places[by]}{unit}" if by in places else "" for unit in units]
    return Section(table=Twin(heads, lines), result=result, links=links)


def _check(page: Page, _: Unit, result: Result) -> Section:
    """Write expected beside observed orders, by how often customers had ordered before."""
    t, f, reader = page.reader.t, page.reader.formats, page.reader
    rows = result.to_pyarrow().to_pylist()
    words = [_again(row, reader) for row in rows]
    groups = [
        Group(word, tuple((number(row[name]), f.number(number(row[name]), 2)) for name in ("observed", "expected")))
        for word, row in zip(words, rows, strict=True)
    ]
    marks = scale_of(groups)
    picture = draw_pairs(
        groups, (t.pgettext("value", "observed"), t.pgettext("value", "expected")),
        t.gettext("Bars of observed and expected orders per customer; the same numbers stand in the table below."),
        [f.number(mark, 2) for mark in marks], marks,
    )  # fmt: skip
    heads = (
        (t.gettext("Orders after the first, until then"), False), (t.gettext("Customers"), True),
        (t.gettext("Observed per customer"), True), (t.gettext("Expected per customer"), True),
        (t.gettext("Observed orders"), True), (t.gettext("Expected orders"), True),
    )  # fmt: skip
    lines = [
        (
            word, f.number(number(row["customers"])), f.number(number(row["observed"]), 2),
            f.number(number(row["expected"]), 2), f.number(number(row["observed_total"])),
            f.number(number(row["expected_total"]), 1),
        )
        for word, row in zip(words, rows, strict=True)
    ]  # fmt: skip
    shown = drawn(Picture("explore/pairs.svg.html", {"drawn": picture}), reader) if picture else None
    return Section(table=Twin(heads, lines), result=result, picture=shown)


def _again(row: Row, reader: Reader) -> str:
    again = number(row["orders_again"])
    if again is None:
        return reader.t.pgettext("value", "all")
    text = reader.formats.number(again)
    return reader.t.pgettext("value", "%(n)s or more", n=text) if row["is_more"] else text


def _model(page: Page, _: Unit, result: Result) -> Section:
    t, f = page.reader.t, page.reader.formats
    heads = (
        (t.gettext("Parameter"), False), (t.gettext("Value"), True), (t.gettext("95 % interval"), True),
        (t.gettext("Customers"), True),
    )  # fmt: skip
    lines = []
    for row in result.to_pyarrow().to_pylist():
        words = _PARAMETERS.get((str(row["part"]), str(row["name"])))
        low, high = number(row["low"]), number(row["high"])
        bounds = "–" if low is None or high is None else f"{f.number(low, 3)} – {f.number(high, 3)}"
        title_ = page.reader.t.label(words) if words else str(row["name"])
        lines.append((title_, f.number(number(row["value"]), 3), bounds, f.number(number(row["customers"]))))
    return Section(table=Twin(heads, lines), result=result)
