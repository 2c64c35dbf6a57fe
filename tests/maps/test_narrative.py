"""The map in sentences and as a table: grammar in both languages, nothing missing, nothing made up."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from wegmarke.demo import demo_map_text
from wegmarke.domain import CellNumbers, Fit, Language, MapNumbers, MetricNumber, Rate, Spread
from wegmarke.maps import TEMPLATES, load_map, narrate, new_map_from_template, phase_fits, render_html, told_rows

DE, EN = Language.DE, Language.EN
HOSTILE = '</style><script>alert(1)</script><img src=x onerror="alert(2)"> & \x00\u202e"\'`{{7*7}}'


@pytest.fixture
def told(content):
    content["personas"] = [{"id": "it", "name": {"de": "IT-Leitung", "en": "IT lead"}, "roles": ["initiator"]}]
    content["phases"][1]["title"] = {"de": "Entscheidung", "en": "Decision"}
    content["emotions"] = [
        {"phase": "won", "persona": "it", "value": -1, "basis": "measured", "n": 18, "low": -1.4, "high": -0.6},
        {"phase": "won", "role": "buyer", "value": 1},
        {"phase": "won", "value": 0},
    ]
    return load_map(json.dumps(content))


def sentence(document, language, about, place=1, numbers=None):
    phase = narrate(document, numbers, language).phases[place]
    return next(one.text for one in phase.sentences if one.about == about)


def test_feelings_are_told_in_english(told):
    assert sentence(told, EN, "feeling") == (
        "In the phase “Decision”, the persona “IT lead” is dissatisfied (−1, measured, n 18, 95 % interval −1.4 to "
        "−0.6), the role “Buyer” satisfied (+1, expected) and the customer side as a whole neutral (0, expected)."
    )


def test_feelings_are_told_in_german(told):
    assert sentence(told, DE, "feeling") == (
        "In der Phase „Entscheidung“ ist die Persona „IT-Leitung“ unzufrieden (−1, gemessen, n 18, 95-%-Intervall "
        "−1,4 bis −0,6), die Rolle „Einkäufer“ zufrieden (+1, erwartet) und die Kundschaft insgesamt neutral "
        "(0, erwartet)."
    )


def test_measured_figures_come_with_what_stands_behind_them(told):
    numbers = MapNumbers(
        "small",
        "account",
        {
            "lead": CellNumbers(1200, 90, 40, 40, Rate(10, 40, 0.25, 0.142, 0.402), Spread(10, 1, 12, 13, 20, 30)),
            "won": CellNumbers(3, 3, 3, 3, Rate(1, 3, 0.33, 0.1, 0.8), suppressed=True),
        },
        metrics={"rate": MetricNumber("rate", 0.25, 40, 0.142, 0.402, 0.3, "attention")},
    )

    assert sentence(told, EN, "measured", 0, numbers) == (
        "Measured: touches: 1,200; accounts: 40; go on: 25.0% (10 of 40, 95 % interval 14.2% to 40.2%); "
        "median days to the next phase: 12."
    )
    assert sentence(told, DE, "measured", 1, numbers).endswith("zu wenige für Anteile und Tage.")
    assert "33" not in sentence(told, EN, "measured", 1, numbers)
    assert sentence(told, DE, "metric", 0, numbers).startswith(
        "Kennzahlen: Rate: 25,0\xa0% (Ziel mindestens 30,0\xa0%, n 40"
    )
    assert sentence(told, DE, "metric", 0, numbers).endswith("– Achtung.")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("template", [*TEMPLATES, "demo"])
def test_every_text_of_a_map_is_told(template, language):
    document = load_map(demo_map_text()) if template == "demo" else new_map_from_template(template, "m")

    told = narrate(document, None, language).text
    cells = " ".join(item for row in told_rows(document, None, language) for cell in row.cells for item in cell)

    for thing in (*document.steps, *document.touchpoints, *document.initiatives, *document.improvements):
        assert thing.title.get(language) in told
        assert thing.title.get(language) in cells
    for card in document.cards():
        assert " ".join(card.text.get(language).split()) in told
    assert "  " not in told
    assert ".." not in told
    assert "()" not in told


def test_the_table_has_all_rows_of_the_sheet(told):
    rows = {row.name for row in told_rows(told, MapNumbers("small", "account"), EN)}

    assert rows >= {
        "steps", "customer_goal", "activity", "need", "touchpoint", "measured", "buying_group", "emotion", "pain",
        "gain", "pain_reliever", "fit", "improvement", "initiative", "company_goal", "metric", "automation",
        "data_protection",
    }  # fmt: skip


class Reading(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.ids, self.headers, self.text, self._open = [], set(), [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.append((tag, given))
        self.ids |= {given["id"]} if "id" in given else set()
        self.headers += given.get("headers", "").split()
        if tag not in {"meta", "link", "br"}:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if "style" not in self._open:
            self.text.append(data)


@pytest.mark.parametrize("language", Language)
def test_the_page_is_a_table_with_heads_for_every_cell(language):
    page = Reading(render_html(load_map(demo_map_text()), None, language).decode())

    assert ("html", {"lang": language.value}) in page.tags
    assert sum(tag == "caption" for tag, _ in page.tags) == 1
    assert {given.get("scope") for tag, given in page.tags if tag == "th"} == {"col", "row"}
    assert set(page.headers) <= page.ids
    assert sum(tag == "td" for tag, _ in page.tags) == 7 * sum(given.get("scope") == "row" for _, given in page.tags)


def test_nothing_is_loaded_and_nothing_runs():
    page = render_html(load_map(demo_map_text()), None, DE).decode()

    tags = Reading(page).tags
    assert "default-src 'none'; style-src 'sha256-" in page
    assert not {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "object", "form", "base", "svg"}
    assert not {name for _, given in tags for name in given} & {"style", "src", "href", "onload", "onclick"}


def test_hostile_texts_stay_texts(content):
    content["title"] = content["phases"][0]["title"] = content["personas"][0]["name"] = HOSTILE
    content["lanes"][0]["cards"][0]["text"] = HOSTILE
    document = load_map(json.dumps(content).replace("\\u0000", " "))

    page = Reading(render_html(document, None, EN).decode())

    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img"})
    assert any("<script>alert(1)</script>" in text for text in page.text)
    assert not any("\u202e" in text for text in page.text)


def test_fit_counts_what_is_answered_where_a_touchpoint_carries_the_answer(content):
    content["canvases"] = [
        {
            "id": "c",
            "pains": [{"id": "p5", "text": "P", "severity": 5}, {"id": "p3", "text": "P", "severity": 3}],
            "gains": [{"id": "g4", "text": "G", "relevance": 4}],
            "pain_relievers": [{"id": "r", "text": "R", "addresses": ["p5", "p3"], "touchpoints": ["form"]}],
            "gain_creators": [{"id": "k", "text": "K", "addresses": ["g4"], "touchpoints": []}],
        }
    ]
    content["lanes"].append(
        {"id": "l", "type": "pain", "cards": [{"id": "lp", "phase": "won", "text": "L", "severity": 4}]}
    )
    content["lanes"].append(
        {"id": "m", "type": "pain_reliever", "cards": [{"step": "sign", "text": "M", "addresses": ["lp", "g4"]}]}
    )
    document = load_map(json.dumps(content))

    # p5 by the form; nothing else of the canvas in the first phase. The card asks only where it stands.
    assert phase_fits(document) == {"lead": Fit(1, 2), "won": Fit(2, 3)}
    assert phase_fits(document)["won"].value == pytest.approx(2 / 3)
    assert Fit(0, 0).value is None


def test_an_answer_at_a_step_without_touchpoint_answers_nothing(content):
    content["lanes"] += [
        {"id": "l", "type": "gain", "cards": [{"id": "g", "phase": "won", "text": "L", "relevance": 5}]},
        {"id": "m", "type": "gain_creator", "cards": [{"step": "sign", "text": "M", "addresses": ["g"]}]},
    ]
    content["placements"].pop()
    content["metrics"] = []
    assert phase_fits(load_map(json.dumps(content)))["won"] == Fit(0, 1)
