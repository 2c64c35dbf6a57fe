"""Which fields there are: their names, kinds and titles, and which part of what is known each belongs to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from wegmarke.domain import LocalizedText
from wegmarke.domain.segments import FieldKind, SegmentField, SegmentSubject
from wegmarke.segments.fields.accounts import BUYING, GROUP, OPPORTUNITIES, ROLES

CONSENT: Final = "consent"
"""Fields that will say what somebody allows. Until consents are kept, every one of them is missing."""
TOUCHED: Final = "touched"
IDENTIFIED: Final = "identified"
STATED: Final = "stated"
STAGES: Final = "stages"
SINCE: Final = ".since"

_TEXT, _NUMBER, _DATE = FieldKind.TEXT, FieldKind.NUMBER, FieldKind.DATE
_FIXED: Final[dict[str, tuple[str, FieldKind, str, str, bool]]] = {
    "person.is_anonymous": (IDENTIFIED, _TEXT, "Person ist anonym", "Person is anonymous", False),
    "person.identifiers": (IDENTIFIED, _NUMBER, "Kennungen der Person", "Identifiers of the person", False),
    "person.touches": (TOUCHED, _NUMBER, "Kontaktereignisse der Person", "Touches of the person", False),
    "person.last_touch_at": (TOUCHED, _DATE, "Letztes Kontaktereignis der Person", "Last touch of the person", False),
    "person.roles": (ROLES, _TEXT, "Rollen in Buying Centern", "Roles in buying groups", True),
    "account.touches": (TOUCHED, _NUMBER, "Kontaktereignisse des Unternehmens", "Touches of the account", False),
    "account.last_touch_at": (
        TOUCHED, _DATE, "Letztes Kontaktereignis des Unternehmens", "Last touch of the account", False,
    ),
    "account.parent": (GROUP, _NUMBER, "Mutterunternehmen (Nummer)", "Parent account (number)", False),
    "account.head": (GROUP, _NUMBER, "Konzernspitze (Nummer)", "Head of the group (number)", False),
    "account.level": (GROUP, _NUMBER, "Ebene im Konzern", "Level in the group", False),
    "account.completeness": (
        BUYING, _NUMBER, "Vollständigkeit des Buying Centers (%)", "Completeness of the buying group (%)", True,
    ),
    "account.missing_roles": (
        BUYING, _TEXT, "Fehlende Rollen im Buying Center", "Roles missing in the buying group", True,
    ),
    "account.solutions": (BUYING, _TEXT, "Lösungen der Buying Center", "Solutions of the buying groups", True),
    "opportunity.open": (OPPORTUNITIES, _NUMBER, "Offene Verkaufschancen", "Open opportunities", False),
    "opportunity.open_stage": (
        OPPORTUNITIES, _TEXT, "Stand offener Verkaufschancen", "Stage of open opportunities", True,
    ),
    "opportunity.open_amount": (
        OPPORTUNITIES, _NUMBER, "Betrag offener Verkaufschancen", "Amount of open opportunities", True,
    ),
    "opportunity.stage": (OPPORTUNITIES, _TEXT, "Stand der Verkaufschancen", "Stage of opportunities", True),
    "opportunity.outcome": (OPPORTUNITIES, _TEXT, "Ausgang der Verkaufschancen", "Outcome of opportunities", True),
    "opportunity.amount": (OPPORTUNITIES, _NUMBER, "Betrag der Verkaufschancen", "Amount of opportunities", True),
    "opportunity.currency": (OPPORTUNITIES, _TEXT, "Währung der Verkaufschancen", "Currency of opportunities", True),
    "opportunity.solution": (OPPORTUNITIES, _TEXT, "Lösung der Verkaufschancen", "Solution of opportunities", True),
    "opportunity.source": (OPPORTUNITIES, _TEXT, "Quelle der Verkaufschancen", "Source of opportunities", True),
    "opportunity.close_date": (
        OPPORTUNITIES, _DATE, "Erwarteter Abschluss der Verkaufschancen", "Expected close of opportunities", True,
    ),
    "opportunity.created_at": (
        OPPORTUNITIES, _DATE, "Beginn der Verkaufschancen", "Beginning of opportunities", True,
    ),
    "opportunity.closed_at": (OPPORTUNITIES, _DATE, "Ende der Verkaufschancen", "End of opportunities", True),
    "opportunity.changed_at": (
        OPPORTUNITIES, _DATE, "Letzte Änderung der Verkaufschancen", "Last change of opportunities", True,
    ),
}  # fmt: skip
_STATED_TITLES: Final = {
    "country": ("Land", "Country"),
    "industry": ("Branche", "Industry"),
    "domain": ("Domain", "Domain"),
    "debtor_number": ("Debitorennummer", "Debtor number"),
    "legal_entity": ("Rechtsform und Firma", "Legal entity"),
}


def family_of(field: str) -> tuple[str, str]:
    """Return whose field it is, `person` or `account`, and which part of what is known it belongs to.

    >>> family_of("opportunity.amount"), family_of("account.industry"), family_of("stage.person")
    (('account', 'opportunities'), ('account', 'stated'), ('', 'stages'))
    """
    prefix = field.partition(".")[0]
    if prefix == "stage":
        return "", STAGES
    if prefix == CONSENT:
        return "person", CONSENT
    unit = "person" if prefix == "person" else "account"
    fixed = _FIXED.get(field)
    if fixed is not None:
        return unit, fixed[0]
    return unit, STATED if prefix in ("person", "account") else OPPORTUNITIES


def tables_behind(fields: Collection[str]) -> set[str]:
    """Return the tables of all accounts that some fields stand in, see `accounts`."""
    found = {family_of(field)[1] for field in fields} & {BUYING, GROUP, OPPORTUNITIES, ROLES}
    # The account of an opportunity, whose stage may be asked for, is known by the table of opportunities.
    return found | ({OPPORTUNITIES} if any(field.startswith("stage.") for field in fields) else set())


def stage_field(field: str, models: Iterable[str]) -> tuple[str, str]:
    """Return the model that a field of stages means, and the column: `stage`, or `since` when it was entered."""
    name = field.partition(".")[2]
    if name not in models and name.endswith(SINCE):
        return name.removesuffix(SINCE), "since"
    return name, "stage"


def known_fields(
    subject: SegmentSubject,
    persons: Iterable[str],
    accounts: Iterable[str],
    models: Iterable[tuple[str, str, LocalizedText]],
) -> list[SegmentField]:
    """Return the fields that rules on persons or accounts may compare.

    Args:
        subject: persons or accounts; persons have the fields of their account, too.
        persons: names of properties that are stated about persons.
        accounts: names of properties that are stated about accounts.
        models: id, subject and title of each stage model.
    """
    found = [*_stages(subject, models), *_fixed(), *_stated("person", persons), *_stated("account", accounts)]
    own = subject is SegmentSubject.PERSON
    return [field for field in found if own or not field.name.startswith("person.")]


def _fixed() -> Iterator[SegmentField]:
    for name, (_, kind, de, en, is_several) in _FIXED.items():
        yield SegmentField(name, kind, LocalizedText(de, en), is_several)


def _stated(unit: str, names: Iterable[str]) -> Iterator[SegmentField]:
    whose = {"person": ("der Person", "of the person"), "account": ("des Unternehmens", "of the account")}[unit]
    for name in names:
        field = f"{unit}.{name}"
        if field in _FIXED:
            continue
        de, en = _STATED_TITLES.get(name, (name, name))
        yield SegmentField(field, _TEXT, LocalizedText(f"{de} {whose[0]}", f"{en} {whose[1]}"))


def _stages(subject: SegmentSubject, models: Iterable[tuple[str, str, LocalizedText]]) -> Iterator[SegmentField]:
    for name, kind, title in models:
        if kind == "person" and subject is SegmentSubject.ACCOUNT:
            continue
        is_several = kind == "opportunity"
        yield SegmentField(f"stage.{name}", _TEXT, _about("Stufe", "Stage", title), is_several)
        yield SegmentField(f"stage.{name}{SINCE}", _DATE, _about("Stufe seit", "Stage since", title), is_several)


def _about(de: str, en: str, title: LocalizedText) -> LocalizedText:
    return LocalizedText(f"{de}: {title.de or title.en}", f"{en}: {title.en or title.de}")
