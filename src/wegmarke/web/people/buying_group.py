"""The picture of a buying group: a table seen from above, one chair per needed role, the empty ones drawn, too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wegmarke.domain.account_page import BuyingGroup, Chair
from wegmarke.i18n import MISSING
from wegmarke.web.people.persons import account_url, person_label, person_url
from wegmarke.web.reader import Reader
from wegmarke.web.selection import with_params
from wegmarke.web.words import ROLES, word

_WORD = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Seat:
    """A chair at the table; without a person it is drawn as a dashed outline.

    Attributes:
        initials: stand on the chair.
        last: last contact.
        act_url: leads to the plan to fill the chair, or to give the role back.
    """

    role: str
    person: str
    url: str
    initials: str
    last: str
    is_needed: bool
    act_url: str

    @property
    def is_filled(self) -> bool:
        """Return whether somebody sits there."""
        return bool(self.person)


@dataclass(frozen=True, slots=True)
class GroupPicture:
    """A table with its chairs.

    Attributes:
        key: tells the pictures of one page apart.
        filled: how many needed chairs are filled, in words.
        far, near: needed chairs on both long sides of the table, read from left to right.
        others: persons in roles that the template does not ask for.
        missing: needed roles that nobody has, in words; empty where none is missing.
    """

    key: int
    solution: str
    filled: str
    far: tuple[Seat, ...]
    near: tuple[Seat, ...]
    others: tuple[Seat, ...]
    missing: str

    @property
    def seats(self) -> tuple[Seat, ...]:
        """Return all chairs in the order of the template."""
        return (*self.far, *self.near, *self.others)


def draw_groups(account: int, groups: Sequence[BuyingGroup], reader: Reader) -> tuple[GroupPicture, ...]:
    """Draw all buying groups of an account."""
    return tuple(_draw(number, account, group, reader) for number, group in enumerate(groups, 1))


def _draw(key: int, account: int, group: BuyingGroup, reader: Reader) -> GroupPicture:
    place = f"{account_url(account)}/role", group.solution.get(reader.language)
    needed = [_seat(chair, place, reader) for chair in group.chairs if chair.is_needed]
    half = -(-len(needed) // 2)
    return GroupPicture(
        key=key,
        solution=group.solution.get(reader.language),
        filled=_filled(group, reader),
        far=tuple(needed[:half]),
        near=tuple(needed[half:]),
        others=tuple(_seat(chair, place, reader) for chair in group.chairs if not chair.is_needed),
        missing=", ".join(dict.fromkeys(seat.role for seat in needed if not seat.is_filled)),
    )


def _seat(chair: Chair, place: tuple[str, str], reader: Reader) -> Seat:
    is_filled = chair.person is not None
    label = person_label(chair.person, chair.label, reader) if is_filled else ""
    return Seat(
        role=word(ROLES, chair.role, reader.t),
        person=label,
        url=person_url(chair.person) if chair.person is not None else "",
        initials=initials(label) if chair.label else "",
        last=reader.formats.day(chair.last_at, reader.zone) if is_filled else MISSING,
        is_needed=chair.is_needed,
        act_url=_act_url(chair, *place),
    )


def _act_url(chair: Chair, url: str, solution: str) -> str:
    asked = {"solution": solution, "role": chair.role}
    if chair.person is not None:
        asked |= {"person": str(chair.person), "opportunity": chair.opportunity or "", "removed": "1"}
    return with_params(url, {name: value for name, value in asked.items() if value})


def _filled(group: BuyingGroup, reader: Reader) -> str:
    f, t = reader.formats, reader.t
    if not group.needed:
        return t.gettext("No role is asked for.")
    counted = t.ngettext(
        "%(filled)s of %(n)s role filled",
        "%(filled)s of %(n)s roles filled",
        group.needed,
        filled=f.number(group.filled),
    )
    return counted if group.completeness is None else f"{counted} · {f.percent(group.completeness, 0)}"


def initials(label: str) -> str:
    """Return the first letters of the first and the last word of a name.

    >>> initials("Anna von Berg"), initials("Einkauf"), initials("#12")
    ('AB', 'E', '')
    """
    letters = [found[0] for part in label.split() if (found := _WORD.search(part))]
    return "".join([letters[0], *letters[1:][-1:]]).upper() if letters else ""
