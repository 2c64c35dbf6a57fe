"""Rows that a line break inside a value tore apart: joined where the recipe says so, else rejected with the remedy."""

from __future__ import annotations

import json
from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wegmarke.sources import guess_recipe, parse_recipe, read_files
from wegmarke.sources.csv_file import Limits, open_csv
from wegmarke.sources.unpacking import DEFAULT_LIMITS

HEAD = "id;when;channel;who\r\n"
RECIPE = """
format: recipe/1
source: rows
files: {{rows: {{match: "rows*", separator: ";"{torn}}}}}
events:
  - from: rows
    name: page_viewed
    id: id
    time: when
    person: {{crm: who}}
    properties: {{channel: channel}}
"""


def opened(path, text, *, joins=True, piece=1 << 20):
    path.write_bytes(text.encode())
    limits = Limits(piece_bytes=piece)
    return open_csv(path, separator=";", limits=limits, unpack=DEFAULT_LIMITS, joins_torn=joins)


def rows_of(file):
    parts = list(file.parts(file.columns))
    good = pa.concat_tables(part.table for part in parts)
    bad = [row for part in parts for row in part.bad]
    joined = sorted(line for part in parts for line in part.joined)
    assert sum(part.rows for part in parts) == good.num_rows + len(bad)
    return sorted(zip(good[""].to_pylist(), good["channel"].to_pylist(), strict=True)), bad, joined


def test_two_lines_that_make_up_a_row_are_one(tmp_path):
    rows, bad, joined = rows_of(opened(tmp_path / "rows.csv", HEAD + "1;d;ad/\r\nSEA;x\r\n2;d;seo;y\r\n"))

    assert rows == [(2, "ad/SEA"), (4, "seo")]
    assert (bad, joined) == ([], [2])


@pytest.mark.parametrize(
    ("text", "channels", "lines"),
    [
        ("1;d;a\r\nb\r\nc;x\r\n", ["abc"], []),  # two breaks in one value
        ("1;d;a\r\n\r\nb;x\r\n", [], [2, 4]),  # a blank line lies between
        ("1;d;a\r\n2;d;seo;y\r\nb;x\r\n", ["seo"], [2, 4]),  # a whole row does
        ("1;d\r\n2;d;a\r\nb;x\r\n", [], [2, 3, 4]),  # nobody knows what belongs together
        ("1;d;a\r\nb;x\r\n2;d;c\r\nd;y\r\n", ["ab", "cd"], []),  # one behind the other
        ("1;d;a\r\nb;x\r\n\r\n2;d\r\n", ["ab"], [5]),  # a row that was cut off stands apart
        ('1;d;a\r\n"b";x\r\n', [], [2, 3]),  # quotes say where values end
        ("1;d;a;b;c\r\n2;d;a\r\n", [], [2, 3]),  # too many, then too few
        ("1;d;a\r\n", [], [2]),  # the end of the file
    ],
)
def test_what_makes_up_no_whole_row_is_rejected(tmp_path, text, channels, lines):
    rows, bad, _ = rows_of(opened(tmp_path / "rows.csv", HEAD + text))

    assert [channel for _, channel in rows] == channels
    assert sorted(row.line for row in bad) == lines
    assert {row.reason for row in bad} <= {"wrong_column_count"}


def test_without_the_recipe_both_lines_are_rejected_with_the_remedy(tmp_path):
    rows, bad, joined = rows_of(opened(tmp_path / "rows.csv", HEAD + "1;d;ad/\r\nSEA;x\r\n\r\n3;d\r\n", joins=False))

    assert (rows, joined) == ([], [])
    assert [(row.line, "torn_lines: join" in row.message) for row in bad] == [(2, True), (3, True), (5, False)]


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_pieces_of_any_size_give_the_same_rows(tmp_path_factory, data):
    kinds = data.draw(st.lists(st.sampled_from(["whole", "torn", "short"]), min_size=1, max_size=12))
    lines, expected, number = [], [], 2
    for kind in kinds:
        if kind == "whole":
            lines.append("1;d;seo;y")
            expected.append((number, "seo"))
        elif kind == "torn":
            lines += ["1;d;ad/", "SEA;x"]
            expected.append((number, "ad/SEA"))
        else:
            lines += [""]  # apart from what stands before it
            number += 1
            lines += ["1;d", "2;d;mail;z"]
            expected.append((number + 1, "mail"))
        number = len(lines) + 2
    file = tmp_path_factory.mktemp("rows") / "rows.csv"
    text = HEAD + "\r\n".join(lines) + "\r\n"

    rows, bad, _ = rows_of(opened(file, text, piece=data.draw(st.integers(20, 80))))

    assert rows == expected
    assert len(bad) == kinds.count("short")


def test_a_recipe_joins_and_says_so(tmp_path):
    file = tmp_path / "rows.csv"
    file.write_bytes((HEAD + "1;2026-01-01;ad/\r\nSEA;x\r\n").encode())
    chunks = list(read_files(parse_recipe(RECIPE.format(torn=", torn_lines: join")), [file], default_zone="UTC"))

    assert sum(chunk.events.num_rows for chunk in chunks) == 1
    assert any("1 rows that a line break inside a value had torn apart" in said for c in chunks for said in c.notices)


@pytest.mark.shared_data
def test_the_damaged_file_comes_in_whole_with_the_recipe_that_is_guessed(shared_data):
    folder = shared_data / "attribution_sessions"
    truth = json.loads((folder / "ground_truth.json").read_text())
    file = folder / "touchpoints_raw.tsv.gz"

    guess = guess_recipe(file)
    chunks = list(read_files(parse_recipe(guess.recipe), [file], default_zone="UTC"))

    assert "torn_lines: join" in guess.recipe
    assert sum(chunk.rejected.num_rows for chunk in chunks) == 0
    events = pa.concat_tables(chunk.events for chunk in chunks)
    assert events.num_rows == sum(truth["rows by channel"].values())
    channels = Counter(dict(pairs)["marketingchannel"] for pairs in events["properties"].to_pylist())
    assert channels == truth["rows by channel"]
