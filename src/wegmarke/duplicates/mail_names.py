"""Mail addresses made of names: what stands before the at sign says who somebody is called, and nothing else.

Firms give addresses by a rule, `first.last@` or `flast@`. Two strangers of one name then have one local part at two
firms: to count it beside the names would count the same agreement twice, which the model of Fellegi and Sunter (1969)
forbids, because it multiplies what independent properties say.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from itertools import product

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.duplicates.writing import Texts, plain

ROLES = (
    "admin", "anfrage", "bestellung", "bewerbung", "buchhaltung", "contact", "einkauf", "empfang", "finance", "hallo",
    "hello", "hr", "info", "jobs", "kontakt", "kundenservice", "mail", "marketing", "noreply", "office", "orders",
    "personal", "post", "presse", "purchasing", "rechnung", "sales", "sekretariat", "service", "support", "team",
    "technik", "verkauf", "vertrieb", "verwaltung", "webmaster", "zentrale",
)  # fmt: skip
"""Local parts that every firm has; they name no person."""

_BASE_LETTERS = (("ae", "a"), ("oe", "o"), ("ue", "u"))


def made_of_names(local_parts: Texts, first: Texts, surname: Texts) -> Texts:
    """Return whether local parts of mail addresses are made of the names beside them, or of a role such as `info`.

    Names may be whole, one word of several, or an initial; in any order, with any separator or none; umlauts as `ue`
    or `u`. One digit behind them counts namesakes; more digits are more than the name.

    Args:
        local_parts: what stands before the at sign; null where there is no address.
        first: first names in plain writing.
        surname: surnames in plain writing.
    """
    pressed = pc.replace_substring_regex(_pressed(plain(local_parts)), r"(\D)\d$", r"\1")
    names = _with_words(first), _with_words(surname)
    forms = [pc.equal(_without_umlauts(pressed), _without_umlauts(form)) for form in _forms(*names)]
    truths = [*forms, pc.is_in(pressed, value_set=pa.array(ROLES))]
    return reduce(pc.or_, (pc.fill_null(truth, False) for truth in truths))


def _forms(first: list[Texts], surname: list[Texts]) -> Iterator[Texts]:
    """Return all that a rule makes of names: each alone, and both in both orders, whole or as initials."""
    yield from (*first, *surname)
    initials = [pc.utf8_slice_codeunits(names[0], 0, 1) for names in (first, surname)]
    for one, other in product([*first, initials[0]], [*surname, initials[1]]):
        yield pc.binary_join_element_wise(one, other, "")
        yield pc.binary_join_element_wise(other, one, "")


def _with_words(names: Texts) -> list[Texts]:
    """Return names in one word, and their first and last words alone."""
    return [_pressed(names), *(pc.replace_substring_regex(names, pattern, "") for pattern in (r" .*$", r"^.* "))]


def _pressed(texts: Texts) -> Texts:
    return pc.replace_substring(texts, " ", "")


def _without_umlauts(texts: Texts) -> Texts:
    for umlaut, letter in _BASE_LETTERS:
        texts = pc.replace_substring(texts, umlaut, letter)
    return texts
