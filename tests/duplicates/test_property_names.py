from __future__ import annotations

import pytest

from wegmarke.duplicates import ACCOUNT_PROPERTIES, ACCOUNTS, PERSON_PROPERTIES, PERSONS, columns_of

SOURCES = [
    ("salesforce", "FirstName LastName MailingStreet MailingCity MailingPostalCode MobilePhone Email Birthdate Title",
     "first_name surname street city postcode phone mail born_on job_title"),
    ("hubspot", "firstname lastname email mobilephone address city zip jobtitle date_of_birth",
     "first_name surname mail phone street city postcode job_title born_on"),
    ("dynamics", "firstname lastname emailaddress1 telephone1 address1_line1 address1_postalcode address1_city",
     "first_name surname mail phone street postcode city"),
    ("german", "Vorname Nachname E-Mail-Adresse Telefonnummer Straße Hausnummer PLZ Ort Geburtsdatum Funktion",
     "first_name surname mail phone street house_number postcode city born_on job_title"),
    ("segment", "traits.first_name traits.lastName user_email customer_phone billing.address.city",
     "first_name surname mail phone city"),
]  # fmt: skip


@pytest.mark.parametrize(("names", "columns"), [source[1:] for source in SOURCES], ids=[one[0] for one in SOURCES])
def test_names_of_usual_sources_are_known(names, columns):
    found = columns_of(names.split(), PERSON_PROPERTIES)

    assert {name: column for column, wanted in found.items() for name in wanted} == dict(
        zip(names.split(), columns.split(), strict=True)
    )


def test_what_no_list_names_is_not_compared():
    assert columns_of(["shoe_size", "owner", "newsletter", "deal_stage"], PERSON_PROPERTIES) == {}


def test_the_first_of_a_list_counts_first():
    assert columns_of(["handy", "private phone", "phone"], PERSON_PROPERTIES)["phone"] == [
        "phone", "private phone", "handy",
    ]  # fmt: skip


def test_accounts_have_names_of_their_own():
    found = columns_of(["Firma", "Web-Site", "Debitoren-Nr.", "Rechnungs-PLZ"], ACCOUNT_PROPERTIES)

    assert found == {
        "name": ["Firma"], "website": ["Web-Site"], "number": ["Debitoren-Nr."], "postcode": ["Rechnungs-PLZ"],
    }  # fmt: skip


@pytest.mark.parametrize("known", [PERSON_PROPERTIES, ACCOUNT_PROPERTIES], ids=["person", "account"])
def test_no_name_stands_in_two_columns(known):
    names = [name for words in known.values() for name in words]

    assert len(names) == len(set(names))


@pytest.mark.parametrize(("known", "shape"), [(PERSON_PROPERTIES, PERSONS), (ACCOUNT_PROPERTIES, ACCOUNTS)],
                         ids=["person", "account"])  # fmt: skip
def test_every_property_that_is_compared_has_names(known, shape):
    compared = {one.name for one in shape.comparisons} - {"swapped_names", "domain"}

    assert compared <= known.keys()
