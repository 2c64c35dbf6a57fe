"""A small web site that uses the tracker, a workspace that takes in what it sends, and a browser between them."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from typing import Any

from wegmarke.domain import Clock, SystemClock
from wegmarke.domain.write_keys import KeyKind
from wegmarke.server import Opening, serve
from wegmarke.workspace import Workspace, open_workspace

EVENTS = ("Quote Requested", "Form Submitted", "Link Clicked", "File Downloaded")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]

READS = """
(() => {
  window.reads = [];
  const note = (name) => window.reads.push(name);
  const watchGetters = (owner, name) => {
    for (const [key, found] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (!found.get || !found.configurable) continue;
      Object.defineProperty(owner, key, { ...found, get() { note(`${name}.${key}`); return found.get.call(this); } });
    }
  };
  const watchCalls = (owner, name, keys) => {
    for (const key of keys) {
      const real = owner[key];
      owner[key] = function (...given) { note(`${name}.${key}`); return real.apply(this, given); };
    }
  };
  watchGetters(Navigator.prototype, "navigator");
  watchGetters(Screen.prototype, "screen");
  const shape = ["devicePixelRatio", "innerWidth", "innerHeight", "outerWidth", "outerHeight", "screenX", "screenY"];
  const stores = ["localStorage", "sessionStorage", "indexedDB", "caches", "cookieStore"];
  for (const key of [...shape, ...stores]) {
    const found = Object.getOwnPropertyDescriptor(window, key);
    if (found) Object.defineProperty(window, key, { ...found, get() { note(key); return found.get.call(window); } });
  }
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
  Object.defineProperty(Document.prototype, "cookie", {
    get() { note("cookie"); return cookie.get.call(this); },
    set(value) { note("cookie"); cookie.set.call(this, value); },
  });
  watchCalls(window, "window", ["matchMedia", "getComputedStyle"]);
  watchCalls(HTMLCanvasElement.prototype, "canvas", ["getContext", "toDataURL", "toBlob"]);
  watchCalls(Date.prototype, "Date", ["getTimezoneOffset", "toLocaleString", "toString", "getHours"]);
  watchCalls(Storage.prototype, "storage", ["getItem", "setItem", "removeItem", "key", "clear"]);
  const construct = (name) => {
    window[name] = new Proxy(window[name], { construct: (real, given) => { note(name); return new real(...given); } });
  };
  ["OffscreenCanvas", "AudioContext", "OfflineAudioContext", "RTCPeerConnection", "FontFace"].forEach(construct);
  Intl.DateTimeFormat = new Proxy(Intl.DateTimeFormat, {
    apply: (real, self, given) => { note("Intl"); return real(...given); },
    construct: (real, given) => { note("Intl"); return new real(...given); },
  });
  window.Date = new Proxy(Date, {
    construct: (real, given) => { if (!given.length) note("clock"); return new real(...given); },
    get: (real, key) => { if (key === "now") note("clock"); return real[key]; },
  });
})();
"""
"""Notes every read of what tells devices apart, and every use of a store, in `window.reads`."""

KEPT = """
async () => ({
  local: Object.keys(localStorage),
  session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map((one) => one.name),
  caches: await caches.keys(),
  cookie: document.cookie,
})
"""
"""Returns what lies on the device for the page's origin."""


class ShiftedClock:
    """A clock that goes on from a given instant, and can be moved."""

    def __init__(self, begin: datetime) -> None:
        self._real = SystemClock()
        self.shift = begin - self._real.now()

    def now(self) -> datetime:
        return self._real.now() + self.shift

    def move(self, by: timedelta) -> None:
        self.shift += by


@dataclass(frozen=True)
class Received:
    """A workspace that is served."""

    workspace: Workspace
    origin: str
    key: str

    def events(self) -> list[dict[str, Any]]:
        """Return the stored events in the order of their time: name, person, properties."""
        self.workspace.stores.settle()
        rows = self.workspace.stores.engine.query(
            "SELECT name, person, channel, properties FROM events ORDER BY occurred_at, sequence"
        )
        return [{**row, "properties": dict(row["properties"])} for row in rows.to_pylist()]

    def wait_for(self, count: int) -> list[dict[str, Any]]:
        """Return the stored events when there are so many."""
        wait_until(lambda: len(self.events()) >= count)
        return self.events()


@contextmanager
def receiving(folder: Path, clock: Clock | None = None) -> Iterator[Received]:
    """Serve a workspace in a thread, with a browser key."""
    with open_workspace(folder, clock=clock) as workspace:
        key = workspace.keys.make(KeyKind.BROWSER, "site", EVENTS).text
        announced: Queue[Opening] = Queue()
        given = {"announce": announced.put, "open_intake": workspace.open_intake}
        thread = threading.Thread(target=serve, args=(workspace,), kwargs=given)
        thread.start()
        opening = announced.get(timeout=30)
        try:
            yield Received(workspace, opening.origin, key)
        finally:
            opening.stop()
            thread.join(timeout=30)


@contextmanager
def a_site(tracker: str, key: str) -> Iterator[str]:
    """Serve pages of another origin that use the tracker; returns that origin."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = _page(self.path.partition("?")[0], tracker, key).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def wait_until(is_done: Callable[[], bool], seconds: float = 30) -> None:
    begun = time.perf_counter()
    while not is_done():
        assert time.perf_counter() - begun < seconds, "waited too long"
        time.sleep(0.05)


def _page(path: str, tracker: str, key: str) -> str:
    early = '<script>(window.wegmarke ||= []).push(["consent", true])</script>' if "consented" in path else ""
    auto = ' data-auto="page form link download"' if "automatic" in path else ""
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Jane Doe</title>
<link rel="icon" href="data:,">{early}
<script defer src="{tracker}/v1/tracker.js" data-key="{key}"{auto}></script></head><body>
<button id="ask" data-wegmarke="Quote Requested">Ask</button>
<a id="out" href="https://elsewhere.example/to?token=secret" target="_blank">out</a>
<a id="file" href="/files/sheet.pdf?token=secret" download>file</a>
<a id="mail" href="mailto:jane@acme.example">mail</a>
<form id="enquiry" target="hidden"><input name="id" value="x"><input name="mail"><textarea name="text"></textarea>
<input type="password" name="password"><button id="submit">Send</button></form>
<iframe name="hidden" srcdoc=""></iframe></body></html>"""
