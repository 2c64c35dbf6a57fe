"""The pages in a real Chromium: accessible, quiet, reachable by keyboard, and alone with their server."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from queue import Queue

import pytest
from axe_playwright_python.sync_playwright import Axe
from fake_workspace import a_workspace, an_empty_workspace
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from wegmarke.server import Opening, serve

pytestmark = pytest.mark.browser

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PEOPLE = [
    "/people",
    "/people/held",
    "/people/duplicates",
    "/people/duplicates?subject=account",
    "/people/duplicates/4711/4713",
    "/people/duplicates/4711/4713/confirm",
    "/people/duplicates/100/101/confirm?subject=account",
    "/people/accounts/100",
    "/people/persons",
    "/people/persons/4711",
    "/people/persons/merge?first=4711&second=4713",
    "/people/persons/split?identifier=4711&other=4720",
    "/people/persons/4711/membership",
    "/people/persons/4711/membership?account=101&role=Einkauf&first=2025-01-01",
    "/people/persons/4711/membership?account=101&leaves=100&first=2025-01-01",
    "/people/persons/restore?identifier=4711&other=4801",
    "/people/persons/4711/part?identifier=4711&identifier=4720",
    "/people/accounts/100/role",
    "/people/accounts/100/role?solution=Pumpen&role=decider&person=4711",
]
EXPLORE = [
    "/explore/paths?by=person&segment=price_watchers&where=did&report=90",
    "/explore/paths?anchor=end&won=order&lost=call",
    "/explore/phases",
    "/explore/retention",
    "/explore/attribution?since=2026-03-09&rates=USD%3D0.9",
    "/explore/satisfaction?breakdown=property&about=about",
    "/explore/surveys",
    "/explore/surveys/nps-2026",
    "/explore/value",
    "/explore/cac",
    "/explore/churn",
    "/explore/storno",
    "/explore/checkout",
    "/explore/prediction/plan?name=won&conversion=order",
    "/explore/prediction/model/orders",
    "/explore/prediction/model/orders/unit/100",
    "/people/persons/4711/objection",
    "/explore/reports",
    "/explore/reports/90/edit",
    "/explore/sql?q=SELECT+1",
]
PAGES = ["/", "/maps", "/maps/pumps", *EXPLORE, "/rejected", *PEOPLE]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine; install the package chromium to run the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def served(workspace) -> Iterator[Opening]:
    announced: Queue[Opening] = Queue()
    thread = threading.Thread(target=serve, args=(workspace,), kwargs={"announce": announced.put})
    thread.start()
    opening = announced.get(timeout=30)
    yield opening
    opening.stop()
    thread.join(timeout=30)


@pytest.fixture(scope="module")
def opening() -> Iterator[Opening]:
    yield from served(a_workspace())


@pytest.fixture(scope="module")
def empty() -> Iterator[Opening]:
    yield from served(an_empty_workspace())


def a_context(browser: Browser, opening: Opening, **options: object) -> BrowserContext:
    context = browser.new_context(**{"locale": "de-DE", "viewport": {"width": 1440, "height": 900}, **options})
    # Its cookie is what counts: to draw the page behind the link takes as long as the page that is looked at.
    context.request.get(opening.issue_link(), max_redirects=0)
    return context


@pytest.fixture
def page(browser: Browser, opening: Opening) -> Iterator[Page]:
    context = a_context(browser, opening)
    yield context.new_page()
    context.close()


def complaints(page: Page) -> str:
    # Chromium asks which links were visited after the page has loaded; until then they have the browser's own colour.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    return results.generate_report() if results.violations_count else ""


def test_link_opens_the_map(browser, opening):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(opening.issue_link())

        assert page.url == f"{opening.origin}/maps/pumps"
        assert page.locator("h1").is_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible(browser, opening, path, theme):
    context = a_context(browser, opening, color_scheme=theme)
    page = context.new_page()
    page.goto(opening.origin + path)
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")

    assert complaints(page) == ""
    context.close()


@pytest.mark.parametrize("path", ["/", "/explore/paths", "/people", "/people/persons", "/people/duplicates", "/none"])
def test_empty_and_missing_pages_are_accessible(browser, empty, path):
    context = a_context(browser, empty)
    page = context.new_page()
    page.goto(empty.origin + path)

    assert complaints(page) == ""
    context.close()


def test_narrow_page_is_accessible_and_only_tables_scroll(browser, opening):
    context = a_context(browser, opening, viewport={"width": 390, "height": 844})
    page = context.new_page()
    for path in PAGES:
        page.goto(opening.origin + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        if path != "/maps/pumps":
            assert page.evaluate("(m => m.scrollWidth - m.clientWidth)(document.querySelector('main'))") <= 0
    page.goto(f"{opening.origin}/maps/pumps")
    assert complaints(page) == ""
    context.close()


def test_pages_ask_no_other_host_and_say_nothing_on_the_console(browser, opening):
    context = a_context(browser, opening)
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    for path in PAGES:
        page.goto(opening.origin + path)

    assert asked
    assert {url for url in asked if not url.startswith(f"{opening.origin}/")} == set()
    assert said == []
    context.close()


def test_everything_can_be_read_without_a_script(browser, opening):
    context = a_context(browser, opening, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{opening.origin}/maps/pumps")

    page.get_by_text("Suchanzeige").first.click()

    assert page.get_by_text("Suchanzeige · Online · Direkt beeinflussbar · Bezahlt").is_visible()
    page.locator("details.menu summary").click()
    page.get_by_role("link", name="2025").click()
    page.wait_for_url("**from=2025-01-01**")
    page.get_by_role("button", name="EN English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "from=2025-01-01" in page.url
    context.close()


def test_heads_stay_in_view_while_the_map_scrolls(page, opening):
    page.set_viewport_size({"width": 1000, "height": 600})
    page.goto(f"{opening.origin}/maps/pumps")
    head, lane = page.locator("#phase-2"), page.locator("tr.steps th.lane-head")
    page.evaluate("document.querySelector('main').scrollTo(300, 900)")

    top = page.evaluate("document.querySelector('main').getBoundingClientRect().top")
    assert head.bounding_box()["y"] == pytest.approx(top, abs=1)
    assert lane.bounding_box()["x"] == pytest.approx(
        page.evaluate("document.querySelector('main').getBoundingClientRect().left"), abs=1
    )


def test_keyboard_reaches_the_content_first_and_every_touchpoint(page, opening):
    page.goto(f"{opening.origin}/maps/pumps")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"

    page.keyboard.press("Enter")
    reached = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.closest('.chip, .metric, .persona')?.className ?? ''"))
        focused = page.evaluate("document.activeElement.outerHTML.slice(0, 80)")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none" or focused.startswith("<body"), focused

    assert {name.split()[0] for name in reached if name} == {"chip", "metric", "persona"}


def test_keyboard_opens_a_touchpoint(page, opening):
    page.goto(f"{opening.origin}/maps/pumps")
    summary = page.locator(".chip summary").first
    summary.focus()

    page.keyboard.press("Enter")

    assert page.locator(".chip").first.get_attribute("open") is not None


def test_escape_closes_the_period_chooser(page, opening):
    page.goto(f"{opening.origin}/maps/pumps")
    page.locator("details.menu summary").click()
    assert page.get_by_role("button", name="Anwenden").is_visible()

    page.keyboard.press("Escape")

    assert not page.get_by_role("button", name="Anwenden").is_visible()


def test_dark_look_can_be_chosen_on_a_light_system(page, opening):
    page.goto(opening.origin)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")

    page.get_by_role("button", name="Dunkel").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.wait_for_load_state()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_emotion_points_stand_over_their_columns(page, opening):
    page.goto(f"{opening.origin}/maps/pumps")

    marks = page.locator(".curves .mark use")
    for number in range(7):
        head, mark = page.locator(f"#phase-{number + 1}").bounding_box(), marks.nth(number).bounding_box()
        assert mark["x"] + mark["width"] / 2 == pytest.approx(head["x"] + head["width"] / 2, abs=6)
