"""The tracker in a real Chromium: what it leaves on the device, what it reads there, and what arrives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright
from tracked_site import CHROMIUM, KEPT, QUIET, READS, Received, ShiftedClock, a_site, receiving, wait_until

from wegmarke.workspace import Settings, init

pytestmark = pytest.mark.browser

NOTHING = {"local": [], "session": [], "databases": [], "caches": [], "cookie": ""}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine; install the package chromium to run the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def clock() -> ShiftedClock:
    return ShiftedClock(datetime(2026, 3, 2, 12, 0, tzinfo=UTC))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init(tmp_path / "ws", Settings(name="Test")).close()
    return tmp_path / "ws"


@pytest.fixture
def received(folder: Path, clock: ShiftedClock) -> Iterator[Received]:
    with receiving(folder, clock) as served:
        yield served


@pytest.fixture
def site(received: Received) -> Iterator[str]:
    with a_site(received.origin, received.key) as origin:
        yield origin


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def test_fifty_page_views_leave_and_read_nothing(context, received, site):
    context.add_init_script(READS)
    page = context.new_page()
    cookies, reads = [], []
    page.on("response", lambda answer: cookies.append(answer.headers.get("set-cookie")))

    for number in range(40):
        page.goto(f"{site}/page/{number}")
        page.click("#ask")
        reads += page.evaluate("window.reads")
    for number in range(10):
        page.evaluate(f"history.pushState(null, '', '/page/next/{number}')")
    events = received.wait_for(90)

    assert reads == []
    assert page.evaluate("window.reads") == []
    assert page.evaluate(KEPT) == NOTHING
    assert (context.cookies(), context.storage_state()["origins"]) == ([], [])
    assert set(cookies) == {None}
    assert [event["name"] for event in events].count("page_viewed") == 50
    assert len({event["person"] for event in events}) == 1
    assert received.workspace.overview().sources[0].rejected == 0


def test_the_watch_over_reads_sees_them(context, site):
    context.add_init_script(READS)
    page = context.new_page()
    page.goto(f"{site}/watched")

    page.evaluate("navigator.userAgent + screen.width + Date.now() + document.cookie + localStorage.length")

    assert page.evaluate("window.reads") == ["navigator.userAgent", "screen.width", "clock", "cookie", "localStorage"]


def test_consent_sets_one_id_and_withdrawal_removes_it(context, page, received, site):
    page.goto(f"{site}/before")
    received.wait_for(1)
    page.evaluate("wegmarke.consent(true)")
    entry = page.evaluate("localStorage.wegmarke")
    page.evaluate("wegmarke.track('Quote Requested')")
    for path in ("consented/1", "consented/2"):
        page.goto(f"{site}/{path}")
        assert page.evaluate(KEPT) == {**NOTHING, "local": ["wegmarke"]}
        assert page.evaluate("localStorage.wegmarke") == entry
    assert context.cookies() == []
    received.wait_for(4)

    page.evaluate("wegmarke.consent(false)")
    assert page.evaluate(KEPT) == NOTHING
    page.goto(f"{site}/after")
    first, *known, last = received.wait_for(5)

    assert len({event["person"] for event in known}) == 1
    assert len({first["person"], known[0]["person"]}) == 2
    assert last["person"] == first["person"]
    assert page.evaluate(KEPT) == NOTHING


@pytest.mark.parametrize("said", ["undefined", "null", "'true'", "1", "{}"])
def test_anything_but_true_is_no_consent(page, received, site, said):
    page.goto(f"{site}/unknown")

    page.evaluate(f"wegmarke.consent({said})")

    assert page.evaluate(KEPT) == NOTHING


def test_withdrawal_holds_in_other_tabs_and_for_what_still_waits(context, received, site):
    one, other = context.new_page(), context.new_page()
    bodies: list[str] = []
    for page in (one, other):
        page.goto(f"{site}/consented")
    received.wait_for(2)
    other.on("request", lambda request: bodies.append(request.post_data or ""))
    other.evaluate("wegmarke.track('Quote Requested')")

    one.evaluate("wegmarke.consent(false)")
    other.wait_for_timeout(1500)
    received.wait_for(3)

    assert len(bodies) == 1
    assert "anonymousId" not in bodies[0]


def test_visitor_on_two_days_is_two_persons_without_consent_and_one_with(page, received, site, clock):
    for path in ("plain", "consented"):
        page.goto(f"{site}/{path}")
    page.goto("about:blank")
    received.wait_for(2)
    clock.move(timedelta(days=1))
    for path in ("plain", "consented"):
        page.goto(f"{site}/{path}")
    page.goto("about:blank")
    events = received.wait_for(4)

    assert len({event["person"] for event in events if event["properties"]["path"] == "/plain"}) == 2
    assert len({event["person"] for event in events if event["properties"]["path"] == "/consented"}) == 1


def test_visitor_before_and_after_a_restart_is_two_persons(browser, folder, clock):
    persons = set()
    for run in range(2):
        with receiving(folder, clock) as received, a_site(received.origin, received.key) as site:
            context = browser.new_context()
            context.new_page().goto(f"{site}/plain")
            persons |= {event["person"] for event in received.wait_for(run + 1)}
            context.close()

    assert len(persons) == 2


def test_offline_loses_nothing_and_stores_nothing_twice(context, page, received, site):
    page.goto(f"{site}/plain")
    received.wait_for(1)
    failed: list[object] = []
    page.on("requestfailed", lambda request: failed.append(request))

    context.set_offline(True)
    page.evaluate("for (let n = 0; n < 20; n += 1) wegmarke.track('Quote Requested', { n })")
    page.wait_for_timeout(2500)
    assert failed
    context.set_offline(False)
    events = received.wait_for(21)

    assert sorted(int(event["properties"]["n"]) for event in events[1:]) == list(range(20))
    (books,) = received.workspace.overview().sources
    assert (books.stored, books.duplicate, books.conflict, books.rejected) == (21, 0, 0, 0)
    assert page.evaluate(KEPT) == NOTHING


@pytest.mark.parametrize("trouble", ["answer lost", "429", "503"])
def test_trouble_makes_it_send_again(page, received, site, trouble):
    asked = []

    def disturb(route: Route) -> None:
        asked.append(route.request.post_data)
        if len(asked) > 1:
            route.continue_()
        elif trouble == "answer lost":
            route.fetch()
            route.abort()
        else:
            route.fulfill(status=int(trouble), headers={"access-control-allow-origin": "*"})

    page.route("**/v1/batch", disturb)
    page.goto(f"{site}/plain")
    wait_until(lambda: page.wait_for_timeout(100) or len(asked) == 2)
    wait_until(lambda: page.wait_for_timeout(100) or received.workspace.overview().waiting == 0)
    received.wait_for(1)

    (books,) = received.workspace.overview().sources
    assert (books.stored, books.conflict) == (1, 0)
    assert books.duplicate == (1 if trouble == "answer lost" else 0)


def test_key_that_opens_nothing_is_told_once(page, received):
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    with a_site(received.origin, "wm_web_nothing") as site:
        page.goto(f"{site}/plain")
        page.wait_for_timeout(1500)
        page.evaluate("wegmarke.track('Quote Requested')")
        page.wait_for_timeout(1500)

    assert len([url for url in asked if url.endswith("/batch")]) == 1
    assert any("data-key" in text for text in said)


def test_fields_of_forms_never_leave_the_page(page, received, site):
    sent: list[str] = []
    page.goto(f"{site}/automatic")
    page.on("request", lambda request: sent.append(request.post_data or "") if "/v1/" in request.url else None)

    page.fill("[name=mail]", "jane@acme.example")
    page.fill("[name=text]", "confidential")
    page.fill("[name=password]", "hunter2")
    page.click("#submit")
    page.wait_for_timeout(1500)
    events = received.wait_for(2)

    (submitted,) = [event for event in events if event["name"] == "form_submitted"]
    assert submitted["properties"] == {"form": "enquiry"}
    assert sent
    for secret in ("jane", "confidential", "hunter2", "Jane Doe"):
        assert not any(secret in body for body in sent)


def test_clicks_are_recorded_where_they_are_asked_for(page, received, site):
    page.goto(f"{site}/automatic")
    page.route("https://elsewhere.example/**", lambda route: route.fulfill(body="there"))
    page.evaluate("document.querySelector('#mail').addEventListener('click', (event) => event.preventDefault())")

    for place in ("#ask", "#out", "#file", "#mail"):
        page.click(place)
    events = received.wait_for(4)

    assert [(event["name"], event["properties"]) for event in events[1:]] == [
        ("quote_requested", {"element": "ask"}),
        ("link_clicked", {"url": "https://elsewhere.example/to"}),
        ("file_downloaded", {"url": f"{site}/files/sheet.pdf"}),
    ]


def test_address_is_cut_to_what_tells_where_somebody_came_from(page, received, site):
    query = "utm_source=news&utm_medium=email&utm_campaign=spring&gclid=one-click&mail=jane@acme.example#part"

    page.goto(f"{site}/plain?{query}", referer="https://search.example/?q=private")
    (event,) = received.wait_for(1)

    assert event["channel"] == "email"
    assert event["properties"] == {
        "url": f"{site}/plain?utm_source=news&utm_medium=email&utm_campaign=spring&gclid=1",
        "path": "/plain",
        "referrer": "https://search.example",
    }


def test_moves_inside_a_page_are_page_views(page, received, site):
    page.goto(f"{site}/one")
    page.evaluate("history.pushState(null, '', '/two')")
    page.evaluate("history.pushState(null, '', '/two?tab=3')")
    page.evaluate("history.replaceState(null, '', '/two#part')")
    page.go_back()
    page.go_back()

    events = received.wait_for(3)

    assert [event["properties"]["path"] for event in events] == ["/one", "/two", "/one"]


def test_objection_ends_it(page, received, site):
    page.goto(f"{site}/consented")
    received.wait_for(1)

    page.evaluate("wegmarke.stop()")
    page.evaluate("wegmarke.consent(true); wegmarke.track('Quote Requested'); wegmarke.page()")
    page.wait_for_timeout(1500)

    assert len(received.events()) == 1
    assert page.evaluate(KEPT) == NOTHING


def test_what_waits_is_bounded(page, received, site):
    page.goto(f"{site}/plain")

    page.evaluate("for (let n = 0; n < 2000; n += 1) wegmarke.track('Quote Requested', { n })")
    events = received.wait_for(500)

    assert sorted(int(event["properties"].get("n", -1)) for event in events) == list(range(-1, 499))
