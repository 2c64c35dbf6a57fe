"""The words of the demo company: its systems, its event names, and the facts an event may carry.

Every event is one `EventKind`: the system that knows it, the channel it usually runs over, and what
that system can tell about the person. Every property of every event is a *fact*, a fixed pair of key
and value, so that a million events are a million small codes and no property can ever be personal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class EventKind:
    """One event name and how it reaches us.

    Attributes:
        name: object, then past verb.
        system: the system of the supplier that reports it.
        channel: usual channel; an event may override it.
        offline: happened away from screens, known by its date only.
        web: carries the cookie of the browser, and the e-mail address only once that is known.
        identifies: tells who somebody is, although it happened in a browser.
        labels: comes from a system that knows names of persons and accounts.
        notes: is a note about the account's opportunity, no contact.
    """

    name: str
    system: str
    channel: str
    offline: bool = False
    web: bool = False
    identifies: bool = False
    labels: bool = False
    notes: bool = False


def _web(name: str, channel: str = "website", *, identifies: bool = False) -> EventKind:
    return EventKind(name, "website", channel, web=True, identifies=identifies, labels=identifies)


def _mail(name: str, channel: str) -> EventKind:
    return EventKind(name, "marketing", channel)


def _crm(name: str, channel: str, *, offline: bool = False) -> EventKind:
    return EventKind(name, "crm", channel, offline=offline, labels=True)


def _note(name: str) -> EventKind:
    return EventKind(name, "crm", "other", labels=True, notes=True)


def _shop(name: str) -> EventKind:
    return EventKind(name, "webshop", "webshop")


def _erp(name: str, channel: str, *, by_date: bool = False) -> EventKind:
    return EventKind(name, "erp", channel, offline=by_date, labels=True)


KINDS: tuple[EventKind, ...] = (
    # awareness
    _web("ad_clicked", "search_ad"),
    _web("content_viewed", "blog"),
    _web("trade_article_read", "trade_press"),
    _crm("trade_fair_visited", "trade_fair", offline=True),
    _crm("recommendation_received", "referral"),
    _web("newsletter_subscribed", "newsletter", identifies=True),
    # consideration
    _web("product_page_viewed"),
    _web("configurator_used"),
    _web("data_sheet_downloaded", "download"),
    _web("whitepaper_downloaded", "download", identifies=True),
    _web("webinar_attended", "webinar", identifies=True),
    _mail("newsletter_opened", "newsletter"),
    _web("form_submitted", "landing_page", identifies=True),
    _crm("sales_call_held", "phone"),
    # decision
    _crm("demo_held", "video_call"),
    _crm("sample_requested", "email"),
    _crm("site_visit_held", "visit", offline=True),
    _crm("quote_requested", "email"),
    _crm("quote_sent", "offer"),
    _crm("negotiation_held", "video_call"),
    _crm("quote_declined", "email"),
    _crm("contract_signed", "contract"),
    _erp("order_placed", "email"),
    # service
    _erp("order_delivered", "other", by_date=True),
    _crm("onboarding_held", "visit", offline=True),
    _erp("invoice_issued", "invoice", by_date=True),
    _erp("payment_received", "payment", by_date=True),
    EventKind("ticket_opened", "helpdesk", "support_ticket", labels=True),
    EventKind("ticket_resolved", "helpdesk", "support_ticket", labels=True),
    EventKind("csat_answered", "survey", "survey"),
    # retention
    EventKind("portal_visited", "portal", "customer_portal"),
    EventKind("nps_answered", "survey", "survey"),
    _crm("account_review_held", "visit", offline=True),
    _crm("training_attended", "event", offline=True),
    _erp("order_repeated", "email"),
    # advocacy
    _crm("user_event_attended", "event", offline=True),
    EventKind("review_written", "marketing", "review_portal"),
    _crm("referral_given", "referral"),
    _crm("reference_call_held", "phone"),
    # exit
    EventKind("complaint_filed", "helpdesk", "email", labels=True),
    _erp("order_cancelled", "email"),
    _crm("contract_terminated", "direct_mail"),
    _crm("win_back_call_held", "phone"),
    # the web shop, and what follows an order
    _shop("checkout_started"),
    _shop("payment_method_chosen"),
    _shop("payment_state_changed"),
    _erp("order_returned", "direct_mail"),
    _crm("save_offer_made", "phone"),
    # what the CRM notes
    _note("opportunity_changed"),
    _note("buying_role_assigned"),
)
NAMES: tuple[str, ...] = tuple(kind.name for kind in KINDS)
NOTES: tuple[str, ...] = tuple(kind.name for kind in KINDS if kind.notes)
AFTERWARDS = ("checkout_started", "payment_method_chosen", "payment_state_changed", "order_returned", "save_offer_made")
"""What is derived from everything else, and changes nothing of it."""
TELLS_WHO = np.array(
    [(kind.identifies or not kind.web) and not kind.notes and kind.name not in AFTERWARDS for kind in KINDS]
)
KIND_CODE: dict[str, int] = {name: code for code, name in enumerate(NAMES)}

CHANNELS: tuple[str, ...] = (
    *dict.fromkeys(kind.channel for kind in KINDS),
    *("seo", "social_ad", "trade_portal", "webshop"),
)
CHANNEL_CODE: dict[str, int] = {name: code for code, name in enumerate(CHANNELS)}

SOURCE = "demo"
SYSTEMS: tuple[str, ...] = tuple(dict.fromkeys(kind.system for kind in KINDS))

_PAIRS: list[tuple[str, str]] = []


def _facts(key: str, values: Iterable[object]) -> Codes:
    """Declare the facts of one key and return their codes in the order of the values."""
    first = len(_PAIRS)
    _PAIRS.extend((key, str(value)) for value in values)
    return np.arange(first, len(_PAIRS), dtype=np.int16)


ROLES = ("initiator", "end_user", "influencer", "buyer", "decider", "gatekeeper", "champion")

ROLE = _facts("role", ROLES)
COUNTRY = _facts("country", ("DE", "AT", "CH"))
CAMPAIGN = _facts("campaign", ("gear_motors", "energy_savings", "spare_parts_24h", "retrofit"))
TOPIC = _facts(
    "topic", ("downtime", "energy_costs", "sizing_drives", "retrofit", "condition_monitoring", "food_hygiene")
)
PRODUCT = _facts("product", ("helical_gearbox", "bevel_gearbox", "planetary_gearbox", "servo_motor", "drive_control"))
EDITION = _facts("edition", ("prospects", "customers"))
FORM = _facts("form", ("contact", "callback", "drive_check"))
FAIR = _facts("fair", ("antriebstage", "foerdern_und_bewegen"))
ORIGIN = _facts("origin", ("search_ad", "social_ad", "seo", "trade_portal", "trade_fair", "referral", "trade_press"))
DECLINE_REASON = _facts("reason", ("price", "delivery_time", "competitor", "project_stopped", "technical_fit"))
CANCEL_REASON = _facts("reason", ("delivery_delay", "project_stopped", "wrong_specification", "budget_cut"))
EXIT_REASON = _facts("reason", ("service_quality", "delivery_reliability", "price", "site_closed", "second_source"))
DAYS_LATE = _facts("days_late", range(61))
SCORE = _facts("score", range(11))
STARS = _facts("stars", range(1, 6))
DELIVERY = _facts("delivery", ("on_time", "late"))
TICKET = _facts("subject", ("installation", "noise", "spare_part", "documentation", "leakage", "control_fault"))
AREA = _facts("area", ("orders", "spare_parts", "documents", "tickets"))
MODE = _facts("mode", ("remote", "on_site"))
RESULT = _facts("result", ("saved", "not_saved"))
STAGE = _facts("stage", ("qualified", "quoting", "quoted", "won", "lost"))
SOLUTION = _facts("solution", ("helical_gearbox", "bevel_gearbox", "planetary_gearbox", "servo_motor", "drive_control"))
TEAM = _facts("owner", ("sales_north", "sales_south", "sales_east", "sales_alps"))
METHOD = _facts("method", ("invoice", "card", "sepa_debit", "paypal"))
STATE = _facts("state", ("pending", "authorized", "paid", "canceled", "expired", "failed"))
RETURN_REASON = _facts("reason", ("wrong_item", "damaged", "not_needed"))

FACT_KEYS: tuple[str, ...] = tuple(key for key, _ in _PAIRS)
FACT_VALUES: tuple[str, ...] = tuple(value for _, value in _PAIRS)
