"""The picture of a buying group on a map: its personas around a table, and how they stand to each other.

Personas stand on an ellipse in the order of the group, larger the more they decide. A line is as wide as the relation
is strong; it bends to its right, so that two that run against each other both show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, hypot, pi, sin
from typing import Final

from wegmarke.web.people.buying_group import initials
from wegmarke.web.reader import Reader
from wegmarke.web.words import ROLES, word
from wegmarke.workspace import BuyingGroupMember, JourneyMap, MapBuyingGroup, StakeholderRelation, vocabulary

WIDTH: Final = 760.0
HEIGHT: Final = 400.0
_ACROSS, _DOWN = 270.0, 140.0
_MIDDLE_INFLUENCE: Final = 3
_MIDDLE_STRENGTH: Final = 3
_BEND: Final = 26.0


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """A persona in the picture.

    Attributes:
        attitude_code: decides how the circle is drawn.
        label_y: where the name stands.
    """

    name: str
    initials: str
    roles: str
    influence: str
    attitude: str
    attitude_code: str
    needed: str
    x: float
    y: float
    radius: float
    label_y: float


@dataclass(frozen=True, slots=True)
class RelationLine:
    """An arrow from one persona to another."""

    before: str
    after: str
    kind: str
    kind_code: str
    strength: str
    note: str
    path: str
    width: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class StakeholderPicture:
    """The picture and its table twin."""

    stakeholders: tuple[Stakeholder, ...]
    lines: tuple[RelationLine, ...]


def draw_stakeholders(document: JourneyMap, group: MapBuyingGroup, reader: Reader) -> StakeholderPicture:
    """Draw one buying group of a map."""
    count = len(group.members)
    found: dict[str, Stakeholder] = {}
    for place, one in enumerate(group.members):
        angle = 2 * pi * place / count - pi / 2
        at = WIDTH / 2 + _ACROSS * cos(angle), HEIGHT / 2 + _DOWN * sin(angle) - 8
        found.setdefault(one.persona, _stakeholder(document, one, at, reader))
    return StakeholderPicture(
        tuple(found.values()),
        tuple(
            _line(one, found, reader)
            for one in group.stakeholder_relations
            if one.from_persona in found and one.to_persona in found
        ),
    )


def _stakeholder(document: JourneyMap, one: BuyingGroupMember, at: tuple[float, float], reader: Reader) -> Stakeholder:
    t = reader.t
    persona = next(known for known in document.personas if known.id == one.persona)
    phases = {phase.id: phase.title.get(reader.language) for phase in document.phases}
    influence = _MIDDLE_INFLUENCE if one.influence is None else one.influence
    radius = 18.0 + 3 * influence
    return Stakeholder(
        name=persona.name.get(reader.language),
        initials=initials(persona.name.get(reader.language)),
        roles=", ".join(word(ROLES, role, t) for role in one.roles or persona.roles),
        influence=t.gettext("%(n)s of 5", n=one.influence) if one.influence is not None else "",
        attitude=word(vocabulary.ATTITUDES, one.attitude, t) if one.attitude else "",
        attitude_code=one.attitude or "unknown",
        needed=", ".join(phases[one] for one in one.needed_for_phases),
        x=round(at[0], 1),
        y=round(at[1], 1),
        radius=radius,
        label_y=round(at[1] + radius + 16, 1),
    )


def _line(one: StakeholderRelation, found: Mapping[str, Stakeholder], reader: Reader) -> RelationLine:
    before, after = found[one.from_persona], found[one.to_persona]
    path, x, y = _arrow(before, after)
    return RelationLine(
        before=before.name,
        after=after.name,
        kind=word(vocabulary.RELATION_KINDS, one.kind, reader.t),
        kind_code=one.kind,
        strength=reader.t.gettext("%(n)s of 5", n=one.strength) if one.strength is not None else "",
        note=one.note.get(reader.language),
        path=path,
        width=0.5 + 0.5 * (one.strength or _MIDDLE_STRENGTH),
        x=x,
        y=y,
    )


def _arrow(before: Stakeholder, after: Stakeholder) -> tuple[str, float, float]:
    """Return the bent line from circle to circle, and where its label stands."""
    along = after.x - before.x, after.y - before.y
    length = hypot(*along) or 1.0
    right = -along[1] / length, along[0] / length
    bend = (before.x + after.x) / 2 + right[0] * _BEND * 2, (before.y + after.y) / 2 + right[1] * _BEND * 2
    begin, end = _rim(before, bend, 2.0), _rim(after, bend, 9.0)
    path = f"M{begin[0]:.1f} {begin[1]:.1f}Q{bend[0]:.1f} {bend[1]:.1f} {end[0]:.1f} {end[1]:.1f}"
    return path, round((begin[0] + end[0]) / 4 + bend[0] / 2, 1), round((begin[1] + end[1]) / 4 + bend[1] / 2 + 4, 1)


def _rim(one: Stakeholder, towards: tuple[float, float], gap: float) -> tuple[float, float]:
    """Return the point of a circle that looks at another point."""
    way = towards[0] - one.x, towards[1] - one.y
    share = (one.radius + gap) / (hypot(*way) or 1.0)
    return one.x + way[0] * share, one.y + way[1] * share
