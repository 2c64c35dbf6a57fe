"""The pages about scores in a real Chromium: accessible in both looks, narrow, by keyboard, and without a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake_workspace import a_workspace
from playwright.sync_api import Browser, expect
from test_browser import a_context, browser, complaints, served  # noqa: F401  # `browser` is a fixture

from wegmarke.server import Opening

pytestmark = pytest.mark.browser

PAGES = [
    "/settings/scores",
    "/settings/scores?score=fit&unit=person",
    "/settings/scores?score=grade&unit=buying_group",
    "/settings/scores?score=fit&version=0",
    "/settings/scores/edit",
    "/people/accounts/100",
    "/people/persons/4711",
]


@pytest.fixture(scope="module")
def scores() -> Iterator[Opening]:
    yield from served(a_workspace())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_are_accessible(browser: Browser, scores: Opening, theme: str) -> None:  # noqa: F811
    context = a_context(browser, scores, color_scheme=theme)
    page = context.new_page()
    for path in PAGES:
        page.goto(scores.origin + path)
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
        assert complaints(page) == "", path
    context.close()


@pytest.mark.parametrize("locale", ["de-DE", "en-GB"])
def test_narrow_pages_scroll_only_their_tables(browser: Browser, scores: Opening, locale: str) -> None:  # noqa: F811
    context = a_context(browser, scores, viewport={"width": 390, "height": 844}, locale=locale)
    page = context.new_page()
    for path in PAGES:
        page.goto(scores.origin + path)
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert page.evaluate("(m => m.scrollWidth - m.clientWidth)(document.querySelector('main'))") <= 0, path
    context.close()


def test_score_is_changed_by_keyboard_without_a_script(browser: Browser, scores: Opening) -> None:  # noqa: F811
    context = a_context(browser, scores, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{scores.origin}/settings/scores?score=engagement")
    page.get_by_role("link", name="Bearbeiten").press("Enter")
    text = page.get_by_label("Punktwert als YAML")
    text.fill(text.input_value().replace("enter_at: 85", "enter_at: 90"))
    page.get_by_role("button", name="Prüfen und Plan zeigen").press("Enter")
    expect(page.get_by_text("43 von 412 Personen")).to_be_visible()
    expect(page.get_by_text("thresholds[sql].enter_at")).to_be_visible()
    page.get_by_role("button", name="Als neue Version speichern").press("Enter")

    expect(page.get_by_text("Die neue Version des Punktwerts ist gespeichert")).to_be_visible()
    context.close()


def test_all_problems_stand_above_the_text(browser: Browser, scores: Opening) -> None:  # noqa: F811
    context = a_context(browser, scores)
    page = context.new_page()
    page.goto(f"{scores.origin}/settings/scores/edit?score=fit")
    page.get_by_label("Punktwert als YAML").fill("{id: f, kind: fit, title: F, parts: [{id: a, points: 0}]}")
    page.get_by_role("button", name="Prüfen und Plan zeigen").click()

    for place in ("parts[0].title", "parts[0].rule", "parts[0].points"):
        expect(page.get_by_role("alert")).to_contain_text(place)
    assert complaints(page) == ""
    context.close()
