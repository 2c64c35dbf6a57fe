"""The one who reads a page: language, look and time zone, taken from the browser's request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from wegmarke.domain import Language
from wegmarke.i18n import Formats, Translator, accepted_language, translator

LANGUAGE_COOKIE = "wegmarke_language"
THEME_COOKIE = "wegmarke_theme"
RAIL_COOKIE = "wegmarke_rail"

THEMES = ("auto", "light", "dark")
RAILS = ("auto", "wide", "narrow")


@dataclass(frozen=True, slots=True)
class Reader:
    """How pages are written for one reader.

    Attributes:
        theme: auto follows the operating system.
        rail: auto follows the width of the window.
        zone: zone in which all times are written.
    """

    language: Language
    theme: str
    rail: str
    zone: ZoneInfo

    @property
    def t(self) -> Translator:
        """Return the reader's translator."""
        return translator(self.language)

    @property
    def formats(self) -> Formats:
        """Return the reader's way of writing figures."""
        return translator(self.language).formats


def reader_of(cookies: Mapping[str, str], accept_language: str, *, default: Language, zone: ZoneInfo) -> Reader:
    """Make the reader from what a browser sent; values we never set fall back to the defaults."""
    chosen = cookies.get(LANGUAGE_COOKIE, "")
    language = Language(chosen) if chosen in set(Language) else accepted_language(accept_language, default)
    return Reader(
        language=language,
        theme=_one_of(cookies.get(THEME_COOKIE, ""), THEMES),
        rail=_one_of(cookies.get(RAIL_COOKIE, ""), RAILS),
        zone=zone,
    )


def _one_of(value: str, allowed: tuple[str, ...]) -> str:
    return value if value in allowed else allowed[0]
