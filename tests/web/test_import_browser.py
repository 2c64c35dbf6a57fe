"""The import assistant in a real Chromium: a CSV and a workbook come in whole, and everybody can use every page."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest
from fake_imports import a_recipe, an_id, some_imports
from fake_workspace import a_workspace
from playwright.sync_api import Browser, Page, expect
from test_browser import a_context, browser, complaints, served  # noqa: F401  # `browser` is a fixture
from workbooks import table

from wegmarke.server import Opening, serve
from wegmarke.workspace import Settings, Workspace, init

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
PAGES = ["/imports", *(f"/imports/{an_id(number)}" for number in range(1, 11)), "/imports/recipes/crm-leads"]
LEADS = "Nr;Erstellt am;E-Mail;Firma;Umsatz;Status\n" + "".join(
    f"L{n};0{n % 9 + 1}.02.2025 10:{n % 60:02};p{n}@firma{n % 9}.example;Firma {n % 9};{n},50;neu\n" for n in range(600)
).replace("L7;08.02.2025", "L7;31.02.2025")


@pytest.fixture(scope="module")
def small() -> Iterator[Opening]:
    workspace = a_workspace()
    workspace.imports.found, workspace.imports.saved = some_imports(), [a_recipe()]
    yield from served(workspace)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Opening, Workspace]]:
    announced: Queue[Opening] = Queue()
    with init(tmp_path_factory.mktemp("real") / "ws", Settings(name="Test")) as workspace:
        thread = threading.Thread(target=serve, args=(workspace,), kwargs={"announce": announced.put})
        thread.start()
        opening = announced.get(timeout=30)
        yield opening, workspace
        opening.stop()
        thread.join(timeout=30)


def bring_in(page: Page, origin: str, file: Path) -> None:
    page.goto(f"{origin}/imports")
    page.get_by_label("Datei wählen").set_input_files(file)
    page.get_by_role("button", name="Hochladen und ansehen").click()
    expect(page.get_by_role("heading", name="Die ersten Zeilen als Ereignisse")).to_be_visible(timeout=30_000)


def store(page: Page) -> None:
    page.get_by_role("button", name="Ganze Datei prüfen").click()
    expect(page.get_by_role("heading", name="Was die Prüfung ergab")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Importieren", exact=True).click()
    expect(page.get_by_role("heading", name="Was importiert wurde")).to_be_visible(timeout=60_000)


def test_csv_is_guessed_changed_checked_and_imported(browser: Browser, real, tmp_path: Path) -> None:  # noqa: F811
    opening, workspace = real
    before = workspace.overview().events
    file = tmp_path / "leads.csv"
    file.write_text(LEADS)
    context = a_context(browser, opening)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    bring_in(page, opening.origin, file)
    page.get_by_label("Gilt als: Status").select_option(label="Kennung des Unternehmens")
    expect(page.get_by_label("Heißt: Status")).to_be_visible()
    page.get_by_label("Gilt als: Status").select_option(label="Wird nicht übernommen")
    page.get_by_label("Name des Ereignisses").fill("inquiry_received")
    page.get_by_role("button", name="Anwenden und Vorschau zeigen").click()
    expect(page.get_by_role("rowheader", name="inquiry_received").first).to_be_visible()
    assert complaints(page) == ""
    store(page)

    assert page.locator(".totals").inner_text().split("\n")[:4] == ["Gelesene Zeilen", "600", "Gespeichert", "599"]
    assert workspace.overview().events == before + 599
    assert workspace.check() == []
    assert said == []
    context.close()


def test_workbook_is_imported_without_a_script(browser: Browser, real, tmp_path: Path) -> None:  # noqa: F811
    opening, workspace = real
    before = workspace.overview().events
    file = tmp_path / "angebote.xlsx"
    offers = [[f"A{n}", f"2025-03-{n:02}", f"Firma {n}", n] for n in range(1, 29)]
    file.write_bytes(table(["Angebot Nr", "Datum", "Kunde", "Betrag"], *offers))
    context = a_context(browser, opening, java_script_enabled=False)
    page = context.new_page()

    bring_in(page, opening.origin, file)
    store(page)

    assert workspace.overview().events == before + 28
    page.goto(f"{opening.origin}/imports")
    expect(page.get_by_role("rowheader", name="angebote.xlsx")).to_be_visible()
    context.close()


def test_file_can_be_dropped(browser: Browser, real) -> None:  # noqa: F811
    opening, _ = real
    context = a_context(browser, opening)
    page = context.new_page()
    page.goto(f"{opening.origin}/imports")
    dropped = page.evaluate_handle(
        "text => { const d = new DataTransfer(); d.items.add(new File([text], 'dropped.csv')); return d; }", LEADS
    )

    page.dispatch_event(".drop", "drop", {"dataTransfer": dropped})

    expect(page.get_by_role("heading", name="dropped.csv importieren")).to_be_visible(timeout=30_000)
    context.close()


def test_wrong_file_is_refused_in_words(browser: Browser, real, tmp_path: Path) -> None:  # noqa: F811
    opening, _ = real
    (tmp_path / "photo.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    (tmp_path / "empty.csv").write_bytes(b"")
    context = a_context(browser, opening)
    page = context.new_page()
    page.goto(f"{opening.origin}/imports")
    page.get_by_label("Datei wählen").set_input_files(tmp_path / "empty.csv")
    page.get_by_role("button", name="Hochladen und ansehen").click()
    expect(page.get_by_text("the file is empty")).to_be_visible()

    page.get_by_label("Datei wählen").set_input_files(tmp_path / "photo.csv")
    page.get_by_role("button", name="Hochladen und ansehen").click()
    expect(page.get_by_text("photo.csv: expected a table")).to_be_visible()
    page.get_by_role("button", name="Datei verwerfen").click()
    expect(page).to_have_url(re.compile("/imports$"))
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_are_accessible(browser: Browser, small: Opening, theme: str) -> None:  # noqa: F811
    context = a_context(browser, small, color_scheme=theme)
    page = context.new_page()
    for path in PAGES:
        page.goto(small.origin + path)
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
        assert complaints(page) == "", path
    context.close()


@pytest.mark.parametrize("locale", ["de-DE", "en-GB"])
def test_narrow_pages_scroll_only_their_tables(browser: Browser, small: Opening, locale: str) -> None:  # noqa: F811
    context = a_context(browser, small, viewport={"width": 390, "height": 844}, locale=locale)
    page = context.new_page()
    for path in PAGES:
        page.goto(small.origin + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert page.evaluate("(m => m.scrollWidth - m.clientWidth)(document.querySelector('main'))") <= 0, path
        assert complaints(page) == "", path
    context.close()


def test_file_is_chosen_and_sent_by_keyboard(browser: Browser, small: Opening) -> None:  # noqa: F811
    context = a_context(browser, small)
    page = context.new_page()
    page.goto(f"{small.origin}/imports")
    page.get_by_label("Rezept", exact=True).focus()
    reached = []
    for _ in range(2):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.className"))

    assert reached == ["file", "primary"]
    context.close()
