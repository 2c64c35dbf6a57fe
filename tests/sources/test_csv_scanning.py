from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wegmarke.sources.csv_file import Limits, open_csv
from wegmarke.sources.csv_file.scanning import scan
from wegmarke.sources.parts import LINE, FilePart

SEPARATORS = [",", ";", "\t", "|"]
# Signs that mean something to a CSV parser, and some that do not.
FIELDS = st.text(st.sampled_from('ab"\n\r,;\t| äß€😀'), max_size=6)


def parts_of(text: bytes, separator: str, piece_bytes: int, columns: int, folder: Path) -> list[FilePart]:
    path = folder / "some.csv"
    path.write_bytes(text)
    names = [f"n{place}" for place in range(columns)]
    opened = open_csv(path, separator=separator, columns=names, limits=Limits(1 << 20, piece_bytes))
    return [] if opened is None else list(opened.parts(names))


def rows_of(parts: list[FilePart]) -> list[list[str | None]]:
    return [list(row.values())[1:] for part in parts for row in part.table.to_pylist()]


def tidied(row: list[str]) -> list[str | None]:
    """Trim and empty values as the reader does: spaces around a value are no part of it."""
    return [value.strip() or None for value in row]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("csv")


@settings(max_examples=120, deadline=None)
@given(
    rows=st.integers(2, 4).flatmap(
        lambda n: st.lists(st.lists(FIELDS, min_size=n, max_size=n), min_size=1, max_size=8)
    ),
    separator=st.sampled_from(SEPARATORS),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    piece_bytes=st.integers(1, 64),
    has_last_line_end=st.booleans(),
)
def test_written_csv_is_read_as_the_csv_module_reads_it(
    rows, separator, line_end, quoting, piece_bytes, has_last_line_end, folder
):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=line_end, quoting=quoting).writerows(rows)
    text = out.getvalue() if has_last_line_end else out.getvalue().removesuffix(line_end)

    parts = parts_of(text.encode(), separator, piece_bytes, len(rows[0]), folder)

    expected = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    # The writer leaves a lone carriage return unquoted where lines end otherwise; the reader then sees two rows.
    assert rows_of(parts) == [tidied(row) for row in expected if len(row) == len(rows[0])]
    bad = [row for part in parts for row in part.bad]
    assert len(bad) == len([row for row in expected if row and len(row) != len(rows[0])])


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(st.tuples(FIELDS, FIELDS), min_size=1, max_size=8), piece_bytes=st.integers(1, 40))
def test_every_record_knows_the_physical_line_it_starts_on(rows, piece_bytes, folder):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)

    parts = parts_of(out.getvalue().encode(), ",", piece_bytes, 2, folder)

    lines = [line for part in parts for line in part.table[LINE].to_pylist()]
    expected, line = [], 1
    for row in rows:
        expected.append(line)
        line += 1 + sum(
            len(value.replace("\r\n", "\n").split("\n")) - 1 + value.replace("\r\n", "").count("\r") for value in row
        )
    assert lines == expected


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.sampled_from('ab,"\n\r '), max_size=60), piece_bytes=st.integers(1, 30))
def test_damaged_text_gives_the_same_rows_whatever_the_pieces(text, piece_bytes, folder):
    whole = parts_of(text.encode(), ",", 1 << 16, 2, folder)

    pieces = parts_of(text.encode(), ",", piece_bytes, 2, folder)

    assert rows_of(pieces) == rows_of(whole)
    assert [bad for part in pieces for bad in part.bad] == [bad for part in whole for bad in part.bad]


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.sampled_from('ab,"\n'), max_size=60))
def test_what_the_strict_csv_module_accepts_is_read_alike(text, folder):
    try:
        expected = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        return

    parts = parts_of(text.encode(), ",", 1 << 16, 2, folder)

    assert rows_of(parts) == [tidied(row) for row in expected if len(row) == 2]
    bad = [row for part in parts for row in part.bad]
    assert len(bad) == len([row for row in expected if row and len(row) != 2])


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=80), piece_bytes=st.integers(1, 30))
def test_no_bytes_stop_the_scan_and_no_line_is_lost(data, piece_bytes):
    found = list(scan(io.BytesIO(data), ord(","), Limits(40, piece_bytes)))

    lines = sorted(
        [*(line for part in found for line in part.lines.tolist()), *(u.line for part in found for u in part.unsound)]
    )
    assert len(lines) == len(set(lines))
    if b'"' not in data:
        physical = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        assert lines == [number for number, line in enumerate(physical, start=1) if line]


def test_quote_in_the_middle_of_a_value_is_text(folder):
    parts = parts_of(b'5" pipe,1\n"6"" pipe",2\n', ",", 1 << 16, 2, folder)

    assert rows_of(parts) == [['5" pipe', "1"], ['6" pipe', "2"]]


def test_forgotten_quote_costs_one_line_only(folder):
    parts = parts_of(b'a,1\n"b,2\nc,3\n"d",4\n', ",", 1 << 16, 2, folder)

    assert rows_of(parts) == [["a", "1"], ["c", "3"], ["d", "4"]]
    assert [(bad.line, bad.reason) for part in parts for bad in part.bad] == [(2, "broken_quotes")]


def test_wanted_columns_come_alone(tmp_path):
    path = tmp_path / "some.csv"
    path.write_text("a,b,c\n1,2,3\n")

    opened = open_csv(path)

    assert opened is not None
    assert [part.table.column_names for part in opened.parts(["c", "a"])] == [[LINE, "c", "a"]]
