"""Who takes part in each phase: a matrix of roles, with dots for influence and shapes for what somebody does.

A dot is filled where the role acts (it is named at a placement, on a card or as needed there), a ring with a point
where it belongs to the buying group and is not named, a diamond where it decides. A dashed empty ring says that the map
needs the role there and nobody holds it. Deciding roles decide in the phase of decision.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from wegmarke.maps import vocabulary
from wegmarke.maps.presence import DECIDING, Presence, RolePresence
from wegmarke.maps.sheet.frame import PAD, Frame, baseline, leading, title_size
from wegmarke.maps.sheet.lines import broken, shortened
from wegmarke.maps.sheet.notes import Notes
from wegmarke.maps.sheet.places import Places
from wegmarke.maps.sheet.shapes import Dot, Part, Shape, Words, diamond
from wegmarke.maps.sheet.text_row import card_cells

MOST_LINES: Final = 7


@dataclass(frozen=True)
class BuyingGroupRow:
    """The matrix of roles and phases, below one line of text per phase."""

    places: Places
    least: float = 30
    most: float = 36

    @property
    def title(self) -> str:
        """Return the name of the row."""
        return self.places.saying.label("buying_group")

    def wanted(self, frame: Frame, points: float) -> float:
        """Return the height of all roles and the longest text above them."""
        del frame
        if not self.roles:
            return 0.0
        return PAD * 2 + leading(title_size(points)) + len(self.lines) * leading(points)

    def draw(self, frame: Frame, y: float, height: float, points: float, notes: Notes) -> list[Shape]:
        """Draw the names of the roles and their dots."""
        top = y + PAD + leading(title_size(points))
        line = min(leading(points) * 1.35, (y + height - PAD - top) / max(1, len(self.lines)))
        shapes: list[Shape] = []
        for place, roles in enumerate(self.lines):
            at = top + place * line
            name = shortened(", ".join(self._name(one) for one in roles), frame.label - PAD, points)
            shapes.append(
                Words(frame.left, baseline(at + (line - leading(points)) / 2, points), name, points, ink="quiet")
            )
            for number in range(len(self.places.phases)):
                shapes.extend(self._presence(roles, number, frame.x(number) + 3.6, at + line / 2))
        for number in range(len(self.places.phases)):
            shapes.extend(self._text(number, frame, (y, height), points, notes))
        return shapes

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """Return the roles that have a line."""
        return self._matrix.roles

    @cached_property
    def lines(self) -> tuple[tuple[str, ...], ...]:
        """Return the roles that stand on one line: the same personas hold them, and all or none of them decide."""
        found: dict[tuple[object, bool], list[str]] = {}
        for role in self.roles:
            holders = frozenset(self._matrix.holders(role)) or role
            found.setdefault((holders, role in DECIDING), []).append(role)
        return tuple(tuple(roles) for roles in found.values())[:MOST_LINES]

    @cached_property
    def _matrix(self) -> RolePresence:
        return RolePresence(self.places.document, self.places.lanes)

    def presence(self, role: str, number: int) -> Presence:
        """Say what a role does in a phase."""
        return self._matrix.presence(role, self.places.phases[number].id)

    def _presence(self, roles: tuple[str, ...], number: int, x: float, y: float) -> Iterator[Shape]:
        found = [(self.presence(role, number), role) for role in roles]
        presence, role = next((one for one in found if one[0].kind not in ("", "informed")), found[0])
        if not presence.kind:
            yield Dot(x, y, 0.28, fill="strong")
            return
        said = f"{self._name(role)}: {self.places.saying.label(presence.kind)}"
        yield Part(said, tuple(presence_dot(presence, x, y)))

    def _text(
        self, number: int, frame: Frame, span: tuple[float, float], points: float, notes: Notes
    ) -> Iterator[Shape]:
        items = card_cells(self.places, "buying_group")[number]
        if not items:
            return
        (y, height), x = span, frame.x(number) + 7.6
        room = frame.column - 7.6 - PAD
        text = " · ".join(item.text for item in items)
        most = int((height - 2 * PAD) / leading(points))
        lines = broken(text, room, points, most)
        for place, line in enumerate(lines.texts):
            yield Words(x, baseline(y + PAD + place * leading(points), points), line, points)
        if lines.is_cut:
            notes.add(self.title, self.places.phase_title(number), tuple(item.said for item in items))

    def _name(self, role: str) -> str:
        """Return the short name of a role: what stands in brackets where there are any."""
        name = vocabulary.ROLES[role].get(self.places.saying.language)
        return name[name.index("(") + 1 : -1] if name.endswith(")") else name


def presence_dot(presence: Presence, x: float, y: float) -> Iterator[Shape]:
    """Return the dot of a role in a phase; its size is the influence."""
    size = 0.62 + 0.12 * presence.influence
    match presence.kind:
        case "decides":
            yield diamond(x, y, size * 1.3, fill="accent")
        case "active":
            yield Dot(x, y, size, fill="accent")
        case "role_missing":
            yield Dot(x, y, 1.0, line_ink="alert", line=0.25, dash="0.6 0.5")
        case _:
            yield Dot(x, y, size, line_ink="accent", line=0.25)
            yield Dot(x, y, 0.25, fill="accent")
