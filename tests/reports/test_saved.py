from __future__ import annotations

from datetime import UTC, datetime

import pytest

from wegmarke import reports
from wegmarke.domain import NotFound, UsageError
from wegmarke.state import Database, migrate, open_database

AT = datetime(2026, 1, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def state(tmp_path):
    database = open_database(tmp_path / "state.sqlite3")
    migrate(database, "state")
    yield database
    database.close()


def save(state: Database, name: str = "Fairs", question: str = "by=person"):
    return reports.save(state, name, "paths", question, owner="operator", at=AT)


def test_what_is_saved_is_found_by_name_and_owner(state) -> None:
    kept = save(state)

    assert reports.find(state, "fair") == reports.find(state, "OPERATOR") == [kept]
    assert reports.find(state, "advert") == []


def test_reports_are_listed_by_name(state) -> None:
    for name in ("b", "A", "c"):
        save(state, name)

    assert [report.name for report in reports.find(state)] == ["A", "b", "c"]


def test_spaces_make_no_other_name(state) -> None:
    save(state)

    with pytest.raises(UsageError, match="that no report has yet"):
        save(state, "  Fairs ")


@pytest.mark.parametrize("name", ["", "  ", "x" * 121])
def test_names_have_a_length(state, name: str) -> None:
    with pytest.raises(UsageError, match="1 to 120"):
        save(state, name)


def test_a_question_has_a_length(state) -> None:
    with pytest.raises(UsageError, match="8000"):
        save(state, question="x" * 8001)


def test_a_report_may_keep_its_name_but_take_no_other_ones(state) -> None:
    first = save(state)
    save(state, "Adverts")

    assert reports.rename(state, first.number, "Fairs", at=AT).name == "Fairs"
    with pytest.raises(UsageError, match="no report has yet"):
        reports.rename(state, first.number, "Adverts", at=AT)


def test_a_number_is_never_given_again(state) -> None:
    first = save(state)
    reports.remove(state, first.number)

    assert save(state).number == first.number + 1
    with pytest.raises(NotFound):
        reports.get(state, first.number)


@pytest.mark.parametrize("act", [lambda s: reports.remove(s, 7), lambda s: reports.rename(s, 7, "x", at=AT)])
def test_what_is_not_there_is_said(state, act) -> None:
    with pytest.raises(NotFound, match="7"):
        act(state)
