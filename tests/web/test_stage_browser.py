"""The page about stages in a real Chromium: accessible in both looks, narrow, by keyboard, and without a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake_stages import CHANGED
from fake_workspace import a_workspace
from playwright.sync_api import Browser, expect
from test_browser import a_context, browser, complaints, served  # noqa: F401  # `browser` is a fixture

from wegmarke.server import Opening

pytestmark = pytest.mark.browser

PAGES = [
    "/settings/stages",
    "/settings/stages?model=opportunity",
    "/settings/stages?version=0",
    "/settings/stages/edit",
]


@pytest.fixture(scope="module")
def stages() -> Iterator[Opening]:
    yield from served(a_workspace())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_are_accessible(browser: Browser, stages: Opening, theme: str) -> None:  # noqa: F811
    context = a_context(browser, stages, color_scheme=theme)
    page = context.new_page()
    for path in PAGES:
        page.goto(stages.origin + path)
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
        assert complaints(page) == "", path
    page.goto(f"{stages.origin}/settings/stages/edit")
    page.get_by_label("Alle Ereignisse").check()
    page.get_by_label("Stufenmodell als YAML").fill(CHANGED.replace("pricing_page_viewed", "price_asked"))
    page.get_by_role("button", name="Prüfen und Plan zeigen").click()
    expect(page.get_by_text("43 von 412")).to_be_visible()
    assert complaints(page) == "", "the plan"
    context.close()


@pytest.mark.parametrize("locale", ["de-DE", "en-GB"])
def test_narrow_pages_scroll_only_their_tables(browser: Browser, stages: Opening, locale: str) -> None:  # noqa: F811
    context = a_context(browser, stages, viewport={"width": 390, "height": 844}, locale=locale)
    page = context.new_page()
    for path in PAGES:
        page.goto(stages.origin + path)
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert page.evaluate("(m => m.scrollWidth - m.clientWidth)(document.querySelector('main'))") <= 0, path
    context.close()


def test_model_is_changed_by_keyboard_without_a_script(browser: Browser, stages: Opening) -> None:  # noqa: F811
    context = a_context(browser, stages, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{stages.origin}/settings/stages?model=person")
    page.get_by_role("link", name="Bearbeiten").press("Enter")
    text = page.get_by_label("Stufenmodell als YAML")
    text.fill(text.input_value().replace("sales_call_held", "price_asked"))
    page.get_by_label("Warum").fill("Preisfrage")
    page.get_by_role("button", name="Prüfen und Plan zeigen").press("Enter")
    expect(page.get_by_text("price_asked").first).to_be_visible()
    page.get_by_role("button", name="Als neue Version speichern").press("Enter")

    expect(page.get_by_text("Die neue Version des Stufenmodells ist gespeichert")).to_be_visible()
    context.close()
