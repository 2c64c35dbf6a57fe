"""The reasons of a guess in the reader's language; one that is not known here is shown as it is."""

from __future__ import annotations

import re

from wegmarke.i18n import marked
from wegmarke.web.reader import Reader

_NUMBER = re.compile(r"\d[\d,]*")
_REASONS = (
    marked("reason", "its values are times"),
    marked("reason", "its name says that it is a time, though not all values are"),
    marked("reason", "its name fits best of %(n)s columns of times"),
    marked("reason", "it names what happened, %(n)s different things"),
    marked("reason", "every row has a value of its own"),
    marked("reason", "its values are e-mail addresses"),
    marked("reason", "its values look like VAT numbers"),
    marked("reason", "its name says that it identifies people"),
    marked("reason", "its name says that it identifies accounts"),
    marked("reason", "its name says how accounts are called"),
    marked("reason", "no number identifies accounts, but this names them"),
    marked("reason", "its name says that it is an amount"),
    marked("reason", "its values are currencies"),
    marked("reason", "all its values are channels"),
    marked("reason", "%(n)s different values"),
    marked("reason", "it is empty"),
    marked("reason", "it is another time; an event of its own may use it"),
    marked("reason", "it may be about people; properties never are"),
    marked("reason", "it has %(n)s different values"),
    marked("reason", "its name says that it is the id of something else"),
    marked("reason", "it tells nothing that rows have in common"),
    marked("reason", "there are enough properties already"),
)
_KNOWN = {text: (context, text) for context, text in _REASONS}


def reason_words(reason: str, reader: Reader) -> str:
    """Return why the guess chose a part, in the reader's language."""
    if not reason:
        return reader.t.pgettext("reason", "chosen by you")
    number = _NUMBER.search(reason)
    plain = reason.replace(number[0], "%(n)s", 1) if number else reason
    if plain not in _KNOWN:
        return reason
    text = reader.t.label(_KNOWN[plain])
    return text % {"n": reader.formats.number(int(number[0].replace(",", "")))} if number else text
