"""A file with any bytes changed is read, rejected row by row, or refused with its name; nothing else ever happens."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbooks import table

from wegmarke.domain import DocumentInvalid, SourceUnreadable
from wegmarke.sources import parse_recipe, read_files

RECIPE = parse_recipe("""
format: recipe/1
source: crm
time_zone: UTC
files: {leads: "leads*"}
events: [{name: lead_created, from: leads, id: id, time: created}]
""")
DAY = dt.date(2025, 1, 1)
JSONL = b'{"id": 1, "created": "2025-01-01", "firm": {"tags": [1.5, {"b": "\\u00e9"}]}}\n' * 5
XES = b"""<?xml version="1.0" encoding="UTF-8"?><log xmlns="x"><trace><string key="case" value="A&amp;B"/>
<event><string key="id" value="1"/><date key="created" value="2025-01-01"/>
<list key="l"><int key="a" value="1"/></list></event>
</trace></log>"""
FILES = {
    "leads.xlsx": table(["id", "created"], *[[number, DAY] for number in range(20)]),
    "leads.xes": XES,
    "leads.jsonl": JSONL,
    "leads.jsonl.gz": gzip.compress(JSONL, mtime=0),
    "leads.csv": b'id;"created"\n1;2025-01-01\n"2";"2025-\n01-02"\n',
}
CHANGES = st.lists(st.tuples(st.integers(0, 2**16), st.binary(max_size=3)), min_size=1, max_size=4)


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=80, deadline=None)
@given(changes=CHANGES, cut=st.none() | st.integers(0, 2**16))
def test_damaged_file_never_does_worse_than_being_refused(tmp_path_factory, name, changes, cut):
    content = bytearray(FILES[name])
    for place, put in changes:
        content[place % len(content) : place % len(content) + len(put)] = put
    path: Path = tmp_path_factory.mktemp("damaged") / name
    path.write_bytes(bytes(content if cut is None else content[: cut % len(content)]))

    refusal, chunks = "", []
    try:
        chunks = list(read_files(RECIPE, [path], default_zone="UTC"))
    except (SourceUnreadable, DocumentInvalid) as error:
        refusal = str(error)

    used = sum(chunk.events.num_rows + chunk.rejected.num_rows for chunk in chunks)
    assert "leads" in refusal if refusal else used == sum(chunk.rows for chunk in chunks)
