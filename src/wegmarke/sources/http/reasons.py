"""Why a message or a whole body is refused: stable codes, each with what was expected and what to do."""

from __future__ import annotations

MESSAGES = {
    "bad_amount": "Expected an amount such as 1250.50 beside `currency`; got {came}. Send a number, or leave it out.",
    "bad_encoding": "Expected UTF-8; the message holds half a character. Encode the text as UTF-8.",
    "bad_field": "Expected a message as in the Segment specification: {came}. Correct the member.",
    "bad_gzip": "Expected a gzip body; it cannot be unpacked. Send it whole, or without `Content-Encoding`.",
    "bad_time": "Expected a time such as 2025-03-03T12:00:00Z in `timestamp`; got {came}. Correct it.",
    "body_too_large": "Expected a body of at most {came} bytes, unpacked. Send smaller batches.",
    "cloudevent": "Expected a CloudEvent of version 1.0: {came}. Add what is missing.",
    "consent_not_allowed": "Expected no consent from a browser key but `web_tracking`; use a server key for consents.",
    "crashed": "This message made the reader fail: {came}. Please report it; it is kept.",
    "duplicate_name": "Expected each name once in an object; one stands twice. Remove one of them.",
    "duplicate_property": "Expected each property once; {came} comes out twice. Rename one of them.",
    "empty_batch": "Expected at least one message in `batch`; it is empty. Send nothing instead.",
    "event_not_allowed": "Expected an event that this browser key lists; got {came}. Add it to the key.",
    "identity_not_allowed": "Expected no {came} from a browser key; send identities with a server key.",
    "illegal_id": "Expected an id that names one person or account; got {came}. Leave the member out instead.",
    "long_id": "Expected an id of at most 1,000 characters in {came}. Choose a shorter one.",
    "long_name": "Expected a name of at most 200 characters; got {came}. Choose a shorter one.",
    "long_value": "Expected at most 100,000 characters in property {came}. Shorten it.",
    "missing_event": "Expected the name of what happened in `event`; it is missing. Add it.",
    "missing_id": "Expected an id that names the message for ever; it is missing. Add one, and repeat it on retries.",
    "not_a_number": "Expected numbers as JSON knows them; got NaN or Infinity. Leave the value out.",
    "not_an_object": "Expected an object in braces; got {came}. Wrap the message.",
    "not_json": "Expected a JSON body; it cannot be read. Check quotes, commas and the end of the body.",
    "nul_character": "Expected text without the character NUL. Remove it.",
    "number_too_large": "Expected numbers a double can hold; one is larger. Send it as text.",
    "number_too_long": "Expected numbers of at most 300 digits. Send it as text.",
    "too_deep": "Expected at most 40 objects and lists inside each other. Flatten the message.",
    "too_many_items": "Expected at most 10,000 messages in a batch; got {came}. Send smaller batches.",
    "too_many_names": "Expected at most 10,000 event names; {came} is one more. Put what changes into a property.",
    "too_many_properties": "Expected at most 1,000 properties; got {came}. Send what is needed.",
    "type_not_allowed": "Expected page or track from a browser key; got {came}. Use a server key.",
    "unknown_type": "Expected track, identify, group, page, screen or alias in `type`; got {came}. Correct it.",
}  # fmt: skip
"""Message of each reason; `{came}` stands for what was found."""

_MOST_CAME = {"crashed": 1000}
"""Where it came through is longer than what came."""


def message(reason: str, came: object = "nothing") -> str:
    """Return the sentence for a reason, with what came quoted and cut."""
    text = came if isinstance(came, str) else repr(came)
    most = _MOST_CAME.get(reason, 200)
    return MESSAGES[reason].format(came=text if len(text) <= most else text[: most - 3] + "…")
