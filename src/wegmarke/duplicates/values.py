"""Values of single kinds in comparable form: mail addresses, phones, postcodes, streets, dates, names of organisations.

Legal forms and abbreviations are those of the DACH countries and of English; others stay as they are written, which
costs a little recall and nothing else.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.duplicates.writing import Texts, digits, matched, plain, replaced, said

_LEGAL_FORMS = (
    (r"g ?m ?b ?h|gesellschaft mit beschraenkter haftung|mbh|ggmbh", ""),
    (r"aktiengesellschaft|ag|se|kgaa|kg|ohg|gbr|ug|e ?k|e ?v|eg|co", ""),
    (r"haftungsbeschraenkt|ges ?m ?b ?h|sarl|s a r l|sa|srl|spa|b ?v|n ?v", ""),
    (r"inc|incorporated|corp|corporation|ltd|limited|llc|llp|plc|company|nfp", ""),
    (r"und|and|the|der|die|das|of|fuer|for", ""),
)
_STREETS = (
    (r"strasse|str|street|st", "st"),
    (r"avenue|ave|av", "ave"),
    (r"boulevard|blvd|blv", "blvd"),
    (r"road|rd", "rd"),
    (r"drive|dr", "dr"),
    (r"place|pl|platz", "pl"),
    (r"court|ct", "ct"),
    (r"lane|ln", "ln"),
    (r"parkway|pkwy", "pkwy"),
    (r"terrace|tce|ter", "ter"),
    (r"circuit|cct", "cct"),
    (r"crescent|cres", "cres"),
    (r"close|cl", "cl"),
    (r"highway|hwy", "hwy"),
    (r"north|nord", "n"),
    (r"south|sued", "s"),
    (r"east|ost", "e"),
    (r"west", "w"),
)
_WAYS = r"\b(?:st|ave|blvd|rd|dr|pl|ct|ln|pkwy|ter|cct|cres|cl|hwy|weg|allee|gasse)\b"

FREE_MAIL = (
    "gmail.com", "googlemail.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.com", "web.de", "t-online.de",
    "freenet.de", "arcor.de", "outlook.com", "outlook.de", "hotmail.com", "hotmail.de", "live.com", "live.de",
    "msn.com",
    "yahoo.com", "yahoo.de", "yahoo.co.uk", "ymail.com", "aol.com", "aol.de", "icloud.com", "me.com", "mac.com",
    "mail.com", "mail.de", "email.de", "posteo.de", "mailbox.org", "proton.me", "protonmail.com", "bluewin.ch",
    "aon.at", "chello.at", "hispeed.ch", "sunrise.ch", "1und1.de", "online.de", "vodafone.de", "comcast.net",
    "sbcglobal.net", "att.net", "verizon.net", "ameritech.net", "earthlink.net", "mail.ru", "yandex.ru", "qq.com",
)  # fmt: skip
"""Domains where anybody gets an address: they say nothing about an organisation."""


def mail(texts: Texts) -> Texts:
    """Return mail addresses in lower case, null where there is no name, at sign and host."""
    lowered = pc.utf8_lower(pc.utf8_trim_whitespace(texts))
    return matched(lowered, r"^(?P<it>[^@\s]+@[^@\s]+)$")


def mail_name(mails: Texts) -> Texts:
    """Return what stands before the at sign."""
    return matched(mails, r"^(?P<it>[^@]+)@")


def mail_host(mails: Texts) -> Texts:
    """Return what stands behind the at sign."""
    return matched(mails, r"@(?P<it>[^@]+)$")


def own_domain(mails: Texts, websites: Texts) -> Texts:
    """Return the domain of the website, otherwise of the mail address; never a free-mail domain."""
    of_mail = matched(mails, r"@(?:www\.)?(?P<it>[^@\s]+)$")
    lowered = pc.utf8_lower(pc.utf8_trim_whitespace(websites))
    of_website = matched(lowered, r"^(?:[a-z]+://)?(?:www\d?\.)?(?P<it>[a-z0-9.-]+\.[a-z]{2,})(?:[/?#:].*)?$")
    free = pa.array(FREE_MAIL)
    nothing = pa.scalar(None, pa.string())
    choices = [pc.if_else(pc.is_in(found, value_set=free), nothing, found) for found in (of_website, of_mail)]
    return pc.coalesce(*choices)


def phone(texts: Texts) -> Texts:
    """Return the last nine digits, which neither country codes nor a zero in front change; null below six digits."""
    found = pc.replace_substring_regex(pc.fill_null(digits(texts), ""), r"^\d*(\d{9})$", r"\1")
    return matched(found, r"^(?P<it>\d{6,9})$")


def number(texts: Texts) -> Texts:
    """Return letters and digits of a number without blanks and punctuation."""
    return said(pc.replace_substring(plain(texts), " ", ""))


def street(texts: Texts) -> Texts:
    """Return streets with their abbreviations in one form: `Haupt-Straße 5`, `Hauptstr. 5` are `haupt st 5`."""
    apart = pc.replace_substring_regex(plain(texts), r"(\p{L}{2,})(?:strasse|str)\b", r"\1 st")
    return replaced(apart, _STREETS)


def street_name(streets: Texts) -> Texts:
    """Return the words of a street without its numbers, directions and kind of way."""
    bare = pc.replace_substring_regex(streets, r"\b\d+\p{L}{0,2}\b|\b[nsew]\b", " ")
    return said(pc.replace_substring_regex(pc.replace_substring_regex(bare, _WAYS, " "), r"\s+", " "))


def house(streets: Texts) -> Texts:
    """Return the first number of a street with its letter."""
    return matched(streets, r"\b(?P<it>\d+\p{L}?)\b")


def born(texts: Texts) -> Texts:
    """Return dates as `1971-06-24`, also from `19710624` and `24.06.1971`; null where none is complete."""
    text = pc.utf8_trim_whitespace(texts.cast(pa.string()))
    pressed = pc.replace_substring_regex(text, r"^(\d{4})(\d{2})(\d{2})$", r"\1-\2-\3")
    german = pc.replace_substring_regex(pressed, r"^(\d)\.", r"0\1.")
    german = pc.replace_substring_regex(german, r"^(\d{2})\.(\d)\.", r"\1.0\2.")
    turned = pc.replace_substring_regex(german, r"^(\d{2})\.(\d{2})\.(\d{4})$", r"\3-\2-\1")
    return matched(turned, r"^(?P<it>\d{4}-\d{2}-\d{2})")


def account_name(texts: Texts) -> Texts:
    """Return names of organisations without legal forms and filling words."""
    spoken = plain(pc.replace_substring_regex(texts, r"&|\+", " und "))
    return pc.coalesce(replaced(spoken, _LEGAL_FORMS), spoken)
