from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from wegmarke.domain import Language, Money
from wegmarke.i18n import Formats, accepted_language, translator


# Between a number and its unit stands a space that does not break; the tables below write a plain one.
def plain(text: str) -> str:
    return text.replace("\xa0", " ")


DE, EN = Formats(Language.DE), Formats(Language.EN)


@pytest.mark.parametrize(
    ("value", "digits", "german", "english"),
    [
        (1234567, 0, "1.234.567", "1,234,567"),
        (0.25, 1, "0,2", "0.2"),
        (3.14159, 2, "3,14", "3.14"),
        (None, 0, "–", "–"),
    ],
)
def test_numbers(value, digits, german, english):
    assert (DE.number(value, digits), EN.number(value, digits)) == (german, english)


@pytest.mark.parametrize(
    ("share", "german", "english"),
    [(0.5, "50,0 %", "50.0%"), (0.10525, "10,5 %", "10.5%"), (0, "0,0 %", "0.0%"), (None, "–", "–")],
)
def test_shares(share, german, english):
    assert (plain(DE.percent(share)), EN.percent(share)) == (german, english)


@pytest.mark.parametrize(("value", "written"), [(1.5, "+1,5"), (-1.5, "−1,5"), (0, "0"), (-0.01, "0"), (2, "+2")])
def test_signs(value, written):
    assert DE.signed(value) == written


@pytest.mark.parametrize(
    ("money", "german", "english"),
    [
        (Money(123456, "EUR"), "1.234,56 €", "€1,234.56"),
        (Money(-500, "EUR"), "−5,00 €", "−€5.00"),
        (Money(1234, "JPY"), "1.234 ¥", "JP¥1,234"),
        (Money(1234567, "TND"), "1.234,567 TND", "TND1,234.567"),
    ],
)
def test_money_has_the_digits_of_its_currency(money, german, english):
    assert (plain(DE.money(money)), plain(EN.money(money))) == (german, english)


@pytest.mark.parametrize(
    ("minor", "german", "english"),
    [(99, "1 €", "€1"), (12345678, "123.457 €", "€123,457"), (123456789, "1,2 Mio. €", "€1.2M")],
)
def test_short_money_drops_decimals(minor, german, english):
    money = Money(minor, "EUR")

    assert (plain(DE.money(money, short=True)), EN.money(money, short=True)) == (german, english)


def test_days_and_instants():
    instant = datetime(2025, 6, 30, 23, 5, tzinfo=UTC)
    berlin = ZoneInfo("Europe/Berlin")

    assert DE.instant(instant, berlin) == "01.07.2025, 01:05"
    assert EN.instant(instant, berlin) == "1 Jul 2025, 01:05"
    assert DE.day(date(2025, 3, 5)) == "05.03.2025"
    assert DE.month(instant, berlin) == "Juli 2025"
    assert DE.month_text("2025-03") == "März 2025"
    assert DE.month_text("Region Süd") == "Region Süd"


@pytest.mark.parametrize(("days", "written"), [(3.25, "3,2"), (23.6, "24"), (0, "0"), (None, "–")])
def test_spans(days, written):
    assert DE.days(days) == written


def test_missing_values_are_a_dash():
    assert {DE.money(None), DE.day(None), DE.signed(None), DE.percent(None)} == {"–"}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de", "de"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
        ("fr, de-CH;q=0.5", "de"),
        ("de;q=0, en;q=0.1", "en"),
        ("", "de"),
        ("*", "de"),
        ("de;q=x,en;q=0.2", "en"),
        ("en;q=0.9,de", "de"),
        ("x" * 100_000, "de"),
    ],
)
def test_browser_chooses_the_language(header, language):
    assert accepted_language(header, Language.DE) == language


def test_count_chooses_the_form():
    german, english = translator(Language.DE), translator(Language.EN)

    assert [german.ngettext("%(n)s person", "%(n)s persons", n) for n in (0, 1, 2000)] == [
        "0 Personen",
        "1 Person",
        "2.000 Personen",
    ]
    assert [english.ngettext("%(n)s person", "%(n)s persons", n) for n in (1, 2000)] == ["1 person", "2,000 persons"]


def test_context_tells_equal_words_apart():
    german = translator(Language.DE)

    assert german.pgettext("units", "Accounts") == "Unternehmen"
    assert german.pgettext("rejected", "Rows") == "Anzahl"


def test_text_without_translation_stays_itself():
    assert translator(Language.DE).gettext("never heard of it: 100 %") == "never heard of it: 100 %"


def test_interval_keeps_a_decimal_where_it_is_narrow():
    assert (plain(DE.percent_range(0.69, 0.77)), EN.percent_range(0.69, 0.77)) == ("69–77 %", "69–77%")
    assert plain(DE.percent_range(0.0987, 0.1122)) == "9,9–11,2 %"


def test_numbers_of_one_column_have_the_same_decimals():
    assert [Formats(Language.DE).decimals(value, 2) for value in (60, -30, 1113.25)] == ["60,00", "−30,00", "1.113,25"]
    assert Formats(Language.EN).decimals(1200, 0) == "1,200"
