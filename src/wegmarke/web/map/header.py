"""The head of the map page: what the map is about, for whom, and where its numbers come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wegmarke.domain import LocalizedText, MapNumbers
from wegmarke.web.front import JourneyMap, Persona
from wegmarke.web.reader import Reader
from wegmarke.web.words import EVIDENCE_LEVELS, INFLUENCES, MODES, ROLES, STATES, STATUSES, word
from wegmarke.workspace import owner_name


@dataclass(frozen=True, slots=True)
class PersonaCard:
    """A persona as a card: the short part always, the lists on demand."""

    initial: str
    name: str
    job_title: str
    quote: str
    roles: tuple[str, ...]
    evidence: str
    lists: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Header:
    """The head of the page; `samples` are the ways of drawing a touchpoint, for the legend."""

    title: str
    scenario: str
    customer_goal: str
    state: str
    status: str
    status_code: str
    owner: str
    personas: tuple[PersonaCard, ...]
    samples: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Footer:
    """Where the numbers come from."""

    data_until: str
    zone: str
    recognised: str
    counts: str
    period: str


def build_header(document: JourneyMap, reader: Reader) -> Header:
    """Write the head of a map."""
    return Header(
        title=document.title.get(reader.language),
        scenario=document.scenario.get(reader.language),
        customer_goal=document.customer_goal.get(reader.language),
        state=word(STATES, document.state, reader.t),
        status=word(STATUSES, document.status, reader.t),
        status_code=document.status,
        owner=owner_name(document.owner, reader.language),
        personas=tuple(_persona(persona, reader) for persona in document.personas),
        samples=(
            *((mode, word(MODES, mode, reader.t)) for mode in MODES),
            ("indirect", word(INFLUENCES, "indirect", reader.t)),
        ),
    )


def build_footer(numbers: MapNumbers, period: str, zone_name: str, reader: Reader) -> Footer:
    """Write where the numbers come from."""
    f = reader.formats
    share = numbers.recognised / numbers.events if numbers.events else None
    return Footer(
        data_until=f.instant(numbers.data_until, reader.zone),
        zone=zone_name,
        recognised=f.percent(share),
        counts=reader.t.pgettext(
            "rate", "%(part)s of %(of)s", part=f.number(numbers.recognised), of=f.number(numbers.events)
        ),
        period=period,
    )


def _persona(persona: Persona, reader: Reader) -> PersonaCard:
    t = reader.t
    name = persona.name.get(reader.language)
    lists = (
        (t.pgettext("persona", "Goals"), persona.goals),
        (t.pgettext("persona", "Jobs"), persona.jobs),
        (t.pgettext("persona", "Pain points"), persona.pains),
        (t.pgettext("persona", "Gains"), persona.gains),
        (t.pgettext("persona", "Decision criteria"), persona.decision_criteria),
        (t.pgettext("persona", "Sources of information"), persona.information_sources),
        (t.pgettext("persona", "Objections"), persona.objections),
    )
    return PersonaCard(
        initial=initial(name),
        name=name,
        job_title=persona.job_title.get(reader.language),
        quote=persona.quote.get(reader.language),
        roles=tuple(word(ROLES, role, t) for role in persona.roles),
        evidence=word(EVIDENCE_LEVELS, persona.evidence, t),
        lists=tuple((label, _texts(texts, reader)) for label, texts in lists if texts),
    )


def initial(name: str) -> str:
    """Return the first letter of a name, for the portrait of a person who does not exist."""
    return name.strip()[:1].upper()


def _texts(texts: Sequence[LocalizedText], reader: Reader) -> tuple[str, ...]:
    return tuple(text.get(reader.language) for text in texts)
