"""The condition builder and the pages about segments and touchpoint rules in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml
from fake_workspace import FakeWorkspace, a_workspace
from playwright.sync_api import Browser, Page, expect
from test_browser import a_context, browser, complaints, served  # noqa: F401  # `browser` is a fixture

from wegmarke.server import Opening

pytestmark = pytest.mark.browser

PAGES = [
    "/people/segments",
    "/people/segments/new",
    "/people/segments/new?kind=difference",
    "/people/segments/price_watchers?with=newsletter",
    "/people/segments/price_watchers/edit",
    "/people/segments/fair_guests",
    "/people/segments/newsletter/remove",
    "/settings/touchpoints",
    "/settings/touchpoints/pricing/edit?event=newsletter_opened",
]


@pytest.fixture
def workspace() -> FakeWorkspace:
    return a_workspace()


@pytest.fixture
def opening(workspace: FakeWorkspace) -> Iterator[Opening]:
    yield from served(workspace)


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id")


def choose(page: Page, letters: str) -> None:
    """Choose from the list that has the keyboard, by typing."""
    page.keyboard.type(letters)
    page.keyboard.press("Tab")


def press(page: Page, waits_for: str) -> None:
    """Press the button that has the keyboard, and wait until the keyboard stands where the step leads."""
    page.keyboard.press("Enter")
    page.wait_for_function("id => document.activeElement.id === id", arg=waits_for)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_are_accessible(browser: Browser, opening: Opening, theme: str) -> None:  # noqa: F811
    context = a_context(browser, opening, color_scheme=theme)
    page = context.new_page()
    for path in PAGES:
        page.goto(opening.origin + path)
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
        assert complaints(page) == "", path
    page.goto(f"{opening.origin}/people/segments/price_watchers/edit")
    page.locator("[id='rule.p0:within']").fill("bald")
    page.get_by_role("button", name="Prüfen und Plan zeigen").click()
    expect(page.locator("[id='rule.p0:within-problem']")).to_be_visible()
    assert complaints(page) == "", "a rule with problems"
    page.get_by_role("button", name="Als Text bearbeiten").click()
    expect(page.get_by_label("Regel als YAML")).to_be_focused()
    assert complaints(page) == "", "a rule as text"
    context.close()


@pytest.mark.parametrize("locale", ["de-DE", "en-GB"])
def test_narrow_pages_scroll_only_their_tables(browser: Browser, opening: Opening, locale: str) -> None:  # noqa: F811
    context = a_context(browser, opening, viewport={"width": 390, "height": 844}, locale=locale)
    page = context.new_page()
    for path in PAGES:
        page.goto(opening.origin + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert page.evaluate("(m => m.scrollWidth - m.clientWidth)(document.querySelector('main'))") <= 0, path
    context.close()


@pytest.mark.parametrize("with_script", [True, False])
def test_rule_of_three_parts_is_built_by_keyboard_alone(
    browser: Browser, opening: Opening, workspace: FakeWorkspace, *, with_script: bool  # noqa: F811
) -> None:  # fmt: skip
    context = a_context(browser, opening, java_script_enabled=with_script, locale="en-GB")
    page = context.new_page()
    page.goto(f"{opening.origin}/people/segments/new")
    page.locator("[id='rule:add']").focus()

    page.keyboard.press("Tab")
    step(page, "rule.p0:kind", with_script=with_script)
    tab_to(page, "rule.p0:event-0")
    page.keyboard.type("pricing_viewed")
    tab_to(page, "rule.p0:detail")
    choose(page, "In the last")
    step(page, "rule.p0:within", with_script=with_script)
    page.keyboard.press("Control+a")
    page.keyboard.type("14")
    tab_to(page, "rule:add")
    choose(page, "did not")
    step(page, "rule.p1:kind", with_script=with_script)
    tab_to(page, "rule.p1:event-0")
    page.keyboard.type("order_placed")
    tab_to(page, "rule:add")
    choose(page, "field")
    step(page, "rule.p2:kind", with_script=with_script)
    tab_to(page, "rule.p2:field")
    page.keyboard.type("Industry")
    tab_to(page, "rule.p2:value")
    page.keyboard.type("pumps")
    page.get_by_label("Title, English").focus()
    page.keyboard.type("Watchers")
    page.get_by_role("button", name="Check and show the plan").press("Enter")
    page.get_by_role("button", name="Save the segment").press("Enter")

    expect(page.get_by_text("The segment is kept")).to_be_visible()
    assert yaml.safe_load(workspace.segments.texts["watchers"])["rule"] == {
        "all": [
            {"did": {"event": "pricing_viewed", "within": "14 days"}},
            {"did_not": {"event": "order_placed"}},
            {"field": "account.industry", "is": "pumps"},
        ]
    }
    context.close()


def step(page: Page, waits_for: str, *, with_script: bool) -> None:
    """Take a step with the button beside the list; without a script the page comes back with the keyboard there."""
    if with_script:
        press(page, waits_for)
        return
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(f"[id='{waits_for}']")).to_be_focused()


def tab_to(page: Page, wanted: str) -> None:
    """Go on with the tab key until the keyboard stands on a field."""
    target = page.locator(f"[id='{wanted}']")
    for _ in range(60):
        if target.evaluate("field => field === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} cannot be reached with the tab key")


def test_kind_and_size_follow_without_a_button(browser: Browser, opening: Opening) -> None:  # noqa: F811
    context = a_context(browser, opening, locale="en-GB")
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{opening.origin}/people/segments/newsletter/edit")

    page.get_by_label("Kind of condition").select_option("last")
    expect(page.locator("[id='rule.p0:kind']")).to_be_focused()
    expect(page.get_by_text("1 field is still empty")).to_be_visible()
    page.get_by_label("Kind of condition").select_option("did")
    page.locator("[id='rule.p0:event-0']").fill("ad_clicked")

    expect(page.locator(".rule-words")).to_have_text("“ad_clicked” happened in the last 90 days")
    expect(page.locator(".rule-size")).to_have_text("1,234 of 5,678 persons")
    expect(page.locator("[id='rule.p0:event-0']")).to_have_value("ad_clicked")
    assert said == []
    context.close()


def test_link_of_a_problem_puts_the_keyboard_into_its_field(browser: Browser, opening: Opening) -> None:  # noqa: F811
    context = a_context(browser, opening, locale="en-GB")
    page = context.new_page()
    page.goto(f"{opening.origin}/people/segments/price_watchers/edit")
    page.locator("[id='rule.p0:number']").fill("often")
    page.get_by_role("button", name="Check and show the plan").click()

    page.get_by_role("link", name="Write a number.").press("Enter")

    assert focused(page) == "rule.p0:number"
    context.close()


def test_moving_a_part_keeps_the_keyboard_on_its_button(browser: Browser, opening: Opening) -> None:  # noqa: F811
    context = a_context(browser, opening, locale="en-GB")
    page = context.new_page()
    page.goto(f"{opening.origin}/people/segments/price_watchers/edit")
    page.locator("[id='rule.p0:down']").focus()

    press(page, "rule.p1:down")
    press(page, "rule.p2:up")

    expect(page.locator("[id='rule.p2:event-0']")).to_have_value("pricing_viewed")
    context.close()


def test_step_that_is_refused_shows_the_refusal(browser: Browser, opening: Opening) -> None:  # noqa: F811
    context = a_context(browser, opening, locale="en-GB")
    page = context.new_page()
    page.goto(f"{opening.origin}/people/segments/price_watchers/edit")
    page.evaluate("document.querySelector('[name=\"rule.p0:kind\"]').name = 'rule.p0:other'")

    page.locator("[id='rule:adds']").click()

    expect(page.get_by_text("The request cannot be answered")).to_be_visible()
    context.close()
