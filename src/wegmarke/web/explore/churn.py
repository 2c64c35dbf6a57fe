"""Churn: who ceases to be a customer, per period and as a curve; who comes back; what customers still pay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from wegmarke.i18n import marked
from wegmarke.web.explore.analysis import Analysis, Answer, Picture
from wegmarke.web.explore.retention import revenue_twin
from wegmarke.web.explore.sections import (
    Column,
    Section,
    Writing,
    amount,
    form_values,
    frame_of,
    ids,
    length_of,
    rows_of,
    typed,
)
from wegmarke.web.explore.survival_picture import draw_curves
from wegmarke.web.selection import Selection
from wegmarke.web.site import Page
from wegmarke.web.titles import reference_titles
from wegmarke.web.words import UNITS_MANY

_SHOWN: Final = 25
_FIELDS: Final = (
    ("orders", marked("churn", "Orders"), "order_placed, …"),
    ("days", marked("churn", "Gone after days without an order"), "90"),
    ("starts", marked("churn", "Contract begins with"), ""),
    ("notices", marked("churn", "Notice is given by"), ""),
    ("ends", marked("churn", "Contract ends with"), ""),
    ("ends_on", marked("churn", "Property with the last day"), ""),
    ("breakdown", marked("churn", "Curves by event property"), ""),
    ("window_days", marked("churn", "Won back within days"), "180"),
)
_RATES: Final = (
    Column("begins", marked("churn", "Period"), "begins"),
    Column("active_at_start", marked("churn", "Active at the start"), "number"),
    Column("churned", marked("churn", "Churned of these"), "number"),
    Column("rate", marked("churn", "Churn rate (95 %)"), "share", bounds=("low", "high")),
    Column("new", marked("churn", "New"), "number"),
    Column("won_back", marked("churn", "Returned"), "number"),
    Column("churned_new", marked("churn", "Began and churned in it"), "number"),
    Column("notices", marked("churn", "Notices"), "number"),
    Column("active_at_end", marked("churn", "Active at the end"), "number"),
)
_BACK: Final = (
    Column("begins", marked("churn", "Churned in"), "begins"),
    Column("churned", marked("churn", "Churned"), "number"),
    Column("observed", marked("churn", "Observed long enough"), "number"),
    Column("won_back", marked("churn", "Won back"), "number"),
    Column("rate", marked("churn", "Win-back rate (95 %)"), "share", bounds=("low", "high")),
    Column("days_median", marked("churn", "Median days until then"), "days"),
)
_LENGTHS: Final = (
    Column("label", marked("churn", "Group")),
    Column("lives", marked("churn", "Customers"), "number"),
    Column("ended", marked("churn", "Churned"), "number"),
    Column("still", marked("churn", "Still customers"), "number"),
    Column("days_quartile_1", marked("churn", "Days until a quarter left"), "days"),
    Column("days_median", marked("churn", "Median days"), "days"),
    Column("days_quartile_3", marked("churn", "Days until three quarters left"), "days"),
)
_STATES: Final = {
    "active": marked("churn", "active"),
    "notice_given": marked("churn", "notice given"),
    "churned": marked("churn", "churned"),
    "won_back": marked("churn", "returned"),
}
_UNITS: Final = (
    Column("state", marked("churn", "State"), "word", _STATES),
    Column("began_at", marked("churn", "Customer since"), "instant"),
    Column("orders", marked("churn", "Orders"), "number"),
    Column("last_at", marked("churn", "Last order"), "instant"),
    Column("notice_at", marked("churn", "Notice"), "instant"),
    Column("churned_at", marked("churn", "Churned at"), "instant"),
    Column("returned_at", marked("churn", "Returned at"), "instant"),
)


def ask(page: Page, selection: Selection) -> Answer:
    """Answer who ceases to be a customer."""
    reader, length = page.reader, length_of(page)
    asked: dict[str, Any] = {
        **frame_of(selection), "length": length, "orders": ids(page, "orders"), "days": amount(page, "days", 90),
        "starts": ids(page, "starts"), "ends": ids(page, "ends"), "notices": ids(page, "notices"),
        "ends_on": typed(page, "ends_on"), "breakdown": typed(page, "breakdown"),
        "window_days": amount(page, "window_days", 180),
    }  # fmt: skip
    writing = Writing(page, reference_titles(page.front, reader), length)
    result, show = page.analytics.churn(**asked), page.params.get("show")
    rows = rows_of(result)
    picture = writing.trend(
        rows, "rate", "active_at_start", ("low", "high"),
        reader.t.gettext("Churn rate by period; the same numbers stand in the table below."),
    )  # fmt: skip
    return Answer(
        question=reader.t.gettext("Who leaves? %(units)s", units=reader.t.label(UNITS_MANY[selection.by])),
        result=result,
        picture=picture,
        twin=writing.twin(list(reversed(rows)), _RATES),
        note=reader.t.gettext("Below each period: how many were active at its start. A hollow point: not over yet."),
        downloads=page.analytics.churn(show=show, **asked).to_pyarrow() if show else None,
        values={"sections": [] if show else _sections(writing, asked, selection)},
    )


def _sections(writing: Writing, asked: dict[str, Any], selection: Selection) -> list[Section]:
    analytics = writing.page.analytics
    back = analytics.churn(show="win_back", **asked)
    units = analytics.churn(show="units", top=_SHOWN, **asked)
    revenue = analytics.revenue_retention(**frame_of(selection), length=str(asked["length"]))
    told = writing.reader.t.label(marked("churn", "What do customers still pay?"))
    money = Section("revenue", told, revenue, revenue_twin(revenue, str(asked["length"]), writing.reader))
    return [
        _curve(writing, asked),
        writing.section("win_back", marked("churn", "Who comes back?"), back, _BACK, list(reversed(rows_of(back)))),
        writing.units("units", marked("churn", "Who left last?"), units, _UNITS, selection.by),
        money,
    ]


def _curve(writing: Writing, asked: dict[str, Any]) -> Section:
    analytics, reader = writing.page.analytics, writing.reader
    curves, lengths = analytics.churn(show="curve", **asked), analytics.churn(show="lengths", **asked)
    nothing = reader.t.pgettext("churn", "without a value") if asked["breakdown"] else ""
    found = draw_curves(
        [dict(row) for row in rows_of(curves)], "label", lambda label: nothing if label is None else str(label), reader
    )  # fmt: skip
    columns = _LENGTHS if asked["breakdown"] else _LENGTHS[1:]
    section = writing.section("curve", marked("churn", "How long do they stay?"), lengths, columns)
    picture = Picture("explore/lifetimes.svg.html", {"drawn": found}) if found else None
    return Section(
        section.name, section.title, curves, section.table, writing.drawn(picture), downloads=section.downloads
    )  # fmt: skip


def form(page: Page) -> Mapping[str, object]:
    """Return the fields of the form."""
    return form_values(page, reference_titles(page.front, page.reader), _FIELDS)


CHURN = Analysis("churn", marked("explore", "Churn"), "explore/sections.html", ask, form)
