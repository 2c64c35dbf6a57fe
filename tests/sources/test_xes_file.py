"""Event logs: attributes of events and traces become columns named as process miners know them."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pyarrow as pa
import pytest

from wegmarke.domain import SourceUnreadable
from wegmarke.sources import load_recipe, read_files
from wegmarke.sources.xes_file import XesFile, open_xes

EXAMPLES = Path(__file__).parents[2] / "examples"
RECIPE = """
format: recipe/1
source: process
time_zone: Europe/Berlin
files: {log: "log*"}
events:
  - name: work_done
    from: log
    where: ("concept:name" = 'Check' AND "lifecycle:transition" = 'complete')
    time: time:timestamp
    account: {case: case:concept:name}
    properties: {amount: "CAST(\\"case:amount\\" AS DECIMAL) * 2", resource: org:resource}
"""
LOG = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="2.0" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="event"><string key="concept:name" value="?"/></global>
  <classifier name="Activity" keys="concept:name"/>
  <string key="source" value="test"><int key="inner" value="1"/></string>
  <trace>
    <string key="concept:name" value="A1"/>
    <int key="amount" value="500"/>
    <event>
      <string key="concept:name" value="Check"><float key="cost" value="1.5"/></string>
      <string key="lifecycle:transition" value="complete"/>
      <date key="time:timestamp" value="2025-01-02T10:00:00.250+02:00"/>
      <string key="org:resource" value="J &amp; K"/>
      <list key="parts"><values><string key="p" value="x"/><string key="p" value="y"/></values></list>
      <boolean key="ok" value="true"/><id key="identity:id" value="77"/>
    </event>
    <event><string key="concept:name" value="Pay"/></event>
  </trace>
  <trace><string key="concept:name" value="A2"/></trace>
  <event><string key="concept:name" value="Alone"/></event>
</log>
"""


def opened(tmp_path: Path, content: str | bytes) -> XesFile:
    path = tmp_path / "log.xes"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    file = open_xes(path)
    assert file is not None
    return file


def rows_of(file: XesFile) -> list[dict[str, Any]]:
    return [row for part in file.parts(file.columns) for row in part.table.to_pylist()]


def test_attributes_are_columns_and_events_are_rows(tmp_path):
    file = opened(tmp_path, LOG)

    assert file.columns == (
        "case:concept:name", "case:amount", "concept:name", "lifecycle:transition", "time:timestamp", "org:resource",
        "parts", "ok", "identity:id",
    )  # fmt: skip
    first, second, alone = rows_of(file)
    assert (first[""], first["case:amount"], first["org:resource"], first["parts"]) == (
        10,
        "500",
        "J & K",
        '["x", "y"]',
    )
    assert (second[""], second["concept:name"], second["case:concept:name"]) == (18, "Pay", "A1")
    assert (alone["concept:name"], alone["case:concept:name"]) == ("Alone", None)
    assert file.notices == ("log.xes: 1 traces hold no event and became nothing.",)


def test_recipe_names_attributes_alone_or_in_quotes(read):
    [event] = read(RECIPE, log__xes=LOG).events

    assert event["occurred_at"].isoformat() == "2025-01-02T08:00:00.250000+00:00"
    assert event["account_identifiers"] == [{"kind": "case", "value": "A1"}]
    assert dict(event["properties"]) == {"amount": "1000", "resource": "J & K"}


def test_equal_events_of_a_trace_are_two(read):
    event = (
        '<event><string key="concept:name" value="A"/><date key="time:timestamp" value="2025-01-01T00:00:00Z"/></event>'
    )
    recipe = RECIPE[: RECIPE.index("    where")] + "    time: time:timestamp\n"

    result = read(recipe, log__xes=f"<log><trace>{event}{event}</trace></log>")

    assert len(set(result.ids)) == len(result.ids) == 2


