"""Every bad input of issue 1: one clear message that names file, line and remedy; the good rows are read."""

from __future__ import annotations

import gzip
import io
import json
import resource
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from wegmarke.domain import DocumentInvalid, SourceUnreadable, UsageError
from wegmarke.sources import parse_recipe, read_files
from wegmarke.sources.csv_file import Limits, open_csv

LEADS = """
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
"""
GOOD = "id,created\n1,2025-01-01\n2,2025-01-02\n"


def problems_of(error: pytest.ExceptionInfo[DocumentInvalid]) -> list[str]:
    return [str(problem) for problem in error.value.problems]


def test_missing_column_names_the_columns_that_exist_and_the_nearest(read):
    with pytest.raises(DocumentInvalid) as error:
        read(leads__csv="id,craeted\n1,2025-01-01\n")

    assert problems_of(error) == [
        "recipe line 12, events[0].time: expected a column 'created' in leads.csv, got a file with the columns "
        "id, craeted. Correct the name. Did you mean 'craeted'?"
    ]


def test_all_missing_columns_are_reported_together(read):
    with pytest.raises(DocumentInvalid) as error:
        read(leads__csv="a,b\n1,2\n")

    assert [problem.code for problem in error.value.problems] == ["missing_column", "missing_column"]


def test_wrong_separator_is_one_problem_that_names_the_right_one(read):
    with pytest.raises(DocumentInvalid) as error:
        read(leads__csv="id;created\n1;2025-01-01\n")

    assert problems_of(error) == [
        "leads.csv line 1: expected columns separated by ',', got a header separated by ';': 'id;created'. "
        'Write `separator: ";"` at this file in the recipe.'
    ]


def test_wrong_encoding_rejects_the_row_and_names_line_byte_and_remedy(read):
    result = read(leads__csv="id,created\nMüller,2025-01-01\n2,2025-01-02\n".encode("windows-1252"))

    assert result.ids == ["lead_created:2"]
    assert result.rejected[0]["message"] == (
        "leads.csv line 2: expected utf-8 text, got byte 0xFC at place 2. "
        "If the file is windows-1252, write `encoding: windows-1252` at it in the recipe."
    )
    assert result.rejected[0]["file"] == "leads.csv"


def test_wrong_encoding_of_the_header_stops_with_the_remedy(read):
    with pytest.raises(
        SourceUnreadable, match=r"line 1: expected the column names in utf-8, got byte 0xF6.*windows-1252"
    ):
        read(leads__csv="id,created,größe\n".encode("windows-1252"))


def test_named_encoding_is_read(read):
    recipe = LEADS.replace('match: "leads*"', 'match: "leads*", encoding: windows-1252')

    result = read(recipe, leads__csv="id,created\nMüller,2025-01-01\n".encode("windows-1252"))

    assert result.ids == ["lead_created:Müller"]


def test_byte_the_named_encoding_does_not_know_rejects_its_row(read):
    recipe = LEADS.replace('match: "leads*"', 'match: "leads*", encoding: windows-1252')

    result = read(recipe, leads__csv=b"id,created\n\x81,2025-01-01\n2,2025-01-02\n")

    assert (result.ids, result.reasons) == (["lead_created:2"], [(2, "wrong_encoding")])


def test_byte_order_mark_is_no_part_of_the_first_column(read):
    result = read(leads__csv=GOOD.encode("utf-8-sig"))

    assert (result.ids, result.notices) == (["lead_created:1", "lead_created:2"], [])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_with_a_mark_is_read_with_a_notice(read, encoding):
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""

    result = read(leads__csv=mark + GOOD.encode(encoding))

    assert len(result.events) == 2
    assert result.notices[0].startswith("leads.csv starts with the mark of utf-16-")


def test_utf_16_without_a_mark_stops_with_the_remedy(read):
    with pytest.raises(SourceUnreadable, match="Write `encoding: utf-16-le`"):
        read(leads__csv=GOOD.encode("utf-16-le"))


