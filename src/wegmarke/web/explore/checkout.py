"""Checkout: which are paid, abandoned, rescued, and by what."""

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
_FIELDS: Final = (
    ("starts", marked("checkout", "Checkout begins with"), "checkout_started"),
    ("attempts", marked("checkout", "Attempts to pay"), "payment_state_changed"),
    ("orders", marked("checkout", "Orders that conclude it"), "order_placed, …"),
    ("window_hours", marked("checkout", "Abandoned after hours"), "24"),
    ("rescue_hours", marked("checkout", "Paid later within hours"), "720"),
    ("breakdown", marked("checkout", "Broken down by property"), "method"),
)
OUTCOMES: Final = {
    "paid": marked("checkout", "paid"),
    "rescued": marked("checkout", "rescued"),
    "paid_later": marked("checkout", "paid later"),
    "no_attempt": marked("checkout", "no attempt to pay"),
    "failed": marked("checkout", "attempt failed"),
    "expired": marked("checkout", "attempt expired"),
    "canceled": marked("checkout", "canceled by the payer"),
    "pending": marked("checkout", "payment pending"),
    "running": marked("checkout", "still running"),
}
_COUNTS: Final = (
    Column("checkouts", marked("checkout", "Checkouts"), "number"),
    *(Column(name, words, "number") for name, words in OUTCOMES.items()),
    Column("rate", marked("checkout", "Abandonment rate (95 %)"), "share", bounds=("low", "high")),
    Column("at_stake_minor", marked("checkout", "Value at stake"), "money"),
    Column("recovered_minor", marked("checkout", "Value recovered"), "money"),
    Column("hours_median", marked("checkout", "Median hours until then"), "hours"),
)
_STEPS: Final = (
    Column(
        "step", marked("checkout", "Step"), "word",
        {
            "started": marked("checkout", "started"),
            "offered": marked("checkout", "methods of payment offered"),
            "chosen": marked("checkout", "method chosen"),
            "attempted": marked("checkout", "payment attempted"),
            "paid": marked("checkout", "paid in time"),
            "paid_or_later": marked("checkout", "paid in time or later"),
        },
    ),
    Column("checkouts", marked("checkout", "Checkouts"), "number"),
    Column("share", marked("checkout", "Share (95 %)"), "share", bounds=("low", "high")),
)  # fmt: skip
_ATTEMPTS: Final = (
    Column("method", marked("checkout", "Method of payment")),
    Column("state", marked("checkout", "State at the provider")),
    Column("attempts", marked("checkout", "Attempts"), "number"),
    Column("share", marked("checkout", "Share of the method (95 %)"), "share", bounds=("low", "high")),
)
_BY: Final = {"same": marked("checkout", "same person"), "other": marked("checkout", "another person of the account")}
_RESCUES: Final = (
    Column("outcome", marked("checkout", "Outcome"), "word", OUTCOMES),
    Column("touchpoint", marked("checkout", "Through touchpoint"), "touchpoint"),
    Column("channel", marked("checkout", "Channel")),
    Column("by", marked("checkout", "By whom"), "word", _BY),
    Column("checkouts", marked("checkout", "Checkouts"), "number"),
    Column("share", marked("checkout", "Share (95 %)"), "share", bounds=("low", "high")),
    Column("recovered_minor", marked("checkout", "Value recovered"), "money"),
    Column("hours_median", marked("checkout", "Median hours until then"), "hours"),
)
_CHECKOUTS: Final = (
    Column("outcome", marked("checkout", "Outcome"), "word", OUTCOMES),
    Column("began_at", marked("checkout", "Begun"), "instant"),
    Column("paid_at", marked("checkout", "Paid"), "instant"),
    Column("method", marked("checkout", "Method of payment")),
    Column("state", marked("checkout", "State at the provider")),
    Column("channel", marked("checkout", "Channel")),
    Column("by", marked("checkout", "By whom"), "word", _BY),
    Column("value_minor", marked("checkout", "Value"), "money"),
)


def ask(page: Page, selection: Selection) -> Answer:
    """Answer what became of checkouts."""
    reader, length = page.reader, length_of(page)
    asked: dict[str, Any] = {
        **frame_of(selection), "length": length, "starts": ids(page, "starts"), "attempts": ids(page, "attempts"),
        "orders": ids(page, "orders"), "window_hours": amount(page, "window_hours", 24),
        "rescue_hours": amount(page, "rescue_hours", 720), "breakdown": typed(page, "breakdown"),
    }  # fmt: skip
    writing = Writing(page, reference_titles(page.front, reader), length)
    result, show = page.analytics.checkout(**asked), page.params.get("show")
    rows = rows_of(result)
    picture = writing.trend(
        rows, "rate", "checkouts", ("low", "high"),
        reader.t.gettext("Abandonment rate by period; the same numbers stand in the table below."),
    )  # fmt: skip
    columns = (Column("begins", marked("checkout", "Begun in"), "begins"), *_COUNTS)
    return Answer(
        question=reader.t.gettext(
            "Which checkouts are abandoned? %(units)s", units=reader.t.label(UNITS_MANY[selection.by])
        ),
        result=result,
        picture=picture,
        twin=writing.twin([row for row in reversed(rows) if row["checkouts"]], columns),
        note=reader.t.gettext("Below each period: checkouts. A hollow point: some are still running."),
        downloads=page.analytics.checkout(show=show, **asked).to_pyarrow() if show else None,
        values={"sections": [] if show else _sections(writing, asked, selection)},
    )


def _sections(writing: Writing, asked: dict[str, Any], selection: Selection) -> list[Section]:
    analytics = writing.page.analytics
    found = {show: analytics.checkout(show=show, **asked) for show in ("outcomes", "steps", "attempts", "rescues")}
    single = analytics.checkout(show="checkouts", top=_SHOWN, **asked)
    grouped = (Column("label", marked("checkout", "Group")), *_COUNTS)
    return [
        writing.section("steps", marked("checkout", "How far do they come?"), found["steps"], _STEPS),
        writing.section("outcomes", marked("checkout", "By method of payment"), found["outcomes"], grouped),
        writing.section("attempts", marked("checkout", "What do providers say?"), found["attempts"], _ATTEMPTS),
        writing.section("rescues", marked("checkout", "What rescued them?"), found["rescues"], _RESCUES),
        writing.units("checkouts", marked("checkout", "The latest checkouts"), single, _CHECKOUTS, selection.by),
    ]


def form(page: Page) -> Mapping[str, object]:
    """Return the fields of the form."""
    return form_values(page, reference_titles(page.front, page.reader), _FIELDS)


CHECKOUT = Analysis("checkout", marked("explore", "Checkout"), "explore/sections.html", ask, form)