@pytest.mark.parametrize(
    "content",
    [
        re.sub("<(/?)(log|trace|event|string)", r"<\1x:\2", LOG),
        LOG.replace("UTF-8", "UTF-16").encode("utf-16"),
        LOG.replace("UTF-8", "ISO-8859-1").replace("A1", "Ä1").encode("latin-1"),
        gzip.compress(LOG.encode(), mtime=0),
    ],
)  # fmt: skip
def test_prefixes_encodings_and_gzip_do_not_matter(tmp_path, content):
    assert len(rows_of(opened(tmp_path, content))) == 3


def test_same_rows_as_elementtree_finds(tmp_path):
    file = opened(tmp_path, LOG)

    space = "{http://www.xes-standard.org/}"
    found = [
        {child.get("key"): child.get("value") for child in event if child.get("value")}
        for event in ET.fromstring(LOG).iter(f"{space}event")
    ]
    rows = [
        {
            name: value
            for name, value in row.items()
            if name and value and not name.startswith("case:") and name != "parts"
        }
        for row in rows_of(file)
    ]
    assert rows == found


BILLION_LAUGHS = (
    '<!DOCTYPE log [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + ']><log><trace><string key="concept:name" value="&j;"/></trace></log>'
)
REFUSED = {
    "expected well-formed XML, got 'no element found'": LOG[: LOG.index("</trace>")],
    "expected well-formed XML, got 'mismatched tag'": LOG.replace("</event>", "</evnt>", 1),
    "expected well-formed XML, got 'not well-formed (invalid token)'": LOG.replace("Pay", "P\0y"),
    "expected well-formed XML, got 'undefined entity'": LOG.replace("Pay", "&pay;"),
    "expected an event log, which starts with <log>, got <html>": "<html><body>Error 500</body></html>",
    "expected no document type": BILLION_LAUGHS,
    "line 1: expected no document type": '<!DOCTYPE log SYSTEM "file:///etc/passwd"><log/>',
    "at most 100 elements inside each other": "<log>" + "<trace>" * 200,
    "attributes of a trace before its events": '<log><trace><event/><string key="a" value="b"/></trace></log>',
    "every attribute once, 'a' stands there twice": '<log><trace><int key="a" value="1"/><id key="a" value="2"/>',
}  # fmt: skip


@pytest.mark.parametrize("expected", REFUSED)
def test_damaged_log_is_refused_before_any_event(read, expected):
    with pytest.raises(SourceUnreadable, match=r"log\.xes line \d+: .*") as error:
        read(RECIPE, log__xes=REFUSED[expected])

    assert expected in str(error.value)


def test_error_names_the_line(read):
    with pytest.raises(SourceUnreadable, match=r"log\.xes line 18: .*mismatched tag"):
        read(RECIPE, log__xes=LOG.replace('"Pay"/>', '"Pay">'))


def test_tag_without_end_costs_little_memory(tmp_path):
    path = tmp_path / "log.xes.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(b'<log><trace><string key="')
        for _ in range(40):
            file.write(b"x" * 1_000_000)

    with pytest.raises(SourceUnreadable, match="expected tags of at most 17 MB"):
        open_xes(path)


def test_cut_off_gzip_is_refused(tmp_path):
    with pytest.raises(SourceUnreadable, match=r"log\.xes: expected a complete gzip file"):
        opened(tmp_path, gzip.compress(LOG.encode())[:-20])


def test_log_without_events_is_empty(read):
    with pytest.raises(SourceUnreadable, match=r"log\.xes: .*the file is empty"):
        read(RECIPE, log__xes="<log><trace/></log>")


@pytest.mark.parametrize(
    ("reason", "attribute"),
    [
        ("duplicate_key", '<string key="concept:name" value="again"/>'),
        ("incomplete_attribute", '<string value="no key"/>'),
        ("incomplete_attribute", '<string key="no value"/>'),
    ],
)
def test_damaged_event_is_rejected_and_the_rest_is_kept(tmp_path, reason, attribute):
    file = opened(tmp_path, LOG.replace('value="Pay"/>', f'value="Pay"/>{attribute}'))

    parts = list(file.parts(["concept:name"]))

    [bad] = [row for part in parts for row in part.bad]
    assert (bad.line, bad.reason) == (18, reason)
    assert bad.message.startswith("log.xes line 18: expected ")
    assert json.loads(bad.payload)["concept:name"] == "Pay"
    assert [part.rows for part in parts] == [3, 0]
    assert [row["concept:name"] for part in parts for row in part.table.to_pylist()] == ["Check", "Alone"]


