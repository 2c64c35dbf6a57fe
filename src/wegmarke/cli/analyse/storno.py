"""`wegmarke analyse storno`."""

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


def storno(
    folder: Folder,
    by: By = Unit.ACCOUNT,
    show: Annotated[str, typer.Option(help="rates, saves, reasons, touchpoints, win_back, paths or orders")] = "rates",
    orders: Annotated[str, typer.Option(help=f"what is an order: {_IDS}; else the usual names")] = "",
    cancellations: Annotated[str, typer.Option(help=f"cancelled before delivery: {_IDS}")] = "",
    withdrawals: Annotated[str, typer.Option(help=f"withdrawn: {_IDS}")] = "",
    returns: Annotated[str, typer.Option(help=f"sent back: {_IDS}")] = "",
    terminations: Annotated[str, typer.Option(help=f"contract ended: {_IDS}")] = "",
    chargebacks: Annotated[str, typer.Option(help=f"payment taken back: {_IDS}")] = "",
    save_offers: Annotated[str, typer.Option(help=f"offers to stay: {_IDS}")] = "",
    order: Annotated[str | None, typer.Option(help="event property that names the order")] = None,
    reason: Annotated[str, typer.Option(help="event property with the reason")] = "reason",
    outcome: Annotated[str, typer.Option(help="event property of an offer that says what came of it")] = "result",
    type_: Annotated[
        str | None, typer.Option("--type", help="only cancellation, withdrawal, return, termination or chargeback")
    ] = None,
    window_days: Annotated[float, typer.Option(help="how long is waited for what follows")] = 90,
    currency: Annotated[str | None, typer.Option(help="of the answer; else the one with the largest sum")] = None,
    rate: Annotated[list[str] | None, typer.Option(help="a rate like USD=0.92, once per currency")] = None,
    length: Annotated[str, typer.Option(help="day, week, month, quarter or year")] = "month",
    top: Annotated[int, typer.Option(help="paths, orders: how many")] = 20,
    start: From = None,
    end: To = None,
    segment: Segment = None,
    where: Where = None,
    format_: FormatOption = None,
    output: Output = None,
) -> None:
    """Measure which orders do not last, why, what came before and what could be saved."""
    rates = rates_of(pairs("--rate", rate or []))

    def ask(analyses: Analyses, period: Period) -> Result:
        return analyses.storno(
            show, by.value, length, top, meanings(orders), meanings(cancellations), meanings(withdrawals),
            meanings(returns), meanings(terminations), meanings(chargebacks), meanings(save_offers), order, reason,
            outcome, type_, window_days, currency, rates, *period,
        )  # fmt: skip

    answer(folder, ask, (start, end), format_, output, segment=segment, where=where)