def test_mixed_time_zones_are_converted_and_counted(read):
    text = "id,created\n1,2025-07-01 12:00\n2,2025-07-01T12:00+09:00\n3,2025-07-01T12:00:00Z\n"

    result = read(leads__csv=text)

    assert [f"{event['occurred_at']:%H:%M}" for event in result.events] == ["10:00", "03:00", "12:00"]
    assert result.notices == [
        "Event lead_created: 2 times have an offset from UTC and 1 have none; the latter were read as Europe/Berlin."
    ]


def test_impossible_unreadable_and_missing_times_are_rejected_with_their_line(read):
    result = read(leads__csv="id,created\n1,2023-02-30\n2,soon\n3,\n4,2023-02-28\n")

    assert result.ids == ["lead_created:4"]
    assert result.reasons == [(2, "impossible_time"), (3, "unreadable_time"), (4, "missing_time")]
    assert result.rejected[0]["message"] == (
        "leads.csv line 2, lead_created: expected a date and time in created that exist, got '2023-02-30'. "
        "Correct the value in the source."
    )
    assert json.loads(result.rejected[0]["payload"]) == {"id": "1", "created": "2023-02-30"}


def test_duplicate_ids_with_other_content_both_come_in_the_order_of_their_lines(read):
    result = read(leads__csv="id,created\n1,2025-01-01\n1,2025-01-02\n")

    assert [(event["source_event_id"], event["sequence"]) for event in result.events] == [
        ("lead_created:1", 2),
        ("lead_created:1", 3),
    ]


def test_empty_file_stops_unless_it_is_optional(read):
    with pytest.raises(SourceUnreadable, match=r"leads\.csv: expected a header line and rows, but the file is empty"):
        read(leads__csv="")


def test_empty_optional_file_is_passed_over(read):
    result = read(LEADS.replace('match: "leads*"', 'match: "leads*", optional: true'), leads__csv="")

    assert result.events == []
    assert "leads.csv is empty and was passed over." in result.notices


def test_header_without_rows_is_a_notice(read):
    result = read(leads__csv="id,created\n")

    assert (result.rows, result.events, result.notices) == (0, [], ["leads.csv has a header but no rows."])


def test_line_without_end_is_rejected_and_the_rest_is_read(tmp_path):
    path = tmp_path / "leads.csv"
    path.write_bytes(b"id,created\n1,a\n2," + b"x" * 5_000 + b"\n3,c\n" + b"y" * 5_000)

    opened = open_csv(path, limits=Limits(line_bytes=1_000, piece_bytes=300))

    assert opened is not None
    parts = list(opened.parts(["id"]))
    assert [row["id"] for part in parts for row in part.table.to_pylist()] == ["1", "3"]
    bad = [row for part in parts for row in part.bad]
    assert [(row.line, row.reason) for row in bad] == [(3, "line_too_long"), (5, "line_too_long")]
    assert "at most 1,000 bytes" in bad[0].message


