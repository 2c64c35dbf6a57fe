"""Reads one body: fast where nothing is unusual, else message by message, so that one bad one costs no other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec
from msgspec import UNSET

from wegmarke.sources.http import strict_json
from wegmarke.sources.http.browsers import name_browsers
from wegmarke.sources.http.delivery import Delivery, Refusal, Sender, shown
from wegmarke.sources.http.items import Envelope, Item, decode_envelope, decode_item, encode
from wegmarke.sources.http.limits import MOST_BYTES, MOST_ITEMS
from wegmarke.sources.http.problems import IsNobody, browser_context_problem, problem_of
from wegmarke.sources.http.reasons import message
from wegmarke.sources.http.strict_json import Doubtful, Flaw

_CANNOT_DECODE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known about a request beside its body.

    Attributes:
        sender: who sends.
        call: `batch`, or the type of the one message.
        received_at: µs since 1970, UTC.
        is_nobody: tells ids that many systems write when they know nobody.
    """

    sender: Sender
    call: str
    received_at: int
    is_nobody: IsNobody

    def delivery(self, body: bytes) -> Delivery:
        """Return a delivery without messages."""
        return Delivery(self.sender, f"POST /v1/{self.call}", self.received_at, size=len(body))


def read(arrival: Arrival, body: bytes) -> Delivery:
    """Read the body of a Segment call; nothing raises, every message is an item or a refusal."""
    if len(body) > MOST_BYTES:
        return refused(arrival, body, 413, "body_too_large", MOST_BYTES)
    return (_read_batch if arrival.call == "batch" else _read_single)(arrival, body)


def refused(arrival: Arrival, body: bytes, whole: int, reason: str, came: object = "") -> Delivery:
    """Return a delivery whose body as a whole is refused with an HTTP status."""
    delivery = arrival.delivery(body)
    delivery.whole = whole
    delivery.refusals.append(Refusal(0, reason, message(reason, came), shown(body[: 4 * 20_000])))
    return delivery


def judge(arrival: Arrival, delivery: Delivery, items: Sequence[Item], places: Sequence[int]) -> None:
    """Put messages into the delivery: those that may become events, and refusals for the others."""
    good, good_places = [], []
    sender, is_nobody = arrival.sender, arrival.is_nobody
    if sender.is_browser:
        name_browsers(items, sender, delivery.context)
    for place, item in zip(places, items, strict=True):
        problem = problem_of(item, sender, is_nobody)
        if problem is None:
            good.append(item)
            good_places.append(place)
        else:
            delivery.refusals.append(Refusal(place, problem[0], message(*problem), shown(encode(item))))
    delivery.items, delivery.places = good, good_places


def write_key_in(body: bytes) -> str | None:
    """Return the write key that a body names, for senders that name it nowhere else."""
    try:
        named = _decode_named(body)
    except _CANNOT_DECODE:
        return None
    return named.write_key


class _Named(msgspec.Struct, rename={"write_key": "writeKey"}):
    write_key: str | None = None


_decode_named = msgspec.json.Decoder(_Named).decode


def _read_single(arrival: Arrival, body: bytes) -> Delivery:
    try:
        item = decode_item(body)
    except _CANNOT_DECODE:
        return _read_slowly(arrival, body)
    if not strict_json.is_counted(body, encode(item)):
        return _read_slowly(arrival, body)
    delivery = arrival.delivery(body)
    item.type = arrival.call
    judge(arrival, delivery, [item], [0])
    return delivery


def _read_batch(arrival: Arrival, body: bytes) -> Delivery:
    try:
        envelope = decode_envelope(body)
    except _CANNOT_DECODE:
        return _read_slowly(arrival, body)
    if not strict_json.is_counted(body, encode(envelope)):
        return _read_slowly(arrival, body)
    return _of_envelope(arrival, body, envelope, envelope.batch, range(len(envelope.batch)), [])


def _of_envelope(
    arrival: Arrival, body: bytes, envelope: Envelope, items: list[Item], places: Sequence[int], bad: list[Refusal]
) -> Delivery:
    count = len(items) + len(bad)
    if not count:
        return refused(arrival, body, 400, "empty_batch")
    if count > MOST_ITEMS:
        return refused(arrival, body, 413, "too_many_items", f"{count:,}")
    delivery = arrival.delivery(body)
    delivery.is_batch = arrival.call == "batch"
    delivery.sent_at = envelope.sent_at or None
    if envelope.context is not UNSET:
        delivery.context = bytes(envelope.context)
        if arrival.sender.is_browser and (problem := browser_context_problem(delivery.context)):
            return refused(arrival, body, 422, *problem)
    delivery.refusals = bad
    judge(arrival, delivery, items, places)
    delivery.refusals.sort(key=lambda refusal: refusal.place)
    return delivery


def _read_slowly(arrival: Arrival, body: bytes) -> Delivery:
    try:
        plain = strict_json.parse(body)
    except strict_json.NotJson:
        return refused(arrival, body, 400, "not_json")
    if arrival.call != "batch":
        return _of_messages(arrival, body, Envelope([]), [plain])
    if not isinstance(plain, dict):
        return refused(arrival, body, 400, "not_an_object", kind_of(plain))
    messages = plain.pop("batch", None)
    flaw = "duplicate_name" if isinstance(plain, Doubtful) else strict_json.flaw_of(plain)
    if flaw:
        return refused(arrival, body, 400, flaw)
    if not isinstance(messages, list):
        return refused(arrival, body, 400, "bad_field", f"`batch` must be a list, got {kind_of(messages)}")
    try:
        envelope = decode_envelope(json.dumps({**plain, "batch": []}))
    except msgspec.ValidationError as error:
        return refused(arrival, body, 400, "bad_field", str(error))
    return _of_messages(arrival, body, envelope, messages)


def _of_messages(arrival: Arrival, body: bytes, envelope: Envelope, messages: list[object]) -> Delivery:
    if len(messages) > MOST_ITEMS:
        return refused(arrival, body, 413, "too_many_items", f"{len(messages):,}")
    good, places, bad = [], [], []
    for place, outcome in enumerate(_each(messages)):
        if isinstance(outcome, Item):
            if arrival.call != "batch":
                outcome.type = arrival.call
            good.append(outcome)
            places.append(place)
        else:
            reason, came, payload = outcome
            bad.append(Refusal(place, reason, message(reason, came), payload))
    return _of_envelope(arrival, body, envelope, good, places, bad)


def _each(messages: list[object]) -> Iterator[Item | tuple[str, object, str]]:
    for plain in messages:
        text = json.dumps(plain, default=described)
        if flaw := strict_json.flaw_of(plain):
            yield flaw, "", shown(text)
        elif not isinstance(plain, dict):
            yield "not_an_object", kind_of(plain), shown(text)
        else:
            try:
                yield decode_item(text)
            except msgspec.DecodeError as error:
                yield "bad_field", str(error), shown(text)


def described(value: object) -> str:
    """Return a flaw as text, for a payload."""
    return f"<{value.reason}>" if isinstance(value, Flaw) else str(value)


def kind_of(value: object) -> str:
    """Return what kind of JSON value something is, in words."""
    names = {dict: "an object", list: "a list", str: "a text", bool: "a truth value", type(None): "nothing"}
    return names.get(type(value), "a number")
