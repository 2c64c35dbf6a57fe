from __future__ import annotations

import copy
import io
import json
import os
import shutil

import msgspec
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office_files import changed, column_of, sheet_of, through_libreoffice
from random_maps import EXAMPLES, maps
from test_native import PLACES

from wegmarke.domain import DocumentInvalid, Language, LocalizedText
from wegmarke.maps import TEMPLATES, load_map, map_content, new_map_from_template
from wegmarke.maps.formats import xlsx
from wegmarke.maps.formats.xlsx.columns import columns_of
from wegmarke.maps.formats.xlsx.sheets import tables

NIGHT = bool(os.environ.get("WEGMARKE_NIGHTLY"))
FEW = 300 if EXAMPLES > 100 else 4

settings.register_profile("workbooks", deadline=None, max_examples=FEW, suppress_health_check=[HealthCheck.too_slow])
workbooks = settings.get_profile("workbooks")


@pytest.fixture
def small(content):
    return load_map(json.dumps(content))


@workbooks
@given(maps(), st.sampled_from(Language))
def test_every_map_comes_back_equal(journey_map, language):
    written = xlsx.write(journey_map, language=language)

    reading = xlsx.read(written.content)

    assert (reading.document, reading.losses, written.losses) == (journey_map, (), ())


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.skipif(not NIGHT, reason="starts LibreOffice several times; WEGMARKE_NIGHTLY=1 runs it")
@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(maps())
def test_every_map_survives_an_office_program(tmp_path_factory, journey_map):
    back = through_libreoffice(xlsx.write(journey_map).content, tmp_path_factory.mktemp("office"))

    assert xlsx.read(back).document == journey_map


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_awkward_texts_survive_an_office_program(small, tmp_path):
    texts = ["=1+1", "+49 30", "-x", "@a", "\tz", " a ", "1e5", "2024-01-01", "WAHR", "#N/A", "_x0041_", "مرحبا",
             "👩‍🔧", "a\nb", "<script>", "'x", "\x85\ufffe"]  # fmt: skip
    awkward = msgspec.structs.replace(small, tags=tuple(texts), scenario=LocalizedText(de=texts[0], en=texts[9]))

    back = through_libreoffice(xlsx.write(awkward).content, tmp_path)

    assert xlsx.read(back).document == awkward


@pytest.mark.parametrize("template", TEMPLATES if NIGHT else TEMPLATES[:1])
def test_templates_come_back_equal(template):
    journey_map = new_map_from_template(template, "fresh", "Fresh")

    assert xlsx.read(xlsx.write(journey_map).content).document == journey_map


@pytest.mark.parametrize("place", [*PLACES, ("dimensions",)], ids=str)
def test_fields_of_newer_programs_come_back(content, place):
    content = copy.deepcopy(content)
    spot = content
    for step in place:
        spot = spot.setdefault(step, {}) if isinstance(spot, dict) else spot[step]
    spot["new_field"] = {"deep": [1, "=x", None]}
    journey_map = load_map(json.dumps(content))

    assert xlsx.read(xlsx.write(journey_map).content).document == journey_map


def test_a_language_of_a_newer_program_comes_back(content):
    content["personas"][0]["goals"] = [{"de": "Ziel", "en": "Goal", "fr": "But"}]
    journey_map = load_map(json.dumps(content))

    written = map_content(xlsx.read(xlsx.write(journey_map).content).document)

    assert written["personas"][0]["goals"] == [{"de": "Ziel", "en": "Goal", "fr": "But"}]


def test_every_list_has_a_sheet_with_a_name_of_its_own():
    names = [name.casefold() for table in tables() for name in table.names]

    assert len(names) == len(set(names))
    assert all(len(table.name) <= 31 for table in tables())


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
def test_every_title_of_a_sheet_means_one_column(table):
    titles = [title.casefold() for column in table.columns for title in {column.label.de, column.label.en, column.name}]

    assert len(titles) == len(set(titles)) or _same_column(table.columns)


def _same_column(columns):
    """A title may stand twice only where a column has the same one in both languages."""
    seen = {}
    for column in columns:
        for title in {column.label.de.casefold(), column.label.en.casefold(), column.name.casefold()}:
            if seen.setdefault(title, column) is not column:
                return False
    return True


def test_the_map_itself_has_titles_of_its_own():
    assert _same_column(columns_of(type(new_map_from_template(TEMPLATES[0], "x", "x"))))


def test_titles_of_columns_may_be_german_and_untidy(small):
    def rename(book):
        book["Phases"].title = " phasen "
        sheet = book[" phasen "]
        sheet.cell(1, column_of(sheet, "Title (de)")).value = "  TITEL   (de) "
        sheet.cell(1, column_of(sheet, "Canonical phase")).value = "Kanonische Phase"

    assert xlsx.read(changed(small, rename)).document == small


def test_words_of_lists_may_be_german(small):
    def translate(book):
        book["Phases"].cell(2, column_of(book["Phases"], "Canonical phase")).value = " aufmerksamkeit "

    assert xlsx.read(changed(small, translate)).document.phases[0].canonical.value == "awareness"


