"""Bring what people typed into comparable form: case, umlauts, accents, punctuation, digits.

Two spellings of one value become equal as far as a rule can say so; what remains different is left to comparisons
that measure how different. Every function takes and returns arrays of text; an empty text is null.
"""

from __future__ import annotations

from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

Texts: TypeAlias = pa.ChunkedArray

_UMLAUTS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("æ", "ae"), ("ø", "oe"), ("å", "aa"), ("ł", "l"))


def plain(texts: Texts) -> Texts:
    """Return lower-case letters and digits with single blanks: `Müller-Lüdenscheidt` is `mueller luedenscheidt`."""
    folded = pc.utf8_lower(pc.utf8_normalize(texts, form="NFC"))
    for umlaut, letters in _UMLAUTS:
        folded = pc.replace_substring(folded, umlaut, letters)
    bare = pc.replace_substring_regex(pc.utf8_normalize(folded, form="NFKD"), r"\p{Mn}", "")
    joined = pc.replace_substring_regex(bare, r"['’`´]", "")
    return said(pc.replace_substring_regex(joined, r"[^\p{L}\p{N}]+", " "))


def said(texts: Texts) -> Texts:
    """Return texts trimmed, with null for those that say nothing."""
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def replaced(texts: Texts, words: tuple[tuple[str, str], ...]) -> Texts:
    """Replace whole words of plain texts; each is given as a pattern and what it becomes."""
    for pattern, word in words:
        texts = pc.replace_substring_regex(texts, rf"\b(?:{pattern})\b", word)
    return said(pc.replace_substring_regex(texts, r"\s+", " "))


def digits(texts: Texts) -> Texts:
    """Return only the digits."""
    return said(pc.replace_substring_regex(texts, r"\D", ""))


def matched(texts: Texts, pattern: str) -> Texts:
    """Return the named group `it` of the pattern, null where the pattern does not match."""
    return said(pc.struct_field(pc.extract_regex(texts, pattern), "it"))


def joined(*parts: Texts) -> Texts:
    """Return the parts with a blank between them; what is null is left out."""
    return said(_single_blanks(pc.binary_join_element_wise(*(pc.fill_null(part, "") for part in parts), " ")))


def beginning(texts: Texts, letters: int) -> Texts:
    """Return the first letters, null for texts that have fewer."""
    long = pc.greater_equal(pc.utf8_length(texts), letters)
    return pc.if_else(long, pc.utf8_slice_codeunits(texts, 0, letters), pa.scalar(None, pa.string()))


def _single_blanks(texts: Texts) -> Texts:
    return pc.replace_substring_regex(texts, r"\s+", " ")
