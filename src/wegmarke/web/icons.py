"""Which icon of the sprite stands for which channel."""

from __future__ import annotations

_CHANNELS: dict[str, tuple[str, ...]] = {
    "magnifier": ("search_ad", "seo"),
    "megaphone": ("social_ad", "display", "print_ad", "radio_tv", "social_media"),
    "globe": ("website", "landing_page", "app", "customer_portal", "self_service", "trade_portal", "download"),
    "page": ("blog", "trade_press", "offer", "contract", "invoice"),
    "envelope": ("newsletter", "email", "direct_mail", "sms", "fax"),
    "screen": ("webinar", "video_call"),
    "speech": ("chat", "survey", "review_portal"),
    "phone": ("phone",),
    "handshake": ("visit", "referral", "partner", "branch"),
    "booth": ("trade_fair", "event"),
    "cart": ("webshop", "checkout", "payment"),
    "parcel": ("parcel_insert",),
    "wrench": ("support_ticket",),
}

_ICONS = {channel: icon for icon, channels in _CHANNELS.items() for channel in channels}


def channel_icon(channel: str | None) -> str:
    """Return the name of the icon of a channel; several channels share one."""
    return _ICONS.get(channel or "", "dot")
