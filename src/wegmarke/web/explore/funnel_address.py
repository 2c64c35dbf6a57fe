"""A funnel as it stands in the address of its page, and how the fields and buttons of the form change it.

The address holds one line per step and exclusion, as people write them (`wegmarke.analytics.funnels.words`):
`?step1=tp_ad|tp_fair&step2=tp_demo? < 7 days&step3=tp_order&exclude1=tp_away 2-3 stop&window=30 days`.
The form sends a field per choice (`step2.place1`, `step2.number`, …) and the button that was used (`do=up:2`);
`tidied` makes lines of them, so that a link, a saved report and a chooser of the frame hold the same few words.
Whatever was typed into a field stays in its line, so that what is wrong with it can be said beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

SPANS: Final = ("minutes", "hours", "days", "weeks")
NOT_CHOSEN: Final = "-"
MOST_LINES: Final = 20

_LINE: Final = re.compile(r"(step|exclude)(\d{1,2})")
_FIELD: Final = re.compile(r"(step|exclude)(\d{1,2})\.(\w+)")
_BETWEEN: Final = re.compile(r"(?P<places>\S+)(\s+(?P<first>\d{1,3})-(?P<last>\d{1,3}))?(\s+(?P<effect>\w+))?")


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time in two fields; without a number there is none."""

    number: str = ""
    span: str = "days"

    @property
    def text(self) -> str:
        """Write it on a line."""
        return f"{self.number} {self.span}" if self.number else ""

    @classmethod
    def read(cls, text: str) -> Length:
        """Read it from a line; what is no length becomes the number, for its reader to see."""
        number, _, span = text.strip().rpartition(" ")
        span = f"{span.removesuffix('s')}s"
        return cls(number, span) if span in SPANS else cls(text.strip())


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step, as its fields hold it."""

    places: tuple[str, ...] = ()
    optional: bool = False
    within: Length = Length()
    rule: str = ""

    @property
    def text(self) -> str:
        """Write it on a line."""
        within = f" < {self.within.text}" if self.within.text else ""
        rule = f" where {self.rule}" if self.rule else ""
        return f"{'|'.join(self.places) or NOT_CHOSEN}{'?' if self.optional else ''}{within}{rule}"

    @classmethod
    def read(cls, text: str) -> StepLine:
        """Read it from a line."""
        head, _, rule = text.partition(" where ")
        head, _, within = head.partition("<")
        places = head.strip()
        return cls(_places(places.removesuffix("?")), places.endswith("?"), Length.read(within), rule.strip())

    @classmethod
    def of_fields(cls, fields: Mapping[str, str]) -> StepLine:
        """Read it from the fields of the form."""
        within = Length(fields.get("number", "").strip(), fields.get("span", "days"))
        return cls(_chosen(fields), bool(fields.get("optional")), within, " ".join(fields.get("rule", "").split()))


@dataclass(frozen=True, slots=True)
class ExclusionLine:
    """One exclusion, as its fields hold it."""

    places: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    effect: str = "drop_attempt"
    rule: str = ""

    @property
    def text(self) -> str:
        """Write it on a line."""
        between = f" {self.first}-{self.last}" if self.first and self.last else ""
        rule = f" where {self.rule}" if self.rule else ""
        return f"{'|'.join(self.places) or NOT_CHOSEN}{between} {self.effect}{rule}"

    @classmethod
    def read(cls, text: str) -> ExclusionLine:
        """Read it from a line."""
        head, _, rule = text.partition(" where ")
        found = _BETWEEN.fullmatch(head.strip())
        if found is None:
            return cls((head.strip(),), rule=rule)
        first, last, effect = found["first"] or "", found["last"] or "", found["effect"] or "drop_attempt"
        return cls(_places(found["places"]), first, last, effect, rule.strip())

    @classmethod
    def of_fields(cls, fields: Mapping[str, str]) -> ExclusionLine:
        """Read it from the fields of the form; one end of the range alone is completed by the form's other end."""
        first, last = fields.get("first", ""), fields.get("last", "")
        if bool(first) != bool(last):
            first, last = first or "1", last or fields.get("steps", "2")
        rule = " ".join(fields.get("rule", "").split())
        return cls(_chosen(fields), first, last, fields.get("effect", "drop_attempt"), rule)


_Line = TypeVar("_Line", StepLine, ExclusionLine)


