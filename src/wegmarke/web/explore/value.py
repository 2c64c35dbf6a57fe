"""Customer value: what cohorts have earned, what a model expects, whether it holds, and who is worth most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from wegmarke.i18n import marked
from wegmarke.web.explore.analysis import Analysis, Answer, Picture, Twin
from wegmarke.web.explore.cohort_picture import draw_cohorts
from wegmarke.web.explore.value_parts import (
    LENGTHS,
    Row,
    amount,
    chosen,
    cohort_text,
    minor,
    number,
    order_choices,
    orders_of,
    percent,
    whole,
)
from wegmarke.web.explore.value_sections import sections_of
from wegmarke.web.reader import Reader
from wegmarke.web.selection import Selection
from wegmarke.web.site import Page
from wegmarke.web.words import UNITS_MANY


def ask(page: Page, selection: Selection) -> Answer:
    """Answer what customers are worth."""
    reader, typed = page.reader, form(page)
    length = str(typed["length"])
    result = page.analytics.customer_value(
        by=selection.by.value, orders=orders_of(page), start=selection.start, end=selection.end, length=length,
        months=whole(page, "months", 24, 120), margin=percent(page, "margin", 100.0),
    )  # fmt: skip
    rows = result.to_pyarrow().to_pylist()
    picture = draw_cohorts(rows, length, reader)
    return Answer(
        question=reader.t.gettext(
            "What is left per customer since the first order? %(units)s", units=reader.t.label(UNITS_MANY[selection.by])
        ),
        result=result,
        picture=Picture("explore/cohorts.svg.html", {"drawn": picture}) if picture else None,
        twin=_cohorts(rows, length, reader),
        note=reader.t.gettext(
            "The bold line is all cohorts together with its 95 % interval; a dashed line is of months that are not "
            "over for everybody yet."
        ),
        values={"sections": sections_of(page, selection)} if rows else {},
    )


def form(page: Page) -> Mapping[str, object]:
    """Return the choices of the form and what was typed."""
    length, lengths = chosen(page, "length", LENGTHS)
    defaults = {"months": "24", "margin": "100", "horizon": "12", "discount": "10"}
    return {
        **{name: page.params.get(name, default) for name, default in defaults.items()},
        "length": length,
        "lengths": lengths,
        "order_choices": order_choices(page),
        "own": {"orders", "length", *defaults},
    }


VALUE: Final = Analysis("value", marked("explore", "Customer value"), "explore/value.html", ask, form)


def _cohorts(rows: Sequence[Row], length: str, reader: Reader) -> Twin:
    t, f = reader.t, reader.formats
    heads = (
        (t.gettext("Cohort"), False), (t.gettext("Months since"), True), (t.gettext("Customers"), True),
        (t.gettext("Ordered in the month"), True), (t.gettext("Margin of the month"), True),
        (t.gettext("Cumulative"), True), (t.gettext("Per customer"), True), (t.gettext("95 % interval"), True),
        (t.gettext("Period over"), False),
    )  # fmt: skip
    lines = [
        (
            cohort_text(row["cohort"], length, reader),
            f.number(number(row["months_since"])),
            f.number(number(row["customers"])),
            f.number(number(row["ordering"])),
            minor(row["margin_minor"], row["currency"], reader),
            minor(row["cumulative_minor"], row["currency"], reader),
            amount(row["per_customer"], row["currency"], reader),
            _bounds(row, reader),
            t.pgettext("period over", "yes") if row["is_complete"] else t.pgettext("period over", "no"),
        )
        for row in rows
    ]
    return Twin(heads, lines)


def _bounds(row: Row, reader: Reader) -> str:
    if number(row["low"]) is None or number(row["high"]) is None:
        return "–"
    return f"{amount(row['low'], row['currency'], reader)} – {amount(row['high'], row['currency'], reader)}"
