from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fake_people import a_buying_group
from fake_workspace import a_reader

from wegmarke.domain import Language, LocalizedText
from wegmarke.domain.account_page import BuyingGroup, Chair
from wegmarke.web.people.buying_group import draw_groups, initials

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)


def drawn(*chairs: Chair, completeness: float | None = None):
    group = BuyingGroup(LocalizedText(de="Pumpen", en="Pumps"), chairs, completeness)
    (picture,) = draw_groups(100, [group], a_reader(Language.EN))
    return picture


def test_every_needed_role_has_a_chair_on_one_of_both_sides():
    (picture,) = draw_groups(100, [a_buying_group()], a_reader())

    assert [seat.role for seat in picture.far] == ["Initiator", "Entscheider", "Einkäufer"]
    assert [seat.role for seat in picture.near] == ["Anwender", "Anwender", "Informationsselektierer (Gatekeeper)"]
    assert [seat.person for seat in picture.others] == ["Johanna Herrmann-Weidenfeld"]


def test_empty_chair_says_who_is_missing():
    picture = drawn(Chair("decider"), Chair("buyer", 7, "Anna Berg", NOON), completeness=0.5)

    assert (picture.far[0].is_filled, picture.far[0].last) == (False, "–")
    assert picture.missing == "Decider"


def test_role_that_two_chairs_miss_is_named_once():
    assert drawn(Chair("end_user"), Chair("end_user")).missing == "End user"


def test_filled_chair_shows_label_and_last_contact():
    (seat,) = drawn(Chair("buyer", 7, "Anna Berg", NOON)).far

    assert (seat.person, seat.url, seat.initials, seat.last) == ("Anna Berg", "/people/persons/7", "AB", "1 Jun 2025")


def test_person_without_a_label_sits_there_by_number():
    (seat,) = drawn(Chair("buyer", 7)).far

    assert (seat.person, seat.initials) == ("Person #7", "")


def test_completeness_is_written_with_its_counts():
    assert drawn(Chair("decider"), Chair("buyer", 7), completeness=0.5).filled == "1 of 2 roles filled · 50%"


def test_additional_person_fills_no_needed_chair():
    picture = drawn(Chair("decider"), Chair("champion", 7, is_needed=False), completeness=0.0)

    assert picture.filled == "0 of 1 role filled · 0%"


def test_group_that_needs_nobody_has_no_table():
    picture = drawn()

    assert (picture.far, picture.near, picture.filled) == ((), (), "No role is asked for.")


@pytest.mark.parametrize(
    ("label", "letters"),
    [("Anna von Berg", "AB"), ("Einkauf", "E"), ("#12", ""), ("", ""), ("élise d’Arc", "ÉD"), ("Dr. X", "DX")],
)
def test_initials(label, letters):
    assert initials(label) == letters


def test_picture_draws_empty_chairs_dashed_and_has_a_table_twin(client):
    text = client.get("/people/accounts/100").text

    assert text.count('<li class="chair far empty">') == 0
    assert text.count('<li class="chair near empty">') == 2
    assert text.count('<svg class="seat"') == 6
    assert "The chairs as a table" in text


def test_account_without_records_shows_none_of_them(client, workspace):
    workspace.accounts.recorded = replace(
        workspace.accounts.recorded, buying_groups=(), stages=None, opportunities=(), memberships=(), details=()
    )

    text = client.get("/people/accounts/100").text

    for words in ("Who decides", "In which stage", "Open opportunities", "Memberships", "Debitor"):
        assert words not in text
    assert "People at the account" in text
