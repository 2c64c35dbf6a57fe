"""The page of funnels: what it shows, what it says to bad input, and how its buttons change the question."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from fake_workspace import FakeWorkspace, a_reader, a_workspace
from litestar import Litestar
from litestar.testing import TestClient

from wegmarke.domain import SystemClock
from wegmarke.server import build_app
from wegmarke.web import Sessions
from wegmarke.web.explore.funnel_address import ExclusionLine, Length, StepLine, tidied
from wegmarke.web.explore.spans import span_text

URL = "/explore/funnel"
GERMAN = {"accept-language": "de"}
ORIGIN = "http://127.0.0.1:8765"


@pytest.fixture(scope="module")
def opened() -> Iterator[tuple[TestClient[Litestar], FakeWorkspace]]:
    """One browser for all of these tests: what they change, they change in addresses."""
    workspace, sessions = a_workspace(), Sessions(ORIGIN, SystemClock())
    with TestClient(build_app(workspace, sessions=sessions), base_url=ORIGIN) as client:
        client.headers["accept-language"] = "en"
        client.get(sessions.issue_link(), follow_redirects=False)
        yield client, workspace


@pytest.fixture
def client(opened: tuple[TestClient[Litestar], FakeWorkspace]) -> TestClient[Litestar]:
    return opened[0]


@pytest.fixture
def workspace(opened: tuple[TestClient[Litestar], FakeWorkspace]) -> FakeWorkspace:
    opened[1].analytics.funnels.asked.clear()
    return opened[1]


def fields_of(html: str) -> dict[str, str]:
    """Read the fields of the funnel's form as a browser would send them."""
    form = re.search(r'<form[^>]*class="funnel-form">(.*?)</form>', html, re.S)
    assert form is not None
    fields = {}
    for tag in re.findall(r"<input [^>]*>", form[1]):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            fields[name[1]] = unescape(value[1]) if value else ""
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form[1], re.S):
        chosen = re.search(r'<option(?: value="([^"]*)")? selected>([^<]*)', options)
        first = re.search(r'<option value="([^"]*)"', options)
        fields[name] = unescape(chosen[1] if chosen[1] is not None else chosen[2]) if chosen else first[1]
    return fields


def pressed(client, address: str, do: str, **changed: str) -> dict[str, str]:
    """Change fields, use a button without any script, and return the address that it leads to."""
    fields = fields_of(client.get(address).text) | changed | {"do": do}
    answer = client.get(URL, params=fields, follow_redirects=False)
    assert answer.status_code == 303
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def test_without_steps_the_funnel_goes_over_the_phases_of_the_map(client, workspace: FakeWorkspace):
    page = client.get(URL).text

    assert workspace.analytics.asked[0][1]["steps"].steps[:2] == ("awareness", "consideration")
    assert "Accounts: 412 began, 4 reached the last step (1.0%)" in page
    assert "1. Noticing" in page
    assert "▼ 94 came no further (23%)" in page


@pytest.mark.parametrize(
    "said",
    ["Wer kam nicht weiter", "Kontaktereignisses", "▼ 94 kamen nicht weiter (23\xa0%)", "nicht für alle vorbei",
     "n &lt; 5", "41 Tage", "50 Minuten"],
)  # fmt: skip
def test_german_page_says(client, said):
    assert said in client.get(URL, headers=GERMAN).text


def test_share_of_the_previous_step_has_its_interval(client):
    assert "73–81%" in client.get(URL).text


def test_segment_is_passed_on(client):
    assert "Accounts: 41 began" in client.get(f"{URL}?segment=key").text


