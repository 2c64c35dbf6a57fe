"""Mail addresses that belong to a function and to no person: they say something about the account alone.

Names of functions as RFC 2142 gives them, and those that companies in Germany, Austria and Switzerland use.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

ROLES = (
    "accounting", "admin", "administrator", "anfrage", "anfragen", "auftrag", "bestellung", "bestellungen", "bewerbung",
    "billing", "buchhaltung", "buero", "büro", "career", "careers", "contact", "datenschutz", "einkauf", "empfang",
    "finance", "hallo", "hello", "help", "hilfe", "hostmaster", "hr", "info", "information", "invoice", "invoices",
    "jobs", "karriere", "kontakt", "kundendienst", "kundenservice", "legal", "mail", "marketing", "media", "news",
    "newsletter", "office", "order", "orders", "personal", "post", "postmaster", "press", "presse", "privacy",
    "procurement", "purchasing", "rechnung", "rechnungen", "recruiting", "sales", "sekretariat", "security", "service",
    "shop", "support", "team", "technik", "verkauf", "versand", "vertrieb", "verwaltung", "webmaster", "zentrale",
)  # fmt: skip
"""Local parts of mail addresses of functions, in small letters."""

_NOBODY = r"^(no-?reply|do-?not-?reply|mailer-daemon|bounces?|abuse)[+@]"
_ROLE = rf"^({'|'.join(ROLES)})(\+[^@]*)?@"


def is_role_mailbox(mails: pa.Array) -> pa.Array:
    """Tell for each mail address in small letters whether it belongs to a function.

    >>> is_role_mailbox(pa.array(["info@acme.example", "ida@acme.example"])).to_pylist()
    [True, False]
    """
    return pc.match_substring_regex(mails, _ROLE)


def is_unread_mailbox(mails: pa.Array) -> pa.Array:
    """Tell for each mail address in small letters whether nobody reads what is sent to it.

    >>> is_unread_mailbox(pa.array(["no-reply@acme.example", "noreen@acme.example"])).to_pylist()
    [True, False]
    """
    return pc.match_substring_regex(mails, _NOBODY)
