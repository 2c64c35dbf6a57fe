"""The pages about what arrives in a real Chromium: accessible in both looks, narrow, and usable without a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake_intake import rejected_events
from fake_workspace import a_workspace
from playwright.sync_api import Browser, expect
from test_browser import a_context, browser, complaints, served  # noqa: F401  # `browser` is a fixture

from wegmarke.server import Opening

pytestmark = pytest.mark.browser

PAGES = [
    "/settings/plan",
    "/settings/plan/edit",
    "/settings/coverage?proposal=1",
    "/settings/internal",
    "/settings/costs",
    "/health",
    "/rejected?state=all",
    "/rejected?reason=wrong_type",
    f"/rejected/{0:032x}",
    f"/rejected/{4:032x}",
    f"/rejected/{6:032x}",
    "/rejected/erase",
]


@pytest.fixture(scope="module")
def intake() -> Iterator[Opening]:
    workspace = a_workspace()
    workspace.rejected.found += rejected_events()
    yield from served(workspace)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_are_accessible(browser: Browser, intake: Opening, theme: str) -> None:  # noqa: F811
    context = a_context(browser, intake, color_scheme=theme)
    page = context.new_page()
    for path in PAGES:
        page.goto(intake.origin + path)
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
        assert complaints(page) == "", path
    context.close()


@pytest.mark.parametrize("locale", ["de-DE", "en-GB"])
def test_narrow_pages_scroll_only_their_tables(browser: Browser, intake: Opening, locale: str) -> None:  # noqa: F811
    context = a_context(browser, intake, viewport={"width": 390, "height": 844}, locale=locale)
    page = context.new_page()
    for path in PAGES:
        page.goto(intake.origin + path)
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert page.evaluate("(m => m.scrollWidth - m.clientWidth)(document.querySelector('main'))") <= 0, path
    context.close()


def test_plan_and_rows_can_be_changed_without_a_script(browser: Browser, intake: Opening) -> None:  # noqa: F811
    context = a_context(browser, intake, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{intake.origin}/settings/plan")
    page.get_by_role("link", name="Bearbeiten").click()
    page.get_by_label("Tracking-Plan als YAML").fill("format: tracking-plan/1\nevents: [{name: 3, colour: red}]\n")
    page.get_by_role("button", name="Nur prüfen").click()
    assert page.get_by_text("colour").first.is_visible()
    page.get_by_label("Tracking-Plan als YAML").fill("format: tracking-plan/1\nevents: [{name: quote_sent}]\n")
    page.get_by_role("button", name="Als neue Version speichern").click()
    expect(page.get_by_text("Die neue Version gilt")).to_be_visible()

    page.goto(f"{intake.origin}/rejected/{4:032x}")
    payload = page.get_by_label("Ereignis als JSON")
    payload.fill(payload.input_value().replace("viele", "3"))
    page.get_by_role("button", name="Speichern und erneut einspielen").click()
    expect(page.get_by_text("gespeichert", exact=True)).to_be_visible()
    context.close()
