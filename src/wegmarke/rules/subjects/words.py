"""Says in words whom a rule describes, and why it does or does not describe one subject, in German and English.

Texts of a rule are quoted as they stand. They are never read as patterns; whoever shows them on a page escapes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final, cast

from wegmarke.domain import Language
from wegmarke.rules.explanation import explain_comparison, explain_rule, quote
from wegmarke.rules.subjects import phrases
from wegmarke.rules.subjects.history import Event
from wegmarke.rules.subjects.reading import part_of
from wegmarke.rules.subjects.reference import Answer
from wegmarke.rules.subjects.spans import read_span
from wegmarke.rules.subjects.tree import (
    DATES,
    SPANS,
    Amount,
    Behaviour,
    Bound,
    Did,
    DistinctDays,
    End,
    FieldTest,
    Group,
    Opposite,
    Part,
    Selection,
    SubjectRule,
)
from wegmarke.rules.tree import PROPERTY_PREFIX, Comparison, Rule, Scalar

MOST_NAMED: Final = 10
_UNITS: Final = {
    "week": timedelta(weeks=1),
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
    "second": timedelta(seconds=1),
}


def explain_subject_rule(rule: SubjectRule, language: Language = Language.EN) -> str:
    """Say in one sentence whom a rule describes.

    >>> from wegmarke.rules import parse_subject_rule
    >>> explain_subject_rule(parse_subject_rule({"did": {"event": "quote_sent", "within": "30 days"}}))
    '“quote_sent” happened in the last 30 days'
    """
    return _Words(language).part(part_of(rule.tree), outermost=True)


def explain_answer(answer: Answer, language: Language = Language.EN) -> str:
    """Say line by line which parts of a rule hold for a subject, and with which events: their times (UTC) and ids."""
    return "\n".join(_Words(language).lines(answer, 0))


class _Words:
    def __init__(self, language: Language) -> None:
        self.language = language

    def lines(self, answer: Answer, level: int) -> Iterator[str]:
        words = phrases.YES_NO[self.language][answer.holds]
        indent = "  " * level
        if answer.parts:
            part = answer.part
            what = phrases.ALL_OF[self.language][part.word] if isinstance(part, Group) else self._say("not")
            yield f"{indent}{words}: {what}"
            for inner in answer.parts:
                yield from self.lines(inner, level + 1)
        else:
            yield f"{indent}{words}: {self.part(answer.part, outermost=True)}{self._named(answer.events)}"

    def _named(self, events: Sequence[Event]) -> str:
        if not events:
            return ""
        shown = [f"{event.occurred_at:%Y-%m-%d %H:%M:%S} {event.event_id}" for event in events[-MOST_NAMED:]]
        count = phrases.ONE_EVENT if len(events) == 1 else phrases.EVENTS
        words = count[self.language].format(len(events))
        if len(events) > MOST_NAMED:
            words = f"{words}, {phrases.EARLIER[self.language].format(MOST_NAMED)}"
        return f" ({words}: {', '.join(shown)})"

    def part(self, part: Part, *, outermost: bool = False) -> str:
        match part:
            case Group():
                members = [self.part(member) for member in part.members]
                text = f" {self._say('and' if part.word == 'all' else 'or')} ".join(members)
                return text if outermost or len(members) == 1 else f"({text})"
            case Opposite():
                return f"{self._say('not')} ({self.part(part.part, outermost=True)})"
            case FieldTest():
                return self._field(part)
            case Did():
                return self._did(part)
            case DistinctDays():
                return self._say("on_days", count=self._count(part.bound), **self._behaviour(part.behaviour))
            case Amount():
                return self._amount(part)
            case End():
                return self._end(part)

    def _say(self, phrase: str, **words: str) -> str:
        return phrases.PHRASES[self.language][phrase].format(**words)

    def _did(self, part: Did) -> str:
        words = self._behaviour(part.behaviour)
        if part.bound == Bound("is", 0):
            return self._say("did_not", **words)
        count = ""
        if part.bound != Bound("at_least", 1):
            count = f" {phrases.REPEATED[self.language].format(self._count(part.bound))}"
        return self._say("happened", count=count, **words)

    def _count(self, bound: Bound) -> str:
        return phrases.COUNTS[self.language][bound.operator].format(quote(bound.number, self.language))

    def _amount(self, part: Amount) -> str:
        if part.of.startswith(PROPERTY_PREFIX):
            of = self._say("property", name=part.of.removeprefix(PROPERTY_PREFIX))
        else:
            of = self._say("value", currency=part.currency or "")
        compared = explain_comparison(Comparison("", part.bound.operator, part.bound.number), "", self.language)
        word = phrases.AMOUNTS[self.language][part.word]
        return self._say("amount", word=word, of=of, compared=compared.strip(), **self._behaviour(part.behaviour))

    def _end(self, part: End) -> str:
        what = [explain_rule(part.has, self.language)] if part.has is not None else []
        if part.when is not None:
            what.append(self._say("it_happened", when=self._when(part.when)))
        text = f" {self._say('and')} ".join(what)
        return self._say(part.word, what=text, **self._behaviour(part.behaviour))

    def _behaviour(self, behaviour: Behaviour) -> dict[str, str]:
        events = self._selection(behaviour.selection)
        for step in behaviour.then:
            following = self._selection(step.selection)
            if step.within is not None:
                following = self._say("step_within", step=following, span=self._span(step.within))
            events = self._say("then", events=events, step=following)
        return {"events": events, "by": self._by(behaviour), "span": self._period(behaviour)}

    def _by(self, behaviour: Behaviour) -> str:
        if not behaviour.at_account:
            return ""
        if not behaviour.roles:
            return f" {self._say('anybody')}"
        roles = [phrases.ROLES[self.language][role] for role in behaviour.roles]
        return f" {self._say('role', roles=self._either(roles))}"

    def _period(self, behaviour: Behaviour) -> str:
        dates = phrases.DATES[self.language]
        words = [] if behaviour.within is None else [dates["within"].format(self._span(behaviour.within))]
        for moment, date, event in (
            (behaviour.since, "since", phrases.AFTER_EVENT),
            (behaviour.before, "before", phrases.BEFORE_EVENT),
        ):
            if isinstance(moment, Selection):
                words.append(event[self.language].format(self._selection(moment)))
            elif moment is not None:
                words.append(dates[date].format(moment))
        return "".join(f" {word}" for word in words)

    def _selection(self, selection: Selection) -> str:
        events, where = _names(selection.rule)
        words = self._either([quote(name, self.language) for name in events]) if events else self._say("an_event")
        if selection.touchpoints:
            places = self._either([quote(place, self.language) for place in selection.touchpoints])
            words = self._say("at", events=words, touchpoints=places)
        return (
            words if where is None else self._say("where", events=words, rule=f"({explain_rule(where, self.language)})")
        )

    def _field(self, test: FieldTest) -> str:
        prefix, _, name = test.field.partition(".")
        words = self._say("field", name=name, prefix=phrases.PREFIXES[self.language][prefix])
        if test.operator in (*DATES, *SPANS):
            return self._say("field_date", field=words, when=self._when(test))
        return explain_comparison(Comparison(test.field, test.operator, test.operand), words, self.language)

    def _when(self, test: FieldTest) -> str:
        stated = cast("str", test.operand)
        span = read_span(stated) if test.operator in SPANS else None
        return phrases.DATES[self.language][test.operator].format(stated if span is None else self._span(span))

    def _span(self, span: timedelta) -> str:
        # In units of which there are several: the last 24 hours, where a rule says 1 day.
        unit, length = next((unit, length) for unit, length in _UNITS.items() if span > length and not span % length)
        return f"{span // length} {phrases.SPANS[self.language][unit]}"

    def _either(self, words: Sequence[str]) -> str:
        if len(words) == 1:
            return words[0]
        return f"{', '.join(words[:-1])} {self._say('or')} {words[-1]}"


def _names(rule: Rule | None) -> tuple[list[Scalar], Rule | None]:
    """Take the names of events out of a rule, where it begins with them, and return the rest."""
    if rule is None:
        return [], None
    tree = rule.tree
    members = cast("list[dict[str, object]]", tree["all"]) if "all" in tree else [tree]
    if "event" not in members[0] or len(members) > 2:
        return [], rule
    stated = members[0]["event"]
    names = cast("list[Scalar]", stated if isinstance(stated, list) else [stated])
    return names, Rule.of_checked(members[1]) if len(members) > 1 else None
