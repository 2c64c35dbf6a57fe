"""Which anonymous id a message from a browser keeps: its own with consent, else the one of the day.

A browser key is public, so what comes with it is a claim: it decides about this one message and is no record of a
consent. The claim has the form of Segment's consent context, with our purpose as its one category.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec import UNSET

from wegmarke.sources.http.delivery import Sender
from wegmarke.sources.http.items import Item, decode_context

OF_TODAY = "day-"
"""Begins the identifiers of a day; an id that a browser brings may not."""


class _Preferences(msgspec.Struct, forbid_unknown_fields=True):
    web_tracking: bool


class _Signal(msgspec.Struct, forbid_unknown_fields=True, rename={"preferences": "categoryPreferences"}):
    preferences: _Preferences


def consent_signal(said: object) -> bool | None:
    """Return what `context.consent` says about web tracking, None where it is not the signal a browser may send.

    >>> consent_signal({"categoryPreferences": {"web_tracking": True}}), consent_signal({"ads": True})
    (True, None)
    """
    try:
        return msgspec.convert(said, _Signal).preferences.web_tracking
    except msgspec.ValidationError:
        return None


def name_browsers(items: Iterable[Item], sender: Sender, context: bytes | None) -> None:
    """Give messages the identifier of the day, except those that bring a first-party id and the consent to it.

    Args:
        items: messages of a browser.
        sender: who sends.
        context: what the batch says about all its messages.
    """
    for item in items:
        given = context if item.context is UNSET else bytes(item.context)
        if not _is_first_party(item.anonymous) or not _has_consent(given):
            item.anonymous = sender.of_today or UNSET


def _is_first_party(identifier: object) -> bool:
    return isinstance(identifier, str) and identifier != "" and not identifier.startswith(OF_TODAY)


def _has_consent(context: bytes | None) -> bool:
    if context is None or context == b"null":
        return False
    try:
        return consent_signal(decode_context(context).consent) is True
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
