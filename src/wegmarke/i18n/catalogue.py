"""Reads the `.po` files as they are, so that an installation needs no compile step.

A catalogue is read once per process. English is the language of the message ids, so its catalogue only
holds what differs from them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from babel.plural import to_python

from wegmarke.domain import Language

LANGUAGES = tuple(Language)
DOMAIN = "wegmarke"

_LOCALE_FOLDER = Path(__file__).parent / "locale"

# CLDR's rules as gettext indices; both languages of the product know one and many.
_PLURAL_RULE: Callable[[int], str] = to_python({"one": "n is 1"})


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All translated messages of one language, by context and message id; one text per plural form."""

    language: Language
    messages: dict[tuple[str | None, str], tuple[str, ...]]

    def find(self, context: str | None, message: str, count: int = 1) -> str | None:
        """Return the text for a message in the plural form of `count`, or None where there is none."""
        forms = self.messages.get((context, message))
        if not forms:
            return None
        return forms[min(plural_form(count), len(forms) - 1)] or None


def plural_form(count: int) -> int:
    """Return the index of the plural form: 0 for one, 1 for all other counts."""
    return 0 if _PLURAL_RULE(count) == "one" else 1


def catalogue_path(language: Language) -> Path:
    """Return the place of a language's catalogue in the package."""
    return _LOCALE_FOLDER / language.value / "LC_MESSAGES" / f"{DOMAIN}.po"


@cache
def load_catalogue(language: Language) -> Catalogue:
    """Read the catalogue of a language; fuzzy entries are left out, as gettext does."""
    with catalogue_path(language).open("rb") as file:
        po = read_po(file, locale=language.value)
    messages: dict[tuple[str | None, str], tuple[str, ...]] = {}
    for message in po:
        if not message.id or message.fuzzy:
            continue
        plural = isinstance(message.id, (tuple, list))
        source = message.id[0] if plural else message.id
        forms = tuple(message.string) if plural else (message.string,)
        messages[(message.context, str(source))] = tuple(str(form) for form in forms)
    return Catalogue(language, messages)
