"""Random whole maps: every field of every part, drawn from the description that reads and checks documents.

What one part says about another (anchors, circles, what may not come twice) is drawn so that it holds.
"""

from __future__ import annotations

import os
import random

import msgspec
from hypothesis import strategies as st

from wegmarke import documents
from wegmarke.documents import fields_of
from wegmarke.domain import LocalizedText, Measure
from wegmarke.maps import (
    FORMAT,
    BuyingGroup,
    Card,
    EmotionPoint,
    Expectation,
    JourneyMap,
    Metric,
    ParentPlace,
    Placement,
    StakeholderRelation,
)
from wegmarke.rules import Rule, parse_rule

AWKWARD = ["no", "1e5", "0x1F", "12", "~", "null", "2024-01-01", "a: b", "- x", "#", "'", '"', "a\nb", "a\n\nb ", "|",
           "\u2028", "\x85", "<<", "=", "=1+1", "@x", "<script>", "مرحبا", "👩‍🔧", "a, b; c: d"]  # fmt: skip
CONTROLS = [chr(code) for code in range(32) if chr(code) not in "\n\t"]

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=CONTROLS), max_size=12) | st.sampled_from(
    AWKWARD
)
filled = words.filter(bool)
RULES = [parse_rule({"event": "a'b: c"}), parse_rule({"not": {"field": "properties.x", "in": [1, 2.5, "no"]}})]
ADDRESSES = ["https://example.org/a?b=1", "http://example.org"]
LETTERS = "abcXYZ019"
EXAMPLES = 500 if os.environ.get("WEGMARKE_NIGHTLY") else 30


@st.composite
def maps(draw: st.DrawFn, *, most: int = 3) -> JourneyMap:
    """Draw a valid map with up to so many members in each list.

    Its words are drawn one by one, its shape from a seed: so an example costs milliseconds and has hundreds of values.
    """
    pool = draw(st.lists(filled, min_size=3, max_size=8))
    return _Drawing(random.Random(draw(st.integers(0, 2**32))), pool, most).journey_map()


@st.composite
def map_versions(draw: st.DrawFn) -> tuple[JourneyMap, JourneyMap]:
    """Draw two maps with one id: two strangers, or the second with some fields and collections of another exchanged."""
    first, other = draw(maps()), draw(maps())
    other = msgspec.structs.replace(other, id=first.id)
    if draw(st.booleans()):
        return first, other
    free = ["title", "scenario", "owner", "state", "reviews", "tags", "dimensions"]
    changed = {name: getattr(other, name) for name in draw(st.sets(st.sampled_from(free)))}
    backwards = {name: getattr(first, name)[::-1] for name in draw(st.sets(st.sampled_from(["personas", "proofs"])))}
    return first, msgspec.structs.replace(first, **changed, **backwards)


