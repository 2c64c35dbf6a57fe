"""Names for companies and people that do not exist, put together from syllables and lists.

A company is an invented family or place, an industry and a legal form: *Tolzinger Fördertechnik GmbH*.
Its domain ends in `.example`, which RFC 2606 keeps free of real mail for ever. A person is a common
first name beside a common last name; any likeness is chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Integers = NDArray[np.int64]


def _listed(text: str) -> list[str]:
    return text.split()


_STEMS = _listed("""
Adel Bolk Brend Dettel Dolm Drus Eschl Falm Feldr Flörs Gamb Gerst Gorn Grev Hadel Hamm Hest Holt Ibel Jarm
Jost Karn Kelt Kolm Krehl Krump Lamm Lend Lohr Lünz Malk Merg Mölk Morst Nadl Nebel Nolt Oder Ohl Olm Orth
Pfend Plorn Prell Quend Rabel Rehl Rolf Rüst Salm Scharf Schelm Send Sonn Stelz Tamb Telg Tolz Trund Uhl
Velm Vohl Wald Warm Welf Wirl Wold Zell Zorn Zweif
""")
_ENDINGS = _listed("""
acher auer bacher beck berger bichler dorfer ecker felder gruber haller hagen heimer hofer inger kamper
leitner metzer moser reuter rieder rother sieder steiner stetter storfer thaler wander weger weiler
""")
_INDUSTRIES = _listed("""
Abfülltechnik Anlagenbau Aufzugbau Backtechnik Bandanlagen Betonwerke Bühnentechnik Dosiertechnik Druckmaschinen
Fördertechnik Getränketechnik Hebezeuge Holztechnik Hüttentechnik Krananlagen Lagersysteme Landmaschinen
Lüftungsbau Melktechnik Mischanlagen Montagetechnik Mühlenbau Papiertechnik Prüfstände Pumpenbau Recyclinganlagen
Rührwerke Sägewerkstechnik Schüttguttechnik Seilbahntechnik Siebanlagen Sondermaschinen Textilmaschinen Torsysteme
Ventilatorenbau Verpackungstechnik Wassertechnik Zerkleinerungstechnik
""")
_LEGAL_FORMS = (
    ("GmbH", "GmbH", "GmbH", "GmbH & Co. KG", "GmbH & Co. KG", "AG", "KG", "SE"),  # Germany
    ("GmbH", "GmbH", "GesmbH", "GmbH & Co KG", "AG", "KG", "e.U.", "GmbH"),  # Austria
    ("AG", "AG", "AG", "AG", "GmbH", "GmbH", "Sàrl", "SA"),  # Switzerland
)
_FIRST_NAMES = _listed("""
Aylin Alexander Andrea Andreas Anja Anna Antonia Barbara Beate Benjamin Bernd Birgit Carsten Charlotte Christian
Christina Claudia Cornelia Daniel David Dieter Dominik Elena Elif Elisabeth Emre Eva Fabian Felix Florian Frank
Franziska Georg Gerhard Hannah Heike Helena Ines Jan Jana Jasmin Jens Johanna Jonas Julia Jürgen Karin Katharina
Kathrin Kerstin Klaus Lara Laura Lena Leon Lukas Manuela Marco Maria Marie Markus Martin Martina Matthias Max Mehmet
Melanie Michael Miriam Monika Moritz Nadine Nicole Nina Olaf Oliver Patrick Paul Peter Petra Philipp Ralf Regina
Reto Robert Sabine Sandra Sarah Sebastian Silke Simon Sofia Stefan Stefanie Susanne Sven Tanja Thomas Tobias Ulrike
Ursula Uwe Vanessa Verena Walter Yusuf Zeynep
""")
_LAST_NAMES = _listed("""
Albrecht Arnold Bauer Baumann Beck Becker Berger Bergmann Böhm Brandt Braun Busch Demir Dietrich Ebert Engel Fischer
Frank Franke Friedrich Fuchs Graf Groß Günther Haas Hahn Hartmann Heinrich Herrmann Hoffmann Hofmann Horn Huber Jäger
Jansen Jung Kaiser Kaya Keller Klein Koch Köhler König Kowalski Krämer Kraus Krause Krüger Kühn Kuhn Lang Lange
Lehmann Lorenz Ludwig Maier Martin Maurer Mayer Meier Meyer Möller Moser Müller Nguyen Novak Otto Peters Pfeiffer
Pohl Richter Roth Sauer Schäfer Schmid Schmidt Schmitt Schmitz Schneider Scholz Schreiber Schröder Schubert Schulte
Schulz Schumacher Schuster Schwarz Seidel Simon Sommer Stein Thomas Vogel Vogt Voigt Wagner Walter Weber Weiß Werner
Winkler Winter Wolf Yilmaz Ziegler Zimmermann
""")
_PLAIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "à": "a"})


@dataclass(frozen=True)
class CompanyNames:
    """Names and mail domains of some accounts, in the order they were asked for."""

    label: pa.Array
    domain: pa.Array


def company_names(ordinal: Integers, country: Integers, form: Integers, offset: int) -> CompanyNames:
    """Name companies by their ordinal number; different numbers never share a domain.

    A fixed stride walks through all combinations of stem, ending and industry. Numbers beyond the
    last combination name a second place: *Tolzinger Fördertechnik Olmhagen GmbH*.
    """
    stems, endings, industries = len(_STEMS), len(_ENDINGS), len(_INDUSTRIES)
    combinations = stems * endings * industries
    rounds, within = np.divmod(ordinal, combinations)
    mixed = (within * _stride(combinations) + offset) % combinations
    stem, ending, industry = mixed % stems, mixed // stems % endings, mixed // stems // endings
    second, third = np.divmod(rounds, endings)
    place = [""] + [f" {first}{last}" for first in _STEMS for last in _ENDINGS]
    words = [
        _take(_STEMS, stem),
        _take(_ENDINGS, ending),
        _take([f" {name}" for name in _INDUSTRIES], industry),
        _take(place, second * endings + third),
    ]
    legal = [f" {name}" for forms in _LEGAL_FORMS for name in forms]
    label = pc.binary_join_element_wise(*words, _take(legal, country * 8 + form), "")
    return CompanyNames(label=label, domain=pc.binary_join_element_wise(_slug(words), ".example", ""))


def person_names(first: Integers, last: Integers) -> tuple[pa.Array, pa.Array]:
    """Return full names and the local parts of their addresses (`erika.schaefer`)."""
    label = pc.binary_join_element_wise(_take(_FIRST_NAMES, first), _take(_LAST_NAMES, last), " ")
    local = pc.binary_join_element_wise(
        _take([_plain(name) for name in _FIRST_NAMES], first), _take([_plain(name) for name in _LAST_NAMES], last), "."
    )
    return label, local


def family_sizes() -> tuple[int, int]:
    """Return how many first and how many last names there are."""
    return len(_FIRST_NAMES), len(_LAST_NAMES)


def _take(words: list[str], index: Integers) -> pa.Array:
    return pa.array(words).take(pa.array(index))


def _plain(word: str) -> str:
    return word.lower().translate(_PLAIN)


def _slug(words: list[pa.Array]) -> pa.Array:
    joined = pc.utf8_lower(pc.binary_join_element_wise(*words, ""))
    for letter, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), (" ", "-")):
        joined = pc.replace_substring(joined, letter, plain)
    return joined


def _stride(combinations: int) -> int:
    """Return a step near the golden section that shares no factor with the number of combinations."""
    step = int(combinations * 0.618)
    while np.gcd(step, combinations) != 1:
        step += 1
    return step
