"""Choosing rows of the list of persons in a real Chromium, by mouse and by keyboard."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from queue import Queue

import pytest
from fake_workspace import a_workspace
from playwright.sync_api import Page, expect, sync_playwright

from wegmarke.server import Opening, serve

pytestmark = pytest.mark.browser

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="module")
def opening() -> Iterator[Opening]:
    announced: Queue[Opening] = Queue()
    thread = threading.Thread(target=serve, args=(a_workspace(),), kwargs={"announce": announced.put})
    thread.start()
    opening = announced.get(timeout=30)
    yield opening
    opening.stop()
    thread.join(timeout=30)


@pytest.fixture
def page(opening: Opening) -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine; install the package chromium to run the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--no-first-run"])
        page = browser.new_context(locale="en-GB").new_page()
        page.goto(opening.issue_link())
        page.goto(f"{opening.origin}/people/persons")
        yield page
        browser.close()


def boxes(page: Page):
    return page.locator('input[name="person"]')


def chosen(page: Page) -> list[int]:
    return [number for number in range(6) if boxes(page).nth(number).is_checked()]


def test_bar_appears_with_the_first_choice_and_counts(page):
    expect(page.locator(".bar")).to_be_hidden()

    boxes(page).nth(1).check()
    boxes(page).nth(3).check()

    expect(page.locator(".bar .count")).to_have_text("2 persons chosen")


def test_shift_and_click_choose_all_rows_between(page):
    boxes(page).nth(1).click()
    boxes(page).nth(4).click(modifiers=["Shift"])

    assert chosen(page) == [1, 2, 3, 4]


def test_arrow_keys_move_and_shift_chooses_on_the_way(page):
    boxes(page).nth(0).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")

    assert chosen(page) == [1, 2, 3]
    expect(boxes(page).nth(3)).to_be_focused()


def test_escape_chooses_none(page):
    page.get_by_label("Choose all persons of this page").check()
    assert len(chosen(page)) == 6

    page.keyboard.press("Escape")

    assert chosen(page) == []
    expect(page.locator(".bar")).to_be_hidden()


def test_only_two_persons_can_be_laid_side_by_side(page):
    merge = page.get_by_role("button", name="Treat two as one")
    boxes(page).nth(0).check()
    expect(merge).to_be_disabled()

    boxes(page).nth(2).check()
    merge.click()

    page.wait_for_url("**/people/persons/merge?first=4711&second=4713")


def test_chosen_persons_are_downloaded(page):
    boxes(page).nth(0).check()

    with page.expect_download() as download:
        page.get_by_role("button", name="Download chosen").click()

    assert download.value.path().read_text(encoding="utf-8-sig").splitlines()[1].startswith("4711,")
