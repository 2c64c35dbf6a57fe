"""What can be said against a message before anything is made of it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from wegmarke.sources.http.browsers import consent_signal
from wegmarke.sources.http.delivery import Sender
from wegmarke.sources.http.event_names import EVENT_OF_CALL, event_name
from wegmarke.sources.http.items import Item, decode_context
from wegmarke.sources.http.limits import MOST_ID, MOST_NAME

Problem = tuple[str, object]
"""A reason and what came."""

_BROWSER_CALLS = ("page", "track")
IsNobody = Callable[[str], bool]


def problem_of(item: Item, sender: Sender, is_nobody: IsNobody) -> Problem | None:
    """Return why a message cannot become an event, None where nothing speaks against it so far."""
    kind = item.type
    if not isinstance(kind, str) or kind not in EVENT_OF_CALL:
        return "unknown_type", kind or "nothing"
    if not item.message_id:
        return "missing_id", ""
    if len(item.message_id) > MOST_ID:
        return "long_id", "messageId"
    if kind == "track":
        if not item.event or not item.event.strip():
            return "missing_event", ""
        if len(item.event) > MOST_NAME:
            return "long_name", item.event
    if sender.is_browser and (found := _browser_problem(item, sender)):
        return found
    return _id_problem(item, is_nobody)


def _id_problem(item: Item, is_nobody: IsNobody) -> Problem | None:
    # Most messages name a person or an anonymous one and nothing else: no loop for them.
    if item.person and (found := _of_id("userId", item.person, is_nobody)):
        return found
    if item.anonymous and (found := _of_id("anonymousId", item.anonymous, is_nobody)):
        return found
    if item.group and (found := _of_id("groupId", item.group, is_nobody)):
        return found
    return _of_id("previousId", item.previous, is_nobody) if item.previous else None


def _of_id(member: str, value: str | int, is_nobody: IsNobody) -> Problem | None:
    text = str(value)
    if len(text) > MOST_ID:
        return "long_id", member
    return ("illegal_id", f"{text!r} in {member}") if is_nobody(text) else None


def _browser_problem(item: Item, sender: Sender) -> Problem | None:
    for member, value in (
        ("userId", item.person),
        ("traits", item.traits),
        ("groupId", item.group),
        ("previousId", item.previous),
    ):
        if value is not None and value is not msgspec.UNSET:
            return "identity_not_allowed", member
    if item.type in ("identify", "group", "alias"):
        return "identity_not_allowed", f"{item.type} call"
    if item.type not in _BROWSER_CALLS:
        return "type_not_allowed", item.type or ""
    if item.type == "track" and event_name(str(item.event)) not in sender.event_types:
        return "event_not_allowed", item.event or ""
    return None if item.context is msgspec.UNSET else browser_context_problem(bytes(item.context))


def browser_context_problem(context: bytes) -> Problem | None:
    """Return what a browser must not say in `context`."""
    if context == b"null":
        return None
    try:
        said = decode_context(context)
    except msgspec.ValidationError as error:
        return "bad_field", f"context: {error}"
    if said.consent is not None and consent_signal(said.consent) is None:
        return "consent_not_allowed", ""
    if said.traits is not None:
        return "identity_not_allowed", "context.traits"
    return ("identity_not_allowed", "context.groupId") if said.group is not None else None
