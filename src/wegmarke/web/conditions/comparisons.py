"""The comparisons of rules by what they compare with, and which of them fit a field."""

from __future__ import annotations

from typing import Final

from wegmarke.web.conditions.options import On

EQUALITY: Final = ("is", "is_not")
LISTS: Final = ("in", "not_in")
TEXTS: Final = ("contains", "starts_with", "ends_with", "like")
NUMBERS: Final = ("more_than", "at_least", "less_than", "at_most")
DATES: Final = ("before", "since", "after")
SPANS: Final = ("within", "older_than", "in_next")
PRESENCE: Final = ("exists", "missing")
COUNTS: Final = ("at_least", "is", "more_than", "at_most", "less_than")
WHEN: Final = ("within", "older_than", "since", "after", "before")

TEXT_FIELDS: Final = ("name", "source", "channel")
VALUE_FIELD: Final = "value"


def has_numbers(name: str, on: On) -> bool:
    """Tell whether a field may be compared with a number."""
    return on is On.SUBJECTS or name not in TEXT_FIELDS


def fitting(name: str, kind: str, on: On) -> tuple[str, ...]:
    """Return the comparisons that fit a field, in the order in which they are offered.

    Args:
        name: of the field.
        kind: `text`, `number` or `date` of a known field of subjects; empty where it is not known.
        on: the language of the rule.
    """
    if on is On.EVENTS:
        return _of_events(name)
    if kind == "number":
        return (*EQUALITY, *LISTS, *NUMBERS, *PRESENCE)
    if kind == "date":
        return (*DATES, *SPANS, *PRESENCE)
    return (*EQUALITY, *LISTS, *TEXTS, *NUMBERS, *DATES, *SPANS, *PRESENCE)


def _of_events(name: str) -> tuple[str, ...]:
    if name in TEXT_FIELDS:
        return (*EQUALITY, *LISTS, *TEXTS, *PRESENCE)
    if name == VALUE_FIELD:
        return (*EQUALITY, *LISTS, *NUMBERS, *PRESENCE)
    return (*EQUALITY, *LISTS, *TEXTS, *NUMBERS, *PRESENCE)
