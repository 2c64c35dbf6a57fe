"""Workbooks: one sheet becomes rows, its names and rows chosen as the recipe says."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from workbooks import by_hand, opened, rows_of, sheet_of, table, workbook

from wegmarke.domain import DocumentInvalid, SourceUnreadable

RECIPE = """
format: recipe/1
source: crm
time_zone: Europe/Berlin
currency: EUR
files:
  leads: {match: "leads*"}
events:
  - name: lead_created
    from: leads
    id: id
    time: created
    value: net
"""


def test_rows_become_events_with_the_row_as_sequence(read):
    content = table(
        ["id", "created", "net"],
        [7, dt.datetime(2025, 1, 31, 14, 5), 12.5],  # noqa: DTZ001  # a sheet's times have no zone
        [],
        ["b", dt.date(2025, 2, 1), 0.1 + 0.2],
    )

    result = read(RECIPE, leads__xlsx=content)

    assert result.ids == ["lead_created:7", "lead_created:b"]
    assert [event["sequence"] for event in result.events] == [2, 4]
    assert [event["value_minor"] for event in result.events] == [1250, 30]
    assert result.events[0]["occurred_at"].isoformat() == "2025-01-31T13:05:00+00:00"
    assert result.rows == 2


def test_workbook_is_recognised_by_content(read):
    assert read(RECIPE, leads__csv=table(["id", "created", "net"], [1, "2025-01-01", 1])).ids == ["lead_created:1"]


def test_row_that_cannot_be_read_is_rejected_with_its_row(read):
    result = read(RECIPE, leads__xlsx=table(["id", "created", "net"], [1, "soon", 1], [2, "2025-01-01", "viel"]))

    assert result.reasons == [(2, "unreadable_time"), (3, "unreadable_number")]
    assert result.rejected[0]["message"].startswith("leads.xlsx line 2, lead_created: expected a time in created")


def test_missing_column_names_the_columns(read):
    with pytest.raises(
        DocumentInvalid, match=r"a column 'created' in leads\.xlsx, got a file with the columns id, craeted"
    ):
        read(RECIPE, leads__xlsx=table(["id", "craeted", "net"], [1, "2025-01-01", 1]))


def test_amounts_may_be_numbers_and_texts_in_one_column(read):
    recipe = RECIPE.replace('"leads*"', '"leads*", decimal: ",", thousands: "."')

    result = read(
        recipe, leads__xlsx=table(["id", "created", "net"], [1, "2025-01-01", 1250.5], [2, "2025-01-01", "1.250,5"])
    )

    assert [event["value_minor"] for event in result.events] == [125050, 125050]


# Sheets, names, merged cells


def two_sheets() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Cover"
    book.active.append(["title"])
    book.active.append(["x"])
    other = book.create_sheet("Data")
    for row in (["Report", None], [], ["id", None, "id"], [1, 2, 3]):
        other.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_first_sheet_is_read_with_a_notice_about_the_others(tmp_path):
    file = opened(tmp_path, two_sheets())

    assert (file.columns, rows_of(file)) == (("title",), [{"": 2, "title": "x"}])
    assert file.notices == (
        "leads.xlsx: sheet 'Cover' was read, 'Data' not. Write `sheet` at the file to choose another.",
    )


def test_sheet_and_row_of_names_are_chosen_by_the_recipe(read):
    recipe = RECIPE.replace('"leads*"', '"leads*", sheet: data, header: 3')
    book = openpyxl.Workbook()
    for row in (["Report"], [], ["id", "created", "net"], [1, "2025-01-01", 5]):
        (book["Data"] if "Data" in book.sheetnames else book.create_sheet("Data")).append(row)
    written = io.BytesIO()
    book.save(written)

    result = read(recipe, leads__xlsx=written.getvalue())

    assert (result.ids, result.notices) == (["lead_created:1"], [])


def test_hidden_first_sheet_is_passed_over(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(two_sheets()))
    book["Cover"].sheet_state = "hidden"
    written = io.BytesIO()
    book.save(written)

    assert opened(tmp_path, written.getvalue()).sheet.name == "Data"


def test_missing_sheet_names_those_there_are(tmp_path):
    with pytest.raises(SourceUnreadable, match="expected a sheet 'Leads', got a workbook with 'Cover', 'Data'"):
        opened(tmp_path, two_sheets(), sheet="Leads")


def test_empty_row_of_names_is_refused(tmp_path):
    with pytest.raises(SourceUnreadable, match="expected column names in row 2 of sheet 'Data', but the row is empty"):
        opened(tmp_path, two_sheets(), sheet="Data", header=2)


def test_names_may_come_from_the_recipe(tmp_path):
    file = opened(tmp_path, table([1, 2], [3, 4]), columns=["a", "b"])

    assert rows_of(file) == [{"": 1, "a": "1", "b": "2"}, {"": 2, "a": "3", "b": "4"}]


def test_column_without_a_name_gets_one(tmp_path):
    assert opened(tmp_path, table(["id", None, "net"], [1, 2, 3])).columns == ("id", "column_2", "net")


def test_empty_sheet_is_an_error_unless_optional(read):
    with pytest.raises(SourceUnreadable, match="the file is empty"):
        read(RECIPE, leads__xlsx=table())


def test_merged_cell_counts_for_each_of_its_rows(tmp_path):
    def fill(sheet: Any) -> None:
        for row in (["firm", "person"], ["ACME", "Ada"], [None, "Bo"], [None, "Cy"], ["Beta", "Di"], [None, "Ed"]):
            sheet.append(row)
        sheet.merge_cells("A2:A4")
        sheet.merge_cells("A5:B5")

    file = opened(tmp_path, workbook(fill))

    assert [row["firm"] for row in rows_of(file)] == ["ACME", "ACME", "ACME", "Beta", None]
    assert file.notices == (
        "leads.xlsx: 1 merged cells of sheet 'Sheet' reach over several rows; their value counts for each.",
    )


def test_macros_and_external_links_are_ignored(tmp_path):
    content = by_hand(
        sheet_of('<row><c t="str"><v>id</v></c></row>', "<row><c><v>1</v></c></row>"),
        **{"xl/vbaProject.bin": "Sub AutoOpen()", "xl/externalLinks/externalLink1.xml": "<!DOCTYPE x>"},
    )

    assert rows_of(opened(tmp_path, content)) == [{"": 2, "id": "1"}]
