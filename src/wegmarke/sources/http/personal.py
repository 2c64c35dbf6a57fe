"""Names of members that say who somebody is: they never become properties of events.

What a tracking plan marks as personal is added to these; they hold where there is no plan yet.
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
_SEPARATORS = re.compile(r"[\s_.$-]+")


@lru_cache(maxsize=20_000)
def is_personal(name: str) -> bool:
    """Tell whether a member of this name says who somebody is.

    >>> is_personal("First Name"), is_personal("e-mail"), is_personal("origin")
    (True, True, False)
    """
    plain = _SEPARATORS.sub("", name.casefold())
    last = re.split(r"[.$]", name.casefold())[-1]
    return plain in _PERSONAL or _SEPARATORS.sub("", last) in _PERSONAL


@lru_cache(maxsize=20_000)
def is_personal_trait(name: str) -> bool:
    """Tell the same for traits, where `name` is the name of the person or account."""
    return name.casefold() == "name" or is_personal(name)


def pruned(value: object) -> object:
    """Return a nested value without its personal members."""
    if isinstance(value, dict):
        return {name: pruned(inner) for name, inner in value.items() if not is_personal(name)}
    return [pruned(inner) for inner in value] if isinstance(value, list) else value
