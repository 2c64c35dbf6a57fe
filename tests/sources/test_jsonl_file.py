"""JSON Lines: sound objects become rows with dotted names, every other line one bad row with its reason."""

from __future__ import annotations

import gzip
import io
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wegmarke.domain import DocumentInvalid, SourceUnreadable
from wegmarke.sources.jsonl_file import JsonlFile, LineLimits, open_jsonl
from wegmarke.sources.jsonl_file.lines import lines

GOOD = '{"id": 1, "created": "2025-01-01"}\n'
LEADS = """
format: recipe/1
source: crm
files: {leads: "leads*"}
events: [{name: lead_created, from: leads, id: id, time: created}]
"""
SMALL = LineLimits(line_bytes=200, piece_bytes=40)


def opened(tmp_path, content: str | bytes, limits: LineLimits | None = None) -> JsonlFile:
    path = tmp_path / "leads.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    file = open_jsonl(path, limits=limits) if limits else open_jsonl(path)
    assert file is not None
    return file


def rows_of(file: JsonlFile) -> list[dict[str, Any]]:
    return [row for part in file.parts(list(file.columns)) for row in part.table.to_pylist()]


def test_objects_become_events_with_the_line_as_sequence(read):
    result = read(leads__jsonl='{"id":7,"created":"2025-01-01"}\n\n{"created":"2025-01-02T10:00:00Z","id":"b"}\n')

    assert result.ids == ["lead_created:7", "lead_created:b"]
    assert [event["sequence"] for event in result.events] == [1, 3]
    assert result.rows == 2


def test_kind_is_recognised_by_content_where_the_name_does_not_tell(read):
    assert read(leads__txt=GOOD).ids == ["lead_created:1"]
    assert read(leads__ndjson__gz=gzip.compress(GOOD.encode())).ids == ["lead_created:1"]
    assert read(leads__jsonl=b"\xef\xbb\xbf" + GOOD.encode()).ids == ["lead_created:1"]


def test_nested_values_are_reached_with_dots(read):
    recipe = """
format: recipe/1
source: crm
currency: EUR
files: {leads: "leads*"}
events:
  - name: lead_created
    from: leads
    id: data.lead.id
    time: data.at
    account: {vat: lower(data.firm.vat)}
    value: data.net + data.firm.fee
    where: data.firm.name <> 'x'
"""
    line = {"data": {"at": "2025-01-01", "lead": {"id": 4}, "net": 1.5, "firm": {"vat": "DE1", "name": "A", "fee": 2}}}

    result = read(recipe, leads__jsonl=json.dumps(line) + "\n")

    [event] = result.events
    assert (event["source_event_id"], event["value_minor"]) == ("lead_created:4", 350)
    assert event["account_identifiers"] == [{"kind": "vat", "value": "de1"}]


def test_missing_nested_value_names_the_nearest(read):
    with pytest.raises(DocumentInvalid, match="Did you mean 'firm\\.created'"):
        read(leads__jsonl='{"id": 1, "firm": {"created": "2025-01-01"}}\n')
    with pytest.raises(
        DocumentInvalid, match=r"a column 'firm\.craeted' in leads\.jsonl.* Did you mean 'firm\.created'"
    ):
        recipe = LEADS.replace("time: created", "time: firm.craeted")
        read(recipe, leads__jsonl='{"id": 1, "firm": {"created": "2025-01-01"}}\n')


def test_values_are_the_text_they_are_written_as(tmp_path):
    line = (
        '{"a":1.10,"b":12345678901234567890123,"c":1e5,"d":true,"e":null,"f":[1.50,{"g":"ü"}],"h":{},"i":"","j":-0.5}\n'
    )

    [row] = rows_of(opened(tmp_path, line))

    assert {name: row[name] for name in "abcdefhij"} == {
        "a": "1.10", "b": "12345678901234567890123", "c": "100000", "d": "true", "e": None,
        "f": '[1.50,{"g":"ü"}]', "h": None, "i": None, "j": "-0.5",
    }  # fmt: skip


def test_names_that_first_occur_late_are_found(tmp_path):
    file = opened(tmp_path, GOOD * 50 + '{"id": 2, "late": {"er": "x"}}\n', SMALL)

    assert "later" not in file.columns
    assert list(file.columns) == ["id", "created", "late.er"]
    assert rows_of(file)[-1]["late.er"] == "x"


BAD = {
    "broken_json": [
        '{"id": 2', "id;created", '{"id": 2,}', "{'id': 2}", '{"id": 2} {"id": 3}', '{"id": 02}', '{"id": tru}',
    ],
    "not_a_number": ['{"id": NaN}', '{"id": -Infinity}', '{"id": [1, Infinity]}'],
    "duplicate_key": [
        '{"id": 2, "id": 3}', '{"id":2,"id":2}', '{"id" :2,"id":3}', '{"a": {"b": 1, "b": 2}}',
        '{"a": [{"b": 1, "b": 1}]}', '{"a.b": 1, "a": {"b": 2}}', '{"\\u0061": 1, "a": 2}',
        '{"t": "\\": ", "a": 1, "a": 2}',
    ],
    "too_deep": ['{"a":' * 21 + "1" + "}" * 21, '{"a":' + "[" * 20 + "]" * 20 + "}", "[" * 5000 + "]" * 5000],
    "nul_byte": ['{"id": "a\\u0000"}', '{"id": "a\0"}'],
    "lone_surrogate": ['{"id": "\\ud800"}', '{"id": "\\udc00x"}', '{"id": "\\ud800\\u0041"}'],
    "wrong_encoding": [b'{"id": "\xfc"}', b'{"id": "\xed\xa0\x80"}'],
    "not_an_object": ["[1]", '"text"', "12", "null", "true"],
    "unreadable_number": ['{"id": ' + "9" * 5000 + "}", '{"id": 1e99999999999999999999}'],
}  # fmt: skip


