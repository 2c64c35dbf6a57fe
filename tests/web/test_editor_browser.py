"""The map editor in a real Chromium: by keyboard alone, quick, accessible, and shared by two without a loss."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from map_history import a_workspace_with_maps
from playwright.sync_api import Browser, Page, expect
from test_browser import a_context, browser, complaints, served  # noqa: F401  # `browser` is a fixture

from wegmarke.server import Opening
from wegmarke.workspace import Workspace

pytestmark = pytest.mark.browser

SECONDS = 120 if os.environ.get("WEGMARKE_NIGHTLY") else 10
# What stands in the field at the first frame after each letter; how long that takes, `benchmarks.map_page` says.
ECHO = """() => { window.echoes = []; document.addEventListener("input", (event) => {
  const typed = event.target.value;
  requestAnimationFrame(() => window.echoes.push(event.target.value.startsWith(typed))); }, true); }"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with a_workspace_with_maps(tmp_path_factory.mktemp("editor") / "ws") as workspace:
        yield workspace


@pytest.fixture(scope="module")
def maps(workspace: Workspace) -> Iterator[Opening]:
    yield from served(workspace)


RAISED: list[str] = []
"""What scripts of the pages raised."""


@pytest.fixture(autouse=True)
def no_script_raises() -> Iterator[None]:
    RAISED.clear()
    yield
    assert RAISED == []


def an_editor(browser: Browser, maps: Opening, map_id: str, **options: object) -> Page:  # noqa: F811
    page = a_context(browser, maps, **options).new_page()
    page.on("pageerror", lambda error: RAISED.append(str(error)))
    page.goto(f"{maps.origin}/maps/{map_id}/edit")
    if page.locator("#map-editor").count() == 0:
        page.locator("form.editor button.primary").press("Enter")
    expect(page.locator("#save-state")).to_have_attribute("data-status", "saved")
    return page


def saved(page: Page) -> None:
    page.wait_for_function(
        "() => window.mapEditor?.sync.pending.length === 0 && mapEditor.sync.status === 'saved'", timeout=9000
    )


def slot(page: Page, key: str):
    return page.locator(f'button[data-key="{key}"]')


def test_everything_is_done_by_keyboard(browser: Browser, maps: Opening, workspace: Workspace) -> None:  # noqa: F811
    page = an_editor(browser, maps, "software")
    keys = page.keyboard
    page.evaluate(ECHO)
    first, second = [one["id"] for one in workspace.maps.draft("software").content["phases"][:2]]
    lane = next(one for one in workspace.maps.draft("software").content["lanes"] if one["type"] == "pain")["id"]

    slot(page, f"add:cards:{lane}:{first}").focus()
    keys.type("Niemand kennt den Preis")
    keys.press("Enter")
    card = page.locator("button.slot.card", has_text="Niemand kennt den Preis")
    expect(card).to_be_focused()
    saved(page)
    name = card.get_attribute("data-key").removeprefix("cards:")

    keys.press("F2")
    keys.press("Tab")
    keys.type("Nobody knows the price")
    keys.press("Control+Enter")
    keys.press("Alt+ArrowRight")
    saved(page)
    assert the_card(workspace, name) == {
        "id": name, "phase": second, "text": {"de": "Niemand kennt den Preis", "en": "Nobody knows the price"},
    }  # fmt: skip
    expect(card).to_be_focused()
    keys.press("Control+z")
    saved(page)
    assert the_card(workspace, name)["phase"] == first
    keys.press("Control+Shift+z")
    saved(page)
    assert the_card(workspace, name)["phase"] == second

    keys.press("Shift+Enter")
    page.locator("#details").get_by_role("combobox", name="Schweregrad", exact=True).select_option("4")
    keys.press("Escape")
    expect(card).to_be_focused()
    keys.press("Control+c")
    keys.press("Control+v")
    saved(page)
    copies = [one for one in cards_of(workspace) if one["text"].get("de") == "Niemand kennt den Preis"]
    assert [one["severity"] for one in copies] == [4, 4]
    keys.press("Delete")
    saved(page)

    point = page.locator(f'[data-point="{first}"]')
    before = float(point.get_attribute("aria-valuenow"))
    # another test may have dragged it to the top
    key, wanted = ("ArrowUp", before + 0.5) if before < 2 else ("ArrowDown", before - 0.5)
    point.focus()
    keys.press(key)
    saved(page)
    expect(point).to_have_attribute("aria-valuenow", f"{wanted:g}")
    felt = {one["phase"]: one["value"] for one in workspace.maps.draft("software").content["emotions"]}
    assert felt[first] == wanted

    keys.press("Shift+Tab")
    echoes = page.evaluate("echoes")
    assert len(echoes) >= len("Niemand kennt den Preis") + len("Nobody knows the price")
    assert all(echoes)
    page.context.close()


