from __future__ import annotations

import json

import pytest
from office_files import changed, sheet_of

from wegmarke.domain import DocumentInvalid
from wegmarke.maps import load_map
from wegmarke.maps.formats import xlsx

WALL = [
    ["Unsere Kundenreise"],
    ["Phasen", "Aufmerksam werden", None, "Vergleichen", None, "Kaufen"],
    ["Schritte", "Problem bemerken", "Suchen", "Liste machen", "Anfragen", "Bestellen"],
    ["Ziele des Kunden", "Verstehen", None, "Passendes finden", None, "Sicher sein"],
    ["Touchpoints", "Messe\n• E-Mail", "Website", "Website\nDatenblatt", "Telefon", "Vertrag"],
    ["Stimmung", "🙁", 3, 4, "4", "begeistert"],
    ["Pain Points", "=kein Preis", "- Formular\n- Wartezeit"],
    [None, None, "Noch ein Problem"],
    ["Ampel", "rot", None, "gelb", None, "grün"],
]
FORM = ["Include", "TP ID", "Phase", "Actor who initiated", "Initiator’s label", "Actor who received",
        "Receiver's label", "Channel", "Date", "Time", "Comment", "Deviation", "UX description",
        "UX rating"]  # fmt: skip


@pytest.fixture
def wall():
    return xlsx.read(sheet_of(WALL, "A1:F1", "B2:C2", "D2:E2", "B4:C4"))


def test_phases_reach_over_their_steps(wall):
    document = wall.document

    assert document.title.de == "Unsere Kundenreise"
    assert [phase.canonical.value for phase in document.phases] == ["awareness", "consideration", "decision"]
    assert [step.phase for step in document.steps] == [
        *["aufmerksam-werden"] * 2, *["vergleichen"] * 2, "kaufen"]  # fmt: skip


def test_lanes_are_recognised_by_what_people_call_them(wall):
    assert [(lane.type, lane.title.de) for lane in wall.document.lanes] == [
        ("customer_goal", "Ziele des Kunden"),
        ("pain", "Pain Points"),
        ("text", "Ampel"),
    ]


def test_touchpoints_are_placed_once_each(wall):
    document = wall.document

    assert [one.title.de for one in document.touchpoints] == [
        "Messe", "E-Mail", "Website", "Datenblatt", "Telefon", "Vertrag"]  # fmt: skip
    assert [one.channel for one in document.touchpoints][:3] == ["trade_fair", "email", "website"]
    assert [(one.step, one.touchpoint) for one in document.placements if one.touchpoint == "website"] == [
        ("suchen", "website"),
        ("liste-machen", "website"),
    ]


def test_feelings_are_read_from_faces_words_and_school_marks(wall):
    assert [point.value for point in wall.document.emotions] == [-1, 0, 1, 1, 2]


def test_a_cell_over_a_whole_phase_stands_at_the_phase(wall):
    goals = wall.document.lanes[0].cards

    assert [(card.phase, card.step) for card in goals] == [
        ("aufmerksam-werden", None), (None, "liste-machen"), (None, "bestellen")]  # fmt: skip


def test_lines_of_a_cell_are_cards_and_rows_without_a_name_go_on(wall):
    assert [card.text.de for card in wall.document.lanes[1].cards] == [
        "=kein Preis", "Formular", "Wartezeit", "Noch ein Problem"]  # fmt: skip


def test_every_guess_is_told_with_its_cell(wall):
    told = {loss.where: loss.text.de for loss in wall.losses}

    assert "nicht erkannt" in told["Tabelle1!A9"]
    assert "Schmerzpunkt" in told["Tabelle1!A7"]
    assert "1 bis 5" in told["Tabelle1!B6"]
    assert "Aufmerksamkeit" in told["Tabelle1!B2"]


def test_a_sheet_may_have_no_steps():
    read = xlsx.read(
        sheet_of([["", "Awareness", "Decision"], ["Doing", "Look", "Buy"], ["Touchpoints", "Fair", "Mail"]])
    )

    assert (read.document.title.de, read.document.steps) == ("Tabelle1", ())
    assert [(lane.type, [card.phase for card in lane.cards]) for lane in read.document.lanes] == [
        ("activity", ["awareness", "decision"]),
        ("touchpoint", ["awareness", "decision"]),
    ]


def test_a_table_may_begin_anywhere():
    shifted = [[None, None], *[[None, *row] for row in WALL[1:]]]

    assert len(xlsx.read(sheet_of(shifted)).document.phases) == 3


def test_a_card_may_reach_over_phases():
    read = xlsx.read(sheet_of([["", "Awareness", "Decision"], ["Doing", "Talk to us", None]], "B2:C2"))

    assert [(card.phase, card.until) for card in read.document.lanes[0].cards] == [("awareness", "decision")]


def test_our_own_wide_sheet_alone_is_read_as_one(content):
    def keep_wide(book):
        for name in book.sheetnames:
            if name != "Sheet":
                del book[name]

    journey_map = load_map(json.dumps(content))
    read = xlsx.read(changed(journey_map, keep_wide)).document

    assert [one.title.en for one in read.phases] == [one.title.en for one in journey_map.phases]
    assert [one.title.en for one in read.steps] == [one.title.en for one in journey_map.steps]


def test_a_list_of_anything_is_no_map():
    with pytest.raises(DocumentInvalid, match="phases in the first row"):
        xlsx.read(sheet_of([["only one cell"]]))


def test_the_form_of_sintef_becomes_a_map():
    rows = [
        FORM,
        ["yes", "T1", "Before", "Customer", "Ask for quote", "Firm", "Get request", "e-mail", "2020-01-01", "10:00",
         None, None, "easy", "satisfied"],
        ["yes", "T2", None, "Firm", "Send quote", "Customer", "Get quote", "Email", None, None, "late"],
        ["yes", "T3", "Purchase", "Customer", "Order", None, None, "pigeon", None, None, None, "adhoc", "meh",
         "very dissatisfied"],
        ["no", "T4", "Purchase", "Customer", "Nothing"],
    ]  # fmt: skip
    read = xlsx.read(sheet_of(rows, title="Planned"))
    document = read.document

    assert [(one.step, one.initiator, one.receiver) for one in document.placements] == [
        ("ask-for-quote", "persona", "Firm"), ("send-quote", "Firm", "persona"), ("order", "persona", "")]  # fmt: skip
    assert [phase.canonical.value for phase in document.phases] == ["awareness", "decision"]
    assert [(point.placement, point.value, point.note.en) for point in document.emotions] == [
        ("t1", 1, "easy"), ("t3", -2, "meh")]  # fmt: skip
    assert [one.interaction for one in document.touchpoints] == ["communication", "communication", "action"]
    assert {loss.where for loss in read.losses} >= {"Planned!A5", "Planned!H4", "Planned!I1", "Planned!D1"}
