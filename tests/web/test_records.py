from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from fake_people import a_stage_history
from fake_workspace import a_reader

from wegmarke.domain import Language, LocalizedText, Money
from wegmarke.domain.account_page import MembershipLine, OpportunityLine, StageHistory, StageSpell
from wegmarke.web.people.records import draw_stages, membership_rows, opportunity_rows

BEGUN = datetime(2025, 1, 1, tzinfo=UTC)
ENGLISH = a_reader(Language.EN)


def test_stages_fill_the_time_axis_without_gaps():
    rows = draw_stages(a_stage_history(), ENGLISH).rows[::-1]
    places = [float(row.place.rstrip("%")) for row in rows]
    widths = [float(row.width.rstrip("%")) for row in rows]

    assert places[0] == 0
    assert all(
        abs(place + width - after) < 0.02 for place, width, after in zip(places, widths, places[1:], strict=False)
    )
    assert abs(places[-1] + widths[-1] - 100) < 0.02


def test_newest_stage_stands_first_and_lasts():
    picture = draw_stages(a_stage_history(), ENGLISH)

    assert (picture.present, picture.rows[0].stage, picture.rows[0].left) == (
        "Verkaufschance",
        "Verkaufschance",
        "lasts",
    )


def test_going_back_is_marked():
    assert [row.is_back for row in draw_stages(a_stage_history(), ENGLISH).rows] == [False, True, False, False, False]


def test_days_in_a_stage_that_lasts_are_counted_up_to_the_data_state():
    spell = StageSpell(LocalizedText.of("Lead"), 1, BEGUN, None)
    (row,) = draw_stages(StageHistory("m", 3, (spell,), BEGUN + timedelta(days=45)), ENGLISH).rows

    assert (row.days, row.place, row.width) == ("45", "0.00%", "100.00%")


def test_account_that_never_entered_a_stage_has_no_picture():
    assert draw_stages(None, ENGLISH) is None
    assert draw_stages(StageHistory("m", 3, (), BEGUN), ENGLISH) is None


def test_stage_of_an_instant_has_no_width():
    spell = StageSpell(LocalizedText.of("Lead"), 1, BEGUN, None)

    assert draw_stages(StageHistory("m", 3, (spell,), BEGUN), ENGLISH).rows[0].width == "0%"


def test_opportunity_without_a_name_is_called_by_its_id():
    known = OpportunityLine("V-1", "Pumpen", "", "Angebot", Money(100000, "EUR"), BEGUN, date(2025, 3, 31), 1)
    bare = OpportunityLine("V-2", "", "", "Angebot", None, BEGUN)

    rows = opportunity_rows([known, bare], ENGLISH)

    assert [(row.label, row.number, row.value, row.closes, row.changes) for row in rows] == [
        ("Pumpen", "V-1", "€1,000", "31 Mar 2025", "1 change"),
        ("V-2", "", "–", "–", "–"),
    ]


def test_memberships_that_last_stand_first():
    ended = MembershipLine(1, "A", "Einkauf", BEGUN, BEGUN + timedelta(days=9), "crm")
    lasting = MembershipLine(2, "", "", None, None, "erp")

    rows = membership_rows([ended, lasting], ENGLISH)

    assert [(row.label, row.first, row.last) for row in rows] == [
        ("Person #2", "–", "lasts"),
        ("A", "1 Jan 2025", "10 Jan 2025"),
    ]
