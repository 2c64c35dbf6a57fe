"""Storno: which orders do not last, why, what came before, what could be saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from wegmarke.i18n import marked
from wegmarke.web.explore.analysis import Analysis, Answer
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
from wegmarke.web.selection import Selection
from wegmarke.web.site import Page
from wegmarke.web.titles import reference_titles
from wegmarke.web.words import UNITS_MANY

_SHOWN: Final = 25
_PATHS: Final = 12
_MEANINGS: Final = (
    ("orders", marked("storno", "Orders"), "order_placed, …"),
    ("cancellations", marked("storno", "Cancelled before delivery"), "order_cancelled"),
    ("withdrawals", marked("storno", "Withdrawn"), ""),
    ("returns", marked("storno", "Sent back"), "order_returned"),
    ("terminations", marked("storno", "Contract terminated"), "contract_terminated"),
    ("chargebacks", marked("storno", "Charged back"), ""),
    ("save_offers", marked("storno", "Offers to stay"), "save_offer_made"),
)
_FIELDS: Final = (
    *_MEANINGS,
    ("order", marked("storno", "Property that names the order"), ""),
    ("type", marked("storno", "Paths of one type only"), "cancellation"),
    ("window_days", marked("storno", "Wait for days"), "90"),
)
TYPES: Final = {
    "any": marked("storno type", "any"),
    "cancellation": marked("storno type", "Cancellation before delivery"),
    "withdrawal": marked("storno type", "Withdrawal"),
    "return": marked("storno type", "Return"),
    "termination": marked("storno type", "Termination"),
    "chargeback": marked("storno type", "Chargeback"),
}
_FINDINGS: Final = {
    "counted": marked("storno", "counted"),
    "cancelled_before": marked("storno", "was cancelled before"),
    "before_its_order": marked("storno", "before its order"),
    "without_order": marked("storno", "without an order"),
    "other_currency": marked("storno", "other currency"),
}
_TYPE: Final = Column("type", marked("storno", "Type"), "word", TYPES)
_RATES: Final = (
    Column("begins", marked("storno", "Ordered in"), "begins"),
    _TYPE,
    Column("orders", marked("storno", "Orders"), "number"),
    Column("affected", marked("storno", "With a Storno"), "number"),
    Column("partial", marked("storno", "Of these in part"), "number"),
    Column("share", marked("storno", "Share of orders (95 %)"), "share", bounds=("low", "high")),
    Column("lost_minor", marked("storno", "Value lost"), "money"),
    Column("value_share", marked("storno", "Share of value (95 %)"), "share", bounds=("value_low", "value_high")),
    Column("stornos", marked("storno", "Stornos in the period"), "number"),
)
_REASONS: Final = (
    _TYPE,
    Column("reason", marked("storno", "Reason")),
    Column("stornos", marked("storno", "Stornos"), "number"),
    Column("share", marked("storno", "Share of the type (95 %)"), "share", bounds=("low", "high")),
    Column("lost_minor", marked("storno", "Value lost"), "money"),
)
_TOUCHPOINTS: Final = (
    Column("touchpoint", marked("storno", "Touchpoint"), "touchpoint"),
    Column("stornos", marked("storno", "Before a Storno"), "number"),
    Column("share", marked("storno", "Share (95 %)"), "share", bounds=("low", "high")),
    Column("stayed", marked("storno", "Orders that stayed"), "number"),
    Column("share_stayed", marked("storno", "Share of those (95 %)"), "share", bounds=("low_stayed", "high_stayed")),
)
_PATH: Final = (
    Column("touchpoints", marked("storno", "Path from the order to the Storno"), "path"),
    Column("stornos", marked("storno", "Before a Storno"), "number"),
    Column("share", marked("storno", "Share (95 %)"), "share", bounds=("low", "high")),
    Column("stayed", marked("storno", "Orders that stayed"), "number"),
    Column("share_stayed", marked("storno", "Share of those"), "share"),
)
_SAVES: Final = (
    Column("begins", marked("storno", "Offered in"), "begins"),
    Column("offers", marked("storno", "Offers"), "number"),
    Column("decided", marked("storno", "Decided"), "number"),
    Column("retained", marked("storno", "Retained"), "number"),
    Column("rate", marked("storno", "Save rate (95 %)"), "share", bounds=("low", "high")),
    Column("recovered_minor", marked("storno", "Value recovered"), "money"),
)
_BACK: Final = (
    _TYPE,
    Column("stornos", marked("storno", "Stornos"), "number"),
    Column("observed", marked("storno", "Observed long enough"), "number"),
    Column("won_back", marked("storno", "Ordered again"), "number"),
    Column("rate", marked("storno", "Win-back rate (95 %)"), "share", bounds=("low", "high")),
    Column("days_median", marked("storno", "Median days until then"), "days"),
    Column("recovered_minor", marked("storno", "Value of the next order"), "money"),
)
_ORDERS: Final = (
    _TYPE,
    Column("ordered_at", marked("storno", "Ordered"), "instant"),
    Column("storno_at", marked("storno", "Storno"), "instant"),
    Column("reason", marked("storno", "Reason")),
    Column("order_minor", marked("storno", "Value of the order"), "money"),
    Column("lost_minor", marked("storno", "Value lost"), "money"),
    Column("finding", marked("storno", "Finding"), "word", _FINDINGS),
)


def ask(page: Page, selection: Selection) -> Answer:
    """Answer which orders do not last."""
    reader, length = page.reader, length_of(page)
    asked: dict[str, Any] = {
        **frame_of(selection), "length": length, **{name: ids(page, name) for name, _, _ in _MEANINGS},
        "order": typed(page, "order"), "type": typed(page, "type"), "window_days": amount(page, "window_days", 90),
    }  # fmt: skip
    writing = Writing(page, reference_titles(page.front, reader), length)
    result, show = page.analytics.storno(**asked), page.params.get("show")
    rows = rows_of(result)
    whole = [row for row in rows if row["type"] == "any"]
    picture = writing.trend(
        whole, "share", "orders", ("low", "high"),
        reader.t.gettext("Storno rate by period of the order; the same numbers stand in the table below."),
    )  # fmt: skip
    return Answer(
        question=reader.t.gettext(
            "Which orders do not last? %(units)s", units=reader.t.label(UNITS_MANY[selection.by])
        ),
        result=result,
        picture=picture,
        twin=writing.twin([row for row in reversed(rows) if row["orders"]], _RATES),
        note=reader.t.gettext("Below each period: orders. A hollow point: a Storno may still come."),
        downloads=page.analytics.storno(show=show, **asked).to_pyarrow() if show else None,
        values={"sections": [] if show else _sections(writing, asked, selection, rows)},
    )


def _sections(
    writing: Writing, asked: dict[str, Any], selection: Selection, rates: list[Mapping[str, Any]]
) -> list[Section]:
    analytics = writing.page.analytics
    found = {show: analytics.storno(show=show, **asked) for show in ("rates", "reasons", "touchpoints", "win_back")}
    paths = analytics.storno(show="paths", top=_PATHS, **asked)
    saves, orders = analytics.storno(show="saves", **asked), analytics.storno(show="orders", top=_SHOWN, **asked)
    whole = [row for row in rates if row["begins"] is None and row["orders"]]
    offered = [row for row in reversed(rows_of(saves)) if row["offers"]]
    return [
        writing.section("rates", marked("storno", "Which types?"), found["rates"], _RATES[1:], whole),
        writing.section("reasons", marked("storno", "Why?"), found["reasons"], _REASONS),
        writing.section("touchpoints", marked("storno", "What came before?"), found["touchpoints"], _TOUCHPOINTS),
        writing.section("paths", marked("storno", "On which paths?"), paths, _PATH),
        writing.section("saves", marked("storno", "What could be saved?"), saves, _SAVES, offered),
        writing.section("win_back", marked("storno", "Who orders again?"), found["win_back"], _BACK),
        writing.units("orders", marked("storno", "The latest Stornos"), orders, _ORDERS, selection.by),
    ]


def form(page: Page) -> Mapping[str, object]:
    """Return the fields of the form."""
    return form_values(page, reference_titles(page.front, page.reader), _FIELDS)


STORNO = Analysis("storno", marked("explore", "Storno"), "explore/sections.html", ask, form)
