from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from fake_numbers import timeline_entries
from fake_workspace import a_reader

from wegmarke.domain import Language
from wegmarke.domain.views import TimelineEntry
from wegmarke.web.people.timeline import months, strip
from wegmarke.web.titles import Titles

TITLES = Titles(touchpoints={"quote": "Angebot"}, phases={"p1": "Suchen", "p2": "Wählen"}, shades={"p1": 1, "p2": 8})


def an_entry(at: datetime, phase: str | None = "p1", precision: str = "instant") -> TimelineEntry:
    return TimelineEntry(at, precision, "quote_sent", "quote" if phase else None, phase, "offer", 7, "", None)


def test_months_are_those_of_the_readers_zone():
    late = datetime(2025, 1, 31, 23, 30, tzinfo=UTC)

    (month,) = months([an_entry(late)], TITLES, a_reader())

    assert month.label == "Februar 2025"
    assert (month.lines[0].day, month.lines[0].time) == ("01.02.2025", "00:30")


def test_day_without_a_time_shows_none():
    (month,) = months([an_entry(datetime(2025, 1, 1, tzinfo=UTC), precision="day")], TITLES, a_reader())

    assert month.lines[0].time == ""


def test_event_that_nothing_recognises_shows_its_own_name():
    (month,) = months([an_entry(datetime(2025, 1, 1, tzinfo=UTC), phase=None)], TITLES, a_reader())

    assert (month.lines[0].title, month.lines[0].recognised) == ("quote_sent", False)


def test_person_without_a_label_is_numbered():
    (month,) = months([an_entry(datetime(2025, 1, 1, tzinfo=UTC))], TITLES, a_reader(Language.EN))

    assert month.lines[0].person == "Person 7"


def test_strip_has_a_row_per_phase_in_the_order_of_the_map():
    days = [datetime(2025, 1, day, tzinfo=UTC) for day in (1, 6, 11)]
    entries = [an_entry(days[0], "p2"), an_entry(days[1], "p1"), an_entry(days[2], None)]

    rows = strip(entries, TITLES, a_reader()).rows

    assert [(row.phase, row.ticks) for row in rows] == [
        ("Suchen", ("50.00%",)),
        ("Wählen", ("0.00%",)),
        ("nicht erkannt", ("100.00%",)),
    ]


def test_strip_needs_two_instants():
    once = an_entry(datetime(2025, 1, 1, tzinfo=UTC))

    assert strip([once], TITLES, a_reader()) is None
    assert strip([once, once], TITLES, a_reader()) is None


def test_axis_has_few_marks_and_names_months():
    axis = strip(timeline_entries(), TITLES, a_reader()).axis

    assert 1 <= len(axis) <= 8
    assert axis[0][1] == "02/24"


def test_short_history_names_its_first_and_last_day():
    entries = [an_entry(datetime(2025, 1, day, tzinfo=UTC)) for day in (2, 9)]

    assert strip(entries, TITLES, a_reader()).axis == (
        ("0.00%", "02.01.2025", "start"),
        ("100.00%", "09.01.2025", "end"),
    )


def test_short_properties_stand_beside_the_event_and_long_ones_wait():
    entry = an_entry(datetime(2025, 1, 1, tzinfo=UTC))
    short, long = replace(entry, properties={"b": "2", "a": "1"}), replace(entry, properties={"a": "x" * 80})

    (month,) = months([short, long], TITLES, a_reader())

    assert [(line.brief, line.properties) for line in month.lines] == [("a: 1 · b: 2", ()), ("", (("a", "x" * 80),))]


def test_long_history_is_cut_into_pages(client, workspace):
    workspace.accounts.entries = timeline_entries() * 5

    assert "1–100 of 180" in client.get("/people/accounts/100").text
    assert "101–180 of 180" in client.get("/people/accounts/100?page=2").text
