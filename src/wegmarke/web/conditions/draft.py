"""A rule while it is being written: parts with what was typed into their fields, right or wrong.

A part has a place, written `rule.p0.w0`: the root, its first part, the rule on the event of that part. The letters
name the slots in which parts hang. What a part needs, may have and cannot have stands in the tables here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from wegmarke.web.conditions.options import On

Texts: TypeAlias = Mapping[str, tuple[str, ...]]
Address: TypeAlias = tuple[tuple[str, int], ...]

SLOTS: Final = {"p": "parts", "w": "where", "h": "has", "s": "since", "b": "before", "t": "then"}
LETTERS: Final = {slot: letter for letter, slot in SLOTS.items()}
ROOT: Final = "rule"

GROUPS: Final = ("all", "any")
AMOUNTS: Final = ("sum", "average", "minimum", "maximum")
ENDS: Final = ("first", "last")
BEHAVIOURS: Final = ("did", "did_not", "distinct_days", *AMOUNTS, *ENDS)
KINDS: Final = {On.SUBJECTS: (*BEHAVIOURS, "field"), On.EVENTS: ("event", "field")}

_SELECTION: Final = ("event", "touchpoint", "where")
_COMMON: Final = (*_SELECTION, "by", "role", "within", "since", "before")
DETAILS: Final[dict[str, tuple[str, ...]]] = {
    "did": (*_COMMON, "then"),
    "did_not": (*_COMMON, "then"),
    **dict.fromkeys(("distinct_days", *AMOUNTS), _COMMON),
    **dict.fromkeys(ENDS, (*_COMMON, "has", "when")),
    "selection": _SELECTION,
    "step": (*_SELECTION, "within"),
}
"""What can be added to a part, in the order in which it is shown."""

EVENT_MOMENTS: Final = {"since_event": "since", "before_event": "before"}
"""Details that say a moment with events, and the slot in which the events stand."""
MOST_STEPS: Final = 8

# The fields of each kind beside its details, each with what it holds at first.
_FIXED: Final[dict[str, dict[str, str]]] = {
    "did": {"op": "", "number": ""},
    "distinct_days": {"op": "at_least", "number": ""},
    **{word: {"of": "value", "ofname": "", "currency": "EUR", "op": "at_least", "number": ""} for word in AMOUNTS},
    "field": {"field": "", "op": "is", "value": ""},
    "event": {"event": ""},
}
# The fields that belong to a detail, each with what it holds at first.
DETAIL_FIELDS: Final[dict[str, dict[str, str]]] = {
    "event": {"event": ""},
    "touchpoint": {"touchpoint": ""},
    "by": {"by": "anybody_at_account"},
    "role": {"role": "decider"},
    "within": {"within": "30", "withinunit": "day"},
    "since": {"since": ""},
    "before": {"before": ""},
    "when": {"when": "within", "whenvalue": "30", "whenunit": "day"},
}
REPEATED: Final = ("event", "touchpoint", "role")
# What rides along: the unit of a length of time, the name of a property, and whether one name stood in a list.
_EXTRAS: Final[dict[str, tuple[str, ...]]] = {
    "event": ("eventlist",),
    "touchpoint": ("touchpointlist",),
    "role": ("rolelist",),
    "field": ("property", "unit"),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """One part.

    Attributes:
        kind: `all`, `any`, a behaviour, `field`, `event`, `selection` or `step`.
        nots: how often it is negated.
        is_bare: a group that stands for its only part.
        texts: what was typed, by field; a field may be repeated.
        slots: parts that hang here, by slot.
    """

    kind: str
    nots: int = 0
    is_bare: bool = False
    texts: Texts = field(default_factory=dict)
    slots: Mapping[str, tuple[Draft, ...]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return what was typed into a field; empty where it is not there."""
        return self.texts.get(name, ("",))[0]

    def inside(self, slot: str) -> tuple[Draft, ...]:
        """Return the parts of a slot."""
        return self.slots.get(slot, ())

    def has(self, detail: str) -> bool:
        """Tell whether a detail stands here."""
        return bool(self.inside(detail)) or next(iter(DETAIL_FIELDS.get(detail, {"": ""}))) in self.texts

    def with_text(self, name: str, *typed: str) -> Draft:
        """Return the part with other texts in a field."""
        return replace(self, texts={**self.texts, name: typed})

    def with_slot(self, slot: str, parts: tuple[Draft, ...]) -> Draft:
        """Return the part with other parts in a slot."""
        others = {name: there for name, there in self.slots.items() if name != slot}
        return replace(self, slots={**others, slot: parts} if parts else others)


