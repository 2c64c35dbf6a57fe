"""Which properties of a source say what: a declared list of names, in German, English and the spelling of CRM systems.

Names are compared without capitals, spaces, hyphens, underscores and dots, and without words that stand before them
(`Mailing Street`, `contact.email`, `Rechnungs-PLZ`). Of several properties for one column the first of the list counts;
a property that no list names is not compared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

HOUSE_NUMBER = "house_number"
"""Column of house numbers that a source keeps apart; they belong behind the street."""

PERSON_PROPERTIES: Mapping[str, tuple[str, ...]] = {
    "first_name": ("firstname", "givenname", "forename", "vorname", "rufname", "fname"),
    "surname": ("surname", "lastname", "familyname", "nachname", "familienname", "zuname", "lname"),
    "full_name": ("fullname", "displayname", "name", "ansprechpartner", "kontaktname", "contactname"),
    "born_on": ("birthdate", "birthday", "dateofbirth", "dob", "bornon", "geburtsdatum", "geburtstag", "geborenam"),
    "mail": ("email", "mail", "emailaddress", "mailaddress", "emailaddress1", "email1", "emailadresse", "mailadresse"),
    "phone": (
        "phone", "phonenumber", "telephone", "telephonenumber", "telephone1", "phone1", "tel", "telefon",
        "telefonnummer", "telefonnr", "durchwahl", "mobilephone", "mobile", "mobilenumber", "cellphone", "handy",
        "handynummer", "mobil", "mobilnummer", "mobiltelefon",
    ),
    "number": ("socialsecuritynumber", "ssn", "sozialversicherungsnummer", "steuerid", "passportnumber"),
    "street": (
        "street", "streetaddress", "address1", "addressline1", "address1line1", "line1", "strasse", "straße",
        "straßehausnummer", "strassehausnummer", "straßeundhausnummer", "strasseundhausnummer", "street1", "address",
        "adresse", "anschrift",
    ),
    HOUSE_NUMBER: ("hausnummer", "hausnr", "housenumber"),
    "postcode": ("postcode", "postalcode", "zip", "zipcode", "plz", "postleitzahl", "address1postalcode"),
    "city": ("city", "town", "ort", "stadt", "wohnort", "locality", "address1city"),
    "job_title": (
        "jobtitle", "position", "function", "funktion", "stellung", "berufsbezeichnung", "job", "beruf", "title",
    ),
}  # fmt: skip
"""Of persons: what the vault holds."""

ACCOUNT_PROPERTIES: Mapping[str, tuple[str, ...]] = {
    "name": ("legalentity", "accountname", "companyname", "company", "firma", "firmenname", "unternehmen",
             "organisation", "organization", "name1", "name"),
    "street": PERSON_PROPERTIES["street"],
    HOUSE_NUMBER: PERSON_PROPERTIES[HOUSE_NUMBER],
    "postcode": PERSON_PROPERTIES["postcode"],
    "city": PERSON_PROPERTIES["city"],
    "phone": (*PERSON_PROPERTIES["phone"], "zentrale"),
    "website": ("domain", "website", "homepage", "webseite", "internetseite", "internet", "url", "web"),
    "mail": PERSON_PROPERTIES["mail"],
    "number": ("debtornumber", "debitorennummer", "debitorennr", "debitornummer", "debitor", "kundennummer", "kundennr",
               "customernumber"),
}  # fmt: skip
"""Of accounts: what `account_described` says."""

_BEFORE = (
    "mailing", "billing", "shipping", "delivery", "invoice", "primary", "business", "work", "home", "private", "other",
    "contact", "person", "customer", "lead", "user", "traits", "properties", "address", "adresse", "anschrift", "kunde",
    "kunden", "kontakt", "ansprechpartner", "rechnungs", "liefer", "privat", "geschäft", "geschäftlich", "firmen",
)  # fmt: skip
_SIGNS = re.compile(r"[\s._$/-]+")
_WORD_BEFORE = re.compile(rf"^(?:{'|'.join(_BEFORE)})(?=.)")


def columns_of(names: Sequence[str], known: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Return for each column the properties that say it, those first that the list names first.

    >>> columns_of(["Mailing City", "E-Mail", "shoe_size", "Ort"], PERSON_PROPERTIES)
    {'mail': ['E-Mail'], 'city': ['Mailing City', 'Ort']}
    """
    found: dict[str, list[tuple[int, int, str]]] = {}
    for name in sorted(names):
        for cut, compared in enumerate(_forms(name)):
            column = next((column for column, words in known.items() if compared in words), None)
            if column is not None:
                found.setdefault(column, []).append((known[column].index(compared), cut, name))
                break
    return {column: [name for _, _, name in sorted(found[column])] for column in known if column in found}


def _forms(name: str) -> list[str]:
    """Return a name as it is compared: whole, then without one word before it after the other."""
    forms = [_SIGNS.sub("", name).lower()]
    while (shorter := _WORD_BEFORE.sub("", forms[-1])) != forms[-1]:
        forms.append(shorter)
    return forms
