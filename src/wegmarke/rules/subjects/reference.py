"""The meaning of a rule on subjects, written to be read: one subject, one answer, with the events that count.

This is the reference for the compiled form, and what tests compare it with. What holds everywhere:

* Nothing after the instant of judgement (`as_of`) exists. `within: 30 days` is the time (as_of - 30 days, as_of]: an
  event exactly 30 days ago is outside. Dates: `since` includes the instant, `before` excludes it.
* Events stand in the order of their path: by instant, then by the order that their source gives them, then by id.
  `since: {event: …}` is behind the last such event in that order, `before: {event: …}` ahead of the first one.
  Where there is no such event, nothing is since it or before it.
* `then` is behind in that order. Every event of a sequence lies in the same time and between the same events; the gap
  is measured from the step before, at most as long as stated.
* A sum of nothing is 0; an average, minimum or maximum of nothing is missing and satisfies no comparison.
* Amounts are compared in the major unit of their currency. Properties are read as numbers, rounded to six digits behind
  the point (half away from zero); those above 10^12 and what does not read as a number do not count.
* Days are those of the zone that the rule is judged in.
* Behaviour of a role counts events at the account by persons who have the role at `as_of`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from wegmarke.rules.amounts import digits_of, read_number
from wegmarke.rules.evaluation import compare_number, matches
from wegmarke.rules.subjects.field_values import field_holds
from wegmarke.rules.subjects.history import Event, History, SubjectKind
from wegmarke.rules.subjects.reading import part_of
from wegmarke.rules.subjects.spans import read_instant
from wegmarke.rules.subjects.tree import (
    Amount,
    Behaviour,
    Did,
    DistinctDays,
    End,
    FieldTest,
    Group,
    Opposite,
    Part,
    Selection,
    Step,
    SubjectRule,
)
from wegmarke.rules.tree import PROPERTY_PREFIX, VALUE_FIELD

MOST_SUMMED: Final = 10**12
MILLION: Final = 10**6


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a part of a rule holds for a subject, and why.

    Attributes:
        part: the part.
        holds: whether it does.
        events: the events that its behaviour counts, in path order, whether that is enough or not.
        parts: the answers of the parts inside it.
    """

    part: Part
    holds: bool
    events: tuple[Event, ...] = ()
    parts: tuple[Answer, ...] = ()


def subject_matches(rule: SubjectRule, history: History, as_of: datetime, zone: tzinfo = UTC) -> bool:
    """Tell whether a subject satisfies a rule at an instant."""
    return answer_for(rule, history, as_of, zone).holds


def answer_for(rule: SubjectRule, history: History, as_of: datetime, zone: tzinfo = UTC) -> Answer:
    """Judge a rule and every part of it for one subject."""
    return _Judgement(history, as_of, zone).answer(part_of(rule.tree))


