"""The OpenAPI 3.1 description of what other systems may call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wegmarke.api.answers import REFUSALS

Plain = dict[str, Any]

_ID: Plain = {"type": ["string", "integer", "null"], "maxLength": 1000}
_TEXT: Plain = {"type": ["string", "null"]}
_BRACES: Plain = {"type": ["object", "null"]}
_MESSAGE: Plain = {
    "type": "object",
    "description": "A message as in the Segment specification.",
    "properties": {
        "messageId": {"type": "string", "minLength": 1, "maxLength": 1000},
        "userId": _ID,
        "anonymousId": _ID,
        "groupId": _ID,
        "previousId": _ID,
        "event": {"type": "string", "minLength": 1, "maxLength": 200},
        "name": _TEXT,
        "category": _TEXT,
        "traits": _BRACES,
        "properties": _BRACES,
        "context": {"type": "object"},
        "integrations": {"type": "object"},
        "timestamp": _TEXT,
        "originalTimestamp": _TEXT,
        "sentAt": _TEXT,
    },
    "required": ["messageId"],
}
_TYPE: Plain = {"type": "string", "enum": ["track", "identify", "group", "page", "screen", "alias"]}
_BATCH: Plain = {
    "type": "object",
    "properties": {
        "batch": {
            "type": "array",
            "minItems": 1,
            "maxItems": 10_000,
            "items": {
                **_MESSAGE,
                "properties": {**_MESSAGE["properties"], "type": _TYPE},
                "required": ["messageId", "type"],
            },
        },
        "sentAt": _TEXT,
        "writeKey": _TEXT,
        "context": {"type": "object"},
    },
    "required": ["batch"],
}
_CLOUD_EVENT: Plain = {
    "type": "object",
    "description": "An event of CloudEvents 1.0, structured; the binary mode has its attributes in ce-* headers.",
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "minLength": 1},
        "source": {"type": "string", "minLength": 1},
        "type": {"type": "string", "minLength": 1, "maxLength": 200},
        "time": {"type": "string", "format": "date-time"},
        "userid": {"type": "string"},
        "anonymousid": {"type": "string"},
        "groupid": {"type": "string"},
        "data": {"type": "object"},
    },
    "required": ["specversion", "id", "source", "type"],
}
_ANSWER: Plain = {
    "type": "object",
    "properties": {
        "accepted": {"type": "integer", "minimum": 0},
        "rejected": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "index": {"type": "integer", "minimum": 0},
                    "reason": {"type": "string"},
                    "message": {"type": "string"},
                },
                "required": ["index", "reason", "message"],
            },
        },
        "code": {"type": "string"},
        "message": {"type": "string"},
    },
    "required": ["accepted", "rejected"],
}
_ERRORS = {
    "400": "The body cannot be read as a whole; it is kept as one rejected event.",
    "401": "No write key that is valid.",
    "403": "A server key sent from a web page.",
    "405": "Another method than POST.",
    "413": "Too large, or too many messages; nothing but a note of it is kept.",
    "415": "Compressed with something else than gzip.",
    "422": "The one message was not accepted; it is kept as rejected.",
    "429": "Too much waits already. Send it again after Retry-After seconds; nothing was kept.",
    "503": "The disk takes nothing. Send it again after Retry-After seconds; nothing was kept.",
}


def description(calls: Sequence[str]) -> Plain:
    """Return the description as a JSON tree."""
    paths: Plain = {f"/v1/{call}": {"post": _operation(call)} for call in calls}
    paths["/healthz"] = {"get": _plain_get("health", "How the door and the sink are.")}
    paths["/v1/tracker.js"] = {"get": _script()}
    paths["/openapi.json"] = {"get": _plain_get("description", "This description.")}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Wegmarke",
            "version": "1",
            "description": "Events in. A 2xx is a promise: what it counts as accepted is on the disk.",
        },
        "paths": paths,
        "components": {
            "schemas": {"Message": _MESSAGE, "Batch": _BATCH, "CloudEvent": _CLOUD_EVENT, "Answer": _ANSWER},
            "securitySchemes": {
                "basic": {"type": "http", "scheme": "basic", "description": "The write key as user name."},
                "bearer": {"type": "http", "scheme": "bearer"},
                "browser": {"type": "apiKey", "in": "query", "name": "writeKey", "description": "Browser keys alone."},
            },
        },
        "security": [{"basic": []}, {"bearer": []}, {"browser": []}],
    }


def _operation(call: str) -> Plain:
    return {
        "operationId": call,
        "summary": "CloudEvents 1.0" if call == "events" else f"Segment: {call}",
        "requestBody": {"required": True, "content": _content(call)},
        "responses": {
            "200": {"description": "Judged message by message, and on the disk.", "content": _json("Answer")},
            **{code: {"description": text, "content": _json("Answer")} for code, text in _ERRORS.items()},
        },
    }


def _content(call: str) -> Plain:
    if call != "events":
        return _json("Batch" if call == "batch" else "Message")
    one = {"$ref": "#/components/schemas/CloudEvent"}
    return {
        "application/cloudevents+json": {"schema": one},
        "application/cloudevents-batch+json": {
            "schema": {"type": "array", "items": one, "minItems": 1, "maxItems": 10_000}
        },
    }


def _json(name: str) -> Plain:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def _script() -> Plain:
    text = {"text/javascript": {"schema": {"type": "string"}}}
    plain = _plain_get("tracker", "The browser tracker.")
    responses = {**plain["responses"], "200": {"description": "It is here.", "content": text}}
    return {**plain, "responses": {**responses, "304": {"description": "It has not changed."}}}


def _plain_get(name: str, summary: str) -> Plain:
    answer = {"description": "It is here.", "content": {"application/json": {"schema": {"type": "object"}}}}
    refused = {"description": REFUSALS["method_not_allowed"][1], "content": _json("Answer")}
    return {"operationId": name, "summary": summary, "security": [], "responses": {"200": answer, "405": refused}}
