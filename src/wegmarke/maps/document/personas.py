"""For whom a map is drawn: personas, and the kinds of accounts they work at. Both are invented."""

from __future__ import annotations

from typing import Annotated

from wegmarke.documents import IdIn, OneOf, RefersTo
from wegmarke.domain import LocalizedText
from wegmarke.maps import vocabulary
from wegmarke.maps.document.shape import Channel, EvidenceLevel, ProofRef, Role, Texts, Thing


class CompanyProfile(Thing, frozen=True, kw_only=True):
    """The kind of account a persona works at.

    Attributes:
        industry: NACE code or a word.
        employees, revenue, budget: a band, such as 50–249.
    """

    id: Annotated[str, IdIn("company_profiles")]
    title: LocalizedText
    industry: str = ""
    employees: str = ""
    revenue: str = ""
    region: str = ""
    budget: str = ""
    it_landscape: Texts = ()
    competitors: Texts = ()
    procurement_rules: LocalizedText = LocalizedText()


class Persona(Thing, frozen=True, kw_only=True):
    """A fictional type of person the map is drawn for; holds no personal data.

    Attributes:
        segment: id of a segment of the workspace, whose live size stands on the card.
        avatar: initials or the name of a drawn sign.
    """

    id: Annotated[str, IdIn("personas")]
    name: LocalizedText
    job_title: LocalizedText = LocalizedText()
    quote: LocalizedText = LocalizedText()
    roles: tuple[Role, ...] = ()
    goals: Texts = ()
    jobs: Texts = ()
    pains: Texts = ()
    gains: Texts = ()
    needs: Texts = ()
    decision_criteria: Texts = ()
    information_sources: Texts = ()
    objections: Texts = ()
    preferred_channels: tuple[Channel, ...] = ()
    avoided_channels: tuple[Channel, ...] = ()
    evidence: EvidenceLevel = "assumption"
    proofs: tuple[ProofRef, ...] = ()
    kind: Annotated[str, OneOf(vocabulary.PERSONA_KINDS)] | None = None
    seniority: LocalizedText = LocalizedText()
    department: LocalizedText = LocalizedText()
    demographics: LocalizedText = LocalizedText()
    company_profile: Annotated[str, RefersTo("company_profiles")] | None = None
    segment: str | None = None
    avatar: str = ""
