"""Invented persons who share frequent names at many firms, with addresses made of names; some recorded twice.

No firm employs two of one name, and no address belongs to two persons.
"""

from __future__ import annotations

import random

import pyarrow as pa

FIRST = [
    "Anna",
    "Thomas",
    "Sabine",
    "Michael",
    "Julia",
    "Andreas",
    "Petra",
    "Stefan",
    "Claudia",
    "Martin",
    "Sandra",
    "Christian",
    "Monika",
    "Daniel",
    "Katrin",
    "Jürgen",
    "Tanja",
    "Uwe",
    "Jana",
    "Bernd",
    "Sarah",
    "Tobias",
    "Nicole",
    "Markus",
    "Heike",
    "Frank",
    "Birgit",
    "Jan",
    "Anja",
    "Ralf",
    "Silke",
    "Jörg",
    "Ute",
    "Dirk",
    "Ines",
    "Peter",
    "Elke",
    "Oliver",
    "Kerstin",
    "Matthias",
]
SURNAMES = [
    "Müller",
    "Schmidt",
    "Schneider",
    "Fischer",
    "Weber",
    "Meyer",
    "Wagner",
    "Becker",
    "Schulz",
    "Hoffmann",
    "Koch",
    "Bauer",
    "Richter",
    "Klein",
    "Wolf",
    "Schröder",
    "Neumann",
    "Schwarz",
    "Zimmermann",
    "Braun",
    "Krüger",
    "Hofmann",
    "Hartmann",
    "Lange",
    "Krause",
    "Lehmann",
    "Köhler",
    "Maier",
    "Huber",
    "Mayer",
]
TOWNS = ["Kassel", "Ulm", "Graz", "Bern", "Jena", "Trier", "Linz", "Chur", "Bonn", "Halle", "Fulda", "Hagen"]
FREE = ("gmx.de", "web.de", "gmail.com", "t-online.de")
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})

Row = dict[str, str | None]


def people_at_firms(
    count: int = 1500, firms: int = 250, duplicates: int = 100, seed: int = 5
) -> tuple[pa.Table, pa.Table]:
    """Return records and their truth (id, cluster): the first persons have a second record each."""
    chance = random.Random(seed)
    rule_of = [chance.randrange(3) for _ in range(firms)]
    records, truth = [], []
    employed, given = set[tuple[int, str, str]](), set[str]()
    for person in range(count):
        firm, first, surname = _employee(firms, employed, chance)
        original = _at_firm(firm, first, surname, _free(_local(first, surname, rule_of[firm]), firm, given), chance)
        copies = [original] + [_again(person, original, firm, chance) for _ in range(person < duplicates)]
        for copy, row in enumerate(copies):
            records.append({"id": f"p{person}-{copy}", **row})
            truth.append({"id": f"p{person}-{copy}", "cluster": str(person)})
    chance.shuffle(records)
    return pa.Table.from_pylist(records), pa.Table.from_pylist(truth)


def _employee(firms: int, employed: set[tuple[int, str, str]], chance: random.Random) -> tuple[int, str, str]:
    while True:
        names = (chance.choices(names, range(2 * len(names), len(names), -1))[0] for names in (FIRST, SURNAMES))
        drawn = (chance.randrange(firms), *names)
        if drawn not in employed:
            employed.add(drawn)
            return drawn


def _free(local: str, firm: int, given: set[str]) -> str:
    choices = (f"{local}{number}@{_host(firm)}" for number in ("", *range(2, 100)))
    address = next(choice for choice in choices if choice not in given)
    given.add(address)
    return address


def _host(firm: int) -> str:
    letters = random.Random(firm)
    return "".join(letters.choice("bdfghklmnprstvwz") + letters.choice("aeiou") for _ in range(5)) + ".example"


def _at_firm(firm: int, first: str, surname: str, mail: str, chance: random.Random) -> Row:
    phone = f"+49 {2000 + firm} 55{chance.randrange(1000):03d}" if chance.random() < 0.6 else None
    city = TOWNS[firm % len(TOWNS)]
    return {"first_name": first, "surname": surname, "mail": mail, "phone": phone, "city": city}


def _local(first: str, surname: str, rule: int) -> str:
    one, other = (name.lower().translate(_LETTERS) for name in (first, surname))
    return (f"{one}.{other}", f"{one[0]}.{other}", f"{other}")[rule]


def _again(person: int, row: Row, firm: int, chance: random.Random) -> Row:
    """Return a second record of a person; what goes wrong depends on the number."""
    again, (first, surname) = dict(row), (str(row["first_name"]), str(row["surname"]))
    match person % 4:
        case 0:  # a letter left out
            place = chance.randrange(1, len(surname) - 1)
            again["surname"] = surname[:place] + surname[place + 1 :]
        case 1:  # names swapped, no address
            again["first_name"], again["surname"], again["mail"] = surname, first, None
            again["phone"] = row["phone"] = row["phone"] or f"+49 {2000 + firm} 56{person:03d}"
        case 2:  # another private address
            row["phone"] = again["phone"] = f"0171 {chance.randrange(10**6, 10**7)}"
            row["mail"], again["mail"] = (
                f"{_local(first, surname, 0)}{person}@{free}" for free in chance.sample(FREE, 2)
            )
        case _:  # another address at the firm
            again["mail"] = f"{_local(surname, first, 0)}@{_host(firm)}"
    return again
