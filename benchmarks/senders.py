"""Clients that send events over loopback as fast as they are answered, or at a steady rate."""

from __future__ import annotations

import base64
import multiprocessing
import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ITEM = (
    b'{"type":"track","messageId":"%d-%d","event":"%s","userId":"u-%d","anonymousId":"a-%d","groupId":"g-%d",'
    b'"timestamp":"%s.%03dZ","context":{"library":{"name":"bench","version":"1"}},'
    b'"properties":{"origin":"fair","page":"/pumps/%d","revenue":%d.5,"currency":"EUR"}}'
)
PERSONS, PERSONS_PER_ACCOUNT, DEVICES = 200_000, 10, 2
NEWCOMERS = 100
"""One event in so many is by a person who was never seen before."""
_STRIDE = 7_919
_MOST_EVENTS = 100_000_000
WATCH_SECONDS = 0.1
HEAD = b"POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Basic %s\r\nContent-Length: %%d\r\n\r\n"
Count = Callable[[Any], int]
NAMES = (b"Quote Sent", b"order_placed", b"Page Viewed", b"Brochure Downloaded", b"support_ticket_opened")


@dataclass(frozen=True)
class Load:
    """What to send: for how long, over how many connections, how many events a request, at which rate (0: any).

    `first_round` is where the numbers of each sender begin, so that a second load brings no duplicates of a first.
    """

    seconds: float
    connections: int
    size: int
    rate: float = 0
    first_round: int = 0


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


def touches_derived(workspace) -> int:
    """Return how many events have become touches."""
    return workspace.overview().events


def send(
    port: int,
    key: str,
    load: Load,
    *,
    watch: Path | None = None,
    before: int = 0,
    lags: list[float] | None = None,
    count: Count = touches_derived,
) -> Sent:
    """Send a load from a process of its own; `lags` gets the seconds from answer to analysis, event by event.

    Args:
        port, key: where to send, and with which write key.
        load: what to send.
        watch: the folder of the workspace, where it is to be watched.
        before: how many events it has already.
        lags: is filled where the workspace is watched.
        count: asks the workspace how many events it sees.
    """
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    sender = context.Process(target=_send_all, args=(port, key, load, results))
    sender.start()
    seen = _watch(watch, results, count) if watch is not None else []
    sent: Sent = results.get()
    sender.join()
    if lags is not None:
        lags += _lags(sent.acknowledged, [(at, count - before) for at, count in seen])
    return sent


def _send_all(port, key, load, results) -> None:
    """Keep every connection busy from one thread: threads would wait for each other more than for the server."""
    sent, begun = Sent(), time.perf_counter()
    lines = [_Line(number, port, key, load, begun) for number in range(load.connections)]
    ready = selectors.DefaultSelector()
    for line in lines:
        ready.register(line.socket, selectors.EVENT_READ, line)
    resting = list(lines)
    waiting = 0
    while (now := time.perf_counter()) - begun < load.seconds or waiting:
        if now - begun < load.seconds:
            due = [line for line in resting if line.due() <= now]
            resting = [line for line in resting if line.due() > now]
            for line in due:
                line.ask()
            waiting += len(due)
        for found, _ in ready.select(_pause(resting, now) if waiting < len(lines) else 0.1):
            line = found.data
            if (status := line.answer()) is None:
                continue
            waiting -= 1
            resting.append(line)
            if status != 200:
                sent.failed += 1
                continue
            sent.events += load.size
            sent.answers.append(time.perf_counter() - line.asked_at)
            sent.acknowledged.append((time.monotonic(), sent.events))
    sent.seconds = time.perf_counter() - begun
    results.put(sent)


def _pause(resting, now) -> float:
    return min(0.1, max(0.0, min((line.due() for line in resting), default=now) - now))


class _Line:
    """A connection that asks, waits for the answer, and asks again."""

    def __init__(self, number: int, port: int, key: str, load: Load, begun: float) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.asked_at = begun
        self._number, self._load, self._begun, self._round = number, load, begun, load.first_round
        self._pause = load.size * load.connections / load.rate if load.rate else 0.0
        path = b"/v1/batch" if load.size > 1 else b"/v1/track"
        self._head = HEAD % (path, base64.b64encode(f"{key}:".encode()))
        self._answer = b""

    def due(self) -> float:
        rounds = self._round - self._load.first_round
        return self._begun + (rounds + self._number / self._load.connections) * self._pause

    def ask(self) -> None:
        sent = body(self._number, self._round, self._load.size)
        self._round += 1
        self.asked_at = time.perf_counter()
        self.socket.sendall(self._head % len(sent) + sent)

    def answer(self) -> int | None:
        """Read what is there; the status once the answer is whole."""
        self._answer += self.socket.recv(65536)
        head, end, rest = self._answer.partition(b"\r\n\r\n")
        if not end or len(rest) < int(head.lower().partition(b"content-length:")[2].split()[0]):
            return None
        self._answer = b""
        return int(head[9:12])


def body(number: int, round_: int, size: int) -> bytes:
    """Make events of persons in no order, which happened within the last second; numbers of a sender never repeat."""
    now = time.time()
    second = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now - 1)).encode()
    items = []
    for one in range(round_ * size, (round_ + 1) * size):
        person = (number * 104_729 + one * _STRIDE) % PERSONS
        if one % NEWCOMERS == 0:
            person = PERSONS + number * _MOST_EVENTS + one
        device, account = person * DEVICES + one % DEVICES, person // PERSONS_PER_ACCOUNT
        items.append(
            ITEM % (number, one, NAMES[one % 5], person, device, account, second, one % 1000, one % 40, one % 900)
        )
    sent_at = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(now)).encode()
    return b'{"batch":[' + b",".join(items) + b'],"sentAt":"' + sent_at + b'"}' if size > 1 else items[0]


def _watch(folder: Path, results, count: Count) -> list[tuple[float, int]]:
    """Ask again and again how many events are seen, until the sender has ended and all are seen."""
    from wegmarke.workspace import open_workspace

    seen: list[tuple[float, int]] = []
    with open_workspace(folder) as workspace:
        while results.empty() or (len(seen) > 1 and seen[-1][1] > seen[-2][1]):
            asked = time.monotonic()
            found = count(workspace)
            seen.append((time.monotonic(), found))
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
