from __future__ import annotations

import pytest

from wegmarke.rules.amounts import digits_of, read_number, whole_bound


@pytest.mark.parametrize(("text", "number"), [("5", 5.0), ("-0.50", -0.5), ("+007", 7.0), ("1" * 18, float("1" * 18))])
def test_plain_decimal_text_reads_as_number(text, number):
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["", " 5", "5\n", "1,5", "1e3", ".5", "5.", "NaN", "1_0", "٣", "1" * 19])
def test_other_text_does_not_read_as_number(text):
    assert read_number(text) is None


@pytest.mark.parametrize(("currency", "digits"), [("EUR", 2), (None, 2), ("JPY", 0), ("KWD", 3), ("CLF", 4)])
def test_digits_follow_the_currency(currency, digits):
    assert digits_of(currency) == digits


@pytest.mark.parametrize(
    ("operator", "number", "bound"),
    [
        ("more_than", 0.005, 0),
        ("at_least", 0.005, 1),
        ("less_than", 0.005, 1),
        ("at_most", 0.005, 0),
        ("at_most", -0.005, -1),
        ("is", 0.29, 29),
        ("is", 0.005, None),
    ],
)
def test_bound_rounds_to_the_side_that_keeps_the_answer(operator, number, bound):
    assert whole_bound(operator, number, 2) == bound


def test_digits_agree_with_what_sources_store():
    # two lists of one standard: an amount read with other digits would be off by a factor of ten
    from wegmarke.sources.currency import MINOR_DIGITS

    assert {currency: digits_of(currency) for currency in MINOR_DIGITS} == MINOR_DIGITS
