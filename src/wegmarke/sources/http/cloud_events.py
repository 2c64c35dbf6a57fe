"""Events of the CloudEvents specification 1.0 over HTTP: structured, binary and in batches.

An event is named for ever by its `source` and `id` together. Its `type` becomes the event name, the members
of `data` become properties. Who it is about stands in the extension attributes `userid`, `anonymousid` and
`groupid`, or in `data` under the names of the Segment specification.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from urllib.parse import unquote

import msgspec

from wegmarke.sources.http import strict_json
from wegmarke.sources.http.delivery import Delivery, Refusal, shown
from wegmarke.sources.http.items import Item, decode_item
from wegmarke.sources.http.limits import MOST_BYTES, MOST_ITEMS
from wegmarke.sources.http.reading import Arrival, described, judge, kind_of, refused
from wegmarke.sources.http.reasons import message

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
_VERSION = "1.0"
_IDENTITY = ("userId", "anonymousId", "groupId")


class _Wrong(ValueError):
    """What is wrong with an event: a reason and what came."""


def read_cloud_events(arrival: Arrival, body: bytes, headers: Mapping[str, str]) -> Delivery:
    """Read a body of CloudEvents; nothing raises, every event is an item or a refusal.

    Args:
        arrival: what is known about the request.
        body: the body, unpacked.
        headers: headers by lower-case name.
    """
    if len(body) > MOST_BYTES:
        return refused(arrival, body, 413, "body_too_large", MOST_BYTES)
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if kind not in (STRUCTURED, BATCH):
            return _read_all(arrival, body, [_of_headers(body, headers, kind)])
        plain = strict_json.parse(body)
    except strict_json.NotJson:
        return refused(arrival, body, 400, "not_json")
    if kind == STRUCTURED:
        return _read_all(arrival, body, [plain])
    if not isinstance(plain, list):
        return refused(arrival, body, 400, "cloudevent", f"a batch is a list, got {kind_of(plain)}")
    if not plain:
        return refused(arrival, body, 400, "empty_batch")
    if len(plain) > MOST_ITEMS:
        return refused(arrival, body, 413, "too_many_items", f"{len(plain):,}")
    delivery = _read_all(arrival, body, plain)
    delivery.is_batch = True
    return delivery


def _of_headers(body: bytes, headers: Mapping[str, str], kind: str) -> object:
    event: dict[str, object] = {
        name.removeprefix("ce-"): unquote(value) for name, value in headers.items() if name.startswith("ce-")
    }
    if body:
        event["datacontenttype"] = kind or "application/json"
        event["data"] = strict_json.parse(body) if _is_json(event["datacontenttype"]) else ""
    return event


def _read_all(arrival: Arrival, body: bytes, events: list[object]) -> Delivery:
    delivery = arrival.delivery(body)
    items, places = [], []
    for place, event in enumerate(events):
        try:
            items.append(_item(event))
            places.append(place)
        except _Wrong as wrong:
            reason, came = wrong.args
            payload = shown(json.dumps(event, default=described))
            delivery.refusals.append(Refusal(place, reason, message(reason, came), payload))
    judge(arrival, delivery, items, places)
    delivery.refusals.sort(key=lambda refusal: refusal.place)
    return delivery


def _item(event: object) -> Item:
    if flaw := strict_json.flaw_of(event):
        raise _Wrong(flaw, "")
    if not isinstance(event, dict):
        raise _Wrong("not_an_object", kind_of(event))
    if event.get("specversion") != _VERSION:
        raise _Wrong("cloudevent", f"`specversion` must be '1.0', got {event.get('specversion')!r}")
    for name in ("id", "source", "type"):
        if not isinstance(event.get(name), str) or not str(event[name]).strip():
            raise _Wrong("missing_id" if name == "id" else "cloudevent", f"`{name}` must be a text")
    try:
        return decode_item(json.dumps(_message(event)))
    except msgspec.ValidationError as error:
        raise _Wrong("bad_field", str(error)) from error


def _message(event: dict[str, object]) -> dict[str, object]:
    data = _data(event)
    said = {name: data.pop(name) for name in _IDENTITY if name in data}
    for name in _IDENTITY:
        if event.get(name.lower()) is not None:
            said[name] = event[name.lower()]
    traits = data.pop("traits", None)
    return {
        "type": "track",
        "messageId": f"{event['source']} {event['id']}",
        "event": event["type"],
        "timestamp": event.get("time"),
        "properties": data,
        **said,
        **({"context": {"traits": traits}} if traits is not None else {}),
    }


def _data(event: dict[str, object]) -> dict[str, object]:
    data = event.get("data")
    if "data_base64" in event:
        try:
            data = strict_json.parse(base64.b64decode(str(event["data_base64"]), validate=True))
        except (binascii.Error, strict_json.NotJson, ValueError) as error:
            raise _Wrong("cloudevent", "`data_base64` must hold a JSON object") from error
        if flaw := strict_json.flaw_of(data):
            raise _Wrong(flaw, "")
    if data is None:
        return {}
    if not _is_json(event.get("datacontenttype", "application/json")):
        raise _Wrong("cloudevent", f"`datacontenttype` must be JSON, got {event['datacontenttype']!r}")
    if not isinstance(data, dict):
        raise _Wrong("cloudevent", f"`data` must be an object, got {kind_of(data)}")
    return dict(data)


def _is_json(kind: object) -> bool:
    plain = str(kind).partition(";")[0].strip().lower()
    return plain in ("application/json", "text/json") or plain.endswith("+json")
