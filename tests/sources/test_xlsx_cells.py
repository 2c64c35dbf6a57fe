"""Cells of workbooks: each becomes the text that a CSV export would hold."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbooks import by_hand, opened, rows_of, sheet_of, table, workbook

CELLS = [
    (17850.0, "17850"),
    (66.6, "66.6"),
    (-0.25, "-0.25"),
    (1e20, "100000000000000000000"),
    (True, "true"),
    ("  text ", "text"),
    ("a\nb", "a\nb"),
    ("=1+1 as text", "=1+1 as text"),
    ("日本 ü 😀", "日本 ü 😀"),
    ("_x005F_x000D_", "_x000D_"),
    (dt.date(2025, 2, 28), "2025-02-28"),
    (dt.date(1900, 1, 5), "1900-01-05"),
    (dt.time(6, 30), "06:30:00"),
    (dt.datetime(2025, 1, 1), "2025-01-01 00:00:00"),  # noqa: DTZ001  # a sheet's times have no zone
    (dt.datetime(2025, 1, 1, 23, 59, 59, 123000), "2025-01-01 23:59:59.123000"),  # noqa: DTZ001  # as above
    (None, None),
]


@pytest.mark.parametrize(("value", "text"), CELLS)
def test_values_are_the_text_a_csv_export_would_hold(tmp_path, value, text):
    def fill(sheet: Any) -> None:
        sheet.append(["id", "value"])
        sheet.append([1, None])
        sheet["B2"].value = value
        if isinstance(value, str):
            sheet["B2"].data_type = "s"

    [row] = rows_of(opened(tmp_path, workbook(fill)))

    assert row["value"] == text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("dd.mm.yyyy", "2025-01-01"),
        ("yyyy-mm-dd hh:mm", "2025-01-01 00:00:00"),
        ("[h]:mm", "2025-01-01 00:00:00"),
        ('0 "days"', "45658"),
        ("[Red]0.00", "45658"),
        ("General", "45658"),
        ("[$-407]d. mmmm yyyy", "2025-01-01"),
        ("#,##0.00\\ [$€-407]", "45658"),
    ],
)
def test_number_is_a_date_where_its_format_shows_one(tmp_path, code, text):
    def fill(sheet: Any) -> None:
        sheet.append(["value"])
        sheet.append([45658])
        sheet["A2"].number_format = code

    assert rows_of(opened(tmp_path, workbook(fill)))[0]["value"] == text


def test_days_of_old_macs_count_from_1904(tmp_path):
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["day"])
    book.active.append([dt.date(2025, 1, 1)])
    book.save(tmp_path / "mac.xlsx")

    assert rows_of(opened(tmp_path, (tmp_path / "mac.xlsx").read_bytes()))[0]["day"] == "2025-01-01"


def test_cells_as_other_programs_write_them(tmp_path):
    sheet = sheet_of(
        '<row><c t="inlineStr"><is><t>id</t></is></c><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>',
        '<row><c><v>1</v></c><c t="str"><f>A2&amp;"x"</f><v>1x</v></c><c t="d"><v>2025-01-01T10:00:00</v></c></row>',
    )
    strings = (
        "<sst><si><r><t>rich </t></r><r><t>name</t></r></si>"
        "<si><t>名</t><rPh><t>reading aid</t></rPh><phoneticPr/></si></sst>"
    )

    [row] = rows_of(opened(tmp_path, by_hand(sheet, strings)))

    assert row == {"": 2, "id": "1", "rich name": "1x", "名": "2025-01-01T10:00:00"}


def test_prefixed_elements_are_the_same(tmp_path):
    sheet = sheet_of('<row r="2"><c r="B2"><v>4</v></c></row>', '<row r="5"><c r="B5"><v>6</v></c></row>')
    prefixed = (
        sheet.replace("</", "|")
        .replace("<", "<x:")
        .replace("|", "</x:")
        .replace("<x:worksheet", '<x:worksheet xmlns:x="y"')
    )

    assert rows_of(opened(tmp_path, by_hand(prefixed))) == [{"": 5, "4": "6"}]


BROKEN_CELLS = {
    '<c r="B2" t="e"><v>#DIV/0!</v></c>': "expected a value for 'net' in cell B2, got the error #DIV/0!",
    '<c r="B2"><f>A2*2</f></c>': "got a formula whose value was never computed",
    '<c r="B2"><v>NaN</v></c>': "got 'NaN', which is no number",
}


@pytest.mark.parametrize("cell", BROKEN_CELLS)
def test_cell_without_a_value_rejects_its_row_and_no_other(tmp_path, cell):
    header = '<row r="1"><c r="A1" t="str"><v>id</v></c><c r="B1" t="str"><v>net</v></c></row>'
    sheet = sheet_of(
        header, f'<row r="2"><c r="A2"><v>1</v></c>{cell}</row>', '<row r="3"><c r="A3"><v>2</v></c></row>'
    )
    file = opened(tmp_path, by_hand(sheet))

    [part, *_] = file.parts(["id", "net"])

    assert [(row.line, row.reason) for row in part.bad] == [(2, "cell_error")]
    assert BROKEN_CELLS[cell] in part.bad[0].message
    assert part.bad[0].payload == '{"id": "1"}'
    assert part.table["id"].to_pylist() == ["2"]
    assert next(part.table["id"].to_pylist() for part in file.parts(["id"])) == ["1", "2"]


def test_day_that_never_was_rejects_its_row(tmp_path):
    def fill(sheet: Any) -> None:
        sheet.append(["day"])
        sheet.append([60])
        sheet["A2"].number_format = "dd.mm.yyyy"

    [part, *_] = opened(tmp_path, workbook(fill)).parts(["day"])

    assert "got 60, which is no date" in part.bad[0].message


def test_value_beside_the_table_rejects_its_row(tmp_path):
    [part, *_] = opened(tmp_path, table(["id", "net"], [1, 2, None, "note"])).parts(["id"])

    assert [(row.line, row.reason) for row in part.bad] == [(2, "wrong_column_count")]
    assert "expected values in columns A to B, which have names, got one in D2" in part.bad[0].message


# Oracle

TEXTS = st.text(
    st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn"], exclude_characters="\ufffe\uffff"), max_size=12
)
VALUES = (
    st.none() | TEXTS | st.booleans() | st.integers(-(10**14), 10**14) | st.floats(-1e9, 1e9).map(lambda x: round(x, 4))
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=5))
def test_same_cells_as_openpyxl_reads(tmp_path_factory, rows):
    def fill(sheet: Any) -> None:
        sheet.append(["a", "b", "c"])
        for number, row in enumerate(rows, start=2):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(number, column, value)
                cell.data_type = "s" if isinstance(value, str) else cell.data_type

    content = workbook(fill)
    loaded = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True).active
    wanted = {number: row for number, row in enumerate(loaded.iter_rows(values_only=True), start=1) if number > 1}

    found = {row[""]: row for row in rows_of(opened(tmp_path_factory.mktemp("book"), content))}

    assert set(found) <= set(wanted)
    for number, row in wanted.items():
        for name, value in zip("abc", [*row, None, None, None][:3], strict=True):
            text = found[number][name] if number in found else None
            if isinstance(value, bool):
                assert text == str(value).lower()
            elif isinstance(value, int | float):
                assert text is not None
                assert float(text) == pytest.approx(value, rel=1e-14)
            else:
                assert text == ((value or "").strip() or None)
