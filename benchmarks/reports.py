"""How long the page of a saved report takes at a million touches: asked first, and asked again, beside an empty page.

    python -m benchmarks.reports [persons]
    python -m benchmarks.reports --touches 50000000

A demo company is made and served; what is timed is one request over the loopback, from asking to the last byte. Asked
first, the answer is computed by the path index; asked again, it is kept for this state of the data. With `--touches`
the workspace holds the touches of `benchmarks.paths` instead, which are made in the engine and without events.
"""

from __future__ import annotations

import http.client
import json
import sys
import tempfile
import threading
from pathlib import Path
from queue import Queue
from urllib.parse import urlsplit

import duckdb

from benchmarks.figures import best_of, report, timed
from benchmarks.paths import PLACE, generate
from wegmarke.workspace import Workspace

PERSONS = 52_000
BAR, BAR_OF_MANY = "150 ms", "1500 ms"
MAP = {
    "id": "many",
    "title": "Many touches",
    "status": "live",
    "phases": [{"id": "only", "title": "Only", "canonical": "decision"}],
    "steps": [{"id": "only_step", "phase": "only", "title": "Only"}],
    "touchpoints": [{"id": f"tp_{number}", "title": f"Touchpoint {number}"} for number in range(1, 33)],
    "placements": [{"step": "only_step", "touchpoint": f"tp_{number}"} for number in range(1, 33)],
}
QUESTIONS = {"paths of accounts": "by=account", "paths of persons": "by=person"}


def main() -> None:
    from wegmarke.paths import warm_up
    from wegmarke.workspace import Settings, fill_with_demo, init, open_workspace

    number = int(sys.argv[-1]) if len(sys.argv) > 1 else PERSONS
    has_made_touches = sys.argv[1:2] == ["--touches"]
    warm_up()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "ws"
        with init(folder, Settings(name="Bench")) as workspace:
            if has_made_touches:
                workspace.maps.put(json.dumps(MAP))
                workspace.stores.settle()
            else:
                fill_with_demo(workspace, persons=number, seed=7)
        if has_made_touches:
            fill_with_touches(folder / "events.duckdb", number)
        with open_workspace(folder) as workspace:
            ask(workspace, number if has_made_touches else 0)


def ask(workspace: Workspace, made: int) -> None:
    """Serve a workspace and time the pages of its saved reports; `made` says how many touches were made, if any."""
    from wegmarke.server import serve

    saved = {what: workspace.reports.save(what, "paths", asked).number for what, asked in QUESTIONS.items()}
    workspace.stores.paths.start()
    workspace.stores.paths.wait_until_ready(300)
    announced: Queue = Queue()
    server = threading.Thread(target=serve, args=(workspace.on_pages(),), kwargs={"announce": announced.put})
    server.start()
    opening = announced.get(timeout=60)
    browser = Browser(opening.origin, opening.issue_link())
    browser.page("/explore/reports")
    empty = best_of(5, lambda: browser.page("/explore/reports"))
    touches, bar = made or workspace.overview().events, BAR_OF_MANY if made else BAR
    for what, number in saved.items():
        # another question of the same kind, so that templates and statements are not what is timed
        asked = urlsplit(browser.place(f"/explore/reports/{number}"))
        browser.page(f"{asked.path}?{asked.query}&from=2020-01-01")
        _, first = timed(lambda asked=asked: browser.page(f"{asked.path}?{asked.query}"))
        again = best_of(5, lambda asked=asked: browser.page(f"{asked.path}?{asked.query}"))
        for when, seconds in (("asked first", first), ("asked again", again)):
            report(
                f"saved report, {what}, {touches:,} touches, {when}", f"{1000 * seconds:.0f} ms", bar=bar,
                yardstick=f"a page without an analysis {1000 * empty:.0f} ms",
            )  # fmt: skip
    opening.stop()
    server.join()


def fill_with_touches(events: Path, touches: int) -> None:
    """Copy generated touches into the closed event file of a workspace; a workspace itself opens no other file."""
    source = PLACE / f"paths-{touches}.duckdb"
    if not source.with_suffix(".complete").exists():
        generate(source, touches)
    with duckdb.connect(str(events)) as connection:
        connection.execute(f"ATTACH '{source}' AS made (READ_ONLY)")
        connection.execute("INSERT INTO touch BY NAME SELECT * FROM made.touch")
        connection.execute("DELETE FROM code WHERE kind = 'touchpoint'")
        connection.execute("INSERT INTO code SELECT 'touchpoint', number, 'tp_' || number FROM range(1, 33) t(number)")


class Browser:
    """One open session over one connection."""

    def __init__(self, origin: str, link: str) -> None:
        parts = urlsplit(origin)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=300)
        opened = urlsplit(link)
        self._cookie = ""
        answer = self._ask(f"{opened.path}?{opened.query}")
        self._cookie = (answer.headers["set-cookie"] or "").partition(";")[0]

    def page(self, path: str) -> bytes:
        answer = self._ask(path)
        assert answer.status == 200, (path, answer.status)
        return self._body

    def place(self, path: str) -> str:
        return self._ask(path).headers["location"] or ""

    def _ask(self, path: str) -> http.client.HTTPResponse:
        headers = {"cookie": self._cookie} if self._cookie else {}
        self._connection.request("GET", path, headers=headers)
        answer = self._connection.getresponse()
        self._body = answer.read()
        return answer


if __name__ == "__main__":
    main()
