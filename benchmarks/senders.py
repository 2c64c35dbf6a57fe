"""Clients that send events over loopback as fast as they are answered, or at a steady rate."""

from __future__ import annotations

import base64
import multiprocessing
import socket
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

ITEM = (
    b'{"type":"track","messageId":"%d-%d","event":"%s","userId":"u-%d","anonymousId":"a-%d","groupId":"g-%d",'
    b'"timestamp":"%s.%03dZ","context":{"library":{"name":"bench","version":"1"}},'
    b'"properties":{"origin":"fair","page":"/pumps/%d","revenue":%d.5,"currency":"EUR"}}'
)
PERSONS, PERSONS_PER_ACCOUNT, DEVICES = 200_000, 10, 2
_STRIDE = 7_919
WATCH_SECONDS = 0.4
HEAD = b"POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Basic %s\r\nContent-Length: %%d\r\n\r\n"
NAMES = (b"Quote Sent", b"order_placed", b"Page Viewed", b"Brochure Downloaded", b"support_ticket_opened")


@dataclass(frozen=True)
class Load:
    """What to send: for how long, over how many connections, how many events a request, at which rate (0: any)."""

    seconds: float
    connections: int
    size: int
    rate: float = 0


@dataclass
class Sent:
    """What was answered."""

    events: int = 0
    failed: int = 0
    seconds: float = 0
    answers: list[float] = field(default_factory=list)
    acknowledged: list[tuple[float, int]] = field(default_factory=list)

    def quantile(self, share: float) -> float:
        ordered = sorted(self.answers)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else 0.0


def send(port: int, key: str, load: Load, *, watch: Path | None = None, lags: list[float] | None = None) -> Sent:
    """Send a load from a process of its own; `lags` gets the seconds from answer to analysis, event by event."""
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    sender = context.Process(target=_send_all, args=(port, key, load, results))
    sender.start()
    seen = _watch(watch, results) if watch is not None else []
    sent: Sent = results.get()
    sender.join()
    if lags is not None:
        lags += _lags(sent.acknowledged, seen)
    return sent


def _send_all(port, key, load, results) -> None:
    sent, lock = Sent(), threading.Lock()
    begun = time.perf_counter()
    workers = [
        threading.Thread(target=_send, args=(number, port, key, load, begun, sent, lock))
        for number in range(load.connections)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sent.seconds = time.perf_counter() - begun
    results.put(sent)


def _send(number, port, key, load, begun, sent, lock) -> None:
    path = b"/v1/batch" if load.size > 1 else b"/v1/track"
    credentials = base64.b64encode(f"{key}:".encode())
    head = b"POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Basic %s\r\nContent-Length: %%d\r\n\r\n" % (
        path,
        credentials,
    )
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    pause = load.size * load.connections / load.rate if load.rate else 0.0
    answers, failed, round_ = [], 0, 0
    while (now := time.perf_counter()) - begun < load.seconds:
        due = begun + (round_ + number / load.connections) * pause
        if due > now:
            time.sleep(due - now)
        body = _body(number, round_, load.size)
        started = time.perf_counter()
        connection.sendall(head % len(body) + body)
        status = _status(connection)
        if status == 200:
            answers.append(time.perf_counter() - started)
            with lock:
                sent.events += load.size
                sent.acknowledged.append((time.monotonic(), sent.events))
        else:
            failed += 1
        round_ += 1
    connection.close()
    with lock:
        sent.failed += failed
        sent.answers += answers


def _body(number: int, round_: int, size: int) -> bytes:
    """Make events of persons in no order, which happened within the last second; numbers of a sender never repeat."""
    now = time.time()
    second = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now - 1)).encode()
    items = []
    for one in range(round_ * size, (round_ + 1) * size):
        person = (number * 104_729 + one * _STRIDE) % PERSONS
        device, account = person * DEVICES + one % DEVICES, person // PERSONS_PER_ACCOUNT
        items.append(
            ITEM % (number, one, NAMES[one % 5], person, device, account, second, one % 1000, one % 40, one % 900)
        )
    sent_at = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(now)).encode()
    return b'{"batch":[' + b",".join(items) + b'],"sentAt":"' + sent_at + b'"}' if size > 1 else items[0]


def _status(connection: socket.socket) -> int:
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65536)
    head, _, rest = answer.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split()[0])
    while len(rest) < length:
        rest += connection.recv(65536)
    return int(head[9:12])


def _watch(folder: Path, results) -> list[tuple[float, int]]:
    """Ask an analysis again and again how many touches it sees, until the sender has ended and all are seen."""
    from wegmarke.workspace import open_workspace

    seen: list[tuple[float, int]] = []
    with open_workspace(folder) as workspace:
        while results.empty() or (len(seen) > 1 and seen[-1][1] > seen[-2][1]):
            asked = time.monotonic()
            count = workspace.overview().events
            seen.append((time.monotonic(), count))
            time.sleep(max(0.0, WATCH_SECONDS - (time.monotonic() - asked)))
    return seen


def _lags(acknowledged: list[tuple[float, int]], seen: list[tuple[float, int]]) -> list[float]:
    """Return for each answer how long its events took until the analysis saw as many."""
    lags, place = [], 0
    for at, count in acknowledged:
        while place < len(seen) and seen[place][1] < count:
            place += 1
        if place == len(seen):
            break
        lags.append(max(0.0, seen[place][0] - at))
    return lags
