"""What is wrong with a question, in the language of the page.

Errors are written in English, for the command line and for programs: `argument: expected …; got …. What next.` Their
phrases stand here and are looked up in the catalogue; a phrase that does not stand here stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from wegmarke.domain import Language, WegmarkeError
from wegmarke.i18n import marked
from wegmarke.web.reader import Reader

_OF_WORDS: Final = frozenset({"values", "name", "names"})
# %(…)s stands for a value; those of these names may be several words
_ARGUMENTS: Final = (
    marked("problem", "steps[%(n)s]"),
    marked("problem", "steps[%(n)s].within"),
    marked("problem", "steps[%(n)s].rule"),
    marked("problem", "steps[%(n)s] and steps[%(m)s]"),
    marked("problem", "exclusions[%(n)s]"),
    marked("problem", "exclusions[%(n)s].rule"),
    marked("problem", "steps"),
    marked("problem", "window"),
    marked("problem", "order"),
    marked("problem", "counting"),
    marked("problem", "breakdown step"),
    marked("problem", "breakdown at"),
    marked("problem", "most"),
    marked("problem", "property"),
    marked("problem", "lost"),
    marked("problem", "from, to"),
    marked("problem", "from_step, to_step"),
    marked("problem", "from"),
    marked("problem", "to"),
    marked("problem", "period"),
    marked("problem", "by"),
    marked("problem", "segment"),
    marked("problem", "segment %(name)s"),
    marked("problem", "anchor"),
    marked("problem", "at"),
    marked("problem", "won"),
    marked("problem", "since"),
    marked("problem", "positions"),
    marked("problem", "named"),
    marked("problem", "paths"),
    marked("problem", "stalled"),
    marked("problem", "periods"),
    marked("problem", "at_least"),
    marked("problem", "rolling"),
    marked("problem", "starts"),
    marked("problem", "returns"),
    marked("problem", "longer"),
    marked("problem", "untouched"),
    marked("problem", "currency"),
    marked("problem", "map"),
    marked("problem", "domain"),
    marked("problem", "account"),
    marked("problem", "person"),
    marked("problem", "month"),
    marked("problem", "scope"),
    marked("problem", "amount"),
    marked("problem", "touchpoint"),
    marked("problem", "channel"),
    marked("problem", "note"),
    marked("problem", "cost"),
    marked("problem", "model"),
    marked("problem", "margin"),
    marked("problem", "months"),
    marked("problem", "horizon"),
    marked("problem", "discount"),
    marked("problem", "days"),
    marked("problem", "lag"),
    marked("problem", "group"),
    marked("problem", "orders"),
    marked("problem", "split"),
    marked("problem", "rates"),
    marked("problem", "file"),
    marked("problem", "%(values)s line %(n)s, month"),
    marked("problem", "%(values)s line %(n)s, scope"),
    marked("problem", "%(values)s line %(n)s, amount"),
    marked("problem", "%(values)s line %(n)s, currency"),
    marked("problem", "%(values)s line %(n)s, touchpoint"),
    marked("problem", "%(values)s line %(n)s, channel"),
    marked("problem", "%(values)s line %(n)s, note"),
)
_PHRASES: Final = (
    marked("problem", "one of the segments of this workspace (%(values)s)"),
    marked("problem", "a unit that has touches here"),
    marked("problem", "one of %(values)s"),
    marked("problem", "a whole number from %(least)s to %(most)s"),
    marked("problem", "a percentage such as %(n)s"),
    marked("problem", "a share above 0 and up to 1, such as %(n)s"),
    marked("problem", "days such as %(n)s, or median"),
    marked(
        "problem",
        "at least %(n)s units with an order, and %(m)s of them with another one on a later day",
    ),
    marked(
        "problem",
        "at least %(n)s units that ordered again for more than nothing, to learn what orders are worth",
    ),
    marked("problem", "parameters that fit best"),
    marked("problem", "a likelihood that grows without end with %(names)s"),
    marked("problem", "a search that stopped on a slope"),
    marked("problem", "%(n)s and %(m)s"),
    marked("problem", "some of %(values)s"),
    marked("problem", "a number from %(least)s to %(most)s"),
    marked("problem", "a number from %(least)s on"),
    marked("problem", "a number from %(least)s"),
    marked("problem", "the number of a step, %(least)s to %(most)s"),
    marked("problem", "a number of days such as %(n)s"),
    marked("problem", "a number of days from %(least)s to %(most)s"),
    marked("problem", "a whole number such as %(n)s"),
    marked("problem", "a date like %(date)s"),
    marked("problem", "a date between %(first)s and %(last)s"),
    marked("problem", "a period that ends after it begins"),
    marked("problem", "start before end"),
    marked("problem", "no optional step at either end"),
    marked("problem", "no optional step with order any"),
    marked("problem", "a time longer than 0"),
    marked("problem", "more than no time"),
    marked("problem", "no negative time"),
    marked("problem", "none at the first step"),
    marked("problem", "no time per step with order any"),
    marked("problem", "best_attempt or first_entry with order any"),
    marked("problem", "two steps from %(least)s to %(most)s, the first before the last"),
    marked("problem", "the whole funnel, %(least)s to %(most)s, with order any"),
    marked("problem", "steps that are not optional"),
    marked("problem", "a touchpoint or phase"),
    marked("problem", "steps without common touchpoints with order any"),
    marked("problem", "no common touchpoints of an optional step and the steps up to the next one that is not"),
    marked("problem", "1 with order any"),
    marked("problem", "a touchpoint such as tp_demo, tp_call|tp_visit, tp_demo? or tp_quote < 14 days"),
    marked("problem", "a touchpoint such as tp_away, tp_away 2-3 or tp_away stop"),
    marked("problem", "a time such as 30 minutes, 12 hours, 7 days or 2 weeks"),
    marked("problem", "a rule as JSON"),
    marked("problem", "the name of an event property to break down by"),
    marked("problem", "periods of one length: %(values)s"),
    marked("problem", "a touchpoint that means won, or one that means lost"),
    marked("problem", "at least one phase that is no exit"),
    marked("problem", "three capital letters like EUR"),
    marked("problem", "a segment of persons for the unit %(unit)s (%(names)s)"),
    marked("problem", "a segment of accounts for the unit %(unit)s (%(names)s)"),
    marked("problem", "%(name)s, which is one of persons"),
    marked("problem", "%(name)s, which is one of accounts"),
    marked("problem", "a mail domain, as it stands behind the @ of an address: ours.example"),
    marked("problem", "a domain of your own"),
    marked("problem", "%(name)s, where a mail provider gives anybody an address"),
    marked("problem", "the number of an account"),
    marked("problem", "the number of a person"),
    marked("problem", "a month such as 2026-03, or its first day"),
    marked("problem", "an amount from 0"),
    marked("problem", "an amount such as 1234.50"),
    marked("problem", "an amount that can be read in one way, such as %(n)s"),
    marked("problem", "an amount with at most %(n)s digits behind the point"),
    marked("problem", "an amount in whole units"),
    marked("problem", "a smaller amount"),
    marked("problem", "the id of a touchpoint on a map of this workspace"),
    marked("problem", "none beside a touchpoint, which has a channel of its own"),
    marked("problem", "at most %(n)s letters"),
    marked("problem", "at least one cost"),
    marked("problem", "columns %(values)s"),
    marked("problem", "the number of a cost"),
    marked("problem", "a file"),
    marked("problem", "nothing"),
    marked("problem", "none"),
    marked("problem", "optional"),
    marked("problem", "a time"),
    marked("problem", "%(least)s to %(most)s"),
)
_REMEDIES: Final = (
    marked("problem", "Take one of them."),
    marked("problem", "Correct the name."),
    marked("problem", "Name one, or leave the step out."),
    marked("problem", "Name touchpoints or phases as further steps."),
    marked("problem", "Leave the step out, or make it required."),
    marked("problem", "Take order sequential or strict."),
    marked("problem", "Name a time such as 7 days, or leave it out."),
    marked("problem", "The time of a step counts from the step before it."),
    marked("problem", "Name a window for all steps."),
    marked("problem", "In any order each step would begin an attempt of its own."),
    marked("problem", "Name steps of this funnel."),
    marked("problem", "Name a step of this funnel."),
    marked("problem", "Leave the steps out, or take order sequential or strict."),
    marked("problem", "Name the steps around it."),
    marked("problem", "Take one of them out, or add a rule."),
    marked("problem", "Take first, last or all, or another order."),
    marked("problem", "Name how many values keep their names."),
    marked("problem", "Write it so."),
    marked("problem", "Write one."),
    marked("problem", "Write another one."),
    marked("problem", "Write a number."),
    marked("problem", "Write %(n)s, for example."),
    marked("problem", "Write how many returns a period needs."),
    marked("problem", "Choose one."),
    marked("problem", "Choose one of these, or calendar periods."),
    marked("problem", "Swap them."),
    marked("problem", "Name some."),
    marked("problem", "Name another segment, or analyse another unit."),
    marked("problem", "Name another map."),
    marked("problem", "Nobody is lost at the last step."),
    marked("problem", "See the list."),
    marked("problem", "Correct it."),
    marked("problem", "Correct it, or leave it empty."),
    marked("problem", "Take one of them, or leave it empty."),
    marked("problem", "Leave one of them empty."),
    marked("problem", "Write less."),
    marked("problem", "Look into the file."),
    marked("problem", "Add %(values)s."),
    marked("problem", "Choose one and try again."),
    marked("problem", "Name the persons themselves."),
    marked(
        "problem",
        "Choose a longer period or another unit; what was observed per cohort needs no model.",
    ),
    marked("problem", "Choose a longer period or another unit."),
)
_WHOLE: Final = (
    marked("problem", "internal: nothing was changed."),
    marked("problem", "costs: nothing was kept."),
    marked("problem", "The funnel cannot be counted as it was asked:"),
    marked(
        "problem",
        "This question goes over the phases of a map, and the workspace has none yet. "
        "Import one with `wegmarke map import DIR FILE`.",
    ),
)
_SAID = re.compile(r"(?P<where>[^:]{1,80}): expected (?P<expected>.+?); got (?P<came>.+?)\.(?: (?P<remedy>.+))?", re.S)


@dataclass(frozen=True, slots=True)
class ProblemText:
    """What a page says of an error: the first sentence, a list of what is wrong, and the language of both."""

    head: str
    lines: tuple[str, ...]
    language: str


def problem_text(error: WegmarkeError, reader: Reader) -> ProblemText:
    """Return an error in the language of the page, as far as its phrases are known."""
    if reader.language is Language.EN:
        return ProblemText(error.message, tuple(map(str, error.problems)), "en")
    head = _sentence(error.message, reader)
    lines = tuple(
        _line(problem.where, problem.expected, problem.came, problem.remedy, reader) for problem in error.problems
    )
    return ProblemText(head or error.message, lines, str(reader.language) if head else "en")


def _sentence(message: str, reader: Reader) -> str:
    if whole := _found(message, _WHOLE, reader):
        return whole
    said = _SAID.fullmatch(message)
    if said is None:
        return ""
    return _line(said["where"], said["expected"], said["came"], said["remedy"] or "", reader)


def _line(where: str, expected: str, came: str, remedy: str, reader: Reader) -> str:
    return reader.t.pgettext(
        "problem", "%(where)s: expected %(expected)s, got %(came)s. %(remedy)s",
        where=_found(where, _ARGUMENTS, reader) or where,
        expected=_found(expected, _PHRASES, reader) or expected,
        came=_found(came, _PHRASES, reader) or came,
        remedy=_found(remedy, _REMEDIES, reader) or remedy,
    ).strip()  # fmt: skip


def _found(text: str, phrases: tuple[tuple[str, str], ...], reader: Reader) -> str:
    """Return the translation of a phrase; empty for one that does not stand here."""
    for (context, phrase), pattern in zip(phrases, _patterns(phrases), strict=True):
        if found := pattern.fullmatch(text):
            return reader.t.pgettext(context, phrase, **found.groupdict())
    return ""


@cache
def _patterns(phrases: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile("".join(_parts(phrase)), re.S) for _, phrase in phrases)


def _parts(phrase: str) -> Iterator[str]:
    for number, part in enumerate(re.split(r"%\((\w+)\)s", phrase)):
        yield f"(?P<{part}>{'.+?' if part in _OF_WORDS else r'[^ ]+?'})" if number % 2 else re.escape(part)
