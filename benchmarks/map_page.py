"""How long the page of a large map takes: 8 phases, 20 lanes, 150 bound metrics, at a million touches.

    python -m benchmarks.map_page [touches]

Touches are those of `benchmarks.paths`, copied into a workspace that is served. Cold is the first page after the
workspace was opened and its path index is ready, warm the same page again for the same state of the data; between them
stands the page for another period, whose numbers nobody has asked for yet. What is timed is one request over the
loopback; beside it stands the processor time, which other programs of the machine do not lengthen. The yardstick is the
page of the versions of the same map, which measures nothing. The editor of the same map is timed too: its page, what
its script begins with, and an edit; and, in Chromium, how long a letter takes from the key to the frame that shows it.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import Queue
from typing import Any

from benchmarks.figures import report
from benchmarks.reports import Browser, fill_with_touches
from wegmarke.domain import CanonicalPhase
from wegmarke.workspace import Workspace

TOUCHES = 1_000_000
PHASES, LANES, TOUCHPOINTS, METRICS, CARDS = 8, 20, 32, 150, 2
MEASURES = ("touches", "persons", "accounts", "conversion", "median_days", "value")
WARM, COLD, SAVED = "300 ms", "1500 ms", "1000 ms"
ROUNDS = 7
# `requestAnimationFrame` runs right before the frame is drawn in which the letter stands.
ECHO = """() => { window.echoes = []; document.addEventListener("input", (event) => {
  requestAnimationFrame(() => window.echoes.push(performance.now() - event.timeStamp)); }, true); }"""


def main() -> None:
    from wegmarke.paths import warm_up
    from wegmarke.workspace import Settings, init, open_workspace

    touches = int(sys.argv[1]) if len(sys.argv) > 1 else TOUCHES
    warm_up()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "ws"
        with init(folder, Settings(name="Bench")) as workspace:
            workspace.maps.put(json.dumps(large_map()))
            workspace.stores.settle()
        fill_with_touches(folder / "events.duckdb", touches)
        with open_workspace(folder) as workspace:
            ask(workspace, touches)


def ask(workspace: Workspace, touches: int) -> None:
    from wegmarke.server import serve

    workspace.stores.paths.start()
    workspace.stores.paths.wait_until_ready(300)
    announced: Queue = Queue()
    server = threading.Thread(target=serve, args=(workspace.on_pages(),), kwargs={"announce": announced.put})
    server.start()
    opening = announced.get(timeout=60)
    browser = Browser(opening.origin, opening.issue_link())
    empty = fastest(lambda: browser.page("/maps/large/versions"))
    what = f"map page, {touches:,} touches"
    said = f"a page of the map without numbers {1000 * empty[0]:.0f} ms"
    tell(f"{what}, cold", once(lambda: browser.page("/maps/large")), COLD, said)
    tell(f"{what}, another period", once(lambda: browser.page("/maps/large?from=2020-01-01")), COLD, said)
    tell(f"{what}, warm", fastest(lambda: browser.page("/maps/large")), WARM, said)
    workspace.maps.begin_draft("large")
    tell("editor, page", fastest(lambda: browser.page("/maps/large/edit")), WARM, said)
    tell("editor, what its script begins with", fastest(lambda: browser.page("/maps/large/draft")), WARM, said)
    tell("an edit, made and written down", fastest(lambda: edit(workspace)), SAVED, said)
    shown, kept = written(opening.origin, opening.issue_link())
    about = "Chromium on this machine, median and 95 % of"
    report("editor, a letter stands in the field", shown, bar="16.7 ms, one frame", yardstick=f"{about} 200 letters")
    report("editor, an edit is saved", kept, bar=SAVED, yardstick=f"{about} 12 edits, from the key to the word")
    opening.stop()
    server.join()


def written(origin: str, link: str) -> tuple[str, str]:
    """Return how long letters take to the frame that shows them, and edits until they are saved, in a real browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium") or shutil.which("google-chrome"))
        page = browser.new_page()
        page.goto(link)
        page.goto(f"{origin}/maps/large/edit")
        page.locator("button.slot.card").first.focus()
        page.keyboard.press("F2")
        page.evaluate(ECHO)
        page.keyboard.type("Jeder Buchstabe steht sofort da. " * 6 + "Punkte")
        shown, kept = page.evaluate("echoes"), []
        for _ in range(12):
            page.keyboard.type(" und mehr")
            began = time.perf_counter()
            page.keyboard.press("Control+Enter")
            page.wait_for_function("() => mapEditor.sync.pending.length === 0 && mapEditor.sync.status === 'saved'")
            kept.append(1000 * (time.perf_counter() - began))
            page.keyboard.press("F2")
        browser.close()
    return middle(shown), middle(kept)


