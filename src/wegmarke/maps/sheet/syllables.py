"""Where a long word may be broken: German and English, by the shape of the word.

Only words that are too long for their line are broken, so a few rules do: between vowels the last consonant goes to the
next line; `ch`, `sch`, `ck`, `ph`, `th`, `qu`, `pf` and `st` at the beginning of a German word part stay whole; joints
of compounds behind `ungs`, `heits`, `keits`, `schafts`, `ions` and `täts` are better than any other place. Soft hyphens
of the writer come first.
"""

from __future__ import annotations

import functools
import itertools
import re
from typing import Final

SOFT_HYPHEN: Final = "\u00ad"

_LEAST: Final = 3
_VOWELS: Final = "aeiouyäöüáéíóúàèìòùâêîôûåæøAEIOUYÄÖÜ"
_WHOLE: Final = ("sch", "ch", "ck", "ph", "th", "qu", "sh", "gn", "spr", "str", "schl", "schr", "schw")
_ONSETS: Final = (*_WHOLE, "pl", "pr", "bl", "br", "gl", "gr", "kl", "kr", "tr", "dr", "fl", "fr", "zw", "kn", "pf")
_PAIRS: Final = ("au", "äu", "eu", "ei", "ai", "ie", "aa", "ee", "oo", "ou", "ea", "oa", "ue", "ui")
_JOINT: Final = re.compile(r"(?:ungs|heits|keits|schafts|ions|täts|lings|tums|mentes)(?=[a-zäöüß]{3})", re.IGNORECASE)

# Words that German compounds of business are often made of, in the places behind the first one.
_PARTS: Final = re.compile(
    "(?<=[a-zäöüß]{3})(?:"
    "abgleich|ablauf|abnahme|abruf|abschätzung|anbieter|anforderung|anfrage|angebot|anlage|annahme|ansprech|antrag|antwort|"
    "arbeit|aufgabe|auftrag|ausfall|auskunft|ausschreibung|auswahl|auswertung|bearbeitung|beauftragt|bedarf|bedingung|"
    "beendigung|befragung|berechnung|begleitung|beratung|bericht|beschaffung|beschreibung|besichtigung|bestätigung|bestellung|"
    "betrieb|bewertung|branche|daten|definition|dienst|einkauf|einsatz|entscheid|ergebnis|erklärung|ersatz|führung|"
    "genehmigung|gesellschaft|gespräch|gestaltung|haltung|information|inhalt|kennzahl|klausel|konformität|konzept|kosten|"
    "kunde|lager|leistung|leitung|liefer|liste|management|maschine|maßnahme|material|menge|messung|nachweis|nutzung|"
    "objekt|ortung|partner|person|phase|plan|plattform|potenzial|preis|produkt|programm|projekt|protokoll|prozess|prüf|"
    "qualität|quote|rechnung|referenz|regel|risiko|schutz|selbst|service|sicherheit|spezifikation|system|technik|teil|"
    "termin|überwachung|umfrage|unterlage|vorauswahl|unterweisung|ursache|veranstaltung|verantwort|verarbeitung|verbrauch|vereinbarung|"
    "verfahren|verfügbarkeit|vergleich|verhandlung|versand|versicherung|versorgung|vertrag|vertrieb|verwaltung|verzeichnis|"
    "wartung|wechsel|werbung|wert|wirtschaft|zahlung|zeit|zertifikat|ziel|zufriedenheit)"
)


@functools.lru_cache(maxsize=4096)
def parts_of_word(word: str) -> tuple[str, ...]:
    """Return the parts between which a word may be broken; joined they are the word.

    >>> parts_of_word("Lieferantenbewertungsbogen")
    ('Lie', 'fe', 'ran', 'ten', 'be', 'wer', 'tungs', 'bo', 'gen')
    """
    if SOFT_HYPHEN in word:
        pieces = word.split(SOFT_HYPHEN)
        return (*(piece + SOFT_HYPHEN for piece in pieces[:-1]), pieces[-1])
    places = sorted(set(_breaks(word)))
    borders = [0, *(at for at in places if at >= _LEAST and len(word) - at >= _LEAST), len(word)]
    return tuple(word[begin:end] for begin, end in itertools.pairwise(borders))


@functools.lru_cache(maxsize=4096)
def joints_of_word(word: str) -> frozenset[int]:
    """Return the places between parts of a compound, as far as they can be told."""
    after = {found.end() for found in _JOINT.finditer(word)}
    before = {found.start() for found in _PARTS.finditer(word.lower())}
    return frozenset(at for at in after | before if at >= _LEAST and len(word) - at >= _LEAST)


def _breaks(word: str) -> list[int]:
    joints = joints_of_word(word)
    found = list(joints)
    vowels = [number for number, char in enumerate(word) if char in _VOWELS]
    for first, second in itertools.pairwise(vowels):
        between = word[first + 1 : second]
        if not between or not between.isalpha():
            continue
        # A joint between the two vowels is the place; no other one beside it.
        if any(first < joint <= second for joint in joints):
            continue
        found.append(second - _onset(between.lower()))
    return [at for at in found if word[at - 1].isalpha() and word[at].isalpha()]


def _onset(between: str) -> int:
    """Return how many of the consonants between two vowels begin the next syllable."""
    fitting = [start for start in _ONSETS if between.endswith(start)]
    longest = max((len(start) for start in fitting), default=1)
    return min(longest, len(between)) if between not in _PAIRS else 1
