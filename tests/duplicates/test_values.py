from __future__ import annotations

import pyarrow as pa
import pytest

from wegmarke.duplicates import values
from wegmarke.duplicates.writing import plain


@pytest.mark.parametrize(
    ("written", "comparable"),
    [
        ("  Müller-Lüdenscheidt ", "mueller luedenscheidt"),
        ("Mueller\u00a0Luedenscheidt", "mueller luedenscheidt"),
        ("GROẞ", "gross"),
        ("O'Brien", "obrien"),
        ("Žižek, Slavoj", "zizek slavoj"),
        (" - ", None),
        (None, None),
    ],
)
def test_plain_texts(written, comparable):
    assert said(plain, written) == comparable


@pytest.mark.parametrize(
    ("written", "comparable"),
    [
        ("Fuchsberg GmbH & Co. KG", "fuchsberg"),
        ("Fuchsberg G.m.b.H.", "fuchsberg"),
        ("FUCHSBERG AG", "fuchsberg"),
        ("Acme, Inc.", "acme"),
        ("The Co.", "the co"),
    ],
)
def test_organisations_lose_their_legal_form(written, comparable):
    assert said(values.account_name, written) == comparable


@pytest.mark.parametrize(
    "written", ["Hauptstraße 5a", "Hauptstrasse 5a", "Hauptstr. 5a", "Haupt-Straße 5a", "HAUPT STR. 5a"]
)
def test_streets_have_one_form(written):
    assert said(values.street, written) == "haupt st 5a"


def test_directions_and_ways_are_no_part_of_a_street_name():
    assert said(values.street_name, said(values.street, "1012 N. Kedvale Avenue")) == "kedvale"


@pytest.mark.parametrize("written", ["+49 (561) 123 45-67", "0561 1234567", "0049561/1234567"])
def test_phones_agree_without_their_country(written):
    assert said(values.phone, written) == "611234567"


@pytest.mark.parametrize("written", ["12345", "none", None])
def test_few_digits_are_no_phone(written):
    assert said(values.phone, written) is None


@pytest.mark.parametrize("written", ["1971-06-24", "19710624", "24.06.1971", "24.6.1971", "1971-06-24T00:00:00Z"])
def test_dates_are_read_as_people_write_them(written):
    assert said(values.born, written) == "1971-06-24"


@pytest.mark.parametrize("written", ["1971", "June 1971", ""])
def test_a_date_that_is_not_complete_is_unknown(written):
    assert said(values.born, written) is None


@pytest.mark.parametrize(
    ("mail", "website", "domain"),
    [
        ("kim@fuchsberg.example", None, "fuchsberg.example"),
        ("kim@gmail.com", None, None),
        ("kim@gmail.com", "https://www.fuchsberg.example/contact", "fuchsberg.example"),
        (None, "Fuchsberg.example", "fuchsberg.example"),
        (None, "none yet", None),
    ],
)
def test_free_mail_says_nothing_about_an_organisation(mail, website, domain):
    column = [pa.chunked_array([pa.array([text], pa.string())]) for text in (mail, website)]

    assert values.own_domain(*column).to_pylist() == [domain]


def said(function, text: str | None) -> str | None:
    return function(pa.chunked_array([pa.array([text], pa.string())])).to_pylist()[0]
