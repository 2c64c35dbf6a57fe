r"""Names of properties that are treated as personal unless the tracking plan says `personal: false`.

A name is compared without capitals, spaces, hyphens and underscores, so that `firstName`, `First Name` and
`first_name` are one. A word for a person may stand before it (`customer_email`, `user.phone`); what stands inside an
address belongs to it (`billing.address.city`).
"""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Collection

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain.tracking_plan import TrackingPlan
from wegmarke.ingest.plan_values import MOST_COMPARED_SINGLY

PERSONAL_NAMES = (
    "name", "firstname", "lastname", "middlename", "fullname", "givenname", "familyname", "surname", "maidenname",
    "displayname", "username", "nickname", "vorname", "nachname", "familienname", "geburtsname",
    "email", "mail", "emailaddress", "mailaddress", "emailadresse",
    "phone", "phonenumber", "telephone", "telephonenumber", "mobilephone", "mobilenumber", "cellphone", "fax",
    "faxnumber", "telefon", "telefonnummer", "handy", "handynummer", "mobilnummer", "faxnummer",
    "street", "streetaddress", "strasse", "straße", "hausnummer",
    "birthday", "birthdate", "dateofbirth", "geburtsdatum", "geburtstag",
    "iban", "accountnumber", "kontonummer", "accountholder", "kontoinhaber", "creditcard", "creditcardnumber",
    "cardnumber", "kreditkarte",
    "ip", "ipaddress", "ipadresse", "passportnumber", "socialsecuritynumber", "ssn", "steuerid",
    "sozialversicherungsnummer",
)  # fmt: skip
"""Names in the form in which they are compared."""

PERSONAL_WHOLES = ("address", "adresse", "anschrift", "postaladdress", "postanschrift")
"""Names whose parts are personal too: `address.city`."""

PERSON_WORDS = (
    "user", "person", "customer", "contact", "traits", "lead", "buyer", "sender", "recipient", "billing", "shipping",
    "delivery", "invoice", "private", "home", "work", "kunde", "kunden", "kontakt", "ansprechpartner", "empfänger",
    "absender", "rechnungs", "liefer",
)  # fmt: skip
"""Words that may stand before a name, with or without a dot."""

_PATTERN = (
    rf"\A(?:(?:{'|'.join(PERSON_WORDS)})\.?)*"
    rf"(?:{'|'.join(PERSONAL_NAMES)}|(?:{'|'.join(PERSONAL_WHOLES)})(?:\..*)?)\z"
)

_COMPILED = re.compile(_PATTERN.replace(r"\z", r"\Z"), re.DOTALL)
# Capitals beyond ASCII count as they are: RE2 and Python would disagree about some of them.
_COMPARED = {ord(sign): None for sign in "\t _$-"} | {ord(sign): sign.lower() for sign in string.ascii_uppercase}


def by_default(names: pa.Array) -> pa.Array:
    """Tell for each name whether it is personal where nobody says otherwise.

    >>> by_default(pa.array(["customerEmail", "email_opened"])).to_pylist()
    [True, False]
    """
    if len(names) <= MOST_COMPARED_SINGLY:
        return pa.array([is_usual(name) for name in names.to_pylist()], pa.bool_())
    compared = pc.replace_substring_regex(pc.ascii_lower(names), r"[\t _$-]+", "")
    return pc.match_substring_regex(compared, f"(?s){_PATTERN}")


@functools.lru_cache(maxsize=10_000)
def is_usual(name: str) -> bool:
    """Tell whether one name is personal where nobody says otherwise."""
    return _COMPILED.match(name.translate(_COMPARED)) is not None


def is_personal(plan: TrackingPlan | None, events: Collection[str], name: str) -> bool:
    """Tell whether a property is personal in one of some event types: as the plan says, else by its name.

    >>> is_personal(None, ["person_identified"], "email"), is_personal(None, ["person_identified"], "industry")
    (True, False)
    """
    declared = [
        one.personal
        for event in (plan.events if plan is not None else ())
        if event.name in events
        for one in event.properties
        if one.name == name and one.personal is not None
    ]
    return any(declared) if declared else is_usual(name)
