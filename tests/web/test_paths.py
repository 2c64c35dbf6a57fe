from __future__ import annotations

import csv
import io
from collections import defaultdict

import pytest
from fake_numbers import flow, sankey_rows, transition_rows
from fake_workspace import FakeResult, a_reader

from wegmarke.domain import Unit
from wegmarke.web.explore.sankey import draw, read_flows
from wegmarke.web.explore.transitions import choose, read_transitions, write_lines
from wegmarke.web.titles import Titles

GERMAN = {"accept-language": "de"}
TITLES = Titles(touchpoints={"a": "Anzeige", "b": "Besuch", "long": "Referenzbesuch beim Betreiber der Anlage"})


def a_picture(rows: list[dict[str, object]]):
    return draw(read_flows(FakeResult(rows)), TITLES, Unit.ACCOUNT, a_reader())


def step(position: int, came_from: str, went_to: str, units: int) -> dict[str, object]:
    return {
        "position": position,
        "from_touchpoint": came_from,
        "to_position": position + 1,
        "to_touchpoint": went_to,
        "units": units,
    }


def test_nothing_observed_draws_nothing():
    assert a_picture([]) is None


def test_heights_are_proportional_to_units():
    picture = a_picture([step(1, "a", "b", 30), step(1, "a", "(end)", 10)])

    heights = {box.title: box.height for box in picture.boxes}
    assert heights["Besuch"] / heights["(end)"] == pytest.approx(3, rel=0.01)
    assert heights["Anzeige"] == pytest.approx(heights["Besuch"] + heights["(end)"], rel=0.01)


def test_bands_fill_the_box_they_leave():
    picture = a_picture(sankey_rows())

    leaving = defaultdict(float)
    for band in picture.bands:
        leaving[band.text.split(" → ")[0], band.path.split(" ")[0]] += band.width
    assert max(leaving.values()) <= 440


def test_everything_stays_inside_the_picture():
    picture = a_picture(sankey_rows())

    assert all(0 <= box.x <= picture.width for box in picture.boxes)
    assert all(box.y + box.height <= picture.height for box in picture.boxes)


def test_end_of_the_path_stands_at_the_bottom():
    picture = a_picture([step(1, "a", "(end)", 90), step(1, "a", "b", 10)])

    below = {box.title: box.y for box in picture.boxes if box.x > 0}
    assert below["(end)"] > below["Besuch"]


def test_long_title_is_cut_in_the_picture_and_whole_in_its_text():
    box = a_picture([step(1, "long", "a", 5)]).boxes[0]

    assert box.label == "Referenzbesuch beim B…"
    assert box.title == TITLES.touchpoints["long"]


def test_band_says_what_it_counts():
    assert a_picture([step(1, "a", "b", 1)]).bands[0].text == "Anzeige → Besuch: 1 Unternehmen"


def test_share_is_of_all_that_leaves_the_first_touchpoint():
    lines = read_transitions(FakeResult([flow("a", "b", 30, 3), flow("a", "a", 10, 2), flow("b", "a", 4, 4)]), TITLES)

    assert [line.share for line in lines] == [0.75, 0.25, 1.0]
    assert [line.share for line in write_lines(lines, 5, a_reader())] == ["75,0\xa0%", "25,0\xa0%", "n < 5"]


@pytest.mark.parametrize(
    ("sort", "first"), [("transitions", "aa"), ("units", "ab"), ("share", "ba"), ("from", "aa"), ("to", "aa")]
)
def test_transitions_are_sorted(sort, first):
    rows = [flow("a", "a", 30, 1), flow("a", "b", 20, 9), flow("b", "a", 4, 4)]

    line = choose(read_transitions(FakeResult(rows), TITLES), "", sort)[0]

    assert line.came_from + line.went_to == first


def test_search_finds_either_end_in_any_case():
    found = choose(read_transitions(FakeResult([flow("a", "b", 1, 1), flow("x", "y", 1, 1)]), TITLES), "BESUCH", "from")

    assert [line.went_to for line in found] == ["b"]


def test_table_is_cut_into_pages(client):
    first, second = client.get("/explore/paths").text, client.get("/explore/paths?page=2").text

    assert "1–50 of 58" in first
    assert 'rel="next"' in first
    assert "51–58 of 58" in second
    assert 'rel="prev"' in second


def test_csv_holds_every_transition(client):
    answer = client.get("/explore/transitions.csv")

    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == len(transition_rows())
    assert rows[0]["from_title"] == "Search advert"
    assert int(rows[0]["transitions"]) == transition_rows()[0]["transitions"]
    assert answer.headers["content-disposition"].startswith("attachment")


def test_csv_of_the_picture_holds_every_flow(client):
    rows = list(csv.DictReader(io.StringIO(client.get("/explore/paths.csv").text.removeprefix("\ufeff"))))

    assert sum(int(row["units"]) for row in rows) == sum(int(str(row["units"])) for row in sankey_rows())


def test_page_says_what_was_left_out(client):
    assert "1,204 events that no touchpoint of the map recognises" in client.get("/explore/paths").text


def test_the_last_touch_stands_on_the_right():
    rows = [{**step(-2, "a", "b", 5), "to_position": -1}]

    assert [label for _, label in a_picture(rows).positions] == ["1 vor dem letzten", "Letztes Kontaktereignis"]


def test_whole_paths_are_listed_with_how_many_won(client):
    page = client.get("/explore/paths?won=order", headers=GERMAN).text

    assert "Gewinnquote" in page
    assert "203 andere Pfade" in page
    assert "nichts davor" in page


def test_outcomes_stand_side_by_side(client):
    page = client.get("/explore/paths?won=order&lost=call&stalled=60", headers=GERMAN).text

    assert all(word in page for word in ("Gewonnen", "Verloren", "Stockt", "Offen"))


def test_what_was_typed_stays_when_it_cannot_be_answered(client):
    answer = client.get("/explore/paths?positions=99&at=nowhere&collapse=1")

    assert answer.status_code == 400
    assert 'value="99"' in answer.text
    assert "expected a number from 2 to 20" in answer.text
    assert '<option value="nowhere" selected>' in answer.text


def test_whole_paths_can_be_downloaded(client):
    rows = list(csv.reader(io.StringIO(client.get("/explore/variants.csv").text.lstrip("\ufeff"))))

    assert rows[0][:4] == ["touchpoints", "titles", "variants", "units"]
    assert rows[1][0] == "search_ad > blog > configurator > quote"


def test_sql_shows_rows_as_text(client):
    page = client.get("/explore/sql?q=SELECT+1", headers=GERMAN).text

    assert "&lt;b&gt;fair&lt;/b&gt;" in page
    assert "Nur die ersten 2 Zeilen" in page


def test_sql_keeps_what_was_typed_when_it_is_refused(client):
    answer = client.get("/explore/sql?q=DROP+TABLE+touch")

    assert answer.status_code == 400
    assert "DROP TABLE touch</textarea>" in answer.text
    assert "expected one SELECT" in answer.text


def test_sql_lists_its_views(client):
    assert "from_touchpoint, to_touchpoint" in client.get("/explore/sql").text


def test_sql_can_be_downloaded(client):
    assert client.get("/explore/sql.csv?q=SELECT+1").text.splitlines()[0].endswith("touches")