def test_rows_may_be_added_without_ids_and_refer_to_titles(small):
    def add(book):
        phases, steps = book["Phases"], book["Steps"]
        row = phases.max_row + 3
        phases.cell(row, column_of(phases, "Title (de)")).value = "Empfehlung geben"
        step = steps.max_row + 1
        steps.cell(step, column_of(steps, "Phase")).value = "Empfehlung geben"
        steps.cell(step, column_of(steps, "Title (en)")).value = "Write a review"
        cells = book["Cells"]
        card = cells.max_row + 1
        cells.cell(card, 1).value = small.lanes[0].id
        cells.cell(card, column_of(cells, "Text (de)")).value = "Neue Karte"
        cells.cell(card, column_of(cells, "Step")).value = "Write a review"

    read = xlsx.read(changed(small, add)).document

    assert (read.phases[-1].id, read.phases[-1].canonical.value) == ("empfehlung-geben", "advocacy")
    assert (read.steps[-1].id, read.steps[-1].phase) == ("write-a-review", "empfehlung-geben")
    assert (read.lanes[0].cards[-1].text.de, read.lanes[0].cards[-1].step) == ("Neue Karte", "write-a-review")


def test_rows_may_be_reordered(small):
    def turn(book):
        sheet = book["Phases"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for number, values in enumerate(reversed(rows), 2):
            for column, value in enumerate(values, 1):
                sheet.cell(number, column).value = value

    assert xlsx.read(changed(small, turn)).document.phases == small.phases[::-1]


@pytest.mark.parametrize(("written", "number"), [("3,5", 3.5), (" 1.234,5 ", 1234.5), ("7", 7), ("−2", None), (4, 4)])
def test_numbers_may_be_texts(small, written, number):
    def fill(book):
        book["Phases"].cell(2, column_of(book["Phases"], "Expected days")).value = written

    content = changed(small, fill)
    if number is None:
        with pytest.raises(DocumentInvalid, match="0 or more, got -2"):
            xlsx.read(content)
    else:
        assert xlsx.read(content).document.phases[0].expected_days == number


@pytest.mark.parametrize("written", ["31.03.2026", "2026-3-31", openpyxl.utils.datetime.from_excel(46112)])
def test_days_may_be_dates_or_texts(small, written):
    def fill(book):
        sheet = book["Initiatives"]
        sheet.cell(2, column_of(sheet, "Title (de)")).value = "Etwas tun"
        sheet.cell(2, column_of(sheet, "Due")).value = written

    assert xlsx.read(changed(small, fill)).document.initiatives[0].due == "2026-03-31"


def test_missing_sheets_and_columns_come_from_the_known_map(small):
    def cut(book):
        del book["Personas"], book["Cells"]
        book["Phases"].delete_cols(column_of(book["Phases"], "Canonical phase"))
        next(row for row in book["Map"] if row[0].value.startswith("Title (de)"))[1].value = "Neuer Titel"

    read = xlsx.read(changed(small, cut), small).document

    assert read == msgspec.structs.replace(small, title=LocalizedText(de="Neuer Titel", en=small.title.en))


def test_strange_sheets_columns_and_rows_are_told(small):
    def add(book):
        book.create_sheet("Ideen")["A1"] = "etwas"
        book["Phases"].cell(1, 90).value = "Ampel"
        book["Map"].cell(90, 1).value = "Budget 2027"
        book["Map"].cell(90, 2).value = "viel"

    losses = xlsx.read(changed(small, add)).losses

    assert {loss.where for loss in losses} == {"Ideen", "Phases!CL1", "Map!A90"}


def test_all_problems_are_told_together_with_their_cells(small):
    def spoil(book):
        phases, steps, cells = book["Phases"], book["Steps"], book["Cells"]
        phases.cell(2, column_of(phases, "Canonical phase")).value = "Mittelphase"
        phases.cell(3, column_of(phases, "Expected days")).value = "bald"
        steps.cell(2, column_of(steps, "Phase")).value = "nirgendwo"
        cells.cell(2, 1).value = "no_lane"
        steps.cell(3, column_of(steps, "Expected days")).value = "#REF!"
        steps.cell(3, column_of(steps, "Expected days")).data_type = "e"

    with pytest.raises(DocumentInvalid) as caught:
        xlsx.read(changed(small, spoil))

    told = {problem.where: f"{problem.expected} | {problem.came}" for problem in caught.value.problems}
    sheets = openpyxl.load_workbook(io.BytesIO(xlsx.write(small).content))
    canonical = f"Phases!{sheets['Phases'].cell(2, column_of(sheets['Phases'], 'Canonical phase')).coordinate}"
    assert "'Mittelphase'" in told[canonical]
    assert "one of the lanes | 'no_lane'" in told["Cells!A2"]
    assert {where.partition("!")[0] for where in told} == {"Phases", "Steps", "Cells"}
    assert any(came.endswith("the error #REF!") for came in told.values())
    assert any(came == "a number | 'bald'" for came in told.values())
    assert any(came.endswith("'nirgendwo'") for came in told.values())


def test_an_empty_workbook_is_refused_with_a_remedy():
    with pytest.raises(DocumentInvalid, match="Export any map as a workbook"):
        xlsx.read(sheet_of([]))


def test_cells_offer_the_words_of_their_lists(small):
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(small, language=Language.DE).content))
    rules = {str(rule.sqref): rule.formula1 for rule in book["Phases"].data_validations.dataValidation}
    column = book["Phases"].cell(1, column_of(book["Phases"], "Canonical phase")).column_letter
    place = next(formula for cells, formula in rules.items() if cells.startswith(f"{column}2"))
    words = [row[0].value for row in book["Lists"][place.partition("!")[2].replace("$", "")]]

    assert words[:2] == ["Aufmerksamkeit", "Erwägung"]
    assert book["Sheet"].protection.sheet
    assert book["Phases"].freeze_panes == "B2"
