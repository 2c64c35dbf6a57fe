"""The options `--from` and `--to`: both days belong to the period, and days begin at local midnight."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from wegmarke.domain import UsageError

From = Annotated[str | None, typer.Option("--from", help="first day, e.g. 2025-01-01")]
To = Annotated[str | None, typer.Option("--to", help="last day, e.g. 2025-03-31")]


def read_period(first: str | None, last: str | None, zone: str) -> tuple[datetime | None, datetime | None]:
    """Return the first instant of a period and the first one after it; None leaves a side open.

    Args:
        first: first day as ISO text.
        last: last day as ISO text.
        zone: IANA zone in which days begin.
    """
    begin, end = _day(first, "--from"), _day(last, "--to")
    if begin is not None and end is not None and begin > end:
        raise UsageError(f"--from, --to: expected a first day before the last one; got {begin} and {end}.")
    after = end + timedelta(days=1) if end is not None else None
    return _midnight(begin, zone), _midnight(after, zone)


def read_day(text: str | None, option: str, zone: str) -> datetime | None:
    """Return the first instant of a day; None where none is given.

    Args:
        text: the day as ISO text.
        option: what messages call it.
        zone: IANA zone in which days begin.
    """
    return _midnight(_day(text, option), zone)


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option}: expected a day such as 2025-01-31; got {text!r}.") from error


def _midnight(day: date | None, zone: str) -> datetime | None:
    return datetime.combine(day, time(), ZoneInfo(zone)) if day is not None else None
