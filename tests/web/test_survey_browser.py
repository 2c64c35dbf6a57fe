"""The public page of a survey in a real Chromium: keyboard, both languages, no script, accessible in both looks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake_workspace import FakeWorkspace, a_workspace
from playwright.sync_api import Browser
from test_browser import browser, complaints, served  # noqa: F401  # `browser` is a fixture

from wegmarke.server import Opening

pytestmark = pytest.mark.browser

WORKSPACE = a_workspace()


@pytest.fixture(scope="module")
def asked() -> Iterator[tuple[Opening, FakeWorkspace]]:
    for opening in served(WORKSPACE):
        yield opening, WORKSPACE


def test_a_keyboard_answers_in_either_language(browser: Browser, asked: tuple[Opening, FakeWorkspace]) -> None:  # noqa: F811
    opening, workspace = asked
    workspace.surveys.taken.clear()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{opening.origin}/s/open?score=8")
    assert page.get_by_role("heading", level=1).inner_text().startswith("Wie wahrscheinlich")
    page.get_by_role("link", name="English").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("heading", level=1).inner_text() == "How likely are you to recommend us?"
    assert page.locator("button.chosen").inner_text() == "8"
    page.get_by_role("button", name="10: very likely").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Why? (you need not say)").fill("on time")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.get_by_role("status").inner_text() == "Your comment was kept."
    assert workspace.surveys.taken == [("answer", 10), ("comment", "on time")]
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_behind_a_link_is_accessible(
    browser: Browser,  # noqa: F811
    asked: tuple[Opening, FakeWorkspace],
    theme: str,
) -> None:
    opening, _ = asked
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=theme, bypass_csp=True)
    page = context.new_page()
    for path in ("open?score=9", "open/thanks", "open/stop", "open/stopped?lang=en", "forged"):
        page.goto(f"{opening.origin}/s/{path}")
        assert complaints(page) == "", path
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    context.close()
