"""The page of funnels in a real Chromium: accessible in both looks, narrow, and edited by keyboard without a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake_workspace import a_workspace
from playwright.sync_api import Browser, expect
from test_browser import a_context, browser, complaints, served  # noqa: F401  # `browser` is a fixture

from wegmarke.server import Opening

pytestmark = pytest.mark.browser

WHOLE = "/explore/funnel?step1=fair%7Cblog&step2=call%3F&step3=order&exclude1=ticket+1-3+stop&of=month"
OPEN_ALL = "document.querySelectorAll('details').forEach((part) => { part.open = true })"


@pytest.fixture(scope="module")
def funnels() -> Iterator[Opening]:
    yield from served(a_workspace())


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_page_is_accessible_and_scrolls_only_tables_and_pictures(
    browser: Browser,  # noqa: F811
    funnels: Opening,
    theme: str,
    width: int,
) -> None:
    context = a_context(browser, funnels, color_scheme=theme, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(funnels.origin + WHOLE)
    page.evaluate(OPEN_ALL)

    assert complaints(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("(m => m.scrollWidth - m.clientWidth)(document.querySelector('main'))") <= 0

    page.goto(f"{funnels.origin}/explore/funnel?order=odd&step1=nowhere&step2=order")
    assert complaints(page) == "", "bad input"
    context.close()


def test_funnel_is_edited_by_keyboard_without_a_script(browser: Browser, funnels: Opening) -> None:  # noqa: F811
    context = a_context(browser, funnels, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{funnels.origin}/explore/funnel?step1=fair&step2=order&edit=1")
    page.get_by_role("button", name="Schritt hinzufügen").press("Enter")
    page.get_by_label("Schritt 3: Phase oder Kontaktpunkt").select_option("Angebot")
    page.get_by_role("button", name="Schritt 3 nach oben").press("Enter")
    expect(page.get_by_label("Schritt 2: Phase oder Kontaktpunkt").first).to_have_value("quote")
    window = page.get_by_label("Längste Zeit vom ersten Schritt an", exact=True)
    window.fill("30")
    window.press("Enter")

    expect(page).to_have_url(f"{funnels.origin}/explore/funnel?order=sequential&counting=best_attempt&at=first"
                             "&step1=fair&step2=quote&step3=order&window=30+days")  # fmt: skip
    expect(page.get_by_text("2. Angebot").first).to_be_visible()
    context.close()