@pytest.mark.parametrize(("reason", "line"), [(reason, line) for reason, found in BAD.items() for line in found])
def test_bad_line_is_rejected_and_the_rest_is_kept(read, reason, line):
    raw = line if isinstance(line, bytes) else line.encode()

    result = read(leads__jsonl=GOOD.encode() + raw + b"\n" + b'{"id": 3, "created": "2025-01-03"}')

    assert result.reasons == [(2, reason)]
    assert result.ids == ["lead_created:1", "lead_created:3"]
    assert result.rejected[0]["message"].startswith("leads.jsonl line 2: expected ")
    assert json.loads(result.rejected[0]["payload"])["text"][:4] == raw.decode("utf-8", "replace")[:4]


def test_line_without_end_is_rejected_and_the_rest_is_kept(tmp_path):
    long = '{"id": "' + "x" * 300 + '"}\n'
    file = opened(tmp_path, GOOD + long + GOOD + long.replace("x", "xx"), SMALL)

    parts = list(file.parts(["id"]))

    bad = [row for part in parts for row in part.bad]
    assert [(row.line, row.reason) for row in bad] == [(2, "line_too_long"), (4, "line_too_long")]
    assert [row[""] for part in parts for row in part.table.to_pylist()] == [1, 3]


@pytest.mark.parametrize("start", ["[", "[\n", "{\n", '[{"id": 1}, {"id": 2}]'])
def test_one_large_document_is_refused_with_the_remedy(read, start):
    with pytest.raises(
        SourceUnreadable, match=r"leads\.json line 1: .*one large document\. Write every object on a line"
    ):
        read(leads__json=start + '\n  "id": 1\n')


def test_file_without_a_sound_line_is_refused_with_the_first_reason(read):
    with pytest.raises(SourceUnreadable, match=r"No line of leads\.jsonl can be read\. leads\.jsonl line 1: expected"):
        read(leads__jsonl="id\n1\n")


def test_empty_file_is_no_error_where_it_is_optional(read):
    with pytest.raises(SourceUnreadable, match="the file is empty"):
        read(leads__jsonl="\n\n")


def test_ids_used_as_names_are_refused(read):
    line = json.dumps({"id": 1, "created": "2025-01-01"} | {f"n{number}": 1 for number in range(2_100)})

    with pytest.raises(SourceUnreadable, match="at most 2,000 different names"):
        read(leads__jsonl=line + "\n")


@given(st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b"")), max_size=12), st.integers(1, 40))
def test_lines_are_those_of_the_file_wherever_pieces_end(content, size):
    raw = b"\n".join(content)

    found = [line for piece in lines(io.BytesIO(raw), LineLimits(1_000, size)) for line in piece.lines]

    expected = raw.split(b"\n")
    assert found == (expected if expected[-1] else expected[:-1])


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(-(10**9), 10**9, places=3) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('ab"\\: .é', max_size=3), inner, max_size=3),
    max_leaves=8,
)


def flattened(value: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """Take an object apart the slow way."""
    found: list[tuple[str, Any]] = []
    for name, inner in value.items():
        found += flattened(inner, f"{before}{name}.") if isinstance(inner, dict) and inner else [(before + name, inner)]
    return found


@settings(max_examples=200, deadline=None)
@given(value=st.dictionaries(st.text('ab"\\: .é', max_size=3), VALUES, max_size=4), loose=st.booleans())
def test_same_values_as_the_json_module_reads(tmp_path_factory, value, loose):
    text = json.dumps(value, default=float, ensure_ascii=loose, separators=(" , ", " : ") if loose else (",", ":"))
    expected = flattened(json.loads(text, parse_float=Decimal))
    names = [name for name, _ in expected]

    path = tmp_path_factory.mktemp("json") / "a.jsonl"
    path.write_text(text + "\n")
    file = open_jsonl(path)

    assert file is not None
    parts = list(file.parts([]))
    bad = [row.reason for part in parts for row in part.bad]
    if "\0" in text or "\\u0000" in text:
        return
    if len(set(names)) < len(names):
        assert bad == ["duplicate_key"]
        return
    assert bad == []
    assert sorted(file.columns) == sorted(filter(None, names))
    [row] = rows_of(file)
    for name, wanted in [pair for pair in expected if pair[0]]:
        if isinstance(wanted, str):
            assert row[name] == (wanted.strip() or None)
        elif isinstance(wanted, Decimal | int) and not isinstance(wanted, bool):
            assert Decimal(row[name]) == wanted
