"""Costs of the period below attribution: what touchpoints and channels returned by one of the models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from wegmarke.domain import UsageError
from wegmarke.domain.costs import GROUP_WORDS, CostGroup
from wegmarke.domain.numbers import Money
from wegmarke.web.explore.analysis import Twin
from wegmarke.web.front import Result
from wegmarke.web.problem_words import ProblemText, problem_text
from wegmarke.web.reader import Reader
from wegmarke.web.selection import Choice
from wegmarke.web.site import Page
from wegmarke.web.titles import Titles
from wegmarke.workspace import vocabulary

NONE: Final = "none"
Row = Mapping[str, object]


@dataclass(frozen=True)
class CostsPart:
    """What the section about costs shows.

    Attributes:
        tables: caption and table, by touchpoint and by channel.
        result: what was computed; None where there is a problem.
        problem: why it could not be.
        model: name of the model.
    """

    tables: Sequence[tuple[str, Twin]]
    result: Result | None
    problem: ProblemText | None
    model: str


def group_of(page: Page) -> str:
    """Return which costs are asked for: all scopes, where some are written down and nothing else is said."""
    asked = page.params.get("costs", "")
    if asked in {NONE, *CostGroup}:
        return "" if asked == NONE else asked
    return CostGroup.FULL.value if page.front.costs.list() else ""


def group_choices(page: Page) -> list[Choice]:
    """Return the choices of the form."""
    chosen, reader = group_of(page), page.reader
    nothing = Choice(reader.t.pgettext("attribution costs", "without"), NONE, not chosen)
    return [
        nothing,
        *(Choice(GROUP_WORDS[group].get(reader.language), group.value, group == chosen) for group in CostGroup),
    ]


def read_rates(text: str) -> dict[str, float]:
    """Read rates such as `USD=0.92, CHF=1,05` with a semicolon or space between them.

    Raises:
        UsageError: for what is no rate.
    """
    rates: dict[str, float] = {}
    for part in text.replace(";", " ").replace(", ", " ").split():
        name, _, number = part.strip(",").partition("=")
        try:
            rates[name.strip().upper()] = float(number.replace(",", "."))
        except ValueError as error:
            raise UsageError(f"rates: expected a currency and a number like USD=0.92; got {part[:40]!r}.") from error
    return rates


def costs_part(
    page: Page, model: tuple[str, str], asked: Mapping[str, object], titles: Titles, rates: dict[str, float]
) -> CostsPart | None:
    """Return what was spent against what one model credits; None where it is not asked for.

    Args:
        page: the page.
        model: id and name of the model.
        asked: the question, as it is asked of the workspace.
        titles: names of touchpoints.
        rates: between currencies.
    """
    group = group_of(page)
    if not group:
        return None
    try:
        result = page.analytics.attribution(compared=(model[0],), cost_group=group, rates=rates, **asked)  # type: ignore[arg-type]
    except UsageError as error:
        return CostsPart((), None, problem_text(error, page.reader), model[1])
    return CostsPart(_tables(result.to_pyarrow().to_pylist(), titles, page.reader), result, None, model[1])


def _tables(rows: Sequence[Row], titles: Titles, reader: Reader) -> list[tuple[str, Twin]]:
    t = reader.t
    by_level = {level: [row for row in rows if row["level"] == level] for level in ("touchpoint", "channel", "all")}
    whole = [(_line(t.pgettext("attribution costs", "All"), row, reader)) for row in by_level["all"]]
    places = [
        _line(titles.touchpoint(str(row["touchpoint"])), row, reader)
        for row in sorted(by_level["touchpoint"], key=_size)
        if row["conversions"] or row["cost_minor"] is not None
    ]
    channels = [
        _line(_channel(str(row["channel"]), reader), row, reader)
        for row in sorted(by_level["channel"], key=_size)
        if row["conversions"] or row["cost_minor"] is not None
    ]
    found = [(t.gettext("By touchpoint"), t.pgettext("attribution", "Touchpoint"), [*places, *whole])]
    if channels:
        found.append((t.gettext("By channel"), t.pgettext("attribution costs", "Channel"), [*channels, *whole]))
    return [(caption, Twin(_heads(first, reader), lines)) for caption, first, lines in found]


def _heads(first: str, reader: Reader) -> tuple[tuple[str, bool], ...]:
    t = reader.t
    return (
        (first, False), (t.pgettext("attribution", "Conversions"), True), (t.pgettext("attribution", "Value"), True),
        (t.pgettext("attribution costs", "Cost"), True), (t.pgettext("attribution costs", "CAC"), True),
        (t.pgettext("attribution costs", "Value per cost"), True), (t.pgettext("attribution costs", "Return"), True),
    )  # fmt: skip


def _line(title: str, row: Row, reader: Reader) -> tuple[str, ...]:
    f, currency = reader.formats, str(row["currency"] or "")

    def money(name: str) -> str:
        minor = row[name]
        return f.money(Money(minor, currency)) if isinstance(minor, int) and len(currency) == 3 else "–"

    gain = _number(row["return_on_cost"])
    return (
        title, _decimals(row["conversions"], reader), money("value_minor"), money("cost_minor"), money("cac_minor"),
        _decimals(row["value_per_cost"], reader), "–" if gain is None else f.percent(gain, 0).replace("-", "−"),
    )  # fmt: skip


def _size(row: Row) -> tuple[float, float]:
    return -(_number(row["conversions"]) or 0), -(_number(row["cost_minor"]) or 0)


def _decimals(value: object, reader: Reader) -> str:
    number = _number(value)
    return "–" if number is None else reader.formats.decimals(number, 2)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _channel(channel: str, reader: Reader) -> str:
    words = vocabulary.CHANNELS.get(channel)
    return words.get(reader.language) if words else channel
