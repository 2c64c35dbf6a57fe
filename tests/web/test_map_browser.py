"""The pages around a map in a real Chromium: accessible in both looks, narrow, by keyboard, and without a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from map_history import a_workspace_with_maps
from playwright.sync_api import Browser, expect
from test_browser import a_context, browser, complaints, served  # noqa: F401  # `browser` is a fixture

from wegmarke.server import Opening

pytestmark = pytest.mark.browser

PAGES = [
    "/maps",
    "/maps/software/text",
    "/maps/software/canvas",
    "/maps/software/personas",
    "/maps/software/buying-center",
    "/touchpoints",
    "/touchpoints/ad",
    "/maps/software/versions",
    "/maps/software/compare?from=1&to=3",
    "/maps/software/versions/3/approve",
    "/maps/software/backlog",
    "/maps/software/hierarchy",
    "/maps/software/conformance",
    "/maps/software/discovery",
    "/maps/software/paper",
    "/maps/software/files",
    "/maps/software/files/cjml",
    "/import-map",
    "/new-map",
]


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opening]:
    with a_workspace_with_maps(tmp_path_factory.mktemp("maps") / "ws", events=True) as workspace:
        yield from served(workspace)


@pytest.mark.parametrize(("theme", "locale"), [("light", "de-DE"), ("dark", "en-GB")])
def test_pages_are_accessible_and_narrow_ones_scroll_only_their_tables(
    browser: Browser,  # noqa: F811
    maps: Opening,
    theme: str,
    locale: str,
) -> None:
    context = a_context(browser, maps, color_scheme=theme, locale=locale, viewport={"width": 390, "height": 844})
    page = context.new_page()
    for path in PAGES:
        page.goto(maps.origin + path)
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert page.evaluate("(m => m.scrollWidth - m.clientWidth)(document.querySelector('main'))") <= 0, path
        assert complaints(page) == "", path
    context.close()


def test_map_is_made_and_submitted_by_keyboard_without_a_script(browser: Browser, maps: Opening) -> None:  # noqa: F811
    context = a_context(browser, maps, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{maps.origin}/maps")
    page.get_by_role("link", name="Neue Map").press("Enter")
    page.get_by_role("radio").first.press("ArrowDown")
    page.get_by_label("Titel in den Worten des Kunden").fill("Wir holen Hilfe")
    page.get_by_role("button", name="Map als Entwurf anlegen").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wir holen Hilfe")

    page.get_by_role("link", name="Versionen").press("Enter")
    page.get_by_role("link", name="Zur Prüfung geben").press("Enter")
    page.get_by_label("Warum").fill("Bitte ansehen")
    page.get_by_role("button", name="Zur Prüfung geben").press("Enter")

    expect(page.get_by_role("status")).to_have_text("Version 1: In Prüfung.")
    expect(page.get_by_text("Bitte ansehen")).to_be_visible()
    context.close()
