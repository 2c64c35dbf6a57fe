"""Mail addresses that belong to a function and to no person: they say something about the account alone.

Names of functions as RFC 2142 gives them, and those that companies in Germany, Austria and Switzerland use.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

ROLE_MAILBOXES = (
    # International, after RFC 2142 and what CRM systems list.
    "abuse", "accounting", "accounts", "admin", "administrator", "all", "billing", "business", "careers", "contact",
    "customerservice", "customer-service", "customercare", "data-protection", "dataprotection", "dpo", "email",
    "enquiries", "enquiry", "feedback", "finance", "ftp", "general", "hello", "help", "helpdesk", "hi", "hostmaster",
    "hr", "info", "information", "inquiries", "inquiry", "invoice", "invoices", "invoicing", "it", "jobs", "legal",
    "mail", "mailer-daemon", "management", "marketing", "media", "news", "newsletter", "no-reply", "noc", "noreply",
    "no_reply", "donotreply", "do-not-reply", "office", "operations", "order", "orders", "payments", "postmaster",
    "press", "privacy", "procurement", "purchase", "purchasing", "reception", "recruiting", "root", "sales", "security",
    "service", "shop", "spam", "store", "support", "team", "tech", "usenet", "uucp", "webmaster", "www",
    # German, with and without umlauts; Swiss and Austrian houses use some of the French and Italian words.
    "anfrage", "anfragen", "angebot", "angebote", "ausbildung", "auftrag", "bestellung", "bestellungen", "bewerbung",
    "bewerbungen", "buchhaltung", "buero", "büro", "datenschutz", "debitoren", "dispo", "disposition", "edv",
    "einkauf", "empfang", "finanzen", "geschaeftsfuehrung", "geschäftsführung", "geschaeftsleitung",
    "geschäftsleitung", "gf", "hallo", "karriere", "kanzlei", "kontakt", "kreditoren", "kundendienst", "kundenservice",
    "lager", "logistik", "nichtantworten", "personal", "personalabteilung", "post", "poststelle", "presse", "projekte",
    "rechnung", "rechnungen", "redaktion", "rezeption", "sekretariat", "technik", "verkauf", "versand", "vertrieb",
    "verwaltung", "werkstatt", "zentrale", "contabilita", "vendite", "ventes", "achats", "contatto",
)  # fmt: skip
"""Names of mailboxes that several people read; `einkauf2` and `info-de` count as `einkauf` and `info`."""

_NOBODY = r"^(no-?reply|do-?not-?reply|mailer-daemon|bounces?|abuse)[+@]"
_ENDING = r"([+._-]?[0-9]{1,3}|[._-](de|at|ch|eu|com|en|uk|us|fr|it|dach|global|int))?(\+.*)?$"


def is_role_mailbox(addresses: pa.Array) -> pa.Array:
    """Tell for each mail address whether it is a role mailbox; false where it is no mail address, or null.

    >>> is_role_mailbox(pa.array(["Info@acme.de", "ada@acme.de", "einkauf2@acme.de"])).to_pylist()
    [True, False, True]
    """
    lowered = pc.utf8_lower(pc.utf8_trim_whitespace(addresses))
    is_address = pc.match_substring_regex(lowered, r"^[^@\s]+@[^@\s]+$")
    mailbox = pc.replace_substring_regex(lowered, r"@.*$", "")
    names = pa.array(ROLE_MAILBOXES)
    is_named = pc.or_(
        pc.is_in(mailbox, value_set=names),
        pc.is_in(pc.replace_substring_regex(mailbox, _ENDING, ""), value_set=names),
    )
    return pc.fill_null(pc.and_kleene(is_address, is_named), False)


def is_unread_mailbox(mails: pa.Array) -> pa.Array:
    """Tell for each mail address in small letters whether nobody reads what is sent to it.

    >>> is_unread_mailbox(pa.array(["no-reply@acme.example", "noreen@acme.example"])).to_pylist()
    [True, False]
    """
    return pc.match_substring_regex(mails, _NOBODY)
