"""Whom a diagram names: personas of the map, roles of buying groups, or somebody new."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wegmarke.domain import Language, LocalizedText
from wegmarke.maps import vocabulary
from wegmarke.maps.document import Persona
from wegmarke.maps.formats.outline.fresh_ids import FreshIds


class People:
    """Finds persona or role by the name a diagram shows, and makes a persona of a name it does not know."""

    def __init__(self, personas: Iterable[Persona], told: Callable[[str], str]) -> None:
        self.personas = [*personas]
        self._told = told
        self._ids = FreshIds("persona", (one.id for one in self.personas))
        self._by_name: dict[str, str] = {}
        for one in self.personas:
            for name in (*_both(one.name), one.id):
                self._by_name.setdefault(told(name), one.id)
        self._roles = {told(name): role for role, label in vocabulary.ROLES.items() for name in _both(label)}
        self._roles |= {told(role): role for role in vocabulary.ROLES}

    def read(self, names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return personas and roles."""
        personas, roles = dict[str, None](), dict[str, None]()
        for name in names:
            if name in self._by_name:
                personas[self._by_name[name]] = None
            elif name in self._roles:
                roles[self._roles[name]] = None
            else:
                personas[self.persona(name)] = None
        return tuple(personas), tuple(roles)

    def persona(self, name: str, wanted: str = "") -> str:
        """Return the id of the persona of a name, made if need be."""
        if name not in self._by_name:
            made = Persona(id=self._ids.give(name, wanted), name=LocalizedText.of(name))
            self.personas.append(made)
            self._by_name[name] = made.id
        return self._by_name[name]


def _both(text: LocalizedText) -> tuple[str, ...]:
    return text.get(Language.EN), text.get(Language.DE)
