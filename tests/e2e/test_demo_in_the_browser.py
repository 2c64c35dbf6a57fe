"""The first minutes of a new user: the demo starts, its link opens, the map carries numbers."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect, sync_playwright

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
ARGUMENTS = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("demo") / "ws"
    command = [sys.executable, "-m", "wegmarke", "demo", "--no-browser", "--persons", "400", "--dir", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        yield next(
            found[0] for line in server.stdout if (found := re.findall(r"http://127\.0\.0\.1:\d+/open\S+", line))
        )
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0
        server.stdout.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip("no Chromium on this machine; install the package chromium to see pages tested")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def opened(browser: Browser, link: str) -> StorageState:
    """Open the link, which works once, and keep the session for every test."""
    context = browser.new_context(locale="en-GB")
    context.new_page().goto(link)
    return context.storage_state()


@pytest.fixture
def page(browser: Browser, link: str, opened: StorageState) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB", storage_state=opened)
    page = context.new_page()
    page.goto(link.split("/open")[0])
    yield page
    context.close()


def test_link_opens_the_map_with_measured_cells(page: Page) -> None:
    page.get_by_role("link", name="Map").click()
    page.get_by_role("link", name=re.compile("Fuchsberg")).first.click()
    expect(page).to_have_url(re.compile(r"/maps/fuchsberg"))
    expect(page.get_by_role("table").first).to_be_visible()
    expect(page.get_by_text("Touches").first).to_be_visible()
    assert re.search(r"\d,\d{3}|\d{3}", page.get_by_role("row", name=re.compile("^Measured")).inner_text())


def test_link_works_once(browser: Browser, link: str, opened: StorageState) -> None:
    other = browser.new_context().new_page()

    answer = other.goto(link)

    assert answer is not None
    assert answer.status == 401


def test_paths_account_and_language(page: Page) -> None:
    page.get_by_role("link", name="Explore").click()
    expect(page.get_by_role("heading", name="Paths", exact=True)).to_be_visible()

    page.get_by_role("link", name="People").click()
    page.get_by_role("rowheader").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="What happened")).to_be_visible()

    page.get_by_role("link", name="DE").or_(page.get_by_role("button", name="DE")).first.click()
    expect(page.get_by_role("heading", name="Was geschah")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "de"


def test_a_command_works_while_the_server_runs(page: Page, link: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = next(Path(tmp_path_factory.getbasetemp()).glob("demo*/ws"))

    done = subprocess.run(
        [sys.executable, "-m", "wegmarke", "check", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, "all invariants hold" in done.stdout) == (0, True), done.stderr
