"""What touchpoints, channels and everything behind them cost, by month."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from wegmarke.domain.numbers import Money
from wegmarke.domain.text import LocalizedText


class CostScope(enum.StrEnum):
    """What was paid for."""

    MEDIA = "media"  # advertising space: clicks, impressions, stands at fairs, postage
    PRODUCTION = "production"  # making texts, films, stands, pages
    AGENCY = "agency"  # fees of those who do it for us
    TOOLS = "tools"  # software
    PEOPLE = "people"  # salaries of marketing
    SALES = "sales"  # salaries and travel of sales


class CostGroup(enum.StrEnum):
    """Scopes that are looked at together. Figures of different groups are never compared or mixed."""

    MEDIA = "media"  # media alone
    FULL = "full"  # fully loaded: all scopes


SCOPES_OF: Final[Mapping[CostGroup, tuple[CostScope, ...]]] = {
    CostGroup.MEDIA: (CostScope.MEDIA,),
    CostGroup.FULL: tuple(CostScope),
}

SCOPE_WORDS: Final[Mapping[CostScope, LocalizedText]] = {
    CostScope.MEDIA: LocalizedText(de="Medien", en="Media"),
    CostScope.PRODUCTION: LocalizedText(de="Produktion", en="Production"),
    CostScope.AGENCY: LocalizedText(de="Agentur", en="Agency"),
    CostScope.TOOLS: LocalizedText(de="Software", en="Software"),
    CostScope.PEOPLE: LocalizedText(de="Personal Marketing", en="Marketing staff"),
    CostScope.SALES: LocalizedText(de="Vertrieb", en="Sales"),
}

GROUP_WORDS: Final[Mapping[CostGroup, LocalizedText]] = {
    CostGroup.MEDIA: LocalizedText(de="nur Medien", en="media only"),
    CostGroup.FULL: LocalizedText(de="Vollkosten", en="fully loaded"),
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What was paid in a month.

    Attributes:
        month: its first day.
        scope: what was paid for.
        amount_minor: in minor units of the currency, from 0.
        currency: ISO 4217.
        touchpoint: id of the touchpoint it was paid for; None where it belongs to none.
        channel: the channel it was paid for; None where it belongs to none, or to a touchpoint.
        note: in the words of whoever wrote it down; names nobody.
    """

    month: date
    scope: CostScope
    amount_minor: int
    currency: str
    touchpoint: str | None = None
    channel: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class CostLine:
    """A cost as it is kept.

    Attributes:
        number: never given to another one.
        cost: what was paid.
        at: when it was written down.
        by: who wrote it down.
    """

    number: int
    cost: Cost
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class CostPlan:
    """What adding or removing costs changes, or changed.

    Attributes:
        lines: how many costs are added or removed.
        known: of those that were to be added, how many are there already and stay as they are.
        sums: of the lines, one amount per currency.
        first, last: the months they are of; None without lines.
    """

    lines: int
    known: int
    sums: tuple[Money, ...]
    first: date | None
    last: date | None
