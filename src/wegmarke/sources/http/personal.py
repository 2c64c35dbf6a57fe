"""Names of members that say who somebody is: they never become properties of events.

In traits they go to the vault, except secrets, which are kept nowhere. What a tracking plan marks as personal is added
to these; they hold where there is no plan yet.
"""

from __future__ import annotations

import re
from functools import lru_cache

_NAMES = """
    email mail emailaddress mailaddress phone phonenumber telephone telefon mobile mobilephone fax
    firstname lastname middlename fullname familyname givenname surname vorname nachname username displayname
    salutation anrede birthday birthdate dateofbirth dob geburtsdatum age alter gender geschlecht
    address adresse street streetaddress strasse straße housenumber postaladdress avatar photo picture
    ip ipaddress iban bic taxid ssn passport latitude longitude
    password passwort token secret
"""
_PERSONAL = frozenset(_NAMES.split())
# Reserved traits of the Segment specification, and usual neighbours of theirs, that are personal of a person alone.
_OF_A_PERSON = frozenset(["id", "title", "jobtitle", "website", "description", "bio", "nickname"])
_SECRET = frozenset(["password", "passwort", "token", "secret", "ip", "ipaddress"])
_SEPARATORS = re.compile(r"[\s_.$-]+")


@lru_cache(maxsize=20_000)
def is_personal(name: str) -> bool:
    """Tell whether a member of this name says who somebody is.

    >>> is_personal("First Name"), is_personal("e-mail"), is_personal("origin")
    (True, True, False)
    """
    return _is_among(_PERSONAL, name)


@lru_cache(maxsize=20_000)
def is_personal_trait(name: str) -> bool:
    """Tell the same for traits, where `name` is the name of the person or account."""
    return name.casefold() == "name" or is_personal(name)


@lru_cache(maxsize=20_000)
def is_trait_of_a_person(name: str) -> bool:
    """Tell the same for traits of a person, where a title is that of the person and a website too.

    >>> is_trait_of_a_person("title"), is_trait_of_a_person("plan")
    (True, False)
    """
    return is_personal_trait(name) or _SEPARATORS.sub("", name.casefold()) in _OF_A_PERSON


@lru_cache(maxsize=20_000)
def is_secret(name: str) -> bool:
    """Tell whether a member of this name is kept nowhere, not even in the vault."""
    return _is_among(_SECRET, name)


def pruned(value: object) -> object:
    """Return a nested value without its personal members."""
    if isinstance(value, dict):
        return {name: pruned(inner) for name, inner in value.items() if not is_personal(name)}
    return [pruned(inner) for inner in value] if isinstance(value, list) else value


def without_secrets(value: object) -> object:
    """Return a nested value without its secret members."""
    if isinstance(value, dict):
        return {name: without_secrets(inner) for name, inner in value.items() if not is_secret(name)}
    return [without_secrets(inner) for inner in value] if isinstance(value, list) else value


def _is_among(names: frozenset[str], name: str) -> bool:
    plain = _SEPARATORS.sub("", name.casefold())
    last = re.split(r"[.$]", name.casefold())[-1]
    return plain in names or _SEPARATORS.sub("", last) in names