def test_page_asks_for_what_the_address_says(client, workspace: FakeWorkspace):
    client.get(
        f"{URL}?step1=fair|blog&step2=call%3F&step3=order+<+2+weeks&order=strict&counting=first_entry&window=30+days"
        "&exclude1=ticket+1-3+stop&hold=plan&of=property&property=region&at=3&per=week&lost=1&by=person"
    )

    asked = dict(workspace.analytics.asked)
    steps = asked["next"]["steps"]
    assert (steps.steps, steps.order, steps.counting) == (
        ("fair|blog", "call?", "order < 2 weeks"),
        "strict",
        "first_entry",
    )
    assert (steps.window, steps.exclusions, steps.hold) == ("30 days", ("ticket 1-3 stop",), "plan")
    assert asked["funnel"]["breakdown"].of == "region"
    assert asked["funnel"]["breakdown"].at == "3"
    assert (asked["trend"]["length"], asked["next"]["step"], asked["named"]["by"]) == ("week", 1, "person")


@pytest.mark.parametrize(
    ("address", "said", "kept"),
    [
        ("step1=tp_nope&step2=order", "steps[1]: expected some of", '<option value="tp_nope" selected>'),
        ("step1=fair", "steps: expected 2 to 20, got 1", 'value="fair" selected'),
        ("window=0+days", "window: expected a time such as", 'name="window.number" inputmode="numeric" value="0"'),
        ("window=soon", "window: expected a time such as", 'value="soon"'),
        ("order=odd", "order: expected one of sequential, strict, any", '<option value="odd" selected>'),
        ("counting=odd", "counting: expected one of best_attempt", '<option value="odd" selected>'),
        ("exclude1=ticket+2-9+stop", "exclusions[1]: expected two steps", '<option value="9" selected>9</option>'),
        ("step1=fair&step2=call&step3=call&order=any", "steps[2] and steps[3]: expected", 'value="call" selected'),
        ("lost=9", "lost: expected the number of a step, 1 to 6", ""),
        ("of=property", "property: expected the name of an event property", '<option value="property" selected>'),
        ("step1=fair&step2=order&from=2025-03-01&to=2025-02-01", "expected a period that", 'value="fair" selected'),
    ],
)  # fmt: skip
def test_bad_input_names_the_argument_and_keeps_what_was_typed(client, address, said, kept):
    answer = client.get(f"{URL}?{address}")

    assert answer.status_code == 400
    assert said in unescape(answer.text)
    assert kept in answer.text


def test_several_problems_are_said_together(client):
    said = client.get(f"{URL}?order=odd&window=0+days").text

    assert "<li>order: expected" in said
    assert "<li>window: expected" in said


def test_step_is_added_chosen_and_shown_without_a_script(client):
    added = pressed(client, f"{URL}?step1=fair&step2=order", "add")
    assert added["step3"] == "-"

    address = f"{URL}?{'&'.join(f'{name}={value}' for name, value in added.items())}"
    assert client.get(address).status_code == 200
    shown = pressed(client, address, "show", **{"step3.place1": "review", "step3.number": "9"})

    assert shown == {"step1": "fair", "step2": "order", "step3": "review < 9 days",
                     "order": "sequential", "counting": "best_attempt", "at": "first"}  # fmt: skip


@pytest.mark.parametrize(
    ("do", "left"),
    [
        ("up:2", ["call?", "fair|blog", "order < 2 weeks"]),
        ("down:2", ["fair|blog", "order < 2 weeks", "call?"]),
        ("up:1", ["fair|blog", "call?", "order < 2 weeks"]),
        ("remove:1", ["call?", "order < 2 weeks"]),
        ("remove:77", ["fair|blog", "call?", "order < 2 weeks"]),
    ],
)
def test_buttons_move_and_remove_steps(client, do, left):
    found = pressed(client, f"{URL}?step1=fair|blog&step2=call%3F&step3=order+<+2+weeks", do)

    assert [found.get(f"step{number}") for number in range(1, len(left) + 2)] == [*left, None]


def test_alternatives_are_added_and_taken_out(client):
    address = f"{URL}?step1=fair|blog&step2=order"

    found = pressed(client, address, "show", **{"step1.place1": "", "step1.place3": "webinar"})

    assert found["step1"] == "blog|webinar"


