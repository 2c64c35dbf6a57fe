"""Months as people and spreadsheets write them."""

from __future__ import annotations

import re
from datetime import date

from wegmarke.domain import UsageError

_FORMS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})(?:-01)?(?:[T ]00:00(?::00(?:\.0+)?)?)?"),
    re.compile(r"(?:0?1\.)?(?P<month>\d{1,2})\.(?P<year>\d{4})"),
    re.compile(r"(?P<month>\d{1,2})/(?P<year>\d{4})"),
)
EXPECTED = "a month such as 2026-03, or its first day"
_FIRST_YEAR, _LAST_YEAR = 1970, 2199


def month_of(text: str) -> date | None:
    """Return the first day of a month that is written as 2026-03, 2026-03-01, 03/2026, 03.2026 or 01.03.2026.

    None for anything else, such as a day in its middle.
    """
    for form in _FORMS:
        if (found := form.fullmatch(text.strip())) is not None:
            year, month = int(found["year"]), int(found["month"])
            return date(year, month, 1) if _FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12 else None
    return None


def month_span(start: str | None, end: str | None) -> tuple[date | None, date | None]:
    """Return the first and the last month of a period; None leaves a side open.

    Raises:
        UsageError: for what is no month, and for a period that ends before it begins.
    """
    first, last = _asked("start", start), _asked("end", end)
    if first is not None and last is not None and first > last:
        raise UsageError(f"start, end: expected a first month before the last; got {first:%Y-%m} and {last:%Y-%m}.")
    return first, last


def _asked(what: str, text: str | None) -> date | None:
    if text is None:
        return None
    if (month := month_of(str(text))) is None:
        raise UsageError(f"{what}: expected {EXPECTED}; got {str(text)[:40]!r}. Correct it.")
    return month
