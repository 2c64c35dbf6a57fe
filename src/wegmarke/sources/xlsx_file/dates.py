"""Turns the serial numbers of a workbook into dates and times.

A workbook knows no dates: a number is one if its format shows it as such. Day 1 is 1900-01-01, and day 60 is
1900-02-29, which never was; workbooks of old Macs begin on 1904-01-01 instead.
"""

from __future__ import annotations

import datetime as dt
import enum
import re

_DAY_SECONDS = 86_400
_EPOCH_1900 = dt.datetime(1899, 12, 30)  # noqa: DTZ001  # a sheet's times have no zone
_EPOCH_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001  # a sheet's times have no zone
_LAST = 2_958_466  # the day after 9999-12-31

# Formats that exist without being declared; those from 27 on in East Asian versions.
_DATES = frozenset([*range(14, 18), *range(27, 32), 36, *range(50, 59)])
_CLOCKS = frozenset([*range(18, 23), *range(32, 36), *range(45, 48)])
_NO_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_DATE_CODE = re.compile(r"[ydm]")
_CLOCK_CODE = re.compile(r"[hs]")


class Shown(enum.Enum):
    """What a number format shows a number as."""

    NUMBER = enum.auto()
    DATE = enum.auto()
    CLOCK = enum.auto()  # a time of day, with or without a date


def shown_as(number: int, code: str | None) -> Shown:
    """Tell what a number format shows.

    >>> shown_as(164, "dd.mm.yyyy"), shown_as(164, '0.00 "days"'), shown_as(22, None)
    (<Shown.DATE: 2>, <Shown.NUMBER: 1>, <Shown.CLOCK: 3>)

    Args:
        number: of the format.
        code: how it is written; None for one that exists without being declared.
    """
    if code is None:
        return Shown.DATE if number in _DATES else Shown.CLOCK if number in _CLOCKS else Shown.NUMBER
    codes = _NO_CODE.sub("", code.partition(";")[0]).casefold()
    if "general" in codes:
        return Shown.NUMBER
    if _CLOCK_CODE.search(codes):
        return Shown.CLOCK
    return Shown.DATE if _DATE_CODE.search(codes) else Shown.NUMBER


def as_date(serial: float, shown: Shown, *, is_1904: bool) -> str | None:
    """Return the date or time that a number stands for; None if there is no such day.

    >>> as_date(45658.5, Shown.CLOCK, is_1904=False), as_date(45658, Shown.DATE, is_1904=False)
    ('2025-01-01 12:00:00', '2025-01-01')
    >>> as_date(0.25, Shown.CLOCK, is_1904=False)
    '06:00:00'
    """
    if not 0 <= serial < _LAST:
        return None
    whole = int(serial)
    # Times are fractions of a day and never exact; nobody types less than milliseconds.
    micros = round((serial - whole) * _DAY_SECONDS * 1000) * 1000
    if whole == 0 and shown is Shown.CLOCK:
        return (_EPOCH_1900 + dt.timedelta(microseconds=micros)).time().isoformat()
    if not is_1904:
        if whole in (0, 60):
            return None
        whole += whole < 60
    moment = (_EPOCH_1904 if is_1904 else _EPOCH_1900) + dt.timedelta(days=whole, microseconds=micros)
    return moment.isoformat(sep=" ") if micros or shown is Shown.CLOCK else moment.date().isoformat()
