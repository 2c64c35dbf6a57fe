"""The closed list of channels: kinds of contact between a company and those it sells to."""

from __future__ import annotations

_NAMES = """
    search_ad social_ad display seo website landing_page blog webshop checkout customer_portal app newsletter email
    webinar download review_portal trade_portal social_media chat phone video_call visit trade_fair event print_ad
    trade_press direct_mail parcel_insert radio_tv branch partner referral offer contract invoice payment
    support_ticket survey sms fax self_service other
"""

CHANNELS = frozenset(_NAMES.split())
