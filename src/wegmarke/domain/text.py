"""Texts that users write, in the languages they write them in."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Language(enum.StrEnum):
    """A language of the user interface and of user texts."""

    DE = "de"  # Deutsch
    EN = "en"  # English


@dataclass(frozen=True, slots=True)
class LocalizedText:
    """A text in German, English or both; a missing language falls back to the other one.

    >>> LocalizedText(de="Angebot").get(Language.EN)
    'Angebot'
    """

    de: str = ""
    en: str = ""

    def get(self, language: Language) -> str:
        """Return the text in a language, or in the other one where that is missing."""
        wanted, other = (self.de, self.en) if language is Language.DE else (self.en, self.de)
        return wanted or other

    def __bool__(self) -> bool:
        return bool(self.de or self.en)

    @classmethod
    def of(cls, text: str) -> LocalizedText:
        """Make a text that reads the same in both languages."""
        return cls(de=text, en=text)
