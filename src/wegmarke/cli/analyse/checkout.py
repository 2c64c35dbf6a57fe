"""`wegmarke analyse checkout`."""

from __future__ import annotations

from typing import Annotated

import typer

from wegmarke.cli.analyse.options import (
    By,
    Folder,
    FormatOption,
    Output,
    Period,
    Segment,
    Where,
    answer,
    meanings,
    pairs,
    rates_of,
)
from wegmarke.cli.period import From, To
from wegmarke.domain import Unit
from wegmarke.workspace import Analyses, Result

_IDS = "touchpoints, events or rules as JSON"


def checkout(
    folder: Folder,
    by: By = Unit.ACCOUNT,
    show: Annotated[str, typer.Option(help="rates, outcomes, steps, attempts, rescues or checkouts")] = "rates",
    starts: Annotated[str, typer.Option(help=f"what begins a checkout: {_IDS}; else the usual names")] = "",
    offered: Annotated[str, typer.Option(help=f"methods of payment are offered: {_IDS}")] = "",
    chosen: Annotated[str, typer.Option(help=f"one is chosen: {_IDS}")] = "",
    attempts: Annotated[str, typer.Option(help=f"what tells the state of a payment: {_IDS}")] = "",
    orders: Annotated[str, typer.Option(help=f"what concludes a checkout beside a payment: {_IDS}")] = "",
    state: Annotated[str, typer.Option(help="event property with the state of the payment")] = "state",
    states: Annotated[
        list[str] | None, typer.Option("--state-of", help="a word or event and its state, like card_declined=failed")
    ] = None,
    method: Annotated[str, typer.Option(help="event property with the method of payment")] = "method",
    payment: Annotated[str | None, typer.Option(help="event property that names an attempt")] = None,
    window_hours: Annotated[float, typer.Option(help="hours after which a checkout is abandoned")] = 24,
    rescue_hours: Annotated[float, typer.Option(help="hours within which it may be paid later")] = 720,
    breakdown: Annotated[str | None, typer.Option("--breakdown", help="outcomes: property of the begin")] = None,
    currency: Annotated[str | None, typer.Option(help="of the answer; else the one with the largest sum")] = None,
    rate: Annotated[list[str] | None, typer.Option(help="a rate like USD=0.92, once per currency")] = None,
    length: Annotated[str, typer.Option(help="day, week, month, quarter or year")] = "month",
    top: Annotated[int, typer.Option(help="checkouts: how many")] = 100,
    start: From = None,
    end: To = None,
    segment: Segment = None,
    where: Where = None,
    format_: FormatOption = None,
    output: Output = None,
) -> None:
    """Measure which checkouts are paid, abandoned or rescued."""
    words, rates = pairs("--state-of", states or []), rates_of(pairs("--rate", rate or []))

    def ask(analyses: Analyses, period: Period) -> Result:
        return analyses.checkout(
            show, by.value, length, top, meanings(starts), meanings(offered), meanings(chosen), meanings(attempts),
            meanings(orders), state, words, method, payment, window_hours, rescue_hours, breakdown, currency, rates,
            *period,
        )  # fmt: skip

    answer(folder, ask, (start, end), format_, output, segment=segment, where=where)
