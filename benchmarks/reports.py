"""How long the page of a saved report takes at a million touches: asked first, and asked again, beside an empty page.

    python -m benchmarks.reports [persons]

A demo company is made and served; what is timed is one request over the loopback, from asking to the last byte. Asked
first, the answer is computed by the path index; asked again, it is kept for this state of the data.
"""

from __future__ import annotations

import http.client
import sys
import tempfile
import threading
from pathlib import Path
from queue import Queue
from urllib.parse import urlsplit

from benchmarks.figures import best_of, report, timed

PERSONS = 52_000
BAR = "150 ms"
QUESTIONS = {"paths of accounts": "by=account", "paths of persons": "by=person"}


def main() -> None:
    from wegmarke.paths import warm_up
    from wegmarke.server import serve
    from wegmarke.workspace import Settings, fill_with_demo, init

    persons = int(sys.argv[1]) if len(sys.argv) > 1 else PERSONS
    warm_up()
    with tempfile.TemporaryDirectory() as place, init(Path(place) / "ws", Settings(name="Bench")) as workspace:
        fill_with_demo(workspace, persons=persons, seed=7)
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
        touches = workspace.overview().events
        for what, number in saved.items():
            # another question of the same kind, so that templates and statements are not what is timed
            asked = urlsplit(browser.place(f"/explore/reports/{number}"))
            browser.page(f"{asked.path}?{asked.query}&from=2020-01-01")
            _, first = timed(lambda asked=asked: browser.page(f"{asked.path}?{asked.query}"))
            again = best_of(5, lambda asked=asked: browser.page(f"{asked.path}?{asked.query}"))
            for when, seconds in (("asked first", first), ("asked again", again)):
                report(
                    f"saved report, {what}, {touches:,} events, {when}", f"{1000 * seconds:.0f} ms", bar=BAR,
                    yardstick=f"a page without an analysis {1000 * empty:.0f} ms",
                )  # fmt: skip
        opening.stop()
        server.join()


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
