"""Checks the words of one cost, whoever wrote them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from wegmarke.costs.amounts import minor_of
from wegmarke.costs.months import EXPECTED, month_of
from wegmarke.domain.costs import SCOPE_WORDS, Cost, CostScope
from wegmarke.domain.errors import Problem
from wegmarke.sources import CHANNELS, MINOR_DIGITS

FIELDS: Final = ("month", "scope", "amount", "currency", "touchpoint", "channel", "note")
MOST_WORDS: Final = 200
_SHOWN: Final = 40
_SCOPES: Final[Mapping[str, CostScope]] = {
    **{scope.value: scope for scope in CostScope},
    **{words.de.casefold(): scope for scope, words in SCOPE_WORDS.items()},
    **{words.en.casefold(): scope for scope, words in SCOPE_WORDS.items()},
}


def typed_cost(words: Mapping[str, str], touchpoints: Collection[str], where: str = "") -> Cost | list[Problem]:
    """Return the cost that words say, or everything that is wrong with them.

    Args:
        words: texts by the names of `FIELDS`; empty or missing where nothing was written.
        touchpoints: ids that exist.
        where: what stands in front of the field in problems, e.g. `costs.csv line 3, `.
    """
    said = {name: words.get(name, "").strip() for name in FIELDS}
    month, scope = month_of(said["month"]), _SCOPES.get(said["scope"].casefold())
    currency = said["currency"].upper()
    minor = minor_of(said["amount"], MINOR_DIGITS[currency]) if currency in MINOR_DIGITS else 0
    found = [(name, *rest) for name, *rest in _wrong(said, month, scope, currency, minor, touchpoints)]
    if found:
        return [Problem(f"{where}{name}", expected, _quoted(said[name]), remedy) for name, expected, remedy in found]
    assert month is not None
    assert scope is not None
    assert isinstance(minor, int)
    return Cost(month, scope, minor, currency, said["touchpoint"] or None, said["channel"] or None, said["note"])


def _wrong(
    said: Mapping[str, str],
    month: object,
    scope: CostScope | None,
    currency: str,
    minor: int | str,
    touchpoints: Collection[str],
) -> Iterator[tuple[str, str, str]]:
    if month is None:
        yield "month", EXPECTED, "Correct it."
    if scope is None:
        yield "scope", f"one of {', '.join(CostScope)}", "Take one of them."
    if currency not in MINOR_DIGITS:
        yield "currency", "three capital letters like EUR", "Write it so."
    elif isinstance(minor, str):
        yield "amount", minor, "Correct it."
    if said["touchpoint"] and said["touchpoint"] not in touchpoints:
        yield "touchpoint", "the id of a touchpoint on a map of this workspace", "Correct it, or leave it empty."
    if said["channel"] and said["channel"] not in CHANNELS:
        yield "channel", f"one of {', '.join(sorted(CHANNELS))}", "Take one of them, or leave it empty."
    if said["touchpoint"] and said["channel"]:
        yield "channel", "none beside a touchpoint, which has a channel of its own", "Leave one of them empty."
    if len(said["note"]) > MOST_WORDS:
        yield "note", f"at most {MOST_WORDS} letters", "Write less."


def _quoted(text: str) -> str:
    return repr(text[:_SHOWN]) if text else "nothing"
