"""Personas as cards: what stands on one, for the screen and for the printer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wegmarke.domain import LocalizedText
from wegmarke.web.people.buying_group import initials
from wegmarke.web.reader import Reader
from wegmarke.web.words import CHANNELS, EVIDENCE_LEVELS, ROLES, word
from wegmarke.workspace import JourneyMap, Persona, vocabulary


@dataclass(frozen=True, slots=True)
class PersonaView:
    """A persona.

    Attributes:
        about: label and value: department, seniority, company.
        lists: label and texts; those with an order are numbered.
        size: how many are in its segment now, in words; empty without a segment.
    """

    id: str
    name: str
    initials: str
    job_title: str
    kind: str
    quote: str
    roles: tuple[str, ...]
    about: tuple[tuple[str, str], ...]
    lists: tuple[tuple[str, tuple[str, ...], bool], ...]
    evidence: str
    is_assumed: bool
    size: str
    segment_url: str


def persona_cards(document: JourneyMap, sizes: Mapping[str, int], reader: Reader) -> tuple[PersonaView, ...]:
    """Write all personas of a map; `sizes` has the segments that exist, with how many are in them."""
    companies = {one.id: one for one in document.company_profiles}
    return tuple(_card(persona, companies, sizes, reader) for persona in document.personas)


def _card(persona: Persona, companies: Mapping[str, object], sizes: Mapping[str, int], reader: Reader) -> PersonaView:
    t, name = reader.t, persona.name.get(reader.language)
    known = persona.segment is not None and persona.segment in sizes
    return PersonaView(
        id=persona.id,
        name=name,
        initials=persona.avatar[:2] if 0 < len(persona.avatar) <= 2 else initials(name),
        job_title=persona.job_title.get(reader.language),
        kind=word(vocabulary.PERSONA_KINDS, persona.kind, t) if persona.kind else "",
        quote=persona.quote.get(reader.language),
        roles=tuple(word(ROLES, role, t) for role in persona.roles),
        about=tuple(one for one in _about(persona, companies, reader) if one[1]),
        lists=tuple((label, texts, ranked) for label, texts, ranked in _lists(persona, reader) if texts),
        evidence=word(EVIDENCE_LEVELS, persona.evidence, t),
        is_assumed=persona.evidence == "assumption",
        size=t.gettext("%(n)s in the segment now", n=reader.formats.number(sizes[persona.segment]))
        if known and persona.segment
        else "",
        segment_url=f"/people/segments/{persona.segment}" if known else "",
    )


def _about(persona: Persona, companies: Mapping[str, object], reader: Reader) -> list[tuple[str, str]]:
    t = reader.t
    workplace = companies.get(persona.company_profile or "")
    title = getattr(workplace, "title", LocalizedText())
    return [
        (t.pgettext("persona", "Department"), persona.department.get(reader.language)),
        (t.pgettext("persona", "Seniority"), persona.seniority.get(reader.language)),
        (t.pgettext("persona", "Company"), title.get(reader.language)),
        (t.pgettext("persona", "Demographics"), persona.demographics.get(reader.language)),
    ]


def _lists(persona: Persona, reader: Reader) -> list[tuple[str, tuple[str, ...], bool]]:
    t = reader.t

    def said(texts: Sequence[LocalizedText]) -> tuple[str, ...]:
        return tuple(text.get(reader.language) for text in texts)

    def channels(codes: Sequence[str]) -> tuple[str, ...]:
        return tuple(word(CHANNELS, code, t) for code in codes)

    return [
        (t.pgettext("persona", "Goals"), said(persona.goals), False),
        (t.pgettext("persona", "Jobs"), said(persona.jobs), False),
        (t.pgettext("persona", "Needs"), said(persona.needs), False),
        (t.pgettext("persona", "Pain points"), said(persona.pains), False),
        (t.pgettext("persona", "Gains"), said(persona.gains), False),
        (t.pgettext("persona", "Decision criteria"), said(persona.decision_criteria), True),
        (t.pgettext("persona", "Sources of information"), said(persona.information_sources), False),
        (t.pgettext("persona", "Objections"), said(persona.objections), False),
        (t.pgettext("persona", "Preferred channels"), channels(persona.preferred_channels), False),
        (t.pgettext("persona", "Avoided channels"), channels(persona.avoided_channels), False),
    ]
