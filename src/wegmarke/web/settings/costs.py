"""Costs, written for a reader, and read from forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from wegmarke.domain.costs import GROUP_WORDS, SCOPE_WORDS, SCOPES_OF, CostGroup, CostLine, CostPlan, CostScope
from wegmarke.domain.numbers import Money
from wegmarke.web.reader import Reader
from wegmarke.web.titles import Titles
from wegmarke.workspace import vocabulary

COSTS = "/settings/costs"
MOST_WORDS = 200


class CostForm(msgspec.Struct, frozen=True):
    """The form of one cost."""

    month: str = ""
    scope: str = CostScope.MEDIA.value
    amount: str = ""
    currency: str = "EUR"
    touchpoint: str = ""
    channel: str = ""
    note: str = ""


class RemovalForm(msgspec.Struct, frozen=True):
    """The form that removes a cost."""

    number: str = ""
    why: str = ""
    seen: str = ""


class FileForm(msgspec.Struct, frozen=True):
    """A file that was looked at, on its way to be imported."""

    file: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class ShownCost:
    """One cost as the page shows it."""

    number: int
    month: str
    scope: str
    about: str
    amount: str
    note: str
    since: str


@dataclass(frozen=True, slots=True)
class MonthSum:
    """All of a month, by group; several currencies stand side by side."""

    month: str
    sums: tuple[str, ...]
    lines: str


def cost_lines(costs: Sequence[CostLine], titles: Titles, reader: Reader) -> list[ShownCost]:
    """Write costs, the newest month first."""
    newest = sorted(costs, key=lambda line: (line.cost.month, line.number), reverse=True)
    return [_shown(line, titles, reader) for line in newest]


def month_sums(costs: Sequence[CostLine], reader: Reader) -> list[MonthSum]:
    """Write what each month cost, the newest first."""
    by_month = defaultdict(list)
    for line in costs:
        by_month[line.cost.month].append(line.cost)
    found = []
    for month in sorted(by_month, reverse=True):
        paid = by_month[month]
        sums = tuple(
            amounts([Money(one.amount_minor, one.currency) for one in paid if one.scope in SCOPES_OF[group]], reader)
            for group in CostGroup
        )
        found.append(MonthSum(f"{month:%Y-%m}", sums, reader.formats.number(len(paid))))
    return found


def group_words(reader: Reader) -> list[str]:
    """Return the names of the groups of scopes."""
    return [GROUP_WORDS[group].get(reader.language) for group in CostGroup]


def scope_choices(reader: Reader) -> list[tuple[str, str]]:
    """Return the scopes with their words."""
    return [(scope.value, SCOPE_WORDS[scope].get(reader.language)) for scope in CostScope]


def channel_choices(reader: Reader) -> list[tuple[str, str]]:
    """Return the channels with their words, by their words."""
    found = [(channel, words.get(reader.language)) for channel, words in vocabulary.CHANNELS.items()]
    return sorted(found, key=lambda pair: pair[1].casefold())


def place_choices(titles: Titles) -> list[tuple[str, str]]:
    """Return the touchpoints with their titles."""
    return [(id_, title) for id_, title in titles.touchpoints.items() if not id_.startswith("(")]


def plan_words(plan: CostPlan, reader: Reader) -> list[tuple[str, str]]:
    """Write what a plan counts."""
    t = reader.t
    months = f"{plan.first:%Y-%m} – {plan.last:%Y-%m}" if plan.first and plan.last else ""
    lines = [
        (t.pgettext("costs", "Costs"), reader.formats.number(plan.lines)),
        (t.pgettext("costs", "Sum"), amounts(plan.sums, reader)),
        (t.pgettext("costs", "Months"), months),
        (t.pgettext("costs", "Already there, left out"), reader.formats.number(plan.known) if plan.known else ""),
    ]
    return [(what, said) for what, said in lines if said]


def amounts(paid: Sequence[Money], reader: Reader) -> str:
    """Write sums by currency; a dash for nothing."""
    sums: dict[str, int] = defaultdict(int)
    for one in paid:
        sums[one.currency] += one.minor
    return " + ".join(reader.formats.money(Money(minor, name)) for name, minor in sorted(sums.items())) or "–"


def _shown(line: CostLine, titles: Titles, reader: Reader) -> ShownCost:
    cost = line.cost
    words = vocabulary.CHANNELS.get(cost.channel or "")
    about = titles.touchpoint(cost.touchpoint) if cost.touchpoint else words.get(reader.language) if words else ""
    return ShownCost(
        line.number, f"{cost.month:%Y-%m}", SCOPE_WORDS[cost.scope].get(reader.language), about,
        reader.formats.money(Money(cost.amount_minor, cost.currency)), cost.note,
        f"{reader.formats.day(line.at, reader.zone)} · {line.by}",
    )  # fmt: skip
