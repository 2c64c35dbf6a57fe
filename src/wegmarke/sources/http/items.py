"""The shape of one message of the Segment HTTP specification, and of a batch of them.

Bodies are decoded into these structs at the speed of C. What nobody reads here (most of `context`) stays
raw bytes. Unknown members make a body take the slower way through `strict_json`, with the same outcome.
"""

from __future__ import annotations

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

Text = str | None | UnsetType
Id = str | int | None | UnsetType
Members = dict[str, object] | None | UnsetType

_NAMES = {
    "message_id": "messageId",
    "person": "userId",
    "anonymous": "anonymousId",
    "previous": "previousId",
    "group": "groupId",
    "stamp": "timestamp",
    "original_stamp": "originalTimestamp",
    "sent_at": "sentAt",
    "received_at": "receivedAt",
    "write_key": "writeKey",
    "page_category": "category",
    "destinations": "integrations",
    "metadata": "_metadata",
    "medium": "channel",
}


class Item(Struct, gc=False, omit_defaults=True, rename=_NAMES):
    """One message: a track, identify, group, page, screen or alias call."""

    type: Text = UNSET
    message_id: Text = UNSET
    event: Text = UNSET
    person: Id = UNSET
    anonymous: Id = UNSET
    previous: Id = UNSET
    group: Id = UNSET
    name: Text = UNSET
    page_category: Text = UNSET
    traits: Members = UNSET
    properties: Members = UNSET
    context: Raw | UnsetType = UNSET
    stamp: Text = UNSET
    original_stamp: Text = UNSET
    sent_at: Text = UNSET
    received_at: Raw | UnsetType = UNSET
    destinations: Raw | UnsetType = UNSET
    write_key: Text = UNSET
    metadata: Raw | UnsetType = UNSET
    medium: Raw | UnsetType = UNSET
    version: Raw | UnsetType = UNSET


class Envelope(Struct, gc=False, omit_defaults=True, rename=_NAMES):
    """A batch: messages, and what holds for all of them."""

    batch: list[Item]
    sent_at: Text = UNSET
    write_key: Text = UNSET
    context: Raw | UnsetType = UNSET
    destinations: Raw | UnsetType = UNSET
    message_id: Raw | UnsetType = UNSET
    stamp: Raw | UnsetType = UNSET
    metadata: Raw | UnsetType = UNSET


class Advertisement(Struct, gc=False):
    """What `context.campaign` says about the way somebody came."""

    medium: str | None = None


class Context(Struct, gc=False, rename={"group": "groupId", "advertisement": "campaign"}):
    """The parts of `context` that are read."""

    advertisement: Advertisement | None = None
    traits: dict[str, object] | None = None
    group: str | int | None = None
    consent: object = None


encode = msgspec.json.Encoder().encode
decode_item = msgspec.json.Decoder(Item).decode
decode_envelope = msgspec.json.Decoder(Envelope).decode
decode_context = msgspec.json.Decoder(Context).decode
