"""`wegmarke analyse churn`."""

from __future__ import annotations

from typing import Annotated

import typer

from wegmarke.cli.analyse.options import By, Folder, FormatOption, Output, Period, Segment, Where, answer, meanings
from wegmarke.cli.period import From, To
from wegmarke.domain import Unit
from wegmarke.workspace import Analyses, Result

_IDS = "touchpoints, events or rules as JSON"


def churn(
    folder: Folder,
    by: By = Unit.ACCOUNT,
    show: Annotated[str, typer.Option(help="rates, win_back, curve, lengths or units")] = "rates",
    orders: Annotated[str, typer.Option(help=f"what is an order: {_IDS}; else the usual names")] = "",
    days: Annotated[float, typer.Option(help="shortest pause after which a unit counts as gone")] = 90,
    permille: Annotated[int, typer.Option(help="quantile of own gaps that may lengthen it, in thousandths")] = 950,
    starts: Annotated[str, typer.Option(help=f"with contracts: what begins one: {_IDS}")] = "",
    ends: Annotated[str, typer.Option(help=f"with contracts: what ends one: {_IDS}")] = "",
    notices: Annotated[str, typer.Option(help=f"with contracts: what gives notice: {_IDS}")] = "",
    ends_on: Annotated[str | None, typer.Option(help="event property with the last day of a contract")] = None,
    contract: Annotated[str | None, typer.Option(help="event property that names a contract")] = None,
    breakdown: Annotated[
        str | None, typer.Option("--breakdown", help="curve, lengths: name of an event property")
    ] = None,
    window_days: Annotated[float, typer.Option(help="win_back: within so many days")] = 180,
    alive: Annotated[str | None, typer.Option(help="BG/NBD instead of a pause: r,alpha,a,b of a model in days")] = None,
    length: Annotated[str, typer.Option(help="day, week, month, quarter or year")] = "month",
    top: Annotated[int, typer.Option(help="units: how many")] = 100,
    start: From = None,
    end: To = None,
    segment: Segment = None,
    where: Where = None,
    format_: FormatOption = None,
    output: Output = None,
) -> None:
    """Measure who ceases to be a customer: per period, as a curve, who came back."""
    model = None if alive is None else read_model(alive)

    def ask(analyses: Analyses, period: Period) -> Result:
        return analyses.churn(
            show, by.value, length, top, meanings(orders), days, permille, meanings(starts), meanings(ends),
            meanings(notices), ends_on, contract, breakdown, window_days, model, *period,
        )  # fmt: skip

    answer(folder, ask, (start, end), format_, output, segment=segment, where=where)


def read_model(text: str) -> dict[str, float]:
    """Read the four parameters of a model."""
    from wegmarke.domain import UsageError

    try:
        r, alpha, a, b = (float(part) for part in text.split(","))
    except ValueError as error:
        raise UsageError(f"--alive: expected four numbers like 0.243,4.414,0.793,2.426; got {text!r}.") from error
    return {"r": r, "alpha": alpha, "a": a, "b": b}
