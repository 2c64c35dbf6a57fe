from __future__ import annotations

import csv
import io
import json

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from random_maps import EXAMPLES, maps

from wegmarke.domain import DocumentInvalid, LocalizedText, SourceUnreadable, UsageError
from wegmarke.domain.numbers import MapNumbers, MetricNumber
from wegmarke.maps import load_map, map_content
from wegmarke.maps.formats import long_csv
from wegmarke.maps.formats.long_csv.shape import COLUMNS


@pytest.fixture
def small(content):
    return load_map(json.dumps(content))


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def edited(content: bytes, change, *, separator: str = ",") -> bytes:
    rows = rows_of(content)
    change({row["item_id"]: row for row in rows})
    written = io.StringIO()
    table = csv.DictWriter(written, rows[0].keys(), delimiter=separator)
    table.writeheader()
    table.writerows(rows)
    return written.getvalue().encode()


@settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(maps())
def test_reading_what_was_written_changes_nothing(journey_map):
    written = long_csv.write(journey_map)

    assert long_csv.read(written.content, journey_map).document == journey_map


@settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(maps())
def test_every_thing_has_a_row_or_is_told(journey_map):
    written = long_csv.write(journey_map)

    rows = [row["item_id"] for row in rows_of(written.content)]
    lists = ("emotions", "placements", "metrics", "improvements", "initiatives")
    assert rows == [f"cards/{card.id}" for card in journey_map.cards()] + [
        f"{name}/{thing.id}"
        for name in ("emotions", "placements", "metrics", "improvements", "initiatives")
        for thing in getattr(journey_map, name)
    ]
    told = {loss.where for loss in written.losses}
    for name, value in map_content(journey_map).items():
        if isinstance(value, list) and name not in (*lists, "lanes", "phases", "steps"):
            assert {f"{name}[{position}]" for position in range(len(value))} <= told


def test_columns_are_those_of_the_specification(small):
    assert tuple(rows_of(long_csv.write(small).content)[0]) == COLUMNS


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_texts_and_values_are_taken_over(small, separator):
    emotion = small.emotions[0]

    def change(rows):
        rows[f"cards/{small.lanes[0].cards[0].id}"]["text_de"] = "Anders"
        rows[f"emotions/{emotion.id}"]["value"] = "-1,5"
        rows[f"metrics/{small.metrics[0].id}"]["target"] = "0,25"

    read = long_csv.read(edited(long_csv.write(small).content, change, separator=separator), small).document

    assert read.lanes[0].cards[0].text == LocalizedText(de="Anders", en=small.lanes[0].cards[0].text.en)
    assert (read.emotions[0].value, read.metrics[0].target) == (-1.5, 0.25)
    assert read.lanes[0].cards[1:] == small.lanes[0].cards[1:]


def test_rows_and_columns_that_are_missing_change_nothing(small):
    content = f"item_id;status\r\ncards/{small.lanes[0].cards[0].id};\r\n".encode()

    assert long_csv.read(content, small).document == small


def test_all_problems_are_told_with_line_and_column(small):
    def change(rows):
        rows[f"emotions/{small.emotions[0].id}"]["value"] = "gut"
        rows[f"metrics/{small.metrics[0].id}"] |= {"target": "viel", "period": "Äon"}
        rows[f"cards/{small.lanes[0].cards[0].id}"]["item_id"] = "cards/none"

    with pytest.raises(DocumentInvalid) as caught:
        long_csv.read(edited(long_csv.write(small).content, change), small)

    places = {problem.where.partition(", ")[2] for problem in caught.value.problems}
    assert places == {"value", "target", "period", "item_id"}
    assert all(problem.where.startswith("line ") for problem in caught.value.problems)


def test_a_table_of_another_map_is_refused(small):
    other = msgspec.structs.replace(small, id="other")

    with pytest.raises(DocumentInvalid, match="expected the map 'small', got 'other'"):
        long_csv.read(long_csv.write(other).content, small)


def test_a_table_needs_a_map():
    with pytest.raises(UsageError, match="Name the map"):
        long_csv.read(b"item_id\r\n", None)


@pytest.mark.parametrize("damaged", [b"\xff\xfe\x00", b'item_id\n"open', b"item_id\n" + b"x" * 300_000])
def test_damaged_tables_are_refused(small, damaged):
    with pytest.raises(SourceUnreadable):
        long_csv.read(damaged, small)


@pytest.mark.parametrize("other", [b"", b"a,b\r\n1,2\r\n"])
def test_other_tables_are_refused_with_the_columns(small, other):
    with pytest.raises(DocumentInvalid, match="item_id"):
        long_csv.read(other, small)


def test_measured_values_stand_beside_their_targets_unless_few_stand_behind_them(small):
    first = small.metrics[0].id
    for suppressed, value in ((False, "0.5"), (True, "")):
        number = MetricNumber(first, 0.5, 40, status="on_target", suppressed=suppressed)
        written = long_csv.write(small, MapNumbers("small", "person", metrics={first: number}))

        row = next(row for row in rows_of(written.content) if row["item_id"] == f"metrics/{first}")
        assert row["value"] == value
