from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from fake_map import a_map
from fake_numbers import FIRST
from markupsafe import escape

from wegmarke.domain import LocalizedText
from wegmarke.domain.persons import AccountName
from wegmarke.domain.views import RejectedRow, TimelineEntry

TEXTS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} {% raw %}",
    "%(name)s %d 100 % {0}",
    "\u202egnp.exe",
    "🧨👩‍🔬",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 5,
    "javascript:alert(1)",
    "' OR 1=1 --",
    "\x00\x1b[31m",
]


def written(text: str) -> str:
    return str(escape(text))


@pytest.mark.parametrize("text", TEXTS)
def test_texts_of_a_map_are_shown_as_text(client, workspace, text):
    document = a_map()
    hostile = LocalizedText.of(text)
    workspace.maps.documents = [
        msgspec.structs.replace(
            document,
            title=hostile,
            scenario=hostile,
            owner=text,
            phases=tuple(msgspec.structs.replace(phase, title=hostile) for phase in document.phases),
            steps=tuple(msgspec.structs.replace(step, title=hostile) for step in document.steps),
            touchpoints=tuple(
                msgspec.structs.replace(entry, title=hostile, channel=text) for entry in document.touchpoints
            ),
            personas=tuple(
                msgspec.structs.replace(persona, name=hostile, quote=hostile, roles=(text,))
                for persona in document.personas
            ),
            emotions=tuple(msgspec.structs.replace(point, note=hostile) for point in document.emotions),
        )
    ]

    for path in ("/", "/maps", "/maps/pumps", "/explore/paths"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
        assert 'href="javascript' not in answer.text
    assert written(text) in client.get("/maps/pumps").text


@pytest.mark.parametrize("text", TEXTS)
def test_texts_of_sources_are_shown_as_text(client, workspace, text):
    workspace.accounts.lines = [replace(workspace.accounts.lines[0], label=text, phase=text)]
    workspace.accounts.entries = [
        TimelineEntry(FIRST, "instant", text, None, text, text, 1, text, None, {text: text}),
        TimelineEntry(FIRST.replace(month=2), "day", text, text, text, text, 1, text, None, {}),
    ]
    workspace.rejected.found = [RejectedRow(text, text, 1, text, text, text, FIRST)]

    workspace.persons.lines = [
        replace(workspace.persons.lines[0], label=text, account=AccountName(1, text)),
        *workspace.persons.lines[1:2],
    ]

    people = ("/people/persons", "/people/persons/4711", "/people/persons/4711/membership?account=1")
    for path in ("/", "/people", "/people/accounts/100", "/rejected", *people):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
        assert written(text) in answer.text


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("path", ["/people", "/people/persons", "/explore/paths", "/rejected"])
def test_search_is_shown_as_text(client, path, text):
    answer = client.get(path, params={"q": text})

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "＝"])
def test_spreadsheets_take_no_cell_for_a_formula(client, workspace, sign):
    document = a_map()
    hostile = LocalizedText.of(f"{sign}1+1")
    workspace.maps.documents = [
        msgspec.structs.replace(
            document,
            touchpoints=tuple(msgspec.structs.replace(entry, title=hostile) for entry in document.touchpoints),
        )
    ]

    text = client.get("/explore/transitions.csv").text

    assert f",'{sign}1+1" in text
    assert f",{sign}1+1" not in text
