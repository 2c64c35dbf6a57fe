"""Checks a segment against the others of its workspace: what it is made of, and that nothing goes round in a circle.

An announcement of a segment is an event like any other, so that a rule may ask about it. Everything about it is known
beforehand: its name, its source and the one property that names the segment. So whether a rule reads it can be judged
by the rule itself, and a segment that would, over some way, announce because it announced is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from wegmarke.documents import Reading
from wegmarke.domain import Problem
from wegmarke.events import Recognition
from wegmarke.rules import Plan, Rule, Selection, compile_subject_rule, matches
from wegmarke.segments.announcements import announced_events
from wegmarke.segments.document import SegmentDocument
from wegmarke.segments.native import problem_at

COUNTED: Final = ("person.touches", "person.last_touch_at", "account.touches", "account.last_touch_at")
"""Fields that follow from recognised touches."""


@dataclass(frozen=True)
class Surroundings:
    """What else turns events into something that rules ask about.

    Attributes:
        recognition: which events are touches of which touchpoint.
        rules_of_stages: the rules on events of a stage model, by its id, in a function.
    """

    recognition: Recognition
    rules_of_stages: Callable[[str], Sequence[Rule]]


def workspace_problems(
    document: SegmentDocument,
    others: Mapping[str, SegmentDocument],
    surroundings: Surroundings,
    reading: Reading | None = None,
) -> list[Problem]:
    """List what is wrong with a segment in its workspace.

    Args:
        document: the segment.
        others: the segments that are there, by id.
        surroundings: touchpoints and stages, which may have to do with what is announced.
        reading: where in the text its values stand.
    """
    reading = reading or Reading({}, "segment")
    found = [*_reference_problems(document, others, reading)]
    if found:
        return found
    both = {**others, document.id: document}
    circle = circle_through(document.id, {name: one.others for name, one in both.items()})
    if circle:
        remedy = "Take one of them out; no segment can be made of itself."
        return [_circle(document, reading, str(document.kind), circle, remedy)]
    circle = circle_through(document.id, announced_to(both, surroundings))
    if circle:
        remedy = "Leave out `announces`, or ask for other events: what is announced would be announced again and again."
        return [_circle(document, reading, "announces", circle, remedy)]
    return []


def circle_through(start: str, ways: Mapping[str, Sequence[str]]) -> list[str]:
    """Return a way that leads from one name back to it, without the last step; empty where there is none."""
    before: dict[str, str] = {}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        for following in ways.get(name, ()):
            if following == start:
                return _way_to(name, before)
            if following not in before:
                before[following] = name
                waiting.append(following)
    return []


def announced_to(documents: Mapping[str, SegmentDocument], surroundings: Surroundings) -> dict[str, list[str]]:
    """Return, for each segment, the segments whose subjects follow from its own or from what it announces.

    A way that leads back counts only where something on it is announced: so those that announce nothing pass on who
    is in them to the segments that are made of them, and nothing to rules.
    """
    readers = {
        name: compile_subject_rule(document.rule) for name, document in documents.items() if document.rule is not None
    }
    ways: dict[str, list[str]] = {}
    for name, document in documents.items():
        made_of_it = [other for other, one in documents.items() if name in one.others]
        asking = (
            [other for other, plan in readers.items() if reads_announcements(plan, name, surroundings)]
            if document.announces
            else []
        )
        ways[name] = [*made_of_it, *asking]
    return ways


def reads_announcements(plan: Plan, announcing: str, surroundings: Surroundings) -> bool:
    """Tell whether a rule asks about what a segment announces, in events or by a field that follows from them."""
    selections = {selection for question in plan.questions for selection in question.selections}
    events = announced_events(announcing)
    recognition = surroundings.recognition
    if any(_selects(selection, event, recognition) for selection in selections for event in events):
        return True
    rules = [rule for test in plan.tests for rule in _rules_behind(test.field, surroundings)]
    return any(matches(rule, event) for rule in rules for event in events)


def _selects(selection: Selection, event: Mapping[str, object], recognition: Recognition) -> bool:
    if selection.rule is not None and not matches(selection.rule, event):
        return False
    if not selection.touchpoints:
        return True
    touchpoint = next((one.touchpoint for one in recognition.recognisers if matches(one.rule, event)), None)
    return touchpoint in selection.touchpoints


def _rules_behind(field: str, surroundings: Surroundings) -> Sequence[Rule]:
    """Return the rules on events from which a field follows; the others follow from events of reserved names."""
    if field in COUNTED:
        return [one.rule for one in surroundings.recognition.recognisers]
    prefix, _, name = field.partition(".")
    if prefix != "stage":
        return ()
    return [*surroundings.rules_of_stages(name), *surroundings.rules_of_stages(name.removesuffix(".since"))]


def _reference_problems(
    document: SegmentDocument, others: Mapping[str, SegmentDocument], reading: Reading
) -> Iterator[Problem]:
    for place, name in enumerate(document.others):
        path = (str(document.kind), place)
        other = others.get(name)
        if other is None and name != document.id:
            known = ", ".join(list(others)[:12]) or "none yet"
            remedy = f"Known: {known}."
            yield problem_at(reading, path, "the id of a segment", repr(name[:60]), remedy, "unknown_reference")
        elif other is not None and other.subject is not document.subject:
            remedy = f"Choose segments of the subject {document.subject}."
            came = f"{name!r}, which consists of {other.subject}s"
            yield problem_at(reading, path, f"a segment of {document.subject}s", came, remedy, "misfit")


def _circle(document: SegmentDocument, reading: Reading, key: str, circle: list[str], remedy: str) -> Problem:
    came = " → ".join([*circle, document.id])
    return problem_at(reading, (key,), "no circle of segments", came, remedy, "circle")


def _way_to(name: str, before: Mapping[str, str]) -> list[str]:
    way = [name]
    while way[-1] in before:
        way.append(before[way[-1]])
    return way[::-1]
