"""The signs of the sheet: own strokes on a grid of 20 by 20, the same set as on the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ICONS: Final[Mapping[str, str]] = {
    "loop": '<path d="M4 10a6 6 0 0 1 10.5-4l2 2M16.5 3.500V8H12M16 10a6 6 0 0 1-10.5 4l-2-2M3.5 16.500V12H8"/>',
    "minus": '<circle cx="10" cy="10" r="7"/><path d="M6.5 10h7"/>',
    "plus": '<circle cx="10" cy="10" r="7"/><path d="M6.5 10h7M10 6.500v7"/>',
    "question": (
        '<circle cx="10" cy="10" r="7"/><path d="M8 8.200a2 2 0 1 1 2.8 1.800c-.6.3-.8.7-.8 1.400M10 13.900v.1"/>'
    ),
    "dot": '<circle cx="10" cy="10" r="3"/>',
    "magnifier": '<circle cx="8.5" cy="8.5" r="5"/><path d="M12.2 12.200l5 5"/>',
    "megaphone": '<path d="M3 8v4h3l8 4V4L6 8zM6 12v4.500h2.500V13.200M17 8.500v3"/>',
    "globe": (
        '<circle cx="10" cy="10" r="7"/><path d="M3 10h14M10 3c4.5 4.5 4.5 9.5 0 14M10 3c-4.5 4.5-4.5 9.5 0 14"/>'
    ),
    "page": '<path d="M5 2.500h7l3.5 3.500v11.500H5zM12 2.500V6h3.500M7.5 10h5.500M7.5 13.500h5.5"/>',
    "envelope": '<path d="M2.5 5h15v10.500h-15zM2.5 5.500l7.5 6 7.5-6"/>',
    "screen": '<path d="M2.5 4h15v10h-15zM7 17.500h6M8.5 7l4 2-4 2z"/>',
    "speech": '<path d="M3 4h14v9.500H9L5 17v-3.500H3zM6.5 7.500h7M6.5 10h5"/>',
    "phone": '<path d="M4 3h3l1.5 4-2 1.500c1 2.3 2.7 4 5 5l1.5-2 4 1.500v3c-7.5 1-14-5.5-13-13z"/>',
    "handshake": (
        '<path d="M2 6l4-1 4 1.500L14 5l4 1v7h-2l-4.5 3.5-2-.5-5.5-4.500H2zM10 6.5 7.5 9.500c1 1 2.5 1 3.5 0l5 4"/>'
    ),
    "booth": '<path d="M3 8l1.5-4.500h11L17 8zM4 8v9h12V8M4 12.500h12M10 3.500V8"/>',
    "cart": (
        '<path d="M2 3.500h2.500l2 9H15l2-6.500H5.2"/><circle cx="7.5" cy="16" r="1.2"/>'
        '<circle cx="14" cy="16" r="1.2"/>'
    ),
    "parcel": '<path d="M3 6.5 10 3l7 3.500v7L10 17l-7-3.500zM3 6.500l7 3.5 7-3.500M10 10v7"/>',
    "wrench": (
        '<path d="M16.5 6.500a4 4 0 0 1-5.3 4.800L6 16.5 3.5 14l5.2-5.200a4 4 0 0 1 4.8-5.300l-2.2 2.2 1 2 2 1z"/>'
    ),
    "flag": '<path d="M5 18V3h10l-2.5 4L15 11H5"/>',
    "face-minus-2": (
        '<circle cx="10" cy="10" r="7.5"/><path d="M6.2 7l2 1M13.8 7l-2 1M6.5 14.500c1.5-3.3 5.5-3.3 7 0"/>'
    ),
    "face-minus-1": (
        '<circle cx="10" cy="10" r="7.5"/><path d="M7.5 7.700v.6M12.5 7.700v.6M7 13.800c1.4-1.6 4.6-1.6 6 0"/>'
    ),
    "face-0": '<circle cx="10" cy="10" r="7.5"/><path d="M7.5 7.700v.6M12.5 7.700v.6M7 13h6"/>',
    "face-plus-1": (
        '<circle cx="10" cy="10" r="7.5"/><path d="M7.5 7.700v.6M12.5 7.700v.6M7 12.200c1.4 1.6 4.6 1.6 6 0"/>'
    ),
    "face-plus-2": (
        '<circle cx="10" cy="10" r="7.5"/><path d="M7.5 7.500v.6M12.5 7.500v.6M6 11.500h8c-.6 4.5-7.4 4.5-8 0z"/>'
    ),
    "star": '<path d="M10 2.5l2.3 4.9 5.2.7-3.8 3.7.9 5.3-4.6-2.6-4.6 2.6.9-5.3L2.5 8.1l5.2-.7z"/>',
    "heart": (
        '<path d="M10 17C4 12.5 2.5 9.5 2.5 7A3.7 3.7 0 0 1 10 5.8 3.7 3.7 0 0 1 17.5 7c0 2.500-1.500 '
        '5.500-7.500 10z"/>'
    ),
    "lock": '<path d="M4.5 9h11v8h-11zM6.500 9V6.500a3.500 3.500 0 0 1 7 0V9M10 12v2"/>',
    "bolt": '<path d="M11 2.5 4.5 11.5H10l-1 6 6.5-9H10z"/>',
    "clock": '<circle cx="10" cy="10" r="7"/><path d="M10 5.5V10l3 2"/>',
    "split": '<path d="M3 10h5l5-5h4M8 10l5 5h4"/>',
    "door": '<path d="M5 17.5v-15h10v15M3 17.5h14M12 10v.5"/>',
    "tick": '<path d="M4 10.5 8 14.5 16 5.500"/>',
}

_CHANNELS: Final[Mapping[str, tuple[str, ...]]] = {
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

_OF_CHANNEL: Final = {channel: icon for icon, channels in _CHANNELS.items() for channel in channels}


def icon_of_channel(channel: str) -> str:
    """Return the name of the sign of a channel; several channels share one."""
    return _OF_CHANNEL.get(channel, "dot")


def face(value: float) -> str:
    """Return the face of an emotion, the one that goes with its word: halves count towards neutral."""
    size = min(2, int(abs(value) + 0.5 - 1e-9))
    if not size:
        return "face-0"
    return f"face-plus-{size}" if value > 0 else f"face-minus-{size}"
