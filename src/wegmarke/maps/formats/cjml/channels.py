"""Channels: ours are more than those of CJML, so the way there loses some detail and the way back none."""

from __future__ import annotations

import re
from typing import Final

from wegmarke.domain import Language
from wegmarke.maps import vocabulary

_EXACT: Final = {
    "sms": "SMS",
    "email": "email",
    "phone": "phone",
    "direct_mail": "letter",
    "visit": "face-to-face",
    "chat": "chat",
    "website": "web",
    "app": "app",
    "self_service": "self-service machine",
    "parcel_insert": "parcel",
    "fax": "fax",
    "branch": "shop counter",
    "support_ticket": "service desk",
    "payment": "payment",
    "social_media": "social media",
    "other": "unknown",
}
_NEAR: Final = {
    "web": "search_ad display seo landing_page blog webshop checkout customer_portal download review_portal "
    "trade_portal webinar",
    "social media": "social_ad",
    "email": "newsletter",
    "face-to-face": "trade_fair event partner referral",
    "letter": "offer contract invoice",
    "phone": "video_call",
}
_TO_CJML: Final = _EXACT | {name: word for word, names in _NEAR.items() for name in names.split()}
_SAID: Final = (
    (r"e-?mail", "email"),
    (r"\bsms\b|text message", "sms"),
    (r"video", "video_call"),
    (r"phone|telephone|call", "phone"),
    (r"letter|\bpost(al)?\b", "direct_mail"),
    (r"face|meeting|personal", "visit"),
    (r"chat", "chat"),
    (r"self.?service", "self_service"),
    (r"social", "social_media"),
    (r"\bapp\b", "app"),
    (r"web|internet|online|browser", "website"),
    (r"parcel|package", "parcel_insert"),
    (r"fax", "fax"),
    (r"counter|shop|store|branch", "branch"),
    (r"desk|support", "support_ticket"),
    (r"pay", "payment"),
)


def to_cjml(channel: str) -> str:
    """Return the word of CJML that is nearest to one of our channels."""
    return _TO_CJML.get(channel, "unknown")


def from_cjml(said: str) -> str:
    """Return our channel for what a document says; `other` for what nobody knows.

    >>> from_cjml("Web (tablet)"), from_cjml("trade fair"), from_cjml("smoke signal")
    ('website', 'trade_fair', 'other')
    """
    text = said.strip().casefold()
    if text in _OURS:
        return _OURS[text]
    return next((channel for words, channel in _SAID if re.search(words, text)), "other")


_OURS: Final = {
    **{label.get(language).casefold(): name for name, label in vocabulary.CHANNELS.items() for language in Language},
    **{name: name for name in vocabulary.CHANNELS},
    **{word.casefold(): name for name, word in _EXACT.items()},
}
