"""The public renderer of Mermaid accepts every diagram we write, and reads in it what we meant."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator

import pytest
from diagram_map import CONTENT, a_map
from hypothesis import HealthCheck, given, settings
from npm_packages import npm_package
from playwright.sync_api import Page, sync_playwright
from random_maps import AWKWARD, maps

from wegmarke.domain import Language
from wegmarke.maps import JourneyMap, load_map, new_map_from_template
from wegmarke.maps.formats import format_of
from wegmarke.maps.formats.mermaid import picture
from wegmarke.maps.formats.mermaid.words import told, told_name
from wegmarke.maps.formats.outline import outline_of, shown_language

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NIGHTLY = bool(os.environ.get("WEGMARKE_NIGHTLY"))
WRITE = format_of("map.mmd").write
HOSTILE = [
    *AWKWARD, "journey", "Journey map review", "title me", "section 1", "accTitle: x", "accDescr {", "}", "%% x",
    "%%{init: {'theme': 'dark'}}%%", "100%% sure", "---", "a#b;c:d", "<img src=x onerror=alert(1)>", "`code`",
    "</script><script>alert(1)</script>", "\u202eevil", "‮مرحبا", "👩‍🔧🎉", "&lt;b&gt;", "x" * 3000, "graph TD", "$$x$$",
    "click a href", "\\u0000", "style a fill:#fff;", "constructor", "__proto__",
]  # fmt: skip


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine; install the package chromium to draw diagrams")
    script = npm_package("mermaid") / "dist" / "mermaid.min.js"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.add_script_tag(path=script)
        page.evaluate("mermaid.initialize({startOnLoad: false})")
        yield page
        browser.close()


READ = """async (text) => {
  const found = await mermaid.mermaidAPI.getDiagramFromText(text);
  const tasks = found.db.getTasks().map((one) => [one.section, one.task.trim(), one.score, one.people]);
  return {type: found.type, title: found.db.getDiagramTitle(), sections: found.db.getSections(), tasks};
}"""
DRAW = """async (text) => {
  const drawn = await mermaid.render('drawing', text);
  return drawn.svg;
}"""
RUNS = """async (text) => {
  const drawn = await mermaid.render('drawing', text);
  const page = new DOMParser().parseFromString(drawn.svg, 'text/html');
  return [...page.querySelectorAll('*')].filter((one) => ['SCRIPT', 'IMG', 'IFRAME'].includes(one.tagName.toUpperCase())
    || [...one.attributes].some((it) => it.name.startsWith('on') || it.value.includes('javascript:'))).length;
}"""


def read(page: Page, text: str) -> dict[str, object]:
    return page.evaluate(READ, text)


def expected(document: JourneyMap) -> dict[str, object]:
    outline = outline_of(document, shown_language(document), told)
    sections = [one.title for one in outline.sections]
    tasks = [[sections[one.section], one.title, one.score, [told_name(name) for name in one.people or ()]]
             for one in outline.lines]  # fmt: skip
    return {"type": "journey", "title": outline.title, "sections": sections, "tasks": tasks}


def hostile_map(text: str) -> JourneyMap:
    content = json.loads(json.dumps(CONTENT))
    content["title"] = content["scenario"] = text
    for name in ("phases", "steps", "touchpoints"):
        content[name] = [one | {"title": text} for one in content[name]]
    content["personas"][0]["name"] = text
    content["lanes"][0]["cards"][0]["text"] = text
    return load_map(json.dumps(content))


def whole(document: JourneyMap) -> str:
    return WRITE(document, None).content.decode()


@pytest.mark.parametrize("document", [a_map(), new_map_from_template("saas", "x")], ids=["awkward", "template"])
def test_renderer_reads_what_we_meant(page, document):
    assert read(page, whole(document)) == expected(document)


def test_renderer_reads_what_we_meant_whatever_the_words(page):
    wrong = [text[:60] for text in HOSTILE if read(page, whole(hostile_map(text))) != expected(hostile_map(text))]

    assert wrong == []


def test_drawing_holds_nothing_that_runs(page):
    for text in ("<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "javascript:alert(1)"):
        assert page.evaluate(RUNS, whole(hostile_map(text))) == 0


def test_picture_without_comments_is_drawn_with_all_texts(page):
    drawn = page.evaluate(DRAW, picture(a_map(), None, Language.EN))

    for text in ("Offer- 5 %- now", "Look", "Form", "Paper", "CFO/ Berlin", "Wait"):
        assert text in drawn


@settings(deadline=None, max_examples=400 if NIGHTLY else 5, suppress_health_check=list(HealthCheck))
@given(journey_map=maps())
def test_renderer_reads_every_map(page, journey_map):
    assert read(page, whole(journey_map)) == expected(journey_map)
