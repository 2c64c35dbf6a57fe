from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
from fake_map import a_map, both
from fake_workspace import FakeMaps, a_reader

from wegmarke.domain import CellNumbers, Language, MetricNumber, Money, Rate, Spread, Unit
from wegmarke.maps import Card, Lane
from wegmarke.web.map.figures import Writer
from wegmarke.web.map.sheet import build_sheet

BERLIN = ZoneInfo("Europe/Berlin")


def a_sheet(document=None, language: Language = Language.DE, by: Unit = Unit.ACCOUNT, **changed):
    document = document or a_map()
    numbers = replace(FakeMaps([document]).numbers(document.id), **changed)
    return build_sheet(document, numbers, Writer(a_reader(language), by, small_n=5))


def figures(column) -> dict[str, tuple[str, str]]:
    return {figure.label: (figure.value, figure.note) for figure in column.figures.figures}


def test_every_phase_is_a_column_with_its_numbers():
    sheet = a_sheet()

    assert [column.title for column in sheet.columns][:2] == ["Aufmerksam werden", "Lösung suchen"]
    assert figures(sheet.columns[2]) == {
        "Kontaktereignisse": ("4.117", ""),
        "Personen": ("702", ""),
        "Unternehmen": ("204", ""),
        "Weiter": ("72,5\xa0%", "148 von 204 · 69–77\xa0%"),
        "Tage (Median)": ("33", ""),
        "Wert": ("7,4\xa0Mio.\xa0€", ""),
    }


def test_english_numbers_are_written_in_english():
    column = a_sheet(language=Language.EN).columns[2]

    assert figures(column)["Touches"] == ("4,117", "")
    assert figures(column)["Value"] == ("€7.4M", "")


def test_few_units_hide_rates_and_days_but_not_counts():
    cell = CellNumbers(9, 4, 3, 3, Rate(2, 3, 0.67, 0.2, 0.9), Spread(2, 1, 2, 2, 3, 3), suppressed=True)

    column = a_sheet(phases={"awareness": cell}).columns[0]

    assert figures(column)["Weiter"] == ("n < 5", "")
    assert figures(column)["Tage (Median)"] == ("n < 5", "")
    assert figures(column)["Kontaktereignisse"] == ("9", "")
    assert all(figure.note == "" for figure in column.figures.details)


def test_phase_without_numbers_shows_zeros_and_dashes():
    column = a_sheet(phases={}).columns[0]

    assert [figure.value for figure in column.figures.figures] == ["0", "0", "0", "–", "–", "–"]
    assert column.figures.reach == 0


def test_units_out_of_order_are_flagged():
    sheet = a_sheet()

    assert sheet.columns[1].figures.out_of_order == "3 außer der Reihe"
    assert sheet.columns[0].figures.out_of_order == ""


def test_bar_compares_units_with_the_largest_phase():
    assert [column.figures.reach for column in a_sheet().columns][:2] == [100.0, 77.2]


def test_touchpoint_without_a_rule_is_not_measured():
    chips = {chip.id: chip for column in a_sheet().columns for step in column.steps for chip in step.chips}

    assert chips["trade_press"].figures is None
    assert chips["search_ad"].figures.brief == ("9.003", "380", "14,2\xa0%")


def test_chip_says_how_it_is_drawn():
    chips = {chip.id: chip for column in a_sheet().columns for step in column.steps for chip in step.chips}

    assert (chips["portal"].mode, chips["portal"].influence) == ("online", "indirect")
    assert chips["quote"].moment_of_truth
    assert chips["quote"].traits == ("Angebot", "Hybrid", "Direkt beeinflussbar", "Eigen")


def test_steps_are_numbered_within_their_phase():
    assert [step.number for step in a_sheet().columns[1].steps] == ["2.1", "2.2"]