def middle(found: list[float]) -> str:
    found = sorted(found)
    return f"{found[len(found) // 2]:.1f} ms, p95 {found[len(found) * 95 // 100]:.1f} ms"


def edit(workspace: Workspace) -> None:
    draft = workspace.maps.draft("large")
    words = {"space": "cards", "thing": "c0.0.0", "field": ["text", "de"], "value": f"Text {draft.revision}"}
    edits = [{"id": f"e{draft.revision}", "kind": "set"} | words]
    workspace.maps.edit("large", draft.number, draft.revision, edits, "bench")


def tell(what: str, seconds: tuple[float, float], bar: str, said: str) -> None:
    report(what, f"{1000 * seconds[0]:.0f} ms", bar=bar, yardstick=f"{said}; processor {1000 * seconds[1]:.0f} ms")


def once(work: Callable[[], object]) -> tuple[float, float]:
    began, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - busy


def fastest(work: Callable[[], object]) -> tuple[float, float]:
    found = [once(work) for _ in range(ROUNDS)]
    return min(wall for wall, _ in found), min(busy for _, busy in found)


def large_map() -> dict[str, Any]:
    kinds = [kind.value for kind in CanonicalPhase][:PHASES]
    return {
        "id": "large",
        "title": {"de": "Groß", "en": "Large"},
        "status": "live",
        "phases": [{"id": f"ph{n}", "title": f"Phase {n}", "canonical": kind} for n, kind in enumerate(kinds)],
        "steps": [{"id": f"st{n}", "phase": f"ph{n % PHASES}", "title": f"Step {n}"} for n in range(3 * PHASES)],
        "touchpoints": [{"id": f"tp_{n}", "title": f"Touchpoint {n}"} for n in range(1, TOUCHPOINTS + 1)],
        "placements": [{"step": f"st{n % (3 * PHASES)}", "touchpoint": f"tp_{n}"} for n in range(1, TOUCHPOINTS + 1)],
        "lanes": [{"id": f"l{n}", "type": "pain", "title": f"Row {n}", "cards": cards(n)} for n in range(LANES)],
        "emotions": [{"phase": f"ph{n}", "value": n % 5 - 2} for n in range(PHASES)],
        "metrics": [metric(n) for n in range(METRICS)],
    }


def cards(lane: int) -> list[dict[str, Any]]:
    text = {"de": "Rückfragen bleiben tagelang offen", "en": "Questions stay open for days"}
    return [
        {"id": f"c{lane}.{phase}.{n}", "phase": f"ph{phase}", "text": text, "severity": 3}
        for phase in range(PHASES)
        for n in range(CARDS)
    ]


def metric(number: int) -> dict[str, Any]:
    measure = MEASURES[number % len(MEASURES)]
    place = {"touchpoint": f"tp_{number % TOUCHPOINTS + 1}"} if number % 2 else {"phase": f"ph{number % PHASES}"}
    more = {"breakdown": "month"} if number % 10 == 0 else {}
    target = 0.3 if measure == "conversion" else 100
    return {"id": f"m{number}", "title": f"Metric {number}", "measure": measure, "target": target} | place | more


if __name__ == "__main__":
    main()
