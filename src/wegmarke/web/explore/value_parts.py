"""What the pages of customer value and of CAC share: fields of the form, amounts, and names of periods."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from wegmarke.domain import UsageError
from wegmarke.domain.numbers import Money
from wegmarke.i18n import marked
from wegmarke.web.explore.funnel_charts import period_text
from wegmarke.web.reader import Reader
from wegmarke.web.selection import Choice
from wegmarke.web.site import Page
from wegmarke.web.titles import reference_titles
from wegmarke.workspace import digits_of

Row = Mapping[str, object]
WON: Final = "opportunity:won"
LENGTHS: Final = (
    ("quarter", marked("retention", "quarters")),
    ("month", marked("retention", "months")),
    ("year", marked("retention", "years")),
)
GROUPS: Final = (
    ("full", marked("costs", "all scopes (fully loaded)")),
    ("media", marked("costs", "media only")),
)
LAGS: Final = (
    ("none", marked("cac", "in the same period")),
    ("median", marked("cac", "earlier by the median from first touch to first order")),
    ("days", marked("cac", "earlier by so many days:")),
)
_TICKS: Final = 5


def number(value: object) -> float | None:
    """Return a figure of a row; None where it is hidden or missing."""
    return float(value) if isinstance(value, int | float) else None


def amount(value: object, currency: object, reader: Reader) -> str:
    """Write an amount of whole units without decimals."""
    figure = number(value)
    if figure is None:
        return "–"
    return reader.formats.money(Money(round(figure * 10 ** digits_of(str(currency))), str(currency)), short=True)


def minor(value: object, currency: object, reader: Reader) -> str:
    """Write an amount of minor units without decimals."""
    figure = number(value)
    return "–" if figure is None else reader.formats.money(Money(round(figure), str(currency)), short=True)


def cohort_text(begins: object, length: str, reader: Reader) -> str:
    """Name a period by its first day; all of them together where there is none."""
    if not isinstance(begins, date):
        return reader.t.pgettext("value", "All cohorts")
    return str(begins.year) if length == "year" else period_text(begins, length, reader)


def ticks(lowest: float, highest: float) -> list[float]:
    """Return round numbers from the lowest to the highest, and a little beyond."""
    span = (highest - lowest) or abs(highest) or 1.0
    raw = span / _TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= raw * 0.999)
    first, last = math.floor(lowest / step), math.ceil(highest / step)
    return [step * place for place in range(first, last + 1)]


def whole(page: Page, name: str, default: int, most: int) -> int:
    """Return a whole number of the address."""
    text = page.params.get(name, "").strip() or str(default)
    if not text.isdecimal() or not 1 <= int(text[:6]) <= most:
        raise UsageError(f"{name}: expected a whole number from 1 to {most}; got {text[:20]!r}. Write a number.")
    return int(text)


def percent(page: Page, name: str, default: float, most: float = 100.0) -> float:
    """Return a percentage of the address as a share."""
    text = page.params.get(name, "").strip().replace(",", ".") or f"{default:g}"
    try:
        figure = float(text)
    except ValueError:
        figure = -1.0
    if not 0 <= figure <= most:
        raise UsageError(f"{name}: expected a percentage such as 35; got {text[:20]!r}. Write a number.")
    return figure / 100


def chosen(page: Page, name: str, options: Sequence[tuple[str, tuple[str, str]]]) -> tuple[str, list[Choice]]:
    """Return what was chosen of a closed list, and the choices."""
    value = page.params.get(name, "") or options[0][0]
    return value, [Choice(page.reader.t.label(words), one, one == value) for one, words in options]


def orders_of(page: Page) -> tuple[str, ...]:
    """Return what is an order; nothing where nobody chose."""
    named = page.params.get("orders", "")
    return (named,) if named else ()


def order_choices(page: Page) -> list[Choice]:
    """Return the touchpoints, and won opportunities, that may be orders."""
    titles, named = reference_titles(page.front, page.reader), page.params.get("orders", "")
    places = [(key, title) for key, title in titles.touchpoints.items() if not key.startswith("(")]
    options = [*places, (WON, page.reader.t.pgettext("value", "won opportunities"))]
    return [Choice(title, key, key == named) for key, title in options]


@dataclass(frozen=True, slots=True)
class CacAsked:
    """What the page of CAC asks: which scopes count, how long periods are, and how much earlier costs count."""

    group: str
    length: str
    lag: str | float


def cac_asked(page: Page) -> CacAsked:
    """Read the form of the page of CAC."""
    (length, _), (group, _), (way, _) = (
        chosen(page, name, options) for name, options in (("length", LENGTHS), ("group", GROUPS), ("lag", LAGS))
    )
    if way != "days":
        return CacAsked(group, length, 0.0 if way == "none" else way)
    text = page.params.get("days", "").strip()
    if not text.isdecimal() or len(text) > 4:
        raise UsageError(f"days: expected a whole number such as 60; got {text[:20]!r}. Write a number.")
    return CacAsked(group, length, float(text))