@dataclass(frozen=True, slots=True)
class _Judgement:
    history: History
    as_of: datetime
    zone: tzinfo

    def answer(self, part: Part) -> Answer:
        match part:
            case Group():
                parts = tuple(self.answer(member) for member in part.members)
                combine = all if part.word == "all" else any
                return Answer(part, combine(inner.holds for inner in parts), parts=parts)
            case Opposite():
                inner = self.answer(part.part)
                return Answer(part, not inner.holds, parts=(inner,))
            case FieldTest():
                return Answer(part, field_holds(self.history.fields.get(part.field), part, self.as_of, self.zone))
            case _:
                events = self.events(part.behaviour)
                return Answer(part, self._holds(part, events), tuple(events))

    def _holds(self, part: Did | DistinctDays | Amount | End, events: Sequence[Event]) -> bool:
        match part:
            case Did():
                count = len(self.ends_of_sequences(part.behaviour, events)) if part.behaviour.then else len(events)
                return compare_number(count, part.bound.operator, part.bound.number)
            case DistinctDays():
                days = {event.occurred_at.astimezone(self.zone).date() for event in events}
                return compare_number(len(days), part.bound.operator, part.bound.number)
            case Amount():
                amount = amount_of(part, events)
                return amount is not None and compare_number(amount, part.bound.operator, part.bound.number)
            case End():
                return bool(events) and self._end_fits(part, events[0] if part.word == "first" else events[-1])

    def _end_fits(self, part: End, event: Event) -> bool:
        has = part.has is None or matches(part.has, event.read_by_rules)
        return has and (part.when is None or field_holds(event.occurred_at, part.when, self.as_of, self.zone))

    def events(self, behaviour: Behaviour) -> list[Event]:
        """Return the events that a behaviour counts, in path order; of sequences those that begin one or could."""
        path = self._path(behaviour)
        return [event for event in self._in_time(behaviour, path) if _is_selected(behaviour.selection, event)]

    def ends_of_sequences(self, behaviour: Behaviour, reached: Sequence[Event]) -> list[Event]:
        """Return the events with which a sequence that begins with one of these ends."""
        following = self._in_time(behaviour, self._path(behaviour))
        for step in behaviour.then:
            reached = [event for event in following if any(_follows(event, before, step) for before in reached)]
        return list(reached)

    def _path(self, behaviour: Behaviour) -> list[Event]:
        return sorted(
            (e for e in self.history.events if e.occurred_at <= self.as_of and self._is_by(behaviour, e)),
            key=lambda event: event.place,
        )

    def _is_by(self, behaviour: Behaviour, event: Event) -> bool:
        history = self.history
        if history.kind is SubjectKind.PERSON and not behaviour.at_account:
            return event.person == history.subject
        account = history.account if history.kind is SubjectKind.PERSON else history.subject
        if account is None or event.account != account:
            return False
        roles = history.roles.get(event.person, frozenset()) if event.person is not None else frozenset()
        return not behaviour.roles or bool(roles & set(behaviour.roles))

    def _in_time(self, behaviour: Behaviour, path: Sequence[Event]) -> list[Event]:
        kept = list(path)
        if behaviour.within is not None:
            kept = [event for event in kept if event.occurred_at > self.as_of - behaviour.within]
        if isinstance(behaviour.since, Selection):
            marks = [event.place for event in path if _is_selected(behaviour.since, event)]
            kept = [event for event in kept if marks and event.place > max(marks)]
        elif behaviour.since is not None:
            begins = read_instant(behaviour.since, self.zone)
            kept = [event for event in kept if begins is not None and event.occurred_at >= begins]
        if isinstance(behaviour.before, Selection):
            marks = [event.place for event in path if _is_selected(behaviour.before, event)]
            kept = [event for event in kept if marks and event.place < min(marks)]
        elif behaviour.before is not None:
            ends = read_instant(behaviour.before, self.zone)
            kept = [event for event in kept if ends is not None and event.occurred_at < ends]
        return kept


def amount_of(part: Amount, events: Sequence[Event]) -> float | None:
    """Return the sum, average, minimum or maximum over events; None where there is none."""
    scale = 10 ** digits_of(part.currency) if part.of == VALUE_FIELD else MILLION
    numbers = [number for event in events if (number := _counted(part, event)) is not None]
    if part.word == "sum":
        return float(sum(numbers)) / scale
    if not numbers:
        return None
    if part.word == "average":
        return float(sum(numbers)) / scale / len(numbers)
    return float(min(numbers) if part.word == "minimum" else max(numbers)) / scale


def _counted(part: Amount, event: Event) -> int | None:
    if part.of == VALUE_FIELD:
        return event.value_minor if event.currency == part.currency else None
    text = event.properties.get(part.of.removeprefix(PROPERTY_PREFIX))
    if text is None or read_number(text) is None:
        return None
    number = Decimal(text).quantize(Decimal(1) / MILLION, ROUND_HALF_UP) if abs(Decimal(text)) <= MOST_SUMMED else None
    return None if number is None else int(number * MILLION)


def _is_selected(selection: Selection, event: Event) -> bool:
    is_recognised = not selection.touchpoints or event.touchpoint in selection.touchpoints
    return is_recognised and (selection.rule is None or matches(selection.rule, event.read_by_rules))


def _follows(event: Event, before: Event, step: Step) -> bool:
    is_near = step.within is None or event.occurred_at - before.occurred_at <= step.within
    return event.place > before.place and is_near and _is_selected(step.selection, event)