def test_line_of_one_gigabyte_costs_little_memory(tmp_path):
    path = tmp_path / "leads.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(b"id,created\n1,2025-01-01\n2,")
        for _ in range(1_000):
            file.write(b"x" * 1_000_000)
        file.write(b"\n3,2025-01-03\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    chunks = list(read_files(parse_recipe(LEADS), [path], default_zone="UTC"))

    grown_megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown_megabytes < 400
    events = pa.concat_tables([chunk.events for chunk in chunks])
    assert events["sequence"].to_pylist() == [2, 4]
    assert [row for chunk in chunks for row in chunk.rejected["reason"].to_pylist()] == ["line_too_long"]


def test_zero_bytes_reject_their_row(read):
    result = read(leads__csv=b"id,created\n1,2025-01-01\n2\0,2025-01-02\n")

    assert (result.ids, result.reasons) == (["lead_created:1"], [(3, "nul_byte")])


def test_rows_with_other_numbers_of_columns_are_rejected(read):
    result = read(leads__csv="id,created\n1,2025-01-01,x\n2\n3,2025-01-03\n")

    assert result.ids == ["lead_created:3"]
    assert result.reasons == [(2, "wrong_column_count"), (3, "wrong_column_count")]
    assert result.rows == 3
    assert result.rejected[0]["message"] == (
        "leads.csv line 2: expected 2 columns as in the header, got 3. "
        "Put values that hold the separator ',' in quotes."
    )


def test_missing_id_is_rejected(read):
    result = read(leads__csv="id,created\n ,2025-01-01\n2,2025-01-02\n")

    assert result.reasons == [(2, "missing_id")]


@pytest.mark.parametrize("amount", ["12,50", "viel", "NaN", "inf", "1.2.3", "9" * 30])
def test_unreadable_numbers_are_rejected(read, amount):
    result = read(
        LEADS + "    value: amount\n", leads__csv=f'id,created,amount\n1,2025-01-01,"{amount}"\n2,2025-01-01,5\n'
    )

    assert (result.ids, result.reasons) == (["lead_created:2"], [(2, "unreadable_number")])
    assert amount[:20] in result.rejected[0]["message"]


def test_row_that_two_events_cannot_use_is_rejected_once(read):
    recipe = LEADS + "  - {name: lead_seen, from: leads, id: id, time: created}\n"

    result = read(recipe, leads__csv="id,created\n1,never\n2,2025-01-02\n")

    assert result.reasons == [(2, "unreadable_time")]
    assert result.ids == ["lead_created:2", "lead_seen:2"]


def test_condition_that_matches_nothing_is_a_notice(read):
    result = read(LEADS + "    where: id = 'x'\n", leads__csv=GOOD)

    assert result.events == []
    assert result.notices == [
        "Event lead_created: `where` matches no row of 'leads' (recipe line 13, events[0].where: id = 'x'). "
        "Check the condition.",
        "2 of 2 rows of 'leads' became no event: no `where` matches them.",
    ]


def test_channel_values_that_never_occur_are_a_notice(read):
    recipe = LEADS + "    channel: {column: id, values: {'1': email, tel: phone}}\n"

    result = read(recipe, leads__csv=GOOD)

    assert [event["channel"] for event in result.events] == ["email", None]
    assert result.notices == [
        "Event lead_created: 'tel' under `channel` never occur in the data. Check the spelling.",
        "Event lead_created: 1 rows have no channel, because `channel` does not name '2'.",
    ]


def test_file_that_matches_nothing_is_a_notice(read):
    result = read(leads__csv=GOOD, other__csv="a\n")

    assert result.notices == ["other.csv was not read: its name matches no `match` of the recipe."]


def test_missing_file_names_pattern_and_remedy(read):
    with pytest.raises(DocumentInvalid) as error:
        read(other__csv="a\n")

    assert problems_of(error) == [
        "recipe, files: expected a file like leads* for event lead_created, got other.csv. "
        "Give the file, or write `optional: true` at 'leads' in the recipe."
    ]


def test_file_that_is_not_there_is_an_error():
    with pytest.raises(SourceUnreadable, match="expected a file, but there is none"):
        read_files(parse_recipe(LEADS), [Path("leads.csv")], default_zone="UTC")


def test_damaged_workbook_is_refused_with_the_remedy(read):
    with pytest.raises(
        SourceUnreadable, match=r"a workbook \(\.xlsx\), but it is cut off or damaged .*transfer it again"
    ):
        read(leads__csv=b"PK\x03\x04rest")


def test_cut_off_gzip_stops_before_any_event(read):
    with pytest.raises(SourceUnreadable, match=r"leads\.csv\.gz: expected a complete gzip file"):
        read(leads__csv__gz=gzip.compress((GOOD * 10_000).encode())[:-30])


def test_cut_off_parquet_stops_before_any_event(read):
    out = io.BytesIO()
    pyarrow.parquet.write_table(pa.table({"id": ["1"], "created": ["2025-01-01"]}), out)

    with pytest.raises(
        SourceUnreadable, match=r"leads\.parquet: expected a Parquet file, but it is cut off or damaged"
    ):
        read(leads__parquet=out.getvalue()[:-50])


def test_unknown_default_zone_is_a_wrong_call():
    with pytest.raises(UsageError, match="default_zone"):
        read_files(parse_recipe(LEADS), [], default_zone="Berlin")
