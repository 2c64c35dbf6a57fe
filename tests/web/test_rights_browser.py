"""The page about rights in a real Chromium: accessible in both looks, narrow, and changed without a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake_workspace import a_workspace
from playwright.sync_api import Browser, expect
from test_browser import a_context, browser, complaints, served  # noqa: F401  # `browser` is a fixture

from wegmarke.server import Opening

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def rights() -> Iterator[Opening]:
    yield from served(a_workspace())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_page_is_accessible(browser: Browser, rights: Opening, theme: str) -> None:  # noqa: F811
    context = a_context(browser, rights, color_scheme=theme)
    page = context.new_page()
    page.goto(f"{rights.origin}/settings/rights")
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
    assert complaints(page) == ""
    context.close()


def test_narrow_page_scrolls_only_its_tables(browser: Browser, rights: Opening) -> None:  # noqa: F811
    context = a_context(browser, rights, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{rights.origin}/settings/rights")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_rights_are_changed_without_a_script(browser: Browser, rights: Opening) -> None:  # noqa: F811
    context = a_context(browser, rights, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{rights.origin}/settings/rights")
    page.get_by_label("Auf Seiten: Telefonnummer, Marketing").check()
    page.get_by_role("button", name="Diese Rechte speichern").click()
    expect(page.get_by_role("status").first).to_have_text("Die neuen Rechte gelten ab jetzt.")
    expect(page.get_by_label("Auf Seiten: Telefonnummer, Marketing")).to_be_checked()
    context.close()
