"""`wegmarke analyse value` and `wegmarke analyse cac`."""

from __future__ import annotations

import enum
from typing import Annotated

import typer

from wegmarke.cli.analyse.options import By, Folder, FormatOption, Output, Period, Segment, Where, answer, names
from wegmarke.cli.period import From, To
from wegmarke.cli.rates import read_rates
from wegmarke.domain import Unit
from wegmarke.domain.costs import CostGroup
from wegmarke.workspace import Analyses, Result

_IDS = "ids of touchpoints or names of events, with commas"
Orders = Annotated[
    str,
    typer.Option(
        help=f"what is an order: {_IDS}; or opportunity:won; else events of orders, or every touch with a value"
    ),
]
Margin = Annotated[float, typer.Option(help="share of the value that is left")]
Cost = Annotated[str | None, typer.Option(help="event property with the cost of the order, instead of --margin")]
Currency = Annotated[str | None, typer.Option(help="of the answer; else the one with the largest sum")]
Rate = Annotated[list[str] | None, typer.Option(help="a rate like USD=0.92, once per currency")]
Length = Annotated[str | None, typer.Option(help="of cohorts or periods: month, quarter or year")]
Months = Annotated[int, typer.Option(help="months since the first order")]
Group = Annotated[CostGroup, typer.Option(help="costs that count: media alone, or all scopes")]
Lag = Annotated[str, typer.Option(help="costs count so many days earlier; or median, from first touch to first order")]


class Shown(enum.StrEnum):
    """What is shown about the value of customers."""

    COHORTS = "cohorts"
    MODEL = "model"
    EXPECTED = "customers"
    CHECK = "check"
    CONTRACTS = "contracts"


def value(
    folder: Folder,
    by: By = Unit.ACCOUNT,
    show: Annotated[
        Shown,
        typer.Option(
            help="cohorts as observed, parameters of the model, customers by expected value, a check of the model, or "
            "the value of contracts"
        ),
    ] = Shown.COHORTS,
    orders: Orders = "",
    length: Length = None,
    months: Months = 24,
    margin: Margin = 1.0,
    cost: Cost = None,
    draws: Annotated[int, typer.Option(help="cohorts: bootstrap draws for intervals; 0 for normal ones")] = 0,
    horizon: Annotated[int, typer.Option(help="customers, contracts: months to look ahead")] = 12,
    discount: Annotated[float, typer.Option(help="customers, contracts: rate of discount per year")] = 0.1,
    top: Annotated[int, typer.Option(help="customers: how many")] = 100,
    begins: Annotated[str, typer.Option(help=f"contracts: what begins them: {_IDS}")] = "",
    ends: Annotated[str, typer.Option(help=f"contracts: what ends them: {_IDS}")] = "",
    currency: Currency = None,
    rate: Rate = None,
    start: From = None,
    end: To = None,
    segment: Segment = None,
    where: Where = None,
    format_: FormatOption = None,
    output: Output = None,
) -> None:
    """Say what customers are worth: as observed, as a model expects, or by how long contracts last."""
    rates, which = read_rates(rate or []), names(orders)

    def ask(analyses: Analyses, period: Period) -> Result:
        match show:
            case Shown.COHORTS:
                return analyses.customer_value(
                    by.value, which, length or "month", months, margin, cost, draws, currency, rates, *period
                )
            case Shown.MODEL:
                return analyses.value_model(by.value, which, currency, rates, *period)
            case Shown.EXPECTED:
                return analyses.expected_value(
                    by.value, which, horizon, discount, top, margin, cost, currency, rates, *period
                )
            case Shown.CHECK:
                return analyses.value_check(by.value, which, None, *period)
            case Shown.CONTRACTS:
                return analyses.contract_value(
                    by.value, names(begins), names(ends), which, horizon, discount, margin, cost, currency, rates,
                    *period,
                )  # fmt: skip

    answer(folder, ask, (start, end), format_, output, segment=segment, where=where)


def cac(
    folder: Folder,
    by: By = Unit.ACCOUNT,
    orders: Orders = "",
    group: Group = CostGroup.FULL,
    length: Length = None,
    lag: Lag = "0",
    payback: Annotated[bool, typer.Option("--payback", help="per cohort: CLV:CAC and the month of payback")] = False,
    months: Months = 24,
    margin: Margin = 1.0,
    cost: Cost = None,
    currency: Currency = None,
    rate: Rate = None,
    start: From = None,
    end: To = None,
    segment: Segment = None,
    where: Where = None,
    format_: FormatOption = None,
    output: Output = None,
) -> None:
    """Divide sales and marketing costs by new customers; or say when cohorts have paid them back."""
    rates, which = read_rates(rate or []), names(orders)

    def ask(analyses: Analyses, period: Period) -> Result:
        if payback:
            return analyses.payback(
                by.value, which, group.value, length or "quarter", months, lag, margin, cost, currency, rates, *period
            )
        return analyses.acquisition_cost(by.value, which, group.value, length or "month", lag, currency, rates, *period)

    answer(folder, ask, (start, end), format_, output, segment=segment, where=where)
