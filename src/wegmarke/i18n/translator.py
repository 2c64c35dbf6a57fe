"""Turns message ids into texts of one language.

The methods carry gettext's own names, so that extraction tools find every message in the source.
Values are filled in by name: `t.ngettext("%(n)s row", "%(n)s rows", n)` writes the count itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from wegmarke.domain import Language
from wegmarke.i18n.catalogue import Catalogue, load_catalogue
from wegmarke.i18n.formats import Formats


@dataclass(frozen=True, slots=True)
class Translator:
    """Texts of one language, and how that language writes figures."""

    language: Language
    catalogue: Catalogue = field(repr=False)
    formats: Formats = field(repr=False)

    def gettext(self, message: str, **values: object) -> str:
        """Translate a message; `%(name)s` in it is replaced by the value of that name."""
        return _filled(self.catalogue.find(None, message) or message, values)

    def pgettext(self, context: str, message: str, **values: object) -> str:
        """Translate a message that needs its context, e.g. a short label."""
        return _filled(self.catalogue.find(context, message) or message, values)

    def ngettext(self, one: str, many: str, count: int, **values: object) -> str:
        """Translate a counted message; `%(n)s` is the count as the language writes it."""
        text = self.catalogue.find(None, one, count) or (one if count == 1 else many)
        return _filled(text, {"n": self.formats.number(count), **values})

    def label(self, message: tuple[str, str]) -> str:
        """Translate a message that was marked with its context elsewhere (see `marked`)."""
        context, text = message
        return self.catalogue.find(context, text) or text


def marked(context: str, message: str) -> tuple[str, str]:
    """Mark a text for translation where the language is not known yet; `Translator.label` translates it."""
    return context, message


@cache
def translator(language: Language) -> Translator:
    """Return the translator of a language.

    >>> translator(Language.DE).pgettext("unit", "Account")
    'Unternehmen'
    """
    return Translator(language, load_catalogue(language), Formats(language))


def _filled(text: str, values: dict[str, object]) -> str:
    return text % values if values else text
