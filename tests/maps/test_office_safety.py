"""What strangers put into workbooks and cards stays words in every office format."""

from __future__ import annotations

import csv
import io
import json
import random
import time
import zipfile

import msgspec
import openpyxl
import pytest
from office_files import part, repacked, sheet_of
from pptx import Presentation

from wegmarke.domain import DocumentInvalid, LocalizedText, SourceUnreadable
from wegmarke.maps import load_map
from wegmarke.maps.formats import long_csv, pptx, xlsx
from wegmarke.maps.formats.xlsx import opening

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    '=HYPERLINK("https://example.org")',
    "=cmd|' /C calc'!A0",
    "＝1+1",
]
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"
t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""


@pytest.fixture
def small(content):
    return load_map(json.dumps(content))


def with_text(small, text):
    lane = small.lanes[0]
    card = msgspec.structs.replace(lane.cards[0], text=LocalizedText(de=text, en=text))
    cards = (card, *lane.cards[1:])
    return msgspec.structs.replace(small, lanes=(msgspec.structs.replace(lane, cards=cards), *small.lanes[1:]))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_in_a_card_stays_text_in_a_workbook(small, text):
    written = xlsx.write(with_text(small, text)).content

    book = openpyxl.load_workbook(io.BytesIO(written))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert cells
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)
    assert not any(b"<f>" in part(written, name) for name in zipfile.ZipFile(io.BytesIO(written)).namelist())
    assert xlsx.read(written).document.lanes[0].cards[0].text.de == text


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_in_a_card_stays_text_in_a_long_table(small, text):
    journey_map = with_text(small, text)
    written = long_csv.write(journey_map).content

    cells = [cell for row in csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")) for cell in row]
    assert f"'{text}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))]
    assert long_csv.read(written, journey_map).document == journey_map


@pytest.mark.parametrize("text", [SCRIPT, "مرحبا بالعالم", "👩‍🔧 🇩🇪", "a\u202eb", "x\ufffe\uffff\x85y", "&lt;&amp;"])
def test_awkward_words_come_back_and_stand_on_slides(small, text):
    journey_map = with_text(small, text)

    assert xlsx.read(xlsx.write(journey_map).content).document == journey_map
    assert long_csv.read(long_csv.write(journey_map).content, journey_map).document == journey_map
    Presentation(io.BytesIO(pptx.write(journey_map).content))


def test_right_to_left_words_are_marked_as_such(small):
    written = pptx.write(with_text(small, "مرحبا بالعالم")).content

    slides = [part(written, name) for name in zipfile.ZipFile(io.BytesIO(written)).namelist() if "slides/slide" in name]
    assert any(b'rtl="1"' in slide for slide in slides)


def test_a_card_of_five_megabytes_harms_nothing(small):
    # words without order: equal ones would be packed so well that the file is refused for a bomb
    text = "".join(random.Random(8).choices("=abcdefghijklmnopqrstuvwxyzäöü \n", k=5_000_000))
    journey_map = with_text(small, text)
    begun = time.process_time()

    workbook = xlsx.write(journey_map).content
    slides = pptx.write(journey_map).content

    with pytest.raises(DocumentInvalid, match=r"Cells!\w+2: expected at most 10000 characters, got 5000000"):
        xlsx.read(workbook)
    assert len(slides) < 200_000
    assert time.process_time() - begun < 20


def test_a_text_that_no_cell_holds_is_kept_in_pieces(small):
    personas = (
        msgspec.structs.replace(small.personas[0], goals=tuple(LocalizedText.of("ö" * 9_999) for _ in range(9))),
    )
    journey_map = msgspec.structs.replace(small, personas=personas)

    written = xlsx.write(journey_map).content

    assert xlsx.read(written).document == journey_map
    assert openpyxl.load_workbook(io.BytesIO(written))["LongTexts"].max_row > 9


def test_a_text_that_looks_like_a_reference_to_a_long_one_stays_itself(small):
    journey_map = with_text(small, "→ LongTexts 1")

    assert xlsx.read(xlsx.write(journey_map).content).document == journey_map


def test_entities_are_refused():
    with pytest.raises(SourceUnreadable, match="DOCTYPE"):
        xlsx.read(repacked(sheet_of([["a"]]), {"xl/worksheets/sheet1.xml": ENTITIES}))


def test_entities_are_refused_in_another_encoding():
    shifted = ENTITIES.decode().replace('version="1.0"', 'version="1.0" encoding="utf-16"').encode("utf-16")

    with pytest.raises(SourceUnreadable, match="DOCTYPE"):
        xlsx.read(repacked(sheet_of([["a"]]), {"xl/worksheets/sheet1.xml": shifted}))


@pytest.mark.parametrize(
    ("size", "expected"),
    [(opening.UNJUDGED_BYTES + 1, "times the size of the file"), (opening.MAX_BYTES + 1, "MB unpacked")],
)
def test_bombs_are_refused_before_they_are_unpacked(size, expected):
    bomb = repacked(sheet_of([["a"]]), {"xl/media/image1.bin": b"\0" * size})

    with pytest.raises(SourceUnreadable, match=expected):
        xlsx.read(bomb)


def test_an_archive_of_countless_parts_is_refused():
    parts = {f"xl/{number}.bin": b"" for number in range(opening.MAX_PARTS)}

    with pytest.raises(SourceUnreadable, match="parts"):
        xlsx.read(repacked(sheet_of([["a"]]), parts))


@pytest.mark.parametrize("inner", ["xl/more.zip", "xl/embeddings/book.XLSX"])
def test_archives_inside_are_refused(inner):
    with pytest.raises(SourceUnreadable, match="no archives inside"):
        xlsx.read(repacked(sheet_of([["a"]]), {inner: b"PK"}))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 200, b"id;text\r\n"])
def test_what_is_no_workbook_is_refused_with_a_remedy(content):
    with pytest.raises(SourceUnreadable, match=r"Save it again as \.xlsx"):
        xlsx.read(content)


def test_a_cell_at_the_end_of_the_sheet_costs_nothing():
    far = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
    <row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>
    </sheetData></worksheet>"""
    begun = time.process_time()

    with pytest.raises(DocumentInvalid):
        xlsx.read(repacked(sheet_of([["a"]]), {"xl/worksheets/sheet1.xml": far}))

    assert time.process_time() - begun < 2


@pytest.mark.parametrize("damage", [b"<worksheet", b"", b"<workbook/>"])
def test_damaged_parts_are_told(damage):
    with pytest.raises((SourceUnreadable, DocumentInvalid)):
        xlsx.read(repacked(sheet_of([["a"]]), {"xl/workbook.xml": damage}))
