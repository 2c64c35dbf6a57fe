"""Small files that would become endless are refused before they cost memory; the error names file and remedy."""

from __future__ import annotations

import gzip
import resource
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from wegmarke.domain import SourceUnreadable
from wegmarke.sources import UnpackLimits, parse_recipe, read_files
from wegmarke.sources.xlsx_file import open_workbook

RECIPE = """
format: recipe/1
source: crm
time_zone: UTC
files: {leads: "leads*"}
events: [{name: lead_created, from: leads, id: id, time: created}]
"""
SMALL = UnpackLimits(50_000, 1_000, workbook_bytes=200_000, workbook_entries=20)
STEEP = UnpackLimits(unpacked_ratio=20, unjudged_bytes=9_000)
CSV = b"id,created\n" + b"".join(b"%d,2025-01-01\n" % number for number in range(1_000))
JSONL = b'{"id":1,"created":"2025-01-01"}\n'
XES = b'<log><trace><event><string key="id" value="1"/><date key="created" value="2025-01-01"/></event>'


def read(path: Path, limits: UnpackLimits = SMALL) -> int:
    chunks = read_files(parse_recipe(RECIPE), [path], default_zone="UTC", limits=limits)
    return sum(chunk.events.num_rows for chunk in chunks)


def packed(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(content))
    return path


def archive(folder: Path, parts: dict[str, bytes], name: str = "leads.xlsx") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        for part, content in ({"[Content_Types].xml": b"<Types/>"} | parts).items():
            written.writestr(part, content)
    return path


def book(folder: Path, rows: int = 2) -> Path:
    written = openpyxl.Workbook(write_only=True)
    sheet = written.create_sheet()
    sheet.append(["id", "created"])
    for number in range(rows):
        sheet.append([number, "2025-01-01"])
    written.save(folder / "leads.xlsx")
    return folder / "leads.xlsx"


def test_file_inside_the_limits_is_read(tmp_path):
    assert read(packed(tmp_path, "leads.csv.gz", CSV)) == 1_000
    assert read(book(tmp_path)) == 2


@pytest.mark.parametrize(("name", "line"), [("leads.csv.gz", CSV), ("leads.jsonl.gz", JSONL), ("leads.xes.gz", XES)])
def test_gzip_that_unpacks_to_too_much_is_refused(tmp_path, name, line):
    path = packed(tmp_path, name, line + bytes(range(256)) * 300)
    limits = UnpackLimits(unpacked_bytes=len(line) + 60_000, unjudged_bytes=10**9)

    with pytest.raises(
        SourceUnreadable, match=rf"{name}: .*(bytes unpacked, this file holds more.*`unpacked_mb`|well-formed)"
    ):
        read(path, limits)


@pytest.mark.parametrize("name", ["leads.csv.gz", "leads.jsonl.gz", "leads.xes.gz"])
def test_gzip_bomb_is_refused_by_its_ratio(tmp_path, name):
    start = {"leads.csv.gz": b"id,created\n", "leads.jsonl.gz": JSONL, "leads.xes.gz": XES}[name]
    path = packed(tmp_path, name, start + b" " * 2_000_000)

    with pytest.raises(
        SourceUnreadable, match=rf"{name}: expected a file that unpacks to at most 20 times.*`unpacked_ratio`"
    ):
        read(path, STEEP)


def test_gzip_bomb_of_many_members_is_refused(tmp_path):
    path = tmp_path / "leads.csv.gz"
    path.write_bytes(gzip.compress(b"id,created\n") + gzip.compress(b"x" * 100_000) * 50)

    with pytest.raises(SourceUnreadable, match="at most 20 times"):
        read(path, STEEP)


def test_default_limits_let_a_large_honest_file_pass(tmp_path):
    path = packed(tmp_path, "leads.csv.gz", CSV + b"".join(b"%d,2025-01-01\n" % number for number in range(900_000)))

    assert path.stat().st_size * 100 > 12_000_000
    assert read(path, UnpackLimits()) == 901_000


def test_workbook_bomb_is_refused_without_unpacking_it(tmp_path):
    bomb = {"xl/worksheets/sheet1.xml": b"0" * 50_000_000}
    path = archive(tmp_path, bomb)
    assert path.stat().st_size < 60_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(
        SourceUnreadable, match=r"leads\.xlsx: expected a workbook that unpacks to at most 100 times its size"
    ):
        read(path, UnpackLimits())

    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 20


def test_workbook_that_unpacks_to_too_much_is_refused(tmp_path):
    with pytest.raises(SourceUnreadable, match=r"expected a workbook of at most 200,000 bytes unpacked.*`workbook_mb`"):
        read(book(tmp_path, rows=9_000))


def test_workbook_that_lies_about_its_size_is_refused(tmp_path):
    path = book(tmp_path, rows=9_000)
    raw = bytearray(path.read_bytes())
    place = raw.index(b"PK\x01\x02", 0)
    while place >= 0:
        raw[place + 24 : place + 28] = struct.pack("<L", 100)
        place = raw.find(b"PK\x01\x02", place + 4)
    path.write_bytes(bytes(raw))

    with pytest.raises(SourceUnreadable, match=r"leads\.xlsx: expected a workbook .*(cut off or damaged|holds more)"):
        read(path)