class _Drawing:
    """One map in the making: the ids are drawn first, so that everything may refer to anything."""

    def __init__(self, chance: random.Random, pool: list[str], most: int) -> None:
        self.chance = chance
        self.pool = pool
        self.most = most
        self.ids: dict[str, list[str]] = {}
        self.left: dict[str, list[str]] = {}
        self.pairs: list[tuple[str, str]] = []

    def journey_map(self) -> JourneyMap:
        for space in _spaces(JourneyMap):
            least = 1 if space in ("phases", "steps", "lanes", "maps") else 0
            size = 12 if space == "cards" else 1 if space == "maps" else self.most
            self.ids[space] = [*dict.fromkeys(self.name() for _ in range(self.chance.randint(least, size)))]
        pairs = [(step, place) for step in self.ids["steps"] for place in self.ids["touchpoints"]]
        self.pairs = self.chance.sample(pairs, len(pairs))
        del self.ids["placements"][len(pairs) :]
        self.left = {space: [*ids] for space, ids in self.ids.items()}
        return self.part(JourneyMap, everything=True)

    def name(self) -> str:
        return self.chance.choice(LETTERS) + "".join(self.chance.choices(f"{LETTERS}_.-", k=self.chance.randint(0, 6)))

    def part(self, kind: type[msgspec.Struct], *, everything: bool = False) -> msgspec.Struct:
        often = 1.0 if everything else self.chance.choice([0.1, 0.5, 0.9])
        values = {}
        for field in fields_of(kind):
            if isinstance(field.mark, documents.IdIn):
                values[field.name] = self.left[field.mark.space].pop(0)
            elif field.is_required or _has_ids(field) or self.chance.random() < often:
                found = self.field(field)
                if found is not None:
                    values[field.name] = found
        return self.mended(kind(**values))

    def field(self, field: documents.Field) -> object:
        if field.name == "format" and field.mark is None:
            return FORMAT
        if field.part is not None:
            return self.parts(field) if field.is_list else self.part(field.part)
        if field.is_list:
            found = [self.value(field) for _ in range(self.chance.randint(0, 2))]
            return tuple(value for value in found if value is not None)
        return self.value(field)

    def parts(self, field: documents.Field) -> tuple[msgspec.Struct, ...]:
        space = _space(field.part)
        size = len(self.left[space]) if space and space != "cards" else self.chance.randint(0, 2)
        return tuple(
            self.part(field.part)
            for _ in range(size)
            if self.can_be_made(field.part) and (not space or self.left[space])
        )

    def can_be_made(self, kind: type[msgspec.Struct]) -> bool:
        """Tell whether what a part must refer to is there."""
        required = [field.mark.space for field in fields_of(kind)
                    if field.is_required and isinstance(field.mark, documents.RefersTo)]  # fmt: skip
        return all(self.ids[space] for space in required)

    def value(self, field: documents.Field) -> object:
        match field.mark:
            case documents.OneOf(allowed):
                return self.chance.choice([*allowed])
            case documents.RefersTo(space):
                return self.chance.choice(self.ids[space]) if self.ids[space] else None
            case documents.Within(low, high):
                high = min(high, 1e6)
                if field.kind is int:
                    return self.chance.randint(int(low), int(high))
                return self.chance.choice([low, high, self.chance.uniform(low, high)]) + 0.0
            case documents.WebAddress():
                return self.chance.choice(ADDRESSES)
            case documents.IsoDay():
                return (
                    f"2{self.chance.randint(0, 999):03}-{self.chance.randint(1, 12):02}-{self.chance.randint(1, 28):02}"
                )
        return self.unmarked(field.kind)

    def unmarked(self, kind: object) -> object:
        word = self.chance.choice(self.pool)
        if kind is LocalizedText:
            other = self.chance.choice([*self.pool, ""])
            return LocalizedText(*self.chance.choice([(word, other), (other, word), (word, word)]))
        if kind in (bool, int, float):
            number = self.chance.choice([self.chance.uniform(-1e6, 1e6), self.chance.randint(-9, 9), 1e-7, 0.1])
            return {bool: number > 0, int: int(number), float: float(number)}[kind]
        return word if kind is str else self.chance.choice(RULES if kind is Rule else [*kind])

    def mended(self, part: msgspec.Struct) -> msgspec.Struct:
        """Return the part so that its fields agree with each other."""
        match part:
            case JourneyMap():
                return self.whole(part)
            case Card() | EmotionPoint():
                part = self.anchored(part)
        match part:
            case Card():
                others = tuple(name for name in part.addresses if name != part.id)
                return msgspec.structs.replace(part, until=None, addresses=others)
            case EmotionPoint():
                return msgspec.structs.replace(part, n=part.n or 0, low=None, high=None, end=None)
            case Placement():
                step, touchpoint = self.pairs.pop()
                return msgspec.structs.replace(part, step=step, touchpoint=touchpoint)
            case Expectation():
                return msgspec.structs.replace(part, after=(), before=(), max_count=None)
            case StakeholderRelation() if part.kind == "reports_to":
                return msgspec.structs.replace(part, kind="trusts")
            case Metric():
                place = self.chance.choice(self.ids["phases"])
                measure = part.measure if part.property else Measure.TOUCHES
                target = None if part.target is None else abs(part.target) % 1
                return msgspec.structs.replace(part, phase=place, touchpoint=None, measure=measure, target=target)
            case ParentPlace():
                return msgspec.structs.replace(part, map="another-map-than-any", step=None)
        return self.anchored(part) if type(part).__name__ == "Automation" else part

    def anchored(self, part: msgspec.Struct) -> msgspec.Struct:
        name = self.chance.choice([name for name in ("phase", "step", "placement") if self.ids[f"{name}s"]])
        places = dict.fromkeys(("phase", "step", "placement"))
        return msgspec.structs.replace(part, **places | {name: self.chance.choice(self.ids[f"{name}s"])})

    def whole(self, drawn: JourneyMap) -> JourneyMap:
        missing = tuple(self.part(Card) for _ in [*self.left["cards"]])
        last = msgspec.structs.replace(drawn.lanes[-1], cards=drawn.lanes[-1].cards + missing)
        return msgspec.structs.replace(
            drawn,
            time_zone=self.chance.choice([None, "Europe/Berlin"]),
            placements=_in_order(drawn.placements),
            lanes=(*drawn.lanes[:-1], last),
            emotions=_once(drawn.emotions),
            buying_groups=tuple(_unlooped(group) for group in drawn.buying_groups),
        )


def _in_order(placements: tuple[Placement, ...]) -> tuple[Placement, ...]:
    """Let placements follow the first one, where they expect anything."""
    return placements[:1] + tuple(
        msgspec.structs.replace(one, expectation=msgspec.structs.replace(one.expectation, after=(placements[0].id,)))
        if one.expectation
        else one
        for one in placements[1:]
    )


def _once(emotions: tuple[EmotionPoint, ...]) -> tuple[EmotionPoint, ...]:
    kept = {}
    for one in emotions:
        kept.setdefault((one.phase, one.step, one.placement, one.persona, one.role), one)
    return tuple(kept.values())


def _unlooped(group: BuyingGroup) -> BuyingGroup:
    kept = tuple(one for one in group.stakeholder_relations if one.from_persona != one.to_persona)
    return msgspec.structs.replace(group, stakeholder_relations=kept)


def _spaces(kind: type[msgspec.Struct]) -> list[str]:
    own = [field.mark.space for field in fields_of(kind) if isinstance(field.mark, documents.IdIn)]
    return own + [space for field in fields_of(kind) if field.part for space in _spaces(field.part)]


def _space(kind: type[msgspec.Struct]) -> str | None:
    return next((field.mark.space for field in fields_of(kind) if isinstance(field.mark, documents.IdIn)), None)


def _has_ids(field: documents.Field) -> bool:
    return field.part is not None and _space(field.part) is not None