def new_part(kind: str) -> Draft:
    """Return an empty part of a kind."""
    if kind in GROUPS:
        return Draft(kind)
    begun = {**_FIXED.get(kind, {}), **(DETAIL_FIELDS["event"] if "event" in DETAILS.get(kind, ()) else {})}
    part = Draft(kind, texts={name: (text,) for name, text in begun.items()})
    return with_detail(part, "when") if kind in ENDS else part


def new_root() -> Draft:
    """Return a rule without any condition."""
    return Draft("all", is_bare=True)


def with_detail(part: Draft, detail: str) -> Draft:
    """Return the part with one more detail; another step for `then`."""
    if detail == "then":
        return part.with_slot("then", (*part.inside("then"), new_part("step")))
    if detail in ("where", "has"):
        return part.with_slot(detail, (replace(new_root(), slots={"parts": (new_part("field"),)}),))
    if detail in EVENT_MOMENTS:
        return part.with_slot(EVENT_MOMENTS[detail], (new_part("selection"),))
    for name, text in DETAIL_FIELDS[detail].items():
        part = part.with_text(name, text)
    return part


def offered_details(part: Draft) -> list[str]:
    """Return what can still be added to a part."""
    excluded = {"role"} if part.has("by") else {"by"} if part.has("role") else set()
    offered = []
    for detail in DETAILS.get(part.kind, ()):
        if detail == "then":
            offered += [detail] if len(part.inside("then")) < MOST_STEPS else []
        elif not part.has(detail) and detail not in excluded:
            offered += [detail, *(event for event, slot in EVENT_MOMENTS.items() if slot == detail)]
    return offered


def without_detail(part: Draft, detail: str) -> Draft:
    """Return the part without a detail."""
    gone = {*DETAIL_FIELDS.get(detail, {}), *_EXTRAS.get(detail, ())}
    texts = {name: typed for name, typed in part.texts.items() if name not in gone}
    return replace(part, texts=texts).with_slot(detail, ())


def fitted(part: Draft) -> Draft:
    """Return the part with the fields of its kind: what another kind left behind goes, what is missing comes."""
    if part.kind in GROUPS:
        return replace(part, texts={}, slots={name: there for name, there in part.slots.items() if name == "parts"})
    fixed = _FIXED.get(part.kind, {})
    details = DETAILS.get(part.kind, ())
    known = {*fixed, *(name for detail in details for name in DETAIL_FIELDS.get(detail, {}))}
    known |= {extra for name in tuple(known) for extra in _EXTRAS.get(name, ())}
    missing = {name: (text,) for name, text in fixed.items() if name not in part.texts}
    texts = missing | {name: typed for name, typed in part.texts.items() if name in known}
    slots = {name: there for name, there in part.slots.items() if name in details}
    return replace(part, texts=texts, slots=slots)


def language_of(slot: str, on: On) -> On:
    """Return which language the parts of a slot are written in, below a part of language `on`."""
    return On.EVENTS if slot in ("where", "has") else on


def part_at(root: Draft, address: Address) -> Draft | None:
    """Return the part at an address; None where there is none."""
    part = root
    for slot, number in address:
        there = part.inside(slot)
        if number >= len(there):
            return None
        part = there[number]
    return part


def replaced(root: Draft, address: Address, *parts: Draft) -> Draft:
    """Return the rule with other parts in place of the one at an address; at the root exactly one."""
    if not address:
        return parts[0]
    (slot, number), rest = address[0], address[1:]
    there = root.inside(slot)
    inner = parts if not rest else (replaced(there[number], rest, *parts),)
    return root.with_slot(slot, (*there[:number], *inner, *there[number + 1 :]))


def show(address: Address) -> str:
    """Write an address as names of fields carry it."""
    return ROOT + "".join(f".{LETTERS[slot]}{number}" for slot, number in address)
