"""Lengths of time in words: in days, hours or minutes, whichever says it best."""

from __future__ import annotations

from wegmarke.web.reader import Reader

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def span_text(seconds: float | None, reader: Reader) -> str:
    """Write a length of time, e.g. `3,4 Tage`; a dash for none."""
    f, t = reader.formats, reader.t
    if seconds is None:
        return f.number(None)
    if seconds >= 2 * _DAY:
        return t.pgettext("span", "%(n)s days", n=f.days(seconds / _DAY))
    if seconds >= 2 * _HOUR:
        return t.pgettext("span", "%(n)s hours", n=f.number(seconds / _HOUR, 1))
    return t.pgettext("span", "%(n)s minutes", n=f.number(seconds / _MINUTE, 1 if seconds < 10 * _MINUTE else 0))
