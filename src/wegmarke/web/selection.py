"""What a page's numbers are about: the unit and the period, both kept in the URL.

`?by=person&from=2025-01-01&to=2025-03-31` counts persons in the first quarter; both days belong to it.
Days begin at midnight of the workspace's zone. Without `from` and `to` the period is open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from wegmarke.domain import Unit, UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.web.reader import Reader
from wegmarke.web.words import UNITS

# More years than this are chosen by date.
_MOST_YEARS = 6


@dataclass(frozen=True, slots=True)
class Selection:
    """Unit and period of a page.

    Attributes:
        first, last: first and last day that belong to the period; None leaves it open.
        segment: id of the segment in question; empty for everybody.
        where: the rule in question as YAML or JSON; empty for everybody.
    """

    by: Unit
    first: date | None
    last: date | None
    zone: ZoneInfo
    segment: str = ""
    where: str = ""

    @property
    def start(self) -> datetime | None:
        """Return the first instant of the period."""
        return datetime.combine(self.first, time(), self.zone) if self.first else None

    @property
    def end(self) -> datetime | None:
        """Return the first instant after the period."""
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone) if self.last else None

    @property
    def params(self) -> dict[str, str]:
        """Return the URL parameters that say the same; the default unit is left out."""
        parts = {
            "by": self.by.value if self.by is not Unit.ACCOUNT else "",
            "from": _iso(self.first),
            "to": _iso(self.last),
            "segment": self.segment,
            "where": self.where,
        }
        return {name: value for name, value in parts.items() if value}


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a chooser."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Chooser:
    """A chooser of the top line: what is chosen, what else there is, and the fields of its form."""

    label: str
    choices: tuple[Choice, ...]
    kept: dict[str, str]
    first: str = ""
    last: str = ""


def read_selection(params: Mapping[str, str], zone: ZoneInfo) -> Selection:
    """Read unit and period from the URL; raise `UsageError` that says what was expected."""
    by = params.get("by") or Unit.ACCOUNT.value
    if by not in set(Unit):
        raise unknown_value("by", by, [unit.value for unit in Unit])
    first, last = read_day("from", params), read_day("to", params)
    if first and last and first > last:
        raise UsageError(f"from, to: expected a period that ends after it begins; got {first} to {last}.")
    return Selection(Unit(by), first, last, zone, params.get("segment", ""), params.get("where", ""))


def with_params(path: str, params: Mapping[str, str], **changes: str | None) -> str:
    """Build a local URL; a change to None or an empty text drops the parameter."""
    merged = {name: value for name, value in {**params, **changes}.items() if value}
    return f"{path}?{urlencode(merged)}" if merged else path


PEOPLE_UNITS: Final = (Unit.ACCOUNT, Unit.PERSON)
ALL_UNITS: Final = (Unit.ACCOUNT, *(unit for unit in Unit if unit is not Unit.ACCOUNT))


def unit_chooser(
    selection: Selection, path: str, params: Mapping[str, str], reader: Reader, units: Sequence[Unit] = PEOPLE_UNITS
) -> Chooser:
    """Build the chooser of units."""
    choices = tuple(
        Choice(
            label=reader.t.label(UNITS[unit]),
            url=with_params(path, params, by=None if unit is Unit.ACCOUNT else unit.value),
            current=unit is selection.by,
        )
        for unit in units
    )
    return Chooser(reader.t.label(UNITS[selection.by]), choices, dict(params))


def period_chooser(
    selection: Selection,
    path: str,
    params: Mapping[str, str],
    reader: Reader,
    data: tuple[datetime | None, datetime | None],
) -> Chooser:
    """Build the chooser of periods: everything, the last twelve months of data, each year, or two dates."""
    spans = _spans(data, reader)
    choices = tuple(
        Choice(
            label=label,
            url=with_params(path, params, **{"from": _iso(first), "to": _iso(last)}),
            current=(first, last) == (selection.first, selection.last),
        )
        for label, first, last in spans
    )
    chosen = next((choice.label for choice in choices if choice.current), period_text(selection, reader))
    kept = {name: value for name, value in params.items() if name not in {"from", "to"}}
    return Chooser(
        chosen,
        choices,
        kept,
        first=_iso(selection.first),
        last=_iso(selection.last),
    )


def period_text(selection: Selection, reader: Reader) -> str:
    """Write a period in words, e.g. `01.01.2025 – 31.03.2025`."""
    first, last = reader.formats.day(selection.first), reader.formats.day(selection.last)
    if selection.first and selection.last:
        return f"{first} – {last}"
    if selection.first:
        return reader.t.pgettext("period", "from %(day)s", day=first)
    if selection.last:
        return reader.t.pgettext("period", "until %(day)s", day=last)
    return reader.t.pgettext("period", "Whole period")


def _spans(data: tuple[datetime | None, datetime | None], reader: Reader) -> list[tuple[str, date | None, date | None]]:
    spans: list[tuple[str, date | None, date | None]] = [(reader.t.pgettext("period", "Whole period"), None, None)]
    if not (data[0] and data[1]):
        return spans
    begins, ends = data[0].astimezone(reader.zone).date(), data[1].astimezone(reader.zone).date()
    spans.append((reader.t.pgettext("period", "Last 12 months of data"), ends - timedelta(days=364), ends))
    years = range(ends.year, max(begins.year, ends.year - _MOST_YEARS + 1) - 1, -1)
    return spans + [(str(year), date(year, 1, 1), date(year, 12, 31)) for year in years]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def read_day(name: str, params: Mapping[str, str]) -> date | None:
    """Read a day from the URL or a form; None where it is not given. Raise `UsageError` for anything else."""
    text = params.get(name, "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{name}: expected a date like 2025-01-31; got {text[:40]!r}.") from None
    # Outside of this, midnight in a zone east or west of Greenwich is no instant any more.
    if not 1900 <= day.year <= 9000:
        raise UsageError(f"{name}: expected a date between 1900-01-01 and 9000-12-31; got {text[:40]!r}.")
    return day
