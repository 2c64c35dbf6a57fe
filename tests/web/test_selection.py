from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from fake_workspace import a_reader

from wegmarke.domain import Language, Unit, UsageError
from wegmarke.web.selection import period_chooser, period_text, read_selection, unit_chooser, with_params

BERLIN = ZoneInfo("Europe/Berlin")
DATA = (datetime(2024, 1, 3, tzinfo=UTC), datetime(2025, 12, 19, tzinfo=UTC))


def test_last_day_belongs_to_the_period():
    selection = read_selection({"from": "2025-03-01", "to": "2025-03-30"}, BERLIN)

    assert selection.start == datetime(2025, 3, 1, tzinfo=BERLIN)
    assert selection.end == datetime(2025, 3, 31, tzinfo=BERLIN)


def test_nothing_chosen_is_everything_by_account():
    selection = read_selection({}, BERLIN)

    assert (selection.by, selection.start, selection.end, selection.params) == (Unit.ACCOUNT, None, None, {})


@pytest.mark.parametrize("params", [{"by": "order_line"}, {"from": "x"}, {"to": "2025-13-01"}, {"to": "9999-12-31"}])
def test_wrong_choice_is_refused(params):
    with pytest.raises(UsageError):
        read_selection(params, BERLIN)


def test_choosing_a_period_keeps_the_unit_and_the_search():
    params = {"by": "person", "q": "Messe"}
    chooser = period_chooser(read_selection(params, BERLIN), "/x", params, a_reader(), DATA)

    urls = {choice.label: choice.url for choice in chooser.choices}
    assert urls["2024"] == "/x?by=person&q=Messe&from=2024-01-01&to=2024-12-31"
    assert urls["Letzte 12 Monate der Daten"] == "/x?by=person&q=Messe&from=2024-12-20&to=2025-12-19"
    assert chooser.kept == params


def test_choosing_a_unit_keeps_the_period():
    params = {"from": "2025-01-01"}
    chooser = unit_chooser(read_selection(params, BERLIN), "/x", params, a_reader())

    assert [(choice.url, choice.current) for choice in chooser.choices] == [
        ("/x?from=2025-01-01", True),
        ("/x?from=2025-01-01&by=person", False),
    ]


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({}, "Whole period"),
        ({"from": "2025-01-01"}, "from 1 Jan 2025"),
        ({"to": "2025-01-31"}, "until 31 Jan 2025"),
        ({"from": "2025-01-01", "to": "2025-01-31"}, "1 Jan 2025 – 31 Jan 2025"),
    ],
)
def test_period_is_told_in_words(params, words):
    assert period_text(read_selection(params, BERLIN), a_reader(Language.EN)) == words


def test_chosen_year_is_named_by_the_chooser():
    params = {"from": "2025-01-01", "to": "2025-12-31"}

    assert period_chooser(read_selection(params, BERLIN), "/x", params, a_reader(), DATA).label == "2025"


def test_without_data_only_everything_can_be_chosen():
    chooser = period_chooser(read_selection({}, BERLIN), "/x", {}, a_reader(), (None, None))

    assert len(chooser.choices) == 1


def test_parameters_are_quoted():
    assert with_params("/x", {"q": "a&b=ü <"}) == "/x?q=a%26b%3D%C3%BC+%3C"
    assert with_params("/x", {"q": "a"}, q=None) == "/x"


def test_selection_can_be_written_back():
    params = {"by": "person", "from": "2025-01-01", "to": "2025-01-31"}

    assert read_selection(params, BERLIN).params == params
    assert read_selection(params, BERLIN).first == date(2025, 1, 1)