def test_exclusion_is_added_and_removed(client):
    address = f"{URL}?step1=fair&step2=call&step3=order&exclude1=ticket+stop"
    assert pressed(client, address, "exclude")["exclude2"] == "- drop_attempt"
    assert "exclude1" not in pressed(client, address, "allow:1")

    found = pressed(client, address, "show", **{"exclude1.first": "2"})

    assert found["exclude1"] == "ticket 2-3 stop"


def test_unit_period_and_segment_stay_when_the_form_is_sent(client):
    found = pressed(client, f"{URL}?by=person&from=2025-01-01&segment=key&lost=2", "add")

    assert (found["by"], found["from"], found["segment"], found["lost"]) == ("person", "2025-01-01", "key", "2")


@pytest.mark.parametrize(
    "text", ["a|b", "a?", "a < 3 days", "a|b? < 1 weeks", 'a < 3 hours where {"field": "x", "is": 1}']
)
def test_step_is_read_as_it_is_written(text):
    assert StepLine.read(text).text == text


@pytest.mark.parametrize("text", ["a stop", "a|b 2-3 drop_attempt", 'a 1-2 stop where {"field": "x", "is": 1}'])
def test_exclusion_is_read_as_it_is_written(text):
    assert ExclusionLine.read(text).text == text


def test_address_without_a_button_stays_as_it_is():
    assert tidied({"step1": "a", "window": "3 days"}) is None


def test_no_length_stays_what_was_typed():
    assert Length.read("bald").text == "bald days"


@pytest.mark.parametrize(
    ("seconds", "text"), [(None, "–"), (90, "1,5 Minuten"), (7300, "2 Stunden"), (4.26 * 86400, "4,3 Tage")]
)
def test_lengths_of_time_are_written_in_words(seconds, text):
    assert span_text(seconds, a_reader()) == text


def test_those_who_were_lost_are_named_and_linked(client):
    page = client.get(f"{URL}?lost=2&page=2").text

    assert '<a href="/people/accounts/121">Werk 121</a>' in page
    assert '<a href="/people/accounts/120">#120</a>' in page
    assert "21–40 of 94" in page


def test_breakdown_hides_shares_of_few(client):
    page = client.get(f"{URL}?of=month").text

    assert "January 2025" in page
    assert "without a value" in page
    assert '<td>without a value</td><td class="num">4</td>' in page
    assert "n &lt; 5" in page


def test_every_download_of_the_page_answers(client):
    page = client.get(f"{URL}?of=month&step1=fair&step2=order").text

    links = [unescape(link) for link in re.findall(r'<a href="(/explore/funnel[^"]+)" download', page)]
    assert len(links) == 4 + 2 * 6
    assert {client.get(link).status_code for link in links} == {200}


def test_csv_of_a_section_holds_titles(client):
    text = client.get("/explore/funnel-figures/next.csv").text.removeprefix("\ufeff")

    assert next(csv.DictReader(io.StringIO(text)))["next_title"] == "Guide to energy efficiency"


@pytest.mark.parametrize("path", ["tea.csv", "trend.exe", "trend"])
def test_section_that_does_not_exist_is_refused(client, path):
    assert client.get(f"/explore/funnel-figures/{path}").status_code == 404


def test_svg_stands_alone(client):
    text = client.get(f"{URL}.svg").text

    assert ET.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"
    assert "var(" not in text


def test_question_is_saved_as_it_stands_in_the_address(client):
    page = client.get(f"{URL}?step1=fair&step2=order&edit=1").text
    question = unescape(re.search(r'name="question" value="([^"]*)"', page)[1])

    form = {"name": "Messe", "analysis": "funnel", "question": question}
    saved = client.post("/explore/reports/save", data=form, headers={"origin": ORIGIN}, follow_redirects=False)

    leads = client.get(saved.headers["location"], follow_redirects=False).headers["location"]
    number = saved.headers["location"].rsplit("/", 1)[1]
    assert leads == f"/explore/funnel?step1=fair&step2=order&report={number}"
