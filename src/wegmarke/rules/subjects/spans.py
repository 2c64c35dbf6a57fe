"""Lengths of time and dates as rules write them: `30 days`, `2026-03-01`, `2026-03-01T09:00`.

A day is 24 hours and a week seven of them, everywhere. Months and years have no fixed length and are refused. A date
without an offset is meant in the zone that the rule is judged in; a date alone begins at midnight there.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

MAX_SPAN: Final = timedelta(days=36_500)
SPAN_PATTERN: Final = r"[1-9][0-9]{0,6} (minute|hour|day|week)s?"
DATE_PATTERN: Final = r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}"
INSTANT_PATTERN: Final = DATE_PATTERN + r"(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?)?"

_UNITS: Final = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_SPAN: Final = re.compile(SPAN_PATTERN)
_INSTANT: Final = re.compile(INSTANT_PATTERN)
_DATE_LENGTH: Final = len("2026-03-01")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def read_span(text: str) -> timedelta | None:
    """Read a length of time; None where it is not written as one.

    >>> read_span("2 weeks"), read_span("2 months")
    (datetime.timedelta(days=14), None)
    """
    if not _SPAN.fullmatch(text):
        return None
    number, unit = text.split(" ")
    span = int(number) * _UNITS[unit.removesuffix("s")]
    return span if span <= MAX_SPAN else None


def read_instant(text: str, zone: tzinfo = UTC) -> datetime | None:
    """Read a date or instant as UTC; None where it is not written as one, or is no day of the calendar.

    A local time that a change of clocks leaves out is read as if the clocks had not been changed yet.
    """
    if not _INSTANT.fullmatch(text):
        return None
    try:
        stated = datetime.fromisoformat(text)
        return (stated if stated.tzinfo else stated.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def day_after(text: str, zone: tzinfo = UTC) -> datetime | None:
    """Return when a stated day is over, and None where the text is no day alone."""
    if len(text) != _DATE_LENGTH or not _INSTANT.fullmatch(text):
        return None
    try:
        following = datetime.fromisoformat(text) + timedelta(days=1)
        return following.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def microseconds(instant: datetime) -> int:
    """Return an instant as microseconds since 1970, exactly."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def span_microseconds(span: timedelta) -> int:
    """Return a length of time in microseconds, exactly."""
    return span // timedelta(microseconds=1)
