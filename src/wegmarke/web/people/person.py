"""One person, written for a reader: where it was, what identifies it, and why it is one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wegmarke.domain.persons import AccountSpell, IdentifierLine, KnownValue, LinkLine, PersonAtAccount
from wegmarke.domain.rights import KINDS as VAULT_KINDS
from wegmarke.domain.rights import NAME
from wegmarke.i18n import MISSING, marked
from wegmarke.web.people.persons import PERSONS, account_label, account_url, person_label, person_url
from wegmarke.web.reader import Reader
from wegmarke.web.selection import with_params
from wegmarke.web.settings.rights import FIELDS

KINDS = {
    "anonymous_id": marked("identifier", "Browser id"),
    "cookie": marked("identifier", "Cookie"),
    "crm_account": marked("identifier", "Account in the CRM"),
    "crm_contact": marked("identifier", "Person in the CRM"),
    "domain": marked("identifier", "Mail domain"),
    "earlier_use": marked("identifier", "Use of a device by somebody unknown"),
    "email": marked("identifier", "E-mail address"),
    "phone": marked("identifier", "Phone number"),
    "user_id": marked("identifier", "User id"),
    "wegmarke": marked("identifier", "Given by Wegmarke"),
}

LINK_STATES = {
    "joined": marked("link", "joined"),
    "held": marked("link", "held back"),
    "removed": marked("link", "removed"),
}
_ORDER = {kind: place for place, kind in enumerate(VAULT_KINDS)}
_STATUSES = {"joined": "on_target", "held": "attention", "removed": "none"}


@dataclass(frozen=True, slots=True)
class SpellRow:
    """A stretch of the path at one account; `is_present` marks the last one."""

    account: str
    url: str
    first: str
    last: str
    touches: str
    is_present: bool


@dataclass(frozen=True, slots=True)
class IdentifierRow:
    """One identifier; its text is empty where the vault holds none for it."""

    identifier: int
    kind: str
    text: str
    is_withheld: bool
    number: str
    first: str
    events: str


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A field of the vault, with its value where the reader sees it."""

    label: str
    text: str
    is_withheld: bool


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One piece of evidence; `url` leads to the plan to remove it, or to restore it where it is removed."""

    one: str
    other: str
    source: str
    reason: str
    observed: str
    confidence: str
    state: str
    status: str
    url: str
    is_removed: bool


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A person at an account."""

    url: str
    label: str
    touches: str
    first: str
    last: str


def reason_words(reason: str | None, reader: Reader) -> str:
    """Return why two identifiers are one, in the reader's language; a reason of later versions as it is."""
    t = reader.t
    words = {"same_event": t.pgettext("link", "named by one event"), "by_hand": t.pgettext("link", "by hand")}
    return words.get(reason or "", reason or "")


def spell_rows(spells: Sequence[AccountSpell], reader: Reader) -> tuple[SpellRow, ...]:
    """Write where a person was, the present first."""
    f = reader.formats
    rows = [
        SpellRow(
            account=account_label(spell.account, reader) if spell.account else no_account(reader),
            url=account_url(spell.account.account) if spell.account else "",
            first=f.day(spell.first_at, reader.zone),
            last=f.day(spell.last_at, reader.zone),
            touches=f.number(spell.touches),
            is_present=number == len(spells),
        )
        for number, spell in enumerate(spells, 1)
    ]
    return tuple(reversed(rows))


def identifier_rows(identifiers: Sequence[IdentifierLine], reader: Reader) -> tuple[IdentifierRow, ...]:
    """Write identifiers by kind, the oldest of each kind first."""
    return tuple(
        IdentifierRow(
            identifier=line.identifier,
            kind=kind_words(line.kind, reader),
            text=line.text or "",
            is_withheld=line.is_withheld,
            number=f"#{line.identifier}",
            first=reader.formats.day(line.first_at, reader.zone),
            events=reader.formats.number(line.events) if line.events else MISSING,
        )
        for line in sorted(identifiers, key=lambda line: (line.kind, line.identifier))
    )


def known_rows(known: Sequence[KnownValue], reader: Reader) -> tuple[KnownRow, ...]:
    """Write what is known, in the order of the kinds; a field is called as its source calls it."""
    ordered = sorted(known, key=lambda value: (_ORDER.get(value.kind, len(_ORDER)), value.field))
    label = reader.t.label(FIELDS[NAME])
    return tuple(
        KnownRow(label if value.field == "label" else value.field, value.text or "", value.text is None)
        for value in ordered
    )


def link_rows(links: Sequence[LinkLine], reader: Reader, *, with_acts: bool = True) -> tuple[LinkRow, ...]:
    """Write the evidence, with the way to remove or restore each of it."""
    f, t = reader.formats, reader.t
    return tuple(
        LinkRow(
            one=f"{kind_words(link.kind, reader)} #{link.identifier}",
            other=f"{kind_words(link.other_kind, reader)} #{link.other}",
            source="" if link.reason == "by_hand" else link.source,
            reason=reason_words(link.reason, reader),
            observed=f.instant(link.observed_at, reader.zone) if link.observed_at else "",
            confidence=f.percent(link.confidence, 0) if link.confidence is not None else "",
            state=t.label(LINK_STATES[link.state]) if link.state in LINK_STATES else link.state or "",
            status=_STATUSES.get(link.state or "", "none"),
            url=_act_url(link) if with_acts else "",
            is_removed=link.state == "removed",
        )
        for link in links
    )


def member_rows(persons: Sequence[PersonAtAccount], reader: Reader) -> tuple[MemberRow, ...]:
    """Write the persons at an account."""
    f = reader.formats
    return tuple(
        MemberRow(
            url=person_url(line.person),
            label=person_label(line.person, line.label, reader),
            touches=f.number(line.touches),
            first=f.day(line.first_at, reader.zone),
            last=f.day(line.last_at, reader.zone),
        )
        for line in persons
    )


def kind_words(kind: str, reader: Reader) -> str:
    """Write a kind of identifier; one that no list names is shown as the source has it."""
    return reader.t.label(KINDS[kind]) if kind in KINDS else kind.replace("_", " ")


def no_account(reader: Reader) -> str:
    """Say that touches belong to no account."""
    return reader.t.pgettext("persons", "No account")


def _act_url(link: LinkLine) -> str:
    act = "restore" if link.state == "removed" else "split"
    return with_params(f"{PERSONS}/{act}", {"identifier": str(link.identifier), "other": str(link.other)})
