"""Texts, numbers, dates and amounts in the reader's language.

Purpose: give every surface the same German and English words and the same way of writing figures.
Reads: the gettext catalogues in `locale/`, at run time and without a compile step.
Writes: nothing.
Used by: web and cli.
"""

from wegmarke.i18n.catalogue import LANGUAGES, catalogue_path
from wegmarke.i18n.formats import MISSING, Formats
from wegmarke.i18n.negotiation import accepted_language
from wegmarke.i18n.translator import Translator, marked, translator

__all__ = [
    "LANGUAGES",
    "MISSING",
    "Formats",
    "Translator",
    "accepted_language",
    "catalogue_path",
    "marked",
    "translator",
]
