"""What the names of columns tell, in English and German."""

from __future__ import annotations

import re

_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ID = _words("id nr no number nummer key uuid guid code schluessel")
THING = _words("record order invoice ticket session event deal opportunity quote call")
WHEN = _words("timestamp zeitpunkt zeitstempel occurred created erstellt erstelldatum angelegt opened")
DATE = _words("date datum time zeit day tag on at")
NOT_WHEN = _words(
    "updated modified changed geaendert aenderung birth geburt birthday due faellig expected valid gueltig closed "
    "close end ende bis until last letzte reg"
)
PERSON = _words("person contact kontakt lead user visitor buyer ansprechpartner anonymous")
ACCOUNT = _words(
    "account company firma firm unternehmen organisation organization kunde kunden customer client mandant seller "
    "betrieb vat ust domain case"
)
LABEL = _words("name label bezeichnung title")
VALUE = _words("amount betrag value wert total gesamt summe net netto umsatz revenue price preis")
NOT_VALUE = _words("quantity menge anzahl count percent prozent rate score tax steuer unit einzel")
EVENT = _words("event activity aktivitaet action ereignis vorgang")
KIND = _words("name type typ art")
STAFF = _words("owner agent besitzer bearbeiter manager employee creator assignee betreuer vertreter rep")
PERSONAL = _words(
    "name vorname nachname first firstname lastname phone telefon mobile mobil handy fax street strasse address "
    "adresse anschrift zip plz birth geburt mail email iban ip comment comments kommentar note notes notiz bemerkung "
    "description beschreibung text message nachricht agent owner resource besitzer bearbeiter manager "
    "employee salutation anrede"
)


def words_of(name: str) -> list[str]:
    """Return the words of a name, small and without umlauts.

    >>> words_of("KundenNr."), words_of("time:timestamp")
    (['kunden', 'nr'], ['time', 'timestamp'])
    """
    spaced = _CAMEL.sub(" ", name).casefold().translate(_FOLDED)
    return re.findall(r"[a-z]+|[0-9]+", spaced)


def says(name: str, words: tuple[str, ...]) -> bool:
    """Tell whether a name holds one of the words; long ones also inside compounds.

    >>> says("Rechnungsdatum", ("datum",)), says("paid", ("id",))
    (True, False)
    """
    found = words_of(name)
    return any(word in found or (len(word) > 4 and any(word in one for one in found)) for word in words)


def is_id(name: str) -> bool:
    """Tell whether a name says that a column holds ids.

    >>> is_id("Kundennummer"), is_id("CUSTOMERID"), is_id("valid")
    (True, True, False)
    """
    return says(name, ID) or any(
        one.endswith("id") and says(one[:-2], (*PERSON, *ACCOUNT, *THING)) for one in words_of(name)
    )


def slug(text: str, otherwise: str = "value") -> str:
    """Return a name of small letters, digits and underscores.

    >>> slug("Won Date"), slug("2. Mahnung")
    ('won_date', 'value_2_mahnung')
    """
    joined = "_".join(words_of(text))[:60].strip("_")
    if not joined:
        return otherwise
    return joined if joined[0].isalpha() else f"{otherwise}_{joined}"


def unique(names: list[str]) -> list[str]:
    """Return the names with a number behind those that came before.

    >>> unique(["a", "b", "a"])
    ['a', 'b', 'a_2']
    """
    seen: dict[str, int] = {}
    found: list[str] = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return found


def singular(name: str) -> str:
    """Return one of what a name names several of.

    >>> singular("opportunities"), singular("leads"), singular("address")
    ('opportunity', 'lead', 'address')
    """
    if name.endswith("ies") and len(name) > 4:
        return name[:-3] + "y"
    return name[:-1] if len(name) > 3 and name.endswith("s") and not name.endswith(("ss", "us", "is")) else name