def test_workbook_with_too_many_parts_is_refused(tmp_path):
    with pytest.raises(SourceUnreadable, match="expected a workbook of at most 20 parts, got more"):
        read(archive(tmp_path, {f"part{number}.xml": b"" for number in range(30)}))


def test_huge_directory_is_refused_before_it_is_read(tmp_path):
    path = archive(tmp_path, {})
    raw = path.read_bytes()
    place = raw.rindex(b"PK\x05\x06")
    path.write_bytes(raw[: place + 12] + struct.pack("<L", 90_000_000) + raw[place + 16 :])

    with pytest.raises(SourceUnreadable, match="at most 10,000 parts"):
        read(path, UnpackLimits())


@pytest.mark.parametrize("inner", ["xl/embeddings/book.xlsx", "xl/more.zip", "a/b.gz"])
def test_archive_inside_a_workbook_is_refused(tmp_path, inner):
    with pytest.raises(SourceUnreadable, match=f"expected a workbook without archives inside, got '{inner}'"):
        read(archive(tmp_path, {inner: b"x"}))


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
def test_entity_bomb_in_a_workbook_is_refused(tmp_path, part):
    lol = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
    with zipfile.ZipFile(book(tmp_path)) as honest:
        parts = {name: honest.read(name) for name in honest.namelist()}
    parts.setdefault("xl/sharedStrings.xml", b"<sst/>")
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="s" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>',
    )
    parts[part] = lol + parts[part].partition(b"?>")[2] if b"?>" in parts[part] else lol + parts[part]

    with pytest.raises(SourceUnreadable, match=rf"leads\.xlsx, {part} line 1: expected no document type"):
        read(archive(tmp_path, parts))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"a.txt": b"x", "[Content_Types].xml": b""}, "its part 'xl/workbook.xml' is missing"),
        ({"content.xml": b"", "mimetype": b""}, "got an OpenDocument. Save it as .xlsx"),
        ({"xl/workbook.bin": b""}, "got a binary one. Save it as .xlsx"),
        ({"xl/workbook.xml": b"<workbook/>"}, "expected a workbook with a sheet of cells, got none"),
        ({"xl/workbook.xml": b"<workbook><she"}, "expected well-formed XML, got 'unclosed token'"),
    ],
)
def test_other_archives_are_refused_with_the_remedy(tmp_path, parts, expected):
    with pytest.raises(SourceUnreadable) as error:
        read(archive(tmp_path, parts))

    assert expected in str(error.value)


def test_archive_of_other_files_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "leads.zip", "w") as written:
        written.writestr("leads.csv", CSV)

    with pytest.raises(SourceUnreadable, match=r"got a ZIP archive of other files\. Unpack it and import them"):
        read(tmp_path / "leads.zip")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xd0\xcf\x11\xe0 old", r"got an old one \(\.xls\) or one locked by a password"),
        (b"PK\x03\x04 cut off", "cut off or damaged"),
        (b"id;name\n1;2\n", "cut off or damaged"),
        (b"", "cut off or damaged"),
    ],
)
def test_file_that_only_calls_itself_a_workbook_is_refused(tmp_path, content, expected):
    path = tmp_path / "leads.xlsx"
    path.write_bytes(content)

    with pytest.raises(SourceUnreadable, match=expected):
        read(path)


def test_workbook_with_damaged_bytes_is_refused(tmp_path):
    path = book(tmp_path, rows=500)
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as honest:
        entry = honest.getinfo("xl/worksheets/sheet1.xml")
    raw[entry.header_offset + 200] ^= 0xFF
    path.write_bytes(bytes(raw))

    with pytest.raises(SourceUnreadable, match=r"leads\.xlsx"):
        read(path)


def test_cell_at_the_far_corner_costs_nothing(tmp_path):
    written = openpyxl.Workbook()
    written.active.append(["id", "created"])
    written.active["A1048576"] = 1
    written.active["B1048576"] = "2025-01-01"
    written.save(tmp_path / "leads.xlsx")

    assert read(tmp_path / "leads.xlsx", UnpackLimits()) == 1


@pytest.mark.parametrize(
    "row",
    ['<row r="1048577"/>', '<row r="0"/>', '<row r="x"/>', '<row r="2"><c r="XFE2"/></row>', '<row><c r="9"/></row>'],
)
def test_cell_outside_of_any_sheet_is_refused(tmp_path, row):
    with zipfile.ZipFile(book(tmp_path)) as honest:
        parts = {name: honest.read(name) for name in honest.namelist()}
    sheet = f"<worksheet><sheetData>{row}</sheetData></worksheet>"
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()

    with pytest.raises(SourceUnreadable, match=r"sheet1\.xml line 1: expected a (row|cell) .*The workbook is damaged"):
        open_workbook(archive(tmp_path, parts), limits=SMALL)


def test_damaged_gzip_is_refused(tmp_path):
    raw = bytearray(gzip.compress(CSV))
    raw[len(raw) // 2] ^= 0xFF
    (tmp_path / "leads.csv.gz").write_bytes(bytes(raw))

    with pytest.raises(SourceUnreadable, match="expected a complete gzip file"):
        read(tmp_path / "leads.csv.gz")
