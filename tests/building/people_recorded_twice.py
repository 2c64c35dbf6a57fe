"""Invented persons, some of them recorded several times with the mistakes that people make."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pyarrow as pa

FIRST = ["Anna", "Ben", "Clara", "David", "Emma", "Felix", "Greta", "Hannes", "Ida", "Jonas", "Karla", "Leon", "Mia"]
SURNAMES = [
    head + tail
    for head in ("acker", "berg", "born", "eich", "fels", "gerst", "hage", "kirch", "lind", "moor", "rohr", "stein")
    for tail in ("mann", "hof", "bach", "maier", "huber", "schmidt", "brink", "feld")
]
TOWNS = ["Kassel", "Ulm", "Graz", "Bern", "Jena", "Trier", "Linz", "Chur", "Bonn", "Halle"]


def people(count: int = 240) -> tuple[pa.Table, pa.Table]:
    """Return records and their truth (id, cluster): every third person has a second record, every ninth a third."""
    chance = random.Random(11)
    records, truth = [], []
    for person in range(count):
        original = one(chance)
        copies = [original] + [spoilt(original, chance) for _ in range((person % 3 == 0) + (person % 9 == 0))]
        for copy, row in enumerate(copies):
            records.append({"id": f"p{person}-{copy}", **row})
            truth.append({"id": f"p{person}-{copy}", "cluster": str(person)})
    chance.shuffle(records)
    return pa.Table.from_pylist(records), pa.Table.from_pylist(truth)


def one(chance: random.Random) -> dict[str, str | None]:
    first, surname = chance.choice(FIRST), chance.choice(SURNAMES)
    born = date(1950, 1, 1) + timedelta(days=chance.randrange(18_000))
    return {
        "first_name": first,
        "surname": surname.title(),
        "born_on": born.isoformat(),
        "mail": f"{first.lower()}.{surname}{chance.randrange(100)}@example.org",
        "city": chance.choice(TOWNS),
        "postcode": f"{chance.randrange(10_000, 99_999)}",
    }


def spoilt(row: dict[str, str | None], chance: random.Random) -> dict[str, str | None]:
    spoilt = dict(row)
    kind = chance.randrange(4)
    if kind == 0:
        spoilt["first_name"], spoilt["surname"] = row["surname"], row["first_name"]
    elif kind == 1:
        spoilt["surname"] = mistyped(str(row["surname"]), chance)
    elif kind == 2:
        spoilt["mail"] = None
    else:
        spoilt["born_on"] = None
        spoilt["mail"] = mistyped(str(row["mail"]), chance)
    return spoilt


def mistyped(text: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(text) - 1)
    return text[:place] + chance.choice("aeiou") + text[place + 1 :]