def test_time_that_cannot_be_read_rejects_its_event(read):
    result = read(RECIPE, log__xes=LOG.replace("2025-01-02T10", "2025-02-30T10"))

    assert result.reasons == [(10, "impossible_time")]


# Real logs beside the checkout

LOGS = {"bpic2012": "bpic2012_loan_applications", "helpdesk": "helpdesk_tickets"}


@pytest.fixture(scope="module", params=LOGS)
def example(request, shared_data: Path) -> tuple[pa.Table, dict[str, Any]]:
    folder = shared_data / LOGS[request.param]
    recipe = load_recipe(EXAMPLES / request.param / "recipe.yaml")
    chunks = list(read_files(recipe, sorted(folder.glob("*.xes.gz")), default_zone="UTC"))
    assert sum(chunk.rejected.num_rows for chunk in chunks) == 0
    assert [notice for chunk in chunks for notice in chunk.notices] == []
    return pa.concat_tables([chunk.events for chunk in chunks]), json.loads((folder / "ground_truth.json").read_text())


@pytest.mark.shared_data
def test_example_has_the_events_of_the_log(example):
    table, facts = example
    events = table.select(["name", "account_identifiers", "properties"]).to_pylist()
    activities: dict[str, list[str]] = {}
    for event in events:
        activities.setdefault(dict(event["properties"])["activity"], []).append(
            event["account_identifiers"][0]["value"]
        )

    cases, count, kinds = facts["cases, events, activities, activity+lifecycle classes, resources"][:3]
    assert (table.num_rows, len(activities)) == (count, kinds)
    assert len({case for found in activities.values() for case in found}) == cases
    assert {name: [len(found), len(set(found))] for name, found in activities.items()} == facts[
        "per activity: events, cases"
    ]
    assert len({event["name"] for event in events}) == kinds
    assert len(set(table["source_event_id"].to_pylist())) == count


@pytest.mark.shared_data
def test_example_has_the_times_of_the_log(example):
    table, facts = example
    times = table["occurred_at"].to_pylist()

    assert [f"{time:%Y-%m-%d %H:%M:%S}" for time in (min(times), max(times))] == facts["first/last event (UTC)"]


@pytest.mark.shared_data
def test_example_keeps_the_order_of_the_log(example):
    table, facts = example
    paths: dict[str, list[Any]] = {}
    for event in table.select(["account_identifiers", "occurred_at", "sequence", "properties"]).to_pylist():
        step = (event["occurred_at"], event["sequence"], dict(event["properties"])["activity"])
        paths.setdefault(event["account_identifiers"][0]["value"], []).append(step)
    variants = Counter(tuple(activity for _, _, activity in sorted(path)) for path in paths.values())

    found = [len(variants), *(count for _, count in variants.most_common(3)), sum(n == 1 for n in variants.values())]
    assert found == facts["variants by activity name in file order; top-3 variant counts; single-case variants"]


@pytest.mark.shared_data
def test_example_knows_how_much_was_asked_for(shared_data):
    folder = shared_data / LOGS["bpic2012"]
    recipe = load_recipe(EXAMPLES / "bpic2012" / "recipe.yaml")
    chunks = read_files(recipe, sorted(folder.glob("*.xes.gz")), default_zone="UTC")

    total = sum(sum(value or 0 for value in chunk.events["value_minor"].to_pylist()) for chunk in chunks)

    assert total / 100 == json.loads((folder / "ground_truth.json").read_text())["AMOUNT_REQ: sum, median"][0]
