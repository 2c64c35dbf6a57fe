"""The OpenAPI 3.1 description of what other systems may call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wegmarke.api.answers import REFUSALS

Plain = dict[str, Any]

_ID: Plain = {
    "type": ["string", "integer", "null"],
    "maxLength": 1000,
    "description": "Names one person or account; ids such as 'null' or 'guest' name nobody and are rejected.",
}
_TEXT: Plain = {"type": ["string", "null"]}
_INSTANT: Plain = {**_TEXT, "description": "A time such as 2025-03-03T12:00:00Z, or a date."}
_BRACES: Plain = {"type": ["object", "null"], "description": "At most 1,000 members, 40 levels deep."}
_ANYTHING: Plain = {"description": "Passed over where it is not understood."}
_MESSAGE: Plain = {
    "type": "object",
    "description": "A message as in the Segment specification. Other members are passed over.",
    "properties": {
        "messageId": {
            "type": "string",
            "minLength": 1,
            "maxLength": 1000,
            "description": "Names the message for ever: the same id is stored once.",
        },
        "userId": _ID,
        "anonymousId": _ID,
        "groupId": _ID,
        "previousId": _ID,
        "name": _TEXT,
        "category": _TEXT,
        "traits": _BRACES,
        "properties": _BRACES,
        "context": _ANYTHING,
        "integrations": _ANYTHING,
        "timestamp": _INSTANT,
        "originalTimestamp": _INSTANT,
        "sentAt": _TEXT,
        "writeKey": {**_TEXT, "description": "The write key, where no header names it."},
    },
    "required": ["messageId"],
}
_EVENT: Plain = {"type": "string", "minLength": 1, "maxLength": 200, "description": "What happened, e.g. 'Quote Sent'."}
_EVENT_OR_NONE: Plain = {**_EVENT, "type": ["string", "null"]}
_TRACK: Plain = {
    **_MESSAGE,
    "description": "A message that names what happened.",
    "properties": {**_MESSAGE["properties"], "event": _EVENT},
    "required": ["messageId", "event"],
}
_TYPE: Plain = {
    "type": "string",
    "enum": ["track", "identify", "group", "page", "screen", "alias"],
    "description": "The call; `track` needs `event`.",
}
_BATCH: Plain = {
    "type": "object",
    "description": "Messages that are judged one by one: a bad one costs no other.",
    "properties": {
        "batch": {
            "type": "array",
            "minItems": 1,
            "maxItems": 10_000,
            "items": {
                **_MESSAGE,
                "properties": {
                    **_MESSAGE["properties"],
                    "type": _TYPE,
                    "event": {**_EVENT, "type": ["string", "null"]},
                },
                "required": ["messageId", "type"],
            },
        },
        "sentAt": _TEXT,
        "writeKey": _TEXT,
        "context": {**_ANYTHING, "description": "Holds for the messages that have none of their own."},
        "integrations": _ANYTHING,
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
        "time": _INSTANT,
        "userid": _ID,
        "anonymousid": _ID,
        "groupid": _ID,
        "data": _BRACES,
    },
    "required": ["specversion", "id", "source", "type"],
}
_REJECTED: Plain = {
    "type": "array",
    "description": "Messages that were not accepted; they are kept with their reason.",
    "items": {
        "type": "object",
        "properties": {
            "index": {"type": "integer", "minimum": 0, "description": "Place in the batch, from 0."},
            "reason": {"type": "string", "description": "A stable code.", "examples": ["missing_id"]},
            "message": {"type": "string", "description": "What was expected, what came, what to do."},
        },
        "required": ["index", "reason", "message"],
        "additionalProperties": False,
    },
}
_COUNTED: Plain = {
    "accepted": {"type": "integer", "minimum": 0, "description": "Messages that are on the disk now."},
    "rejected": _REJECTED,
}
_ANSWER: Plain = {
    "type": "object",
    "properties": _COUNTED,
    "required": ["accepted", "rejected"],
    "additionalProperties": False,
}
_REFUSAL: Plain = {
    "type": "object",
    "properties": {
        "code": {"type": "string", "description": "A stable code; the reason where one message was rejected."},
        "message": {"type": "string"},
        **_COUNTED,
    },
    "required": ["code", "message", "accepted", "rejected"],
    "additionalProperties": False,
}
_HEALTH: Plain = {
    "type": "object",
    "properties": {
        "status": {"enum": ["ok", "degraded"]},
        "inbox": {"enum": ["ok", "refuses"], "description": "Whether the last events could be written."},
        "sink": {"enum": ["ok", "fails"], "description": "Whether what was accepted could be stored."},
    },
    "required": ["status", "inbox", "sink"],
    "additionalProperties": False,
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
_RETRY_AFTER: Plain = {"required": True, "description": "Seconds.", "schema": {"type": "integer", "minimum": 1}}
_PACKED: Plain = {
    "name": "Content-Encoding",
    "in": "header",
    "required": False,
    "description": "How the body is packed.",
    "schema": {"enum": ["", "gzip", "identity"]},
}
_BINARY: list[Plain] = [
    {
        "name": f"ce-{attribute}",
        "in": "header",
        "required": False,
        "description": "An attribute in binary mode.",
        "schema": {"type": "string"},
    }
    for attribute in ("specversion", "id", "source", "type", "time", "userid", "anonymousid", "groupid")
]


def description(calls: Sequence[str]) -> Plain:
    """Return the description as a JSON tree."""
    paths: Plain = {f"/v1/{call}": {"post": _operation(call)} for call in calls}
    health = {"$ref": "#/components/schemas/Health"}
    paths["/healthz"] = {"get": _plain_get("health", "How the door and the sink are.", health)}
    paths["/v1/tracker.js"] = {"get": _script()}
    paths["/openapi.json"] = {"get": _plain_get("description", "This description.", {"type": "object"})}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Wegmarke",
            "version": "1",
            "description": "Events in. A 2xx is a promise: what it counts as accepted is on the disk.",
        },
        "paths": paths,
        "components": {
            "schemas": {
                "Message": _MESSAGE,
                "Track": _TRACK,
                "Batch": _BATCH,
                "CloudEvent": _CLOUD_EVENT,
                "Answer": _ANSWER,
                "Refusal": _REFUSAL,
                "Health": _HEALTH,
            },
            "securitySchemes": {
                "basic": {"type": "http", "scheme": "basic", "description": "The write key as user name."},
                "bearer": {"type": "http", "scheme": "bearer", "description": "The write key."},
                "browser": {"type": "apiKey", "in": "query", "name": "writeKey", "description": "Browser keys alone."},
            },
        },
        # The last one is empty: the body may hold the key as `writeKey`.
        "security": [{"basic": []}, {"bearer": []}, {"browser": []}, {}],
    }


def _operation(call: str) -> Plain:
    return {
        "operationId": call,
        "summary": "CloudEvents 1.0" if call == "events" else f"Segment: {call}",
        "parameters": [_PACKED, *(_BINARY if call == "events" else ())],
        "requestBody": {"required": True, "content": _content(call)},
        "responses": {
            "200": {"description": "Judged message by message, and on the disk.", "content": _json("Answer")},
            **{code: _refused(code, text) for code, text in _ERRORS.items()},
        },
    }


def _refused(code: str, text: str) -> Plain:
    again = {"headers": {"Retry-After": _RETRY_AFTER}} if code in ("429", "503") else {}
    return {"description": text, "content": _json("Refusal"), **again}


def _content(call: str) -> Plain:
    if call != "events":
        return _json({"batch": "Batch", "track": "Track"}.get(call, "Message"))
    one = {"$ref": "#/components/schemas/CloudEvent"}
    return {
        "application/cloudevents+json": {"schema": one},
        "application/cloudevents-batch+json": {
            "schema": {"type": "array", "items": one, "minItems": 1, "maxItems": 10_000}
        },
        "application/json": {"schema": {"type": "object", "description": "The data, with attributes in ce-* headers."}},
    }


def _json(name: str) -> Plain:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def _script() -> Plain:
    text = {"text/javascript": {"schema": {"type": "string"}}}
    plain = _plain_get("tracker", "The browser tracker.", {"type": "object"})
    responses = {**plain["responses"], "200": {"description": "It is here.", "content": text}}
    return {**plain, "responses": {**responses, "304": {"description": "It has not changed."}}}


def _plain_get(name: str, summary: str, schema: Plain) -> Plain:
    answer = {"description": "It is here.", "content": {"application/json": {"schema": schema}}}
    refused = {"description": REFUSALS["method_not_allowed"][1], "content": _json("Refusal")}
    return {"operationId": name, "summary": summary, "security": [], "responses": {"200": answer, "405": refused}}
