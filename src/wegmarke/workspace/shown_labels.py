"""What the vault holds of persons, read for somebody who sees it: as far as their role goes, and written down.

Every reading leaves an audit entry that says which fields were shown in clear and which were withheld. Where the disk
does not take the entry, nothing is shown. Persons whose name is withheld are called by number, their pseudonym.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wegmarke.domain.persons import KnownValue
from wegmarke.domain.rights import kind_of_field
from wegmarke.identity import LABEL, fields_held, read, read_identifiers, read_labels, reading
from wegmarke.privacy import note_reading, read_rights
from wegmarke.workspace.stores import Stores
from wegmarke.workspace.viewing import the_viewer

IDENTIFIER = "identifier"
"""Begins the name under which audit entries know identifiers of a kind: `identifier.email`."""


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """What somebody is shown of one person.

    Attributes:
        label: how the person is called; empty where nobody says or the role does not see it.
        values: every field the vault holds, with its text where the role sees it.
        identifiers: the identifiers that the role sees, by number.
        withheld_identifiers: those that it does not.
    """

    label: str
    values: tuple[KnownValue, ...]
    identifiers: dict[int, str]
    withheld_identifiers: frozenset[int]


def shown_labels(stores: Stores, numbers: Iterable[int], subject: str = "person") -> dict[int, str]:
    """Return how some persons or accounts are called; those of persons as far as the role of the viewer goes."""
    if subject != "person":
        return read_labels(stores.state, stores.keys, subject, numbers)
    return {person: found[LABEL] for person, found in shown_fields(stores, list(numbers), [LABEL]).items()}


def shown_fields(
    stores: Stores, persons: Sequence[int], fields: Sequence[str], *, act: str = "read"
) -> dict[int, dict[str, str]]:
    """Return the newest value of each field that the viewer may see, of persons that have any."""
    rights, viewer = read_rights(stores.state), the_viewer()
    clear = [field for field in fields if rights.shows(viewer, field)]
    withheld = [field for field in fields if field not in clear]
    found = read(stores.state, stores.keys, "person", persons, clear) if clear else {}
    asked = set(persons) if withheld or act != "read" else found.keys()
    is_noted = note_reading(stores.state, stores.clock, viewer, asked, fields=clear, withheld=withheld, act=act)
    return found if is_noted else {}


def shown_person(stores: Stores, person: int) -> ShownPerson:
    """Return what the viewer may see of one person, with one entry for all of it."""
    rights, viewer = read_rights(stores.state), the_viewer()
    fields = fields_held(stores.state, "person", person)
    known = reading.identifiers_of(stores.state, "person", person)
    clear = [field for field in fields if rights.shows(viewer, field)]
    kinds = dict(known)
    open_ones = [number for number, kind in known if rights.shows_identifier(viewer, kind)]
    shut_ones = kinds.keys() - set(open_ones)
    is_noted = note_reading(
        stores.state,
        stores.clock,
        viewer,
        [person],
        fields=[*clear, *_as_fields(kinds[number] for number in open_ones)],
        withheld=[
            *(field for field in fields if field not in clear),
            *_as_fields(kinds[number] for number in shut_ones),
        ],
    )
    if not is_noted:
        return ShownPerson("", (), {}, frozenset(kinds))
    values = read(stores.state, stores.keys, "person", [person], clear).get(person, {})
    return ShownPerson(
        label=values.get(LABEL, ""),
        values=tuple(KnownValue(field, kind_of_field(field), values.get(field)) for field in fields),
        identifiers=read_identifiers(stores.state, stores.keys, person, open_ones),
        withheld_identifiers=frozenset(shut_ones),
    )


def sees_labels(stores: Stores) -> bool:
    """Tell whether the viewer may know how persons are called; who may not, neither searches nor sorts by it."""
    return read_rights(stores.state).shows(the_viewer(), LABEL)


def _as_fields(kinds: Iterable[str]) -> list[str]:
    return sorted({f"{IDENTIFIER}.{kind}" for kind in kinds})