def test_card_at_a_step_stands_in_the_phase_of_the_step():
    lane = Lane(id="l", type="need", cards=(Card(text=both("Muster"), step="s3"),))

    row = a_sheet(msgspec.structs.replace(a_map(), lanes=(lane,))).upper_lanes[0]

    assert [len(cell) for cell in row.cells] == [0, 1, 0, 0, 0, 0, 0]
    assert row.cells[1][0].step == "Anforderungen klären"
    assert row.title == "Bedürfnis"


def test_unknown_lane_type_keeps_its_word():
    lane = Lane(id="l", type="horoscope", cards=())

    assert a_sheet(msgspec.structs.replace(a_map(), lanes=(lane,))).lower_lanes[0].title == "horoscope"


def test_metric_shows_value_target_status_and_n():
    metric = a_sheet().columns[1].metrics[0]

    assert (metric.value, metric.target, metric.status, metric.status_word, metric.n) == (
        "37,2\xa0%",
        "≥ 40,0\xa0%",
        "attention",
        "Achtung",
        "n 318",
    )
    assert metric.interval == "32,0\xa0% – 43,0\xa0%"


def test_metric_of_money_is_written_in_whole_units():
    metric = a_sheet().columns[2].metrics[1]

    assert (metric.value, metric.target) == ("7,4\xa0Mio.\xa0€", "≥ 4\xa0Mio.\xa0€")
    assert metric.breakdown[2] == ("ohne Angabe", "1,6\xa0Mio.\xa0€", "35")
    assert metric.breakdown_label == "region"


def test_suppressed_metric_shows_neither_value_nor_status():
    metric = a_sheet().columns[6].metrics[0]

    assert (metric.value, metric.status, metric.n) == ("n < 5", "none", "n < 5")


def test_months_of_a_breakdown_are_written_out():
    assert a_sheet().columns[6].metrics[0].breakdown[0][0] == "Januar 2025"


@pytest.mark.parametrize(
    ("measure", "value", "written"),
    [
        ("conversion", 0.0345, "3,4\xa0%"),
        ("median_days", 8.25, "8,2"),
        ("nps", -12.5, "−12,5"),
        ("touches", 1234, "1.234"),
    ],
)
def test_values_are_written_in_the_unit_of_their_measure(measure, value, written):
    document = a_map()
    metric = msgspec.structs.replace(document.metrics[0], measure=measure, target=None)
    changed = msgspec.structs.replace(document, metrics=(metric,))

    sheet = a_sheet(changed, metrics={metric.id: MetricNumber(metric.id, value, 99)})

    assert sheet.columns[0].metrics[0].value == written


def test_several_currencies_stand_beside_each_other():
    cell = CellNumbers(2, 2, 2, 2, values=(Money(150000, "EUR"), Money(9000, "JPY")))

    assert figures(a_sheet(phases={"awareness": cell}).columns[0])["Wert"] == ("1.500\xa0€ · 9.000\xa0¥", "")


def test_page_asks_for_the_chosen_unit_and_period(client, workspace):
    client.get("/maps/pumps?by=person&from=2025-01-01&to=2025-03-31")

    assert workspace.maps.asked[-1] == (
        "pumps",
        "person",
        datetime(2025, 1, 1, tzinfo=BERLIN),
        datetime(2025, 4, 1, tzinfo=BERLIN),
    )


def test_page_says_where_the_numbers_come_from(client):
    text = client.get("/maps/pumps", headers={"accept-language": "de"}).text

    assert "19.12.2025, 17:40 (Europe/Berlin)" in text
    assert "97,6\xa0% (47.959 von 49.163)" in text
    assert "Außer der Reihe" in text


def test_map_without_anything_but_phases_can_be_shown(client, workspace):
    bare = msgspec.structs.replace(
        a_map(), steps=(), touchpoints=(), placements=(), lanes=(), emotions=(), metrics=(), personas=()
    )
    workspace.maps.documents = [bare]

    assert client.get("/maps/pumps").status_code == 200
