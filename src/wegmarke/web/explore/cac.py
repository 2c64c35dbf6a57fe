"""CAC: what a new customer costs per period, and when cohorts have paid it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from wegmarke.i18n import marked
from wegmarke.web.explore.analysis import Analysis, Answer, Picture, Twin
from wegmarke.web.explore.funnel_charts import short_period
from wegmarke.web.explore.pairs_picture import Group, PairsPicture, draw_pairs, scale_of
from wegmarke.web.explore.value_parts import (
    GROUPS,
    LAGS,
    LENGTHS,
    Row,
    amount,
    cac_asked,
    chosen,
    cohort_text,
    minor,
    number,
    order_choices,
    orders_of,
)
from wegmarke.web.explore.value_sections import figures_of, files_of
from wegmarke.web.reader import Reader
from wegmarke.web.selection import Selection
from wegmarke.web.site import Page
from wegmarke.web.words import UNITS_MANY
from wegmarke.workspace import digits_of


def ask(page: Page, selection: Selection) -> Answer:
    """Answer what new customers cost, and when that is paid back."""
    reader = page.reader
    asked, length = cac_asked(page), cac_asked(page).length
    result = page.analytics.acquisition_cost(
        by=selection.by.value, orders=orders_of(page), start=selection.start, end=selection.end, group=asked.group,
        length=length, lag=asked.lag,
    )  # fmt: skip
    paid = figures_of(page, selection, "payback")
    rows = result.to_pyarrow().to_pylist()
    picture = _picture(rows, length, reader)
    return Answer(
        question=reader.t.gettext(
            "What does a new customer cost? %(units)s", units=reader.t.label(UNITS_MANY[selection.by])
        ),
        result=result,
        picture=Picture("explore/pairs.svg.html", {"drawn": picture}) if picture else None,
        twin=_costs(rows, length, reader),
        note=reader.t.gettext("A lighter bar: the period is not over yet."),
        values={
            "payback": (_payback(paid.to_pyarrow().to_pylist(), length, reader), paid, files_of(page, "payback")),
            "has_costs": any(number(row["cost_minor"]) for row in rows),
        },
    )


def form(page: Page) -> Mapping[str, object]:
    """Return the choices of the form and what was typed."""
    (length, lengths), (group, groups) = chosen(page, "length", LENGTHS), chosen(page, "group", GROUPS)
    _, lags = chosen(page, "lag", LAGS)
    defaults = {"months": "24", "margin": "100", "days": ""}
    return {
        **{name: page.params.get(name, default) for name, default in defaults.items()},
        "length": length,
        "lengths": lengths,
        "group": group,
        "groups": groups,
        "lags": lags,
        "order_choices": order_choices(page),
        "own": {"orders", "length", "group", "lag", *defaults},
    }


CAC: Final = Analysis("cac", marked("explore", "CAC"), "explore/cac.html", ask, form)


def _picture(rows: Sequence[Row], length: str, reader: Reader) -> PairsPicture | None:
    shown = [row for row in rows if row["begins"] is not None]
    groups = [
        Group(
            (short_period if length == "month" else cohort_text)(row["begins"], length, reader),
            ((_whole(row["cac_minor"], row["currency"]), minor(row["cac_minor"], row["currency"], reader)),),
            is_open=not row["is_complete"],
        )
        for row in shown
    ]
    marks = scale_of(groups)
    currency = shown[0]["currency"] if shown else ""
    return draw_pairs(
        groups, (reader.t.pgettext("cac", "Cost per new customer"),),
        reader.t.gettext("Bars of cost per new customer; the same numbers stand in the table below."),
        [amount(mark, currency, reader) for mark in marks], marks,
    )  # fmt: skip


def _whole(value: object, currency: object) -> float | None:
    figure = number(value)
    return None if figure is None else figure / 10 ** digits_of(str(currency))


def _costs(rows: Sequence[Row], length: str, reader: Reader) -> Twin:
    t, f = reader.t, reader.formats
    heads = (
        (t.gettext("Period"), False), (t.pgettext("cac", "Costs"), True), (t.pgettext("cac", "New customers"), True),
        (t.pgettext("cac", "Cost per new customer"), True), (t.gettext("Period over"), False),
    )  # fmt: skip
    total = t.pgettext("cac", "All complete periods with costs")
    lines = [
        (
            total if row["begins"] is None else cohort_text(row["begins"], length, reader),
            minor(row["cost_minor"], row["currency"], reader),
            f.number(number(row["customers"])),
            minor(row["cac_minor"], row["currency"], reader),
            t.pgettext("period over", "yes") if row["is_complete"] else t.pgettext("period over", "no"),
        )
        for row in rows
    ]
    return Twin(heads, lines)


def _payback(rows: Sequence[Row], length: str, reader: Reader) -> Twin:
    t, f = reader.t, reader.formats
    heads = (
        (t.gettext("Cohort"), False), (t.gettext("Customers"), True), (t.pgettext("cac", "Cost per new customer"),
        True), (t.gettext("Margin per customer so far"), True), (t.gettext("Months observed"), True),
        (t.gettext("Margin ÷ cost (CLV:CAC)"), True), (t.gettext("Paid back in month"), True),
    )  # fmt: skip
    lines = [
        (
            cohort_text(row["cohort"], length, reader),
            f.number(number(row["customers"])),
            amount(row["cac"], row["currency"], reader),
            amount(row["value"], row["currency"], reader),
            f.number(number(row["months_observed"])),
            f.number(number(row["ratio"]), 1),
            _month(row, reader),
        )
        for row in rows
    ]
    return Twin(heads, lines)


def _month(row: Row, reader: Reader) -> str:
    month = number(row["payback_month"])
    if month is None:
        waits = number(row["cac"]) is not None and number(row["value"]) is not None
        return reader.t.pgettext("cac", "not yet") if waits else "–"
    return reader.formats.number(month)