def test_cards_phases_and_points_are_dragged(browser: Browser, maps: Opening, workspace: Workspace) -> None:  # noqa: F811
    page = an_editor(browser, maps, "software")
    phases = [one["id"] for one in workspace.maps.draft("software").content["phases"]]
    lane = next(one for one in workspace.maps.draft("software").content["lanes"] if one["type"] == "activity")
    card = next(one for one in lane["cards"] if one["phase"] == phases[0])
    slot(page, f"cards:{card['id']}").drag_to(page.locator(f'[data-cell="lanes:{lane["id"]}|{phases[2]}"]'))
    saved(page)
    assert the_card(workspace, card["id"])["phase"] == phases[2]

    point = page.locator(f'[data-point="{phases[1]}"] .dot')
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    page.mouse.move(box["x"] + 6, box["y"] + 6)
    page.mouse.down()
    page.mouse.move(box["x"] + 6, box["y"] - 300, steps=4)
    page.mouse.up()
    saved(page)
    felt = {one["phase"]: one["value"] for one in workspace.maps.draft("software").content["emotions"]}
    assert felt[phases[1]] == 2

    slot(page, f"phases:{phases[0]}").drag_to(slot(page, f"phases:{phases[1]}"), target_position={"x": 150, "y": 10})
    saved(page)
    assert [one["id"] for one in workspace.maps.draft("software").content["phases"]][:2] == [phases[1], phases[0]]
    page.context.close()


def test_what_is_written_offline_outlives_the_page(browser: Browser, maps: Opening, workspace: Workspace) -> None:  # noqa: F811
    page = an_editor(browser, maps, "try-out")
    phase = workspace.maps.draft("try-out").content["phases"][0]["id"]
    page.context.set_offline(True)
    slot(page, f"phases:{phase}").press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type("Ohne Netz")
    page.keyboard.press("Enter")
    expect(page.locator("#save-state")).to_have_attribute("data-status", "offline")
    expect(page.locator("#save-state")).to_have_text("Offline: 1 hier behalten, wird gesendet")
    page.context.set_offline(False)
    page.route("**/edits", lambda route: route.abort())
    page.reload()
    page.unroute("**/edits")
    saved(page)
    assert workspace.maps.draft("try-out").content["phases"][0]["title"]["de"] == "Ohne Netz"
    page.context.close()


def the_card(workspace: Workspace, name: str) -> dict[str, object]:
    return next(one for one in cards_of(workspace) if one["id"] == name)


def cards_of(workspace: Workspace) -> list[dict[str, object]]:
    return [card for lane in workspace.maps.draft("software").content["lanes"] for card in lane.get("cards", ())]


def test_editor_is_accessible(browser: Browser, maps: Opening) -> None:  # noqa: F811
    page = an_editor(browser, maps, "software", color_scheme="light")
    assert complaints(page) == ""
    page.locator("button.slot.card").first.press("Enter")
    assert complaints(page) == ""
    page.keyboard.press("Escape")
    page.goto(f"{maps.origin}/maps/software/draft/keep")
    assert complaints(page) == ""
    page.context.close()


def test_editor_is_accessible_narrow_and_dark(browser: Browser, maps: Opening) -> None:  # noqa: F811
    size = {"width": 390, "height": 844}
    page = an_editor(browser, maps, "software", color_scheme="dark", locale="en-GB", viewport=size)
    for end in ("edit", "present"):
        page.goto(f"{maps.origin}/maps/software/{end}")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, end
        assert page.evaluate("(m => m.scrollWidth - m.clientWidth)(document.querySelector('main'))") <= 0, end
        assert complaints(page) == "", end
    page.context.close()