def lines_of(params: Mapping[str, str], kind: str) -> list[str]:
    """Return the lines of the steps (`step`) or exclusions (`exclude`) in the order of their numbers."""
    found = {}
    for name, text in params.items():
        place = _LINE.fullmatch(name)
        if place and place[1] == kind and text.strip():
            found[int(place[2])] = text
    return [found[number] for number in sorted(found)]


def asked_lines(params: Mapping[str, str], kind: str) -> tuple[str, ...]:
    """Return the lines that somebody has chosen a place for."""
    return tuple(text for text in lines_of(params, kind) if not text.startswith(NOT_CHOSEN))


def tidied(params: Mapping[str, str]) -> tuple[dict[str, str], str] | None:
    """Return the address that says what a form sent, and the part of the page to go on at; None for no form."""
    if "do" not in params:
        return None
    act, _, number = params["do"].partition(":")
    steps = [StepLine.of_fields(fields) for fields in _fields(params, "step")]
    ruled_out = [ExclusionLine.of_fields(fields) for fields in _fields(params, "exclude")]
    place = int(number) - 1 if number.isdecimal() and len(number) < 3 else 0
    steps, anchor = _edited(steps, act, place)
    if act == "exclude":
        ruled_out = [*ruled_out, ExclusionLine()]
    if act == "allow":
        ruled_out = [one for index, one in enumerate(ruled_out) if index != place]
    if act == "show":
        steps, ruled_out = _filled(steps), _filled(ruled_out)
    kept = {name: text for name, text in params.items() if not _is_of_the_form(name)}
    kept |= {f"step{index}": line.text for index, line in enumerate(steps[:MOST_LINES], start=1)}
    kept |= {f"exclude{index}": line.text for index, line in enumerate(ruled_out[:MOST_LINES], start=1)}
    kept["window"] = Length(params.get("window.number", "").strip(), params.get("window.span", "days")).text
    kept["edit"] = "" if act == "show" else "1"
    return {name: text for name, text in kept.items() if text}, anchor


def _edited(steps: list[StepLine], act: str, place: int) -> tuple[list[StepLine], str]:
    """Do what a button says to the steps; the anchor is where the step stands then."""
    acts: dict[str, Callable[[], tuple[list[StepLine], int]]] = {
        "up": lambda: (_moved(steps, place, place - 1), place),
        "down": lambda: (_moved(steps, place, place + 1), place + 2),
        "remove": lambda: ([*steps[:place], *steps[place + 1 :]], min(place + 1, len(steps) - 1)),
        "add": lambda: ([*steps, StepLine()], len(steps) + 1),
    }
    if act not in acts:
        return steps, "exclusions" if act in ("exclude", "allow") else ""
    changed, stands = acts[act]()
    stands = max(1, min(stands, len(changed)))
    return _without_ends(changed), f"step{stands}"


def _moved(steps: Sequence[StepLine], place: int, to: int) -> list[StepLine]:
    found = list(steps)
    if 0 <= place < len(found) and 0 <= to < len(found):
        found.insert(to, found.pop(place))
    return found


def _without_ends(steps: list[StepLine]) -> list[StepLine]:
    """Take from the first step what only others have: a time since the step before."""
    return [replace(steps[0], within=Length()), *steps[1:]] if steps else []


def _filled(lines: list[_Line]) -> list[_Line]:
    return [line for line in lines if line.places]


def _fields(params: Mapping[str, str], kind: str) -> list[dict[str, str]]:
    """Return the fields of each step or exclusion, in the order of their numbers."""
    found: dict[int, dict[str, str]] = {}
    for name, text in params.items():
        place = _FIELD.fullmatch(name)
        if place and place[1] == kind:
            found.setdefault(int(place[2]), {})[place[3]] = text
    return [found[number] for number in sorted(found)]


def _is_of_the_form(name: str) -> bool:
    return name in {"do", "edit", "page"} or "." in name or _LINE.fullmatch(name) is not None


def _places(text: str) -> tuple[str, ...]:
    return tuple(place for place in text.split("|") if place and place != NOT_CHOSEN)


def _chosen(fields: Mapping[str, str]) -> tuple[str, ...]:
    names = sorted((name for name in fields if name.startswith("place")), key=lambda name: (len(name), name))
    return tuple(dict.fromkeys(fields[name] for name in names if fields[name]))
