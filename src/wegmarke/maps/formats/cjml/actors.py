"""Actors of a document: end users are personas, service providers are teams and systems by their names."""

from __future__ import annotations

import msgspec

from wegmarke.domain import Language, LocalizedText
from wegmarke.maps.document import JourneyMap, Persona
from wegmarke.maps.formats.cjml.shown import told
from wegmarke.maps.formats.outline import FreshIds
from wegmarke.maps.formats.xml_text import Element

_USERS = ("enduser", "user")
_TEAMS = ("serviceprovider", "provider")
ACTORS = (*_USERS, *_TEAMS, "actor")


class Actors:
    """Finds what a reference to an actor means; personas of the map stay, new end users become some."""

    def __init__(self, document: JourneyMap, journey: Element, language: Language) -> None:
        self._personas = {one.id: one for one in document.personas}
        self._ids = FreshIds("persona", self._personas)
        self._language = language
        self._by_name = {told(one.name.get(language)): one.id for one in document.personas}
        self._meant: dict[str, str] = {}
        for element in journey.all(*ACTORS):
            name = _name(element)
            reference = element.attributes.get("actorid") or element.attributes.get("id", "")
            if name or reference:
                meant = self._meaning(element, name, reference)
                self._meant[reference or name] = meant
                if name:
                    self._meant.setdefault(name, meant)

    @property
    def personas(self) -> tuple[Persona, ...]:
        """All personas, those of the map first."""
        return tuple(self._personas.values())

    def read(self, said: str) -> str:
        """Return what a line should name: the id of a persona, or a team or system."""
        return self._meant.get(said, said)

    def _meaning(self, element: Element, name: str, reference: str) -> str:
        kind = element.attributes.get("type", "").casefold()
        if element.name in _TEAMS or (element.name == "actor" and "user" not in kind and "customer" not in kind):
            return name or reference
        if reference in self._personas:
            self._rename(reference, name)
            return reference
        if name in self._by_name:
            # two end users of one name are two personas
            return self._by_name.pop(name) if reference else self._by_name[name]
        made = Persona(id=self._ids.give(name, reference), name=LocalizedText.of(name or reference))
        self._personas[made.id] = made
        return made.id

    def _rename(self, persona: str, name: str) -> None:
        known = self._personas[persona]
        if name and name != told(known.name.get(self._language)):
            text = {"de": known.name.de, "en": known.name.en} | {self._language.value: name}
            same = known.name.de == known.name.en
            after = LocalizedText.of(name) if same else LocalizedText(**text)
            self._personas[persona] = msgspec.structs.replace(known, name=after)


def _name(element: Element) -> str:
    found = element.child("actorname", "companyname", "name")
    if found is not None and found.text:
        return found.text
    return element.attributes.get("name") or element.attributes.get("actorname") or element.text