def test_draft_can_be_read_without_a_script(browser: Browser, maps: Opening, workspace: Workspace) -> None:  # noqa: F811
    workspace.maps.begin_draft("software")
    page = a_context(browser, maps, java_script_enabled=False).new_page()
    page.goto(f"{maps.origin}/maps/software/edit")

    expect(page.locator(".plain-draft table.sheet")).to_be_visible()
    expect(page.locator("#map-editor")).to_be_hidden()
    page.context.close()


ACTS = (Path(__file__).parent / "random_edits.js").read_text(encoding="utf-8").partition("\n")[2]


def test_two_who_write_at_once_end_equal_and_lose_nothing(
    browser: Browser,  # noqa: F811
    maps: Opening,
    workspace: Workspace,
) -> None:
    pages = [an_editor(browser, maps, "try-out") for _ in range(2)]
    clients = [page.evaluate("mapEditor.sync.client") for page in pages]
    seed = random.randint(1, 10**6)  # told when the test fails
    for number, page in enumerate(pages):
        page.evaluate(f"(asked) => {{ window.acting = ({ACTS})(asked); }}", [seed + number, SECONDS * 1000])
    # One of them is offline for a while; what it writes there is kept and sent.
    pages[0].wait_for_timeout(SECONDS * 400)
    pages[0].context.set_offline(True)
    pages[0].wait_for_timeout(SECONDS * 100)
    pages[0].context.set_offline(False)
    for page in pages:
        page.evaluate("acting")
        page.evaluate("mapEditor.sync.send()")
    for page in pages:
        saved(page)
    for page in pages:
        page.evaluate("mapEditor.sync.look()")
    draft = workspace.maps.draft("try-out")
    made = workspace.maps.draft_news("try-out", draft.number, 0).made

    for page in pages:
        assert page.evaluate("mapEditor.sync.revision") == draft.revision, seed
        assert page.evaluate("mapEditor.sync.shown") == draft.content, seed
    for client, page in zip(clients, pages, strict=True):
        kept = {one["edit"] for one in made if one["client"] == client}
        assert kept == {*page.evaluate("sent")} - {*page.evaluate("refused")}, seed
    assert len(made) > 5 * SECONDS, seed
    nothing_is_lost(made, draft.content, seed)
    for page in pages:
        page.context.close()


def nothing_is_lost(made, content: dict[str, object], seed: int) -> None:
    """Every text that was written stands on the map, or was overwritten or removed by an edit that is known."""
    texts = {}
    for one in made:
        told = [notice.get("other") for notice in one["notices"]]
        for stroke in one["strokes"]:
            place = (stroke["space"], stroke["thing"], tuple(stroke.get("field", ())))
            last = texts.get(place)
            if stroke["kind"] == "set" and last and stroke.get("before") != last[0]:
                pytest.fail(f"{seed}: {place} said {stroke.get('before')!r} and should have said {last[0]!r}")
            if stroke["kind"] == "set":
                texts[place] = (stroke.get("value"), one["client"], told)
            if stroke["kind"] == "take":
                texts = {at: said for at, said in texts.items() if at[:2] != place[:2]}
    cards = {card["id"]: card for lane in content["lanes"] for card in lane.get("cards", ())}
    for (space, thing, field), (value, _, _) in texts.items():
        if space == "cards" and field[:1] == ("text",):
            assert cards[thing]["text"].get(field[1]) == value, seed


def test_each_edit_is_saved_by_itself(browser: Browser, maps: Opening, workspace: Workspace) -> None:  # noqa: F811
    page = an_editor(browser, maps, "software")
    for number in range(5):
        page.locator("button.slot.card").first.press("Enter")
        page.keyboard.press("Control+a")
        page.keyboard.type(f"Text {number}")
        before = workspace.maps.draft("software").revision
        page.keyboard.press("Enter")
        saved(page)
        assert workspace.maps.draft("software").revision == before + 1
    page.context.close()
