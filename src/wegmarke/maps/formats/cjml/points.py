"""Touchpoints of a document, whichever program wrote them: what they say, found under all names they give it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from wegmarke.maps.formats.cjml.channels import from_cjml
from wegmarke.maps.formats.xml_text import Element

_KINDS: Final = ("communicationpoint", "action", "touchpoint")
POINTS: Final = tuple(before + kind for before in ("planned", "actual", "") for kind in _KINDS)
_WORDS: Final = {
    "very dissatisfied": 1,
    "dissatisfied": 2,
    "neutral": 3,
    "satisfied": 4,
    "very satisfied": 5,
}


@dataclass(frozen=True)
class Point:
    """A touchpoint as a document says it; references are as they stand there.

    Attributes:
        satisfaction: from 1 to 5; None where there is none, or none that can be read.
        is_unreadable: whether there is one that cannot be read.
    """

    name: str
    title: str
    phase: str
    initiator: str
    receiver: str
    channel: str
    sort: str
    satisfaction: float | None
    is_unreadable: bool


def point_of(element: Element) -> Point:
    """Read a touchpoint."""
    satisfaction, bad = _satisfaction(element)
    return Point(
        name=_value(element, "touchpointid", "id"),
        title=_value(element, "initiatorlabel", "label", "name", "title", "receiverlabel", "comment", "description")
        or _own_text(element),
        phase=_value(element, "belongsto", "phase", "phaseid", "phaseidref"),
        initiator=_actor(element, "initiator", "sender", "from", "actor"),
        receiver=_actor(element, "receiver", "recipient", "to"),
        channel=from_cjml(found) if (found := _value(element, "channelname", "channel")) else "other",
        sort=_value(element, "category"),
        satisfaction=satisfaction,
        is_unreadable=bad,
    )


def _value(element: Element, *names: str) -> str:
    """Return the first of some values: an attribute, the text of an element inside, or what that refers to."""
    for name in names:
        if element.attributes.get(name):
            return element.attributes[name]
        for one in (*element.children, *(inner for child in element.children for inner in child.children)):
            if one.name == name:
                said = one.text or _referred(one) or next((inner.text for inner in one.children if inner.text), "")
                if said:
                    return said
    return ""


def _actor(element: Element, *names: str) -> str:
    for name in names:
        if element.attributes.get(name):
            return element.attributes[name]
        found = element.child(name)
        if found is not None:
            refers = found.child("refersto", "actor", "actorref", "actorid", "name")
            said = (_referred(refers) or refers.text) if refers is not None else _referred(found) or found.text
            if said:
                return said
    return ""


def _referred(element: Element) -> str:
    return next(
        (value for name, value in element.attributes.items() if value and name.endswith(("ref", "id", "name"))), ""
    )


def _own_text(element: Element) -> str:
    return " ".join(element.text.split())


def _satisfaction(element: Element) -> tuple[float | None, bool]:
    said = _value(element, "experiencerating", "rating").casefold()
    if not said:
        return None, False
    if said in _WORDS:
        return _WORDS[said], False
    try:
        number = float(said)
    except ValueError:
        return None, True
    return (number, False) if 1 <= number <= 5 else (None, True)
