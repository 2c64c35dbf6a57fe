"""The layout of the sheet: nothing overlaps, nothing is lost, nothing is smaller than 7 points."""

from __future__ import annotations

import itertools
from pathlib import Path

import msgspec
import pytest
from benchmarks.map_sheet import mixed_map
from benchmarks.maps import large_map
from hypothesis import given, settings
from hypothesis import strategies as st
from sheet_shapes import a_page, flat, outside, overlapping

import wegmarke.demo
from wegmarke.domain import CanonicalPhase, LocalizedText
from wegmarke.maps import TEMPLATES, Card, JourneyMap, Lane, Phase, load_map
from wegmarke.maps.library import template_text
from wegmarke.maps.sheet.lines import broken, clean
from wegmarke.maps.sheet.page import DRAWN_LANES
from wegmarke.maps.sheet.shapes import Words
from wegmarke.maps.sheet.syllables import joints_of_word, parts_of_word
from wegmarke.maps.sheet.typeface import printable, width

DEMO = load_map((Path(wegmarke.demo.__file__).parent / "fuchsberg.yaml").read_text(encoding="utf-8"))
MAPS = {
    "demo": DEMO,
    "mixed": mixed_map(),
    "one row": large_map(),
    "no phases": JourneyMap(id="none", title=LocalizedText(de="Leer", en="Empty")),
    **{name: load_map(template_text(name)) for name in TEMPLATES},
}


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", MAPS)
def test_no_text_covers_another_or_leaves_the_page(name, language):
    page = a_page(MAPS[name], language)

    assert overlapping(page) == []
    assert outside(page) == []
    assert min(words.points for words in flat(page.shapes) if isinstance(words, Words)) >= 7


def test_every_card_stands_on_the_sheet_or_in_a_note():
    page = a_page(DEMO)
    shown = _letters("".join(words.text for words in flat(page.shapes) if isinstance(words, Words)))
    noted = {_letters(text) for note in page.notes for text in note.texts}

    lost = [
        card.text.de
        for lane in DEMO.lanes
        for card in lane.cards
        if _letters(card.text.de) not in shown and not any(_letters(card.text.de) in text for text in noted)
    ]

    assert lost == []


def test_lanes_that_the_sheet_does_not_draw_are_known():
    assert {lane.type for lane in DEMO.lanes} <= DRAWN_LANES


def test_a_map_with_much_room_is_set_in_larger_type():
    assert a_page(_one_card("Kurz")).points > a_page(large_map()).points == 7


def test_notes_are_numbered_as_they_are_read():
    notes = a_page(DEMO).notes

    assert [note.number for note in notes] == list(range(1, len(notes) + 1))
    assert all(note.texts for note in notes)


def test_cards_that_say_the_same_are_counted_one_by_one():
    page = a_page(large_map())

    shown = [words.text for words in flat(page.shapes) if isinstance(words, Words)]
    left = sum(len(note.texts) for note in page.notes)
    whole = sum(text.startswith("Rückfragen bleiben") and not text.endswith("…") for text in shown)
    assert left + whole == 400
    assert f"+{len(page.notes[0].texts)} weitere · Anm. 1" in shown


def test_a_row_without_content_says_so():
    page = a_page(_one_card("Kurz"))

    said = [words.text for words in flat(page.shapes) if isinstance(words, Words)]
    assert said.count("nichts angegeben") == 13


def test_hidden_lanes_are_not_printed():
    shown = _one_card("Sichtbar")
    (lane,) = shown.lanes
    hidden = msgspec.structs.replace(shown, lanes=(msgspec.structs.replace(lane, screen_only=True),))

    assert "Sichtbar" in _said(shown)
    assert "Sichtbar" not in _said(hidden)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(st.characters(whitelist_categories=("Lu", "Ll", "Nd")), min_size=1, max_size=60), max_size=20),
    st.floats(12, 80),
)
def test_lines_fit_their_room_and_keep_every_letter(words, room):
    text = clean(" ".join(words))

    lines = broken(text, room, 7).texts

    assert "".join(lines).replace("-", "").replace(" ", "") == text.replace("-", "").replace(" ", "")
    assert all(width(line, 7) <= room for line in lines)


def test_cut_lines_end_with_an_ellipsis_and_fit():
    lines = broken("Lieferantenselbstauskunft und Datenblatt und noch mehr Worte", 25, 7, 2)

    assert lines.is_cut
    assert lines.texts[-1].endswith("…")
    assert all(width(line, 7) <= 25 for line in lines.texts)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Rahmenvertragsverhandlung", "Rahmen|vertrags|verhandlung"),
        ("Auftragsbestätigung", "Auftrags|bestätigung"),
        ("Lieferantenbewertungsbogen", "Lieferanten|bewertungs|bogen"),
        ("Bildungsangebot", "Bildungs|angebot"),
    ],
)
def test_compounds_are_broken_at_their_joints(word, parts):
    edges = [0, *sorted(joints_of_word(word)), len(word)]

    assert "|".join(word[a:b] for a, b in itertools.pairwise(edges)) == parts
    assert "".join(parts_of_word(word)) == word


def test_a_joint_is_preferred_to_a_fuller_line():
    assert broken("Rahmenvertragsverhandlung", 26, 7).texts == ("Rahmenvertrags-", "verhandlung")


def test_soft_hyphens_of_the_writer_come_first():
    assert parts_of_word("Druck\u00adluft\u00adnetz") == ("Druck\u00ad", "luft\u00ad", "netz")
    assert broken("Druck\u00adluftnetzbetreiber", 15, 7).texts[0] == "Druck-"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b\x1b[31m", "a b [31m"),
        ("\u202eevil\u202c", "evil"),
        ("e\u0301", "é"),
        ("lone \ud800", "lone ?"),
        ("two\nlines", "two lines"),
    ],
)
def test_texts_lose_what_no_paper_shows(text, cleaned):
    assert clean(text) == cleaned


def test_long_texts_are_cut_before_they_are_set():
    assert len(clean("x" * 5_000_000)) == 2000


def test_letters_that_no_font_has_become_one_sign():
    assert printable("Ja 😀 漢字 gut") == "Ja ◊ gut"
    assert printable("שלום مرحبا Łódź ≥ ▼") == "שלום مرحبا Łódź ≥ ▼"


def _said(document: JourneyMap) -> str:
    return " ".join(words.text for words in flat(a_page(document).shapes) if isinstance(words, Words))


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _one_card(text: str) -> JourneyMap:
    said = LocalizedText(de=text, en=text)
    return JourneyMap(
        id="one",
        title=LocalizedText(de="Karte", en="Map"),
        phases=(Phase(id="p", title=LocalizedText(de="Kauf", en="Buy"), canonical=CanonicalPhase.DECISION),),
        lanes=(Lane(id="l", type="pain", cards=(Card(id="c", text=said, phase="p"),)),),
    )
